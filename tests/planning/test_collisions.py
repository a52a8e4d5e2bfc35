"""Learners who would be in two places are named, however many they are."""

from datetime import timedelta
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality
from gregoire.enrolment.states import EnrolmentState
from gregoire.network.models import Centre
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.collisions import Collision, collisions_of
from gregoire.planning.rules.collisions import Slot
from gregoire.planning.rules.sessions import Mode, SessionState
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.network import make_centre
from tests.makers.planning import TUESDAY_EVENING, make_session

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def pair_of(collisions: list[Collision]) -> list[tuple[object, object]]:
    return [(one.person, one.other) for one in collisions]


def test_who_follows_two_classes_of_one_moment_is_named_with_both() -> None:
    first, second = make_offering(), make_offering()
    both, only = make_registration(), make_registration()
    for offering in (first, second):
        make_enrolment(registration=both, offering=offering)
    make_enrolment(registration=only, offering=first)
    own = make_session(offering=first)
    other = make_session(offering=second, starts_at=TUESDAY_EVENING + HOUR)
    make_session(offering=second, starts_at=TUESDAY_EVENING + timedelta(hours=2.5, days=1))

    found = collisions_of(first)

    assert pair_of(found) == [(both.person, other)]
    assert (found[0].own.starts_at, found[0].clash.overlaps) == (own.starts_at, True)
    assert pair_of(collisions_of(second)) == [(both.person, own)]


def test_classes_that_touch_do_not_collide_nor_those_that_are_cancelled() -> None:
    first, second = make_offering(), make_offering()
    both = make_registration()
    for offering in (first, second):
        make_enrolment(registration=both, offering=offering)
    make_session(offering=first)
    make_session(offering=second, starts_at=TUESDAY_EVENING + timedelta(hours=2.5))
    gone = make_session(offering=second)
    ClassSession.objects.filter(pk=gone.pk).update(state=SessionState.CANCELLED)

    assert collisions_of(first) == []


def test_who_waits_or_has_left_does_not_collide() -> None:
    first, second = make_offering(), make_offering()
    waits, left = make_registration(), make_registration()
    for registration, state in (
        (waits, EnrolmentState.WAITING),
        (left, EnrolmentState.WITHDRAWN),
    ):
        make_enrolment(registration=registration, offering=first)
        make_enrolment(registration=registration, offering=second, state=state)
    make_session(offering=first)
    make_session(offering=second)

    assert collisions_of(first) == []


def test_learners_of_a_relay_follow_the_classes_of_whoever_teaches() -> None:
    taught, second = make_offering(modality=Modality.DISTANCE), make_offering()
    relay = make_offering(unit=taught.unit, modality=Modality.DISTANCE)
    relay.relays = taught
    relay.save()
    there = make_registration()
    make_enrolment(registration=there, offering=relay)
    make_enrolment(registration=there, offering=second)
    distant, other = make_session(offering=taught, mode=Mode.ONLINE), make_session(offering=second)

    assert pair_of(collisions_of(taught)) == [(there.person, other)]
    assert pair_of(collisions_of(second)) == [(there.person, distant)]


def placed(name: str, latitude: float, longitude: float) -> Centre:
    centre = make_centre(name=name)
    centre.latitude, centre.longitude = latitude, longitude
    centre.save()
    return centre


@pytest.mark.parametrize(
    ("mode", "hours_later", "minutes"),
    [
        (Mode.ON_SITE, 3, 280),
        (Mode.ON_SITE, 8, None),
        (Mode.ONLINE, 3, None),
        (Mode.BOTH, 3, None),
    ],
)
def test_who_cannot_arrive_in_time_is_named(
    mode: Mode, hours_later: float, minutes: int | None
) -> None:
    paris = make_offering(centre=placed("Paris", 48.8663, 2.3548))
    lyon = make_offering(centre=placed("Lyon", 45.7640, 4.8357))
    both = make_registration()
    for offering in (paris, lyon):
        make_enrolment(registration=both, offering=offering)
    make_session(offering=paris)
    starts = TUESDAY_EVENING + timedelta(hours=hours_later)
    make_session(offering=lyon, starts_at=starts, mode=mode)

    found = [one.clash.minutes_needed for one in collisions_of(paris)]

    assert found == ([] if minutes is None else [minutes])


def test_what_would_be_planned_is_asked_before_it_is() -> None:
    first, second = make_offering(), make_offering()
    both = make_registration()
    for offering in (first, second):
        make_enrolment(registration=both, offering=offering)
    other = make_session(offering=second)
    slot = Slot(TUESDAY_EVENING, TUESDAY_EVENING + HOUR)

    assert pair_of(collisions_of(first, [slot])) == [(both.person, other)]
    assert collisions_of(first, [slot], besides=[other.pk]) == []
    assert collisions_of(first, []) == []


def crowd(*, learners: int, others: int, weeks: int, evenings: int) -> Offering:
    """Learners of one offering, each of whom follows two more, on so many evenings of the week."""
    offering, centre = make_offering(capacity=500), make_centre()
    second = [make_offering(centre=centre, capacity=500) for _ in range(others)]
    for number in range(learners):
        registration = make_registration(centre=centre)
        for taken in {offering, second[number % others], second[(number + 1) % others]}:
            make_enrolment(registration=registration, offering=taken)
    for number, each in enumerate([offering, *second]):
        for week in range(weeks):
            ahead = timedelta(weeks=week, days=number % evenings)
            make_session(offering=each, starts_at=TUESDAY_EVENING + ahead, mode=Mode.ONLINE)
    return offering


@pytest.mark.parametrize("learners", [1, 3])
def test_five_queries_however_many_learners(learners: int) -> None:
    offering = crowd(learners=learners, others=6, weeks=2, evenings=1)

    with CaptureQueriesContext(connection) as queries:
        found = collisions_of(offering)

    assert len(queries) == 5
    assert len(found) == learners * 2 * 2


def test_two_hundred_learners_are_looked_at_in_a_moment() -> None:
    offering = crowd(learners=200, others=10, weeks=6, evenings=5)
    start = process_time()

    found = collisions_of(offering)

    assert process_time() - start < 2
    assert len({one.person.pk for one in found}) == 80  # of 10 others, two are on its evening
    assert len(found) == 80 * 6
