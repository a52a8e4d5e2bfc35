"""What happens to those enrolled when the catalogue decides."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from pytest_django import Settings

from gregoire.catalogue.models import Offering
from gregoire.catalogue.operations import change_offering, decide_opening
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.catalogue.seats import seats_taken
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.operations import enrol_in_offering
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Role
from gregoire.framework.models import OutgoingMail
from tests.makers.enrolment import (
    TODAY,
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.support.jobs import work_off_jobs

pytestmark = pytest.mark.django_db


def decide(offering: Offering, *, opens: bool) -> None:
    office = acting(make_person(), Role.SCHOOLING, at=offering.centre)
    decide_opening(by=office, offering=offering, opens=opens, today=TODAY)


def sent() -> list[EmailMessage]:
    """The mails that have left, in the order in which they were written."""
    rows = OutgoingMail.objects.filter(state="sent").order_by("pk")
    return [message_from_bytes(bytes(row.raw), policy=policy.default) for row in rows]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture(autouse=True)
def _nothing_leaves_the_machine(settings: Settings) -> None:
    settings.GREGOIRE_DEMO = True


def test_when_it_opens_everybody_is_told() -> None:
    offering = make_offering(capacity=1, minimum=1)
    make_enrolment(offering=offering)
    make_enrolment(offering=offering, state=EnrolmentState.WAITING)

    decide(offering, opens=True)
    work_off_jobs()

    placed, waiting = sent()
    assert "You have a place in it." in text_of(placed)
    assert "You have place 1 on its waiting list" in text_of(waiting)
    assert placed["Subject"] == f"{offering.unit.code} {offering.unit.title} opens"


def test_when_it_does_not_open_everybody_is_shown_other_ways() -> None:
    dijon, unit = make_centre(name="Cnam Dijon"), make_unit("NFP121")
    offering = make_offering(unit=unit, centre=dijon)
    grenoble = make_centre(name="Cnam Grenoble")
    elsewhere = make_offering(unit=unit, centre=grenoble, modality=Modality.DISTANCE)
    make_offering(unit=unit, modality=Modality.DISTANCE, state=OfferingState.NOT_OPENED)
    enrolled = make_enrolment(offering=offering)
    waiting = make_enrolment(offering=offering, state=EnrolmentState.WAITING)

    decide(offering, opens=False)
    work_off_jobs()

    states = Enrolment.objects.in_bulk([enrolled.pk, waiting.pk])
    assert {(e.state, e.ended_on) for e in states.values()} == {("not_opened", TODAY)}
    assert [mail["To"] for mail in sent()] == [
        enrolled.registration.person.mail,
        waiting.registration.person.mail,
    ]
    for mail in sent():
        for kind in ("plain", "html"):
            assert "Cnam Grenoble" in text_of(mail, kind)
            assert f"/enseignements/inscription/{elsewhere.public_id}/" in text_of(mail, kind)
        assert ": http" not in text_of(mail)  # French wants a space before the colon


def test_a_full_course_is_no_other_way() -> None:
    unit = make_unit()
    offering = make_offering(unit=unit)
    full = make_offering(unit=unit, modality=Modality.DISTANCE, capacity=1, minimum=1)
    make_enrolment(offering=full)
    make_enrolment(offering=offering)

    decide(offering, opens=False)
    work_off_jobs()

    assert "no other centre has places in this unit" in text_of(sent()[-1])


def test_more_places_bring_in_those_who_wait() -> None:
    offering = make_offering(capacity=1, minimum=1)
    make_enrolment(offering=offering)
    waiting = [make_enrolment(offering=offering, state=EnrolmentState.WAITING) for _ in range(3)]

    change_offering(
        by=acting(make_person(), Role.SCHOOLING, at=offering.centre),
        offering=offering,
        capacity=3,
        minimum=1,
        timetable="",
        teacher=None,
    )

    states = Enrolment.objects.in_bulk([e.pk for e in waiting])
    assert [states[e.pk].state for e in waiting] == ["enrolled", "enrolled", "waiting"]


def test_the_catalogue_knows_how_many_places_are_taken() -> None:
    offering = make_offering()
    for state in EnrolmentState:
        make_enrolment(offering=offering, state=state)

    assert seats_taken([offering.pk]) == {offering.pk: 1}


def test_each_is_told_in_their_language_and_at_the_hour_of_the_centre() -> None:
    noumea = make_centre(name="Cnam Nouméa", time_zone="Pacific/Noumea")
    offering = make_offering(centre=noumea, state=OfferingState.OPEN, capacity=1, minimum=1)
    registration = make_registration(person=make_learner(language="fr"))

    enrolment = enrol_in_offering(
        by=acting(registration.person), registration=registration, offering=offering, today=TODAY
    )
    work_off_jobs()

    (mail,) = sent()
    there = enrolment.asked_at.astimezone(noumea.zone)
    assert (
        mail["Subject"]
        == f"Votre inscription en {offering.unit.code} Management de projet est faite"
    )
    for kind in ("plain", "html"):
        hour = f"{there.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{there.minute:02}"
        assert hour in text_of(mail, kind)
    assert 'lang="fr"' in text_of(mail, "html")
