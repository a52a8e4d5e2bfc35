"""The language of the switch is that of the mails, whoever causes them."""

import pytest
from django.test import Client
from django.urls import reverse

from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.people.models import Account
from tests.makers.people import make_account, make_person

pytestmark = pytest.mark.django_db

SWITCH = "/langue/"
FRENCH, ENGLISH = "Choisissez un nouveau mot de passe", "Choose a new password"


@pytest.fixture
def account() -> Account:
    return make_account(make_person(mail="camille@example.org"))


def language_of(account: Account) -> str:
    account.person.refresh_from_db()
    return account.person.language


def test_the_switch_is_kept_with_the_person(client: Client, account: Account) -> None:
    client.force_login(account)

    answer = client.post(SWITCH, {"language": "en", "next": "/messagerie/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/messagerie/")
    assert language_of(account) == "en"
    (line,) = JournalEntry.objects.filter(operation="people.choose_language")
    assert line.by == account.person_id


@pytest.mark.parametrize("language", ["", "xx"])
def test_a_language_that_the_house_does_not_speak_changes_nothing(
    client: Client, account: Account, language: str
) -> None:
    client.force_login(account)

    answer = client.post(SWITCH, {"language": language})

    assert answer.status_code == 302
    assert language_of(account) == "fr"


def test_reading_a_page_switches_nothing(client: Client, account: Account) -> None:
    client.force_login(account)

    assert client.get(SWITCH, {"language": "en"}).status_code == 405
    assert language_of(account) == "fr"


@pytest.mark.parametrize(("language", "subject"), [("fr", FRENCH), ("en", ENGLISH)])
def test_the_forgotten_password_speaks_the_language_of_the_person(
    client: Client, account: Account, language: str, subject: str
) -> None:
    client.force_login(account)
    client.post(SWITCH, {"language": language})
    asking = Client(headers={"Accept-Language": "en" if language == "fr" else "fr"})

    asking.post(reverse("account_reset_password"), {"email": "Camille@example.org"})

    assert OutgoingMail.objects.get().subject == subject
