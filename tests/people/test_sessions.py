import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from gregoire.framework.actors import Role
from gregoire.people.jobs import forget_ended_sessions
from gregoire.people.models import Account, Person
from tests.makers.network import make_centre
from tests.makers.people import PASSWORD, appoint, make_account, make_person

pytestmark = pytest.mark.django_db

HOUR = 3600
DATA = "/donnees-personnelles/"


@pytest.fixture
def account() -> Account:
    return make_account(make_person(mail="camille@example.org"))


@pytest.fixture
def clerk() -> Account:
    account = make_account()
    appoint(account.person, Role.SCHOOLING, at=make_centre())
    return account


def signed_in(account: Account, *, hours_ago: float, idle_hours: float = 0) -> Client:
    client = Client()
    client.force_login(account)
    session = client.session
    session["signed_in_at"] = int(time.time() - hours_ago * HOUR)
    session["seen_at"] = int(time.time() - idle_hours * HOUR)
    session.save()
    return client


def typed(person: Person, **changed: str) -> dict[str, str]:
    data = {name: str(value or "") for name, value in person.personal_data.items()}
    return data | {"country": "FR", "seen": person.personal_data.version} | changed


def sign_in(client: Client, account: Account, address: str) -> str:
    response = client.post(address, {"login": account.email, "password": PASSWORD})
    return str(response.headers["Location"])


def test_a_session_lasts_less_than_twelve_hours(account: Account) -> None:
    assert signed_in(account, hours_ago=11.9).get(DATA).status_code == 200


def test_a_session_ends_after_twelve_hours(account: Account) -> None:
    client = signed_in(account, hours_ago=12.1)

    response = client.get(DATA, follow=True)

    assert response.redirect_chain == [("/connexion/?next=/donnees-personnelles/", 302)]
    assert "You were signed out: sign in again at least every 12 hours." in response.text


def test_a_learner_who_reads_for_an_hour_stays_signed_in(account: Account) -> None:
    assert signed_in(account, hours_ago=2, idle_hours=1).get(DATA).status_code == 200


def test_who_holds_a_post_is_signed_out_after_half_an_hour_of_nothing(clerk: Account) -> None:
    client = signed_in(clerk, hours_ago=2, idle_hours=0.6)

    response = client.get("/gestion/personnes/", follow=True)

    assert response.redirect_chain == [("/connexion/?next=/gestion/personnes/", 302)]
    assert "nothing had been done for 30 minutes" in response.text


def test_who_holds_a_post_and_works_stays_signed_in(clerk: Account) -> None:
    client = signed_in(clerk, hours_ago=2, idle_hours=0.4)

    assert client.get("/gestion/personnes/").status_code == 200
    assert time.time() - client.session["seen_at"] < 5


def test_what_was_typed_when_the_session_ended_is_kept_and_sent(account: Account) -> None:
    client = signed_in(account, hours_ago=13)
    person = account.person

    refused = client.post(DATA, typed(person, town="Beaune"))
    resumed = sign_in(client, account, refused.headers["Location"])
    page = client.get(resumed)
    fields = dict(page.context["page"].unsent.fields)
    sent = client.post(page.context["page"].unsent.path, fields)

    person.refresh_from_db()
    assert refused.headers["Location"] == "/connexion/?next=/connexion/reprendre/"
    assert "Beaune" in page.text
    assert sent.headers["Location"] == DATA
    assert person.town == "Beaune"


def test_what_one_person_typed_is_not_shown_to_another(account: Account) -> None:
    client = signed_in(account, hours_ago=13)
    client.post(DATA, typed(account.person, town="Beaune"))
    other = make_account()

    sign_in(client, other, "/connexion/")
    response = client.get(reverse("people:resume"), follow=True)

    assert response.redirect_chain[0] == ("/", 302)
    assert "Beaune" not in response.text


def test_passwords_are_not_kept(account: Account) -> None:
    client = signed_in(account, hours_ago=13)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "x" * 12, "password2": "x" * 12},
    )

    assert "unsent" not in client.session


def test_a_text_that_is_too_long_is_not_kept_but_people_are_told(account: Account) -> None:
    client = signed_in(account, hours_ago=13)

    response = client.post(
        DATA,
        typed(account.person, town="x" * 60_000),
        headers={"Referer": f"http://testserver{DATA}"},
    )
    page = client.get(response.headers["Location"])

    assert response.headers["Location"] == "/connexion/?next=/donnees-personnelles/"
    assert "what you had typed was not sent" in page.text


def test_a_form_without_any_session_leads_back_to_its_page(
    client: Client, account: Account
) -> None:
    response = client.post(
        reverse("people:mail"),
        {"mail": "new@example.org"},
        headers={"Referer": "http://testserver/donnees-personnelles/adresse-mail/"},
    )
    page = client.get(response.headers["Location"])

    assert response.headers["Location"] == "/connexion/?next=/donnees-personnelles/adresse-mail/"
    assert "You were no longer signed in" in page.text
    assert account.pk


def test_a_foreign_page_is_not_led_back_to(client: Client) -> None:
    response = client.post(DATA, {}, headers={"Referer": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/connexion/?next=/"


def test_htmx_is_led_to_the_whole_sign_in_page(client: Client) -> None:
    response = client.get(
        "/gestion/personnes/?q=ro",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/gestion/personnes/"},
    )

    assert response.headers["HX-Redirect"] == "/connexion/?next=/gestion/personnes/"


def test_ended_sessions_are_forgotten(client: Client, account: Account) -> None:
    client.force_login(account)
    Session.objects.update(expire_date=now() - timedelta(days=1))

    forget_ended_sessions(timestamp=int(time.time()))

    assert not Session.objects.exists()


def test_a_post_that_is_over_opens_nothing(clerk: Account) -> None:
    clerk.person.appointments.update(ends_on="2020-12-31")
    client = signed_in(clerk, hours_ago=0)

    assert client.get("/gestion/personnes/").status_code == 403
