import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from gregoire.people.models import Account
from tests.makers.people import PASSWORD, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(client: Client) -> Account:
    """An account that has signed in and said its password again."""
    account = make_account()
    client.post("/connexion/", {"login": account.email, "password": PASSWORD})
    return account


def code_of(secret: str) -> str:
    _before, present, _after = yield_hotp_counters_from_time()  # one each side is taken too
    return str(format_hotp_value(hotp_value(secret, present)))


def switch_on(client: Client) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = str(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    return secret


@pytest.mark.usefixtures("account")
def test_switching_it_on_asks_for_the_password_again(client: Client) -> None:
    response = client.get(reverse("mfa_activate_totp"))

    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_it_is_switched_on_with_a_code_of_the_application(client: Client, account: Account) -> None:
    switch_on(client)

    kinds = (
        Authenticator.objects.filter(user=account).order_by("type").values_list("type", flat=True)
    )
    assert list(kinds) == ["recovery_codes", "totp"]


@pytest.mark.usefixtures("account")
def test_its_secret_is_kept_encrypted(client: Client) -> None:
    secret = switch_on(client)

    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert len(kept) > 100


def test_it_is_asked_for_at_the_next_sign_in(client: Client, account: Account) -> None:
    secret = switch_on(client)
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    elsewhere = Client()

    first = elsewhere.post("/connexion/", {"login": account.email, "password": PASSWORD})
    before = elsewhere.get(reverse("people:personal_data")).status_code
    wrong = elsewhere.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert before == 302
    assert "Incorrect code." in wrong.text
    assert secret


def test_a_recovery_code_works_once(client: Client, account: Account) -> None:
    switch_on(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    outcomes = []
    for _ in range(2):
        elsewhere = Client()
        elsewhere.post("/connexion/", {"login": account.email, "password": PASSWORD})
        elsewhere.post(reverse("mfa_authenticate"), {"code": codes[0]})
        outcomes.append(elsewhere.get(reverse("people:personal_data")).status_code)

    assert outcomes == [200, 302]


def test_it_is_switched_off(client: Client, account: Account) -> None:
    switch_on(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=account).exists()


@pytest.mark.usefixtures("account")
def test_its_pages_open(client: Client) -> None:
    switch_on(client)

    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_download_recovery_codes",
    ):
        assert client.get(reverse(name)).status_code == 200, name
