from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.operations import enrol_in_offering, withdraw_from_offering
from gregoire.enrolment.rules import EnrolmentRefusal
from gregoire.enrolment.states import RegistrationState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Attachment
from tests.makers.enrolment import (
    TODAY,
    make_enrolment,
    make_offering,
    make_prerequisite,
    make_registration,
    make_semester,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.records import make_result

pytestmark = pytest.mark.django_db


def enrol(
    registration: Registration,
    offering: Offering,
    *,
    by: Actor | None = None,
    has_read: bool = False,
    today: date = TODAY,
) -> Enrolment:
    return enrol_in_offering(
        by=by or acting(registration.person),
        registration=registration,
        offering=offering,
        has_read=has_read,
        today=today,
    )


def refusal(
    registration: Registration,
    offering: Offering,
    *,
    by: Actor | None = None,
    today: date = TODAY,
) -> object:
    with pytest.raises(RefusedError) as refused:
        enrol(registration, offering, by=by, today=today)
    return refused.value.reason


def test_a_learner_takes_a_place() -> None:
    registration, offering = make_registration(), make_offering()

    enrolment = enrol(registration, offering)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.registration, enrolment.offering) == (
        "enrolled",
        registration,
        offering,
    )
    entry = JournalEntry.objects.get(operation="enrolment.enrol_in_offering")
    assert (entry.on_id, entry.about) == (str(enrolment.pk), registration.person_id)


def test_who_comes_when_it_is_full_waits_in_order() -> None:
    offering = make_offering(capacity=1, minimum=1)

    states = [enrol(make_registration(), offering).state for _ in range(3)]

    assert states == ["enrolled", "waiting", "waiting"]
    assert list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True)) == [
        f"You are enrolled in {offering.unit.code} {offering.unit.title}",
        f"Waiting list for {offering.unit.code} {offering.unit.title}: place 1",
        f"Waiting list for {offering.unit.code} {offering.unit.title}: place 2",
    ]


def test_a_free_place_goes_to_the_first_who_waits_and_to_nobody_else() -> None:
    offering = make_offering(capacity=1, minimum=1)
    first, second, third = (enrol(make_registration(), offering) for _ in range(3))

    withdraw_from_offering(by=acting(first.registration.person), enrolment=first, today=TODAY)

    states = Enrolment.objects.in_bulk([first.pk, second.pk, third.pk])
    assert [states[e.pk].state for e in (first, second, third)] == [
        "withdrawn",
        "enrolled",
        "waiting",
    ]


def test_who_leaves_the_waiting_list_frees_no_place() -> None:
    offering = make_offering(capacity=1, minimum=1)
    _, second, third = (enrol(make_registration(), offering) for _ in range(3))

    withdraw_from_offering(by=acting(second.registration.person), enrolment=second, today=TODAY)

    third.refresh_from_db()
    assert third.state == "waiting"


def test_an_enrolment_is_left_once() -> None:
    enrolment = enrol(make_registration(), make_offering())
    learner = acting(enrolment.registration.person)
    withdraw_from_offering(by=learner, enrolment=enrolment, today=TODAY)

    with pytest.raises(RefusedError) as refused:
        withdraw_from_offering(by=learner, enrolment=enrolment, today=TODAY)

    assert refused.value.reason == EnrolmentRefusal.ALREADY_ENDED


def test_a_course_that_is_over_is_no_longer_left() -> None:
    enrolment = make_enrolment()
    last_day = enrolment.offering.semester.teaching_ends_on

    with pytest.raises(RefusedError) as refused:
        withdraw_from_offering(
            by=acting(enrolment.registration.person),
            enrolment=enrolment,
            today=last_day + timedelta(days=1),
        )

    assert refused.value.reason == EnrolmentRefusal.COURSE_OVER


def test_one_may_come_back_after_leaving() -> None:
    registration, offering = make_registration(), make_offering()
    enrolment = enrol(registration, offering)
    withdraw_from_offering(by=acting(registration.person), enrolment=enrolment, today=TODAY)

    assert enrol(registration, offering).state == "enrolled"


def test_the_second_click_is_told() -> None:
    registration, offering = make_registration(), make_offering()
    enrol(registration, offering)

    assert refusal(registration, offering) == EnrolmentRefusal.ALREADY_ENROLLED
    assert registration.enrolments.count() == 1


def test_a_unit_is_taken_in_one_course_at_a_time() -> None:
    registration, unit = make_registration(), make_unit()
    enrol(registration, make_offering(unit=unit))

    elsewhere = make_offering(unit=unit, modality=Modality.DISTANCE)

    assert refusal(registration, elsewhere) == EnrolmentRefusal.UNIT_UNDER_WAY


def test_a_unit_already_earned_is_not_taken_again() -> None:
    registration, unit = make_registration(), make_unit()
    make_result(registration.person, unit)

    assert refusal(registration, make_offering(unit=unit)) == EnrolmentRefusal.UNIT_EARNED


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (RegistrationState.REQUESTED, EnrolmentRefusal.REGISTRATION_NOT_VALIDATED),
        (RegistrationState.PAUSED, EnrolmentRefusal.REGISTRATION_PAUSED),
        (RegistrationState.CANCELLED, EnrolmentRefusal.REGISTRATION_CANCELLED),
    ],
)
def test_only_a_validated_registration_enrols(
    state: RegistrationState, reason: EnrolmentRefusal
) -> None:
    assert refusal(make_registration(state=state), make_offering()) == reason


def test_an_offering_of_another_year_is_not_for_this_registration() -> None:
    offering = make_offering(semester=make_semester(year=2025))

    assert refusal(make_registration(), offering, today=date(2025, 9, 15)) == (
        EnrolmentRefusal.ANOTHER_YEAR
    )


def test_what_does_not_open_takes_nobody() -> None:
    offering = make_offering(state=OfferingState.NOT_OPENED)

    assert refusal(make_registration(), offering) == EnrolmentRefusal.NOT_OPENED


@pytest.mark.parametrize(
    ("today", "reason"),
    [
        (date(2026, 6, 30), EnrolmentRefusal.WINDOW_NOT_OPEN_YET),
        (date(2026, 10, 11), EnrolmentRefusal.WINDOW_CLOSED),
    ],
)
def test_learners_enrol_within_the_window_and_the_office_beyond_it(
    today: date, reason: EnrolmentRefusal
) -> None:
    registration, offering = make_registration(), make_offering()
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    assert refusal(registration, offering, today=today) == reason
    assert enrol(registration, offering, by=office, today=today).state == "enrolled"


def test_a_required_unit_that_is_missing_has_to_be_read() -> None:
    unit, before = make_unit(), make_unit("NFA031")
    make_prerequisite(unit, before)
    registration, offering = make_registration(), make_offering(unit=unit)

    with pytest.raises(RefusedError) as refused:
        enrol(registration, offering)

    assert refused.value.reason == EnrolmentRefusal.PREREQUISITES_NOT_READ
    assert refused.value.facts["missing"] == ("NFA031",)
    assert enrol(registration, offering, has_read=True).state == "enrolled"


def test_an_advised_unit_holds_nobody_back() -> None:
    unit = make_unit()
    make_prerequisite(unit, make_unit(), is_required=False)

    assert enrol(make_registration(), make_offering(unit=unit)).state == "enrolled"


def test_learning_at_a_distance_with_another_centre_attaches_one_there() -> None:
    registration = make_registration()
    grenoble = make_centre(name="Cnam Grenoble")

    enrol(registration, make_offering(centre=grenoble, modality=Modality.DISTANCE))

    assert Attachment.objects.filter(person=registration.person, centre=grenoble).exists()


def test_a_refusal_leaves_nothing() -> None:
    registration = make_registration(state=RegistrationState.REQUESTED)

    refusal(registration, make_offering())

    assert not Enrolment.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("role", [None, Role.TEACHER, Role.EXAMS, Role.ADVISER])
def test_only_the_learner_and_the_office_of_the_centre_enrol(role: Role | None) -> None:
    registration = make_registration()

    with pytest.raises(PermissionDenied):
        enrol(registration, make_offering(), by=acting(make_person(), role, at=registration.centre))


def test_the_office_of_another_centre_does_not_enrol() -> None:
    stranger = acting(make_person(), Role.SCHOOLING, at=make_centre())

    with pytest.raises(PermissionDenied):
        enrol(make_registration(), make_offering(), by=stranger)


def test_the_centre_that_teaches_may_end_an_enrolment() -> None:
    enrolment = make_enrolment()
    teaching = acting(make_person(), Role.SCHOOLING, at=enrolment.offering.centre)

    ended = withdraw_from_offering(by=teaching, enrolment=enrolment, today=TODAY)

    assert (ended.state, ended.ended_on) == ("withdrawn", TODAY)
