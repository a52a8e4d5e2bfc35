"""Announcements are stopped from the mail itself, without signing in (RFC 8058)."""

from http import HTTPStatus

import pytest
from django.test import Client

from gregoire.correspondence.links import person_of_unsubscribe, unsubscribe_address
from gregoire.correspondence.models import Preference
from gregoire.people.models import Person
from tests.makers.people import make_person

pytestmark = pytest.mark.django_db


def address_of(person: Person) -> str:
    return unsubscribe_address(person.pk).removeprefix("http://localhost:8000")


def wants_announcements(person: Person) -> bool:
    return not Preference.objects.filter(person=person, announcements_by_mail=False).exists()


def test_a_look_at_the_page_changes_nothing(client: Client) -> None:
    """Mail programs and virus scanners open every address of a mail."""
    person = make_person()

    response = client.get(address_of(person))

    assert response.status_code == HTTPStatus.OK
    assert "Stop announcements by mail" in response.text
    assert person.mail not in response.text
    assert person.name not in response.text
    assert wants_announcements(person)


def test_one_click_of_a_mail_program_is_enough() -> None:
    person, other = make_person(), make_person()
    outside = Client(enforce_csrf_checks=True)

    response = outside.post(address_of(person), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == HTTPStatus.OK
    assert not wants_announcements(person)
    assert wants_announcements(other)


def test_once_more_changes_nothing_and_the_page_says_so(client: Client) -> None:
    person = make_person()

    client.post(address_of(person))
    client.post(address_of(person))

    assert "It is done" in client.get(address_of(person)).text
    assert Preference.objects.filter(person=person).count() == 1


@pytest.mark.parametrize(
    "token", ["guessed", "MTE:1xV8jg:mVef9S-8K8jvURVq1NKnvhzCyKOpS3NBHcLy2e9yPVw"]
)
def test_an_address_that_we_have_not_signed_is_not_there(client: Client, token: str) -> None:
    make_person()

    assert client.get(f"/desabonnement/{token}/").status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"/desabonnement/{token}/").status_code == HTTPStatus.NOT_FOUND


def test_the_address_opens_nothing_of_somebody_who_is_gone() -> None:
    token = unsubscribe_address(10**9).rstrip("/").rpartition("/")[2]

    assert person_of_unsubscribe(token) is None
