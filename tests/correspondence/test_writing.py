"""Letters that an office writes to one person."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.operations.writing import write_letter
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Role
from gregoire.people.models import Account, Attachment
from gregoire.people.queries import actor_for
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


def an_office() -> Account:
    account = make_account()
    appoint(account.person, Role.SCHOOLING, at=make_centre())
    return account


def test_a_letter_stands_in_the_inbox_and_waits_to_be_printed_once() -> None:
    office, person = an_office(), make_person()
    centre = office.person.appointments.get().centre
    assert centre is not None
    Attachment.objects.create(person=person, centre=centre, since=DAY)
    by = actor_for(office, today=DAY)

    first, again = (
        write_letter(
            by=by,
            centre=centre,
            person=person,
            subject="Votre  dossier",
            text="Il manque <une pièce>.",
        )
        for _ in range(2)
    )

    letter = Delivery.objects.get(notice=first, channel=Channel.LETTER)
    assert (first.pk, first.subject) == (again.pk, "Votre dossier")
    assert not first.is_registered
    assert "Il manque <une pièce>." in first.text
    assert letter.state == DeliveryState.QUEUED


def test_a_registered_letter_is_legal_and_another_one_than_the_ordinary() -> None:
    office, person = an_office(), make_person()
    centre = office.person.appointments.get().centre
    assert centre is not None
    Attachment.objects.create(person=person, centre=centre, since=DAY)
    by = actor_for(office, today=DAY)

    for registered in (False, True):
        last = write_letter(
            by=by,
            centre=centre,
            person=person,
            subject="Votre dossier",
            text="Il manque une pièce.",
            registered=registered,
        )

    assert (last.is_legal, last.is_registered) == (True, True)
    assert Delivery.objects.filter(channel=Channel.LETTER).count() == 2


def test_nobody_writes_to_who_does_not_belong_to_their_centre() -> None:
    office, person = an_office(), make_person()
    centre = office.person.appointments.get().centre
    assert centre is not None

    with pytest.raises(PermissionDenied):
        write_letter(
            by=actor_for(office, today=DAY), centre=centre, person=person, subject="s", text="t"
        )
    assert not Notice.objects.exists()


def test_the_page_writes_it_and_a_stranger_gets_404(client: Client) -> None:
    office, person = an_office(), make_person()
    centre = office.person.appointments.get().centre
    assert centre is not None
    address = reverse("correspondence:write_letter", args=[person.public_id])
    client.force_login(office)
    assert client.get(address).status_code == 404

    Attachment.objects.create(person=person, centre=centre, since=DAY)
    empty = client.post(address, {"subject": "", "text": ""})
    sent = client.post(address, {"subject": "Votre carte", "text": "Elle est prête."})

    assert empty.status_code == 422
    assert sent.status_code == 302
    assert Notice.objects.get(person=person).subject == "Votre carte"
