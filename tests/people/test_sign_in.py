import re

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from gregoire.framework.models import OutgoingMail
from gregoire.people.models import Account
from gregoire.people.sign_in import NOWHERE, client_address
from tests.makers.people import PASSWORD, make_account, make_person

pytestmark = pytest.mark.django_db

SIGN_IN = "/connexion/"
NEW_PASSWORD = "quatre chevaux bleus"


@pytest.fixture
def account() -> Account:
    return make_account(make_person(mail="camille@example.org"))


def sign_in(client: Client, *, mail: str = "camille@example.org", password: str = PASSWORD) -> int:
    response = client.post(SIGN_IN, {"login": mail, "password": password})
    return response.status_code


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("people:personal_data")).status_code == 200


def links_in(mail: OutgoingMail) -> list[str]:
    text = bytes(mail.raw).decode().replace("=\r\n", "").replace("=3D", "=")
    return [
        link.replace("http://testserver", "") for link in re.findall(r"http://\S+?/(?=\s)", text)
    ]


@pytest.mark.usefixtures("account")
def test_an_account_signs_in_with_its_mail_whatever_the_case(client: Client) -> None:
    assert sign_in(client, mail="Camille@Example.org") == 302
    assert is_signed_in(client)


def test_the_session_is_another_one_after_the_sign_in(client: Client, account: Account) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["before"] = "sign-in"
    session.save()
    client.cookies["session"] = str(session.session_key)

    sign_in(client)

    assert client.session.session_key != session.session_key
    assert client.session["_auth_user_id"] == str(account.pk)


def test_the_cookie_of_the_session_ends_with_the_browser(client: Client, account: Account) -> None:
    sign_in(client, mail=account.email)

    cookie = client.cookies["session"]
    assert (cookie["expires"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_a_visitor_comes_back_to_the_page_asked_for(client: Client, account: Account) -> None:
    asked = client.get("/donnees-personnelles/?x=1")
    response = client.post(
        asked.headers["Location"], {"login": account.email, "password": PASSWORD}
    )

    assert asked.headers["Location"] == "/connexion/?next=/donnees-personnelles/%3Fx%3D1"
    assert response.headers["Location"] == "/donnees-personnelles/?x=1"


def test_nobody_is_led_elsewhere(client: Client, account: Account) -> None:
    response = client.post(
        "/connexion/?next=https://elsewhere.example/",
        {"login": account.email, "password": PASSWORD},
    )

    assert response.headers["Location"] == "/"


@pytest.mark.usefixtures("account")
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client: Client) -> None:
    wrong = client.post(SIGN_IN, {"login": "camille@example.org", "password": "wrong wrong wrong"})
    unknown = client.post(SIGN_IN, {"login": "nobody@example.org", "password": "wrong wrong wrong"})

    said = "The email address and/or password you specified are not correct."
    assert said in wrong.text
    assert said in unknown.text


def test_nobody_signs_up(client: Client) -> None:
    fields = {"email": "new@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    response = client.post("/connexion/inscription/", fields)

    assert "Registering is done by a schooling office" in response.text
    assert not Account.objects.exists()


def test_a_closed_account_does_not_open(client: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)

    response = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})

    assert response.headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_after_five_failures_the_account_waits_and_is_told_how_long(
    client: Client, account: Account
) -> None:
    for _ in range(5):
        sign_in(client, password="wrong wrong wrong")

    response = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})

    assert "Too many sign-ins have failed. Wait 5 minutes" in response.text
    assert not is_signed_in(client)


def test_another_address_does_not_get_around_the_limit_of_an_account(account: Account) -> None:
    for number in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(client, password="wrong wrong wrong")

    client = Client(REMOTE_ADDR="198.51.100.7")
    sign_in(client, mail=account.email)

    assert not is_signed_in(client)


def test_one_address_that_tries_many_accounts_is_stopped() -> None:
    client = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(60):
        sign_in(client, mail=f"somebody-{number}@example.org", password="wrong wrong wrong")
    account = make_account()

    response = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})

    assert response.status_code == 429 or "Too many sign-ins have failed." in response.text
    assert not is_signed_in(client)


def test_the_limits_are_counted_in_the_database_that_all_web_processes_share() -> None:
    assert type(cache._connections[cache._alias]).__name__ == "DatabaseCache"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.9"),
        (0, "203.0.113.5", "192.0.2.9"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "1.1.1.1, 203.0.113.5", "203.0.113.5"),
        (2, "1.1.1.1, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.9"),
        (1, "not an address", NOWHERE),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.GREGOIRE_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.9", headers={"X-Forwarded-For": forwarded}
    )

    assert client_address(request) == address


def test_a_forgotten_password_is_chosen_anew(client: Client, account: Account) -> None:
    asked = client.post(reverse("account_reset_password"), {"email": "Camille@example.org"})
    (link,) = [
        link for link in links_in(OutgoingMail.objects.get()) if "nouveau-mot-de-passe" in link
    ]
    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[0][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )

    assert asked.headers["Location"] == reverse("account_reset_password_done")
    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert not is_signed_in(client)
    assert sign_in(client, mail=account.email, password=NEW_PASSWORD) == 302
    assert is_signed_in(client)


def test_the_link_of_a_forgotten_password_works_once(client: Client, account: Account) -> None:
    client.post(reverse("account_reset_password"), {"email": account.email})
    (link,) = [
        link for link in links_in(OutgoingMail.objects.get()) if "nouveau-mot-de-passe" in link
    ]
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[0][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    again = Client().get(link, follow=True)

    assert "This link is over" in again.text


def test_the_link_of_a_forgotten_password_lasts_an_hour(settings: Settings) -> None:
    assert settings.PASSWORD_RESET_TIMEOUT == 3600


def test_who_asks_for_a_password_does_not_learn_who_has_an_account(
    client: Client, account: Account
) -> None:
    known = client.post(reverse("account_reset_password"), {"email": account.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    subjects = OutgoingMail.objects.order_by("pk").values_list("recipients", "subject")
    assert list(subjects) == [
        (["camille@example.org"], "Choisissez un nouveau mot de passe"),
        (["nobody@example.org"], "No account at this address"),
    ]


def test_a_new_password_ends_the_other_sessions(client: Client, account: Account) -> None:
    other = Client()
    sign_in(other)
    sign_in(client)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert OutgoingMail.objects.get().recipients == [account.email]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789012",
        "azertyuiop12",
        "passwordpassword",
        "Password2026!",
        "aaaaaaaabbbbbbbb",
        "camille@example.org",
        "à" * 100 + "bcdefghijklmnopqrstuvwxyz1234",
    ],
)
def test_a_poor_password_is_refused(client: Client, account: Account, password: str) -> None:
    sign_in(client)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    account.refresh_from_db()
    assert response.status_code == 200
    assert account.check_password(PASSWORD)


def test_a_long_phrase_with_accents_is_welcome(client: Client, account: Account) -> None:
    phrase = "où êtes-vous donc, Léopoldine ? " * 4
    sign_in(client)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": phrase[:128], "password2": phrase[:128]},
    )

    account.refresh_from_db()
    assert account.check_password(phrase[:128])


def test_the_other_devices_are_seen_and_signed_out(client: Client, account: Account) -> None:
    other = Client(headers={"User-Agent": "Firefox on the machine of the library"})
    sign_in(other)
    sign_in(client, mail=account.email)

    listed = client.get(reverse("usersessions_list"))
    client.post(reverse("usersessions_list"))

    assert "Firefox on the machine of the library" in listed.text
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_signing_out_ends_the_session(client: Client, account: Account) -> None:
    sign_in(client, mail=account.email)

    client.post(reverse("account_logout"))

    assert not is_signed_in(client)


def test_who_is_signed_in_costs_three_queries(
    client: Client, account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, mail=account.email)

    with django_assert_num_queries(3):  # the session, the account with its person, the posts
        assert client.get("/connexion/").status_code == 302
