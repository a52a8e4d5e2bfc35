"""Dates on which a class can be made up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gregoire.framework.actors import SYSTEM, Role
from gregoire.network.models import ClosingDay
from gregoire.network.rules import local_day, local_instant
from gregoire.planning.models import ClassSession
from gregoire.planning.operations import cancel_session, make_up_session
from gregoire.planning.queries.proposals import proposals_for
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.rules.sessions import Mode, SessionFacts
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import in_days, make_present_semester, make_room, make_session

pytestmark = pytest.mark.django_db
EVERY = 500


def evening_class() -> ClassSession:
    """Of this semester, on a working day to come, at half past six, with a teacher."""
    offering = make_offering(centre=make_centre(), semester=make_present_semester())
    soon = local_instant(offering.centre, in_days(2))
    working = soon + timedelta(days=max(0, 7 - soon.weekday()) if soon.weekday() > 4 else 0)
    starts = working.replace(hour=18, minute=30)
    return make_session(offering=offering, starts_at=starts, teacher=make_person())


def test_the_hour_of_the_class_on_working_days_and_the_hours_of_saturday() -> None:
    session = evening_class()

    found = proposals_for(session, limit=EVERY)

    local = [local_instant(session.centre, one.starts_at) for one in found]
    hours = {(one.weekday() == 5, one.hour, one.minute) for one in local}
    assert hours == {(False, 18, 30), (True, 9, 0), (True, 14, 0)}
    assert all(one.weekday() < 6 for one in local)
    assert local[0].date() > local_day(session.centre, in_days(0))
    assert {one.ends_at - one.starts_at for one in found} == {timedelta(hours=2.5)}


def test_closed_days_taken_teachers_and_the_unit_itself_are_left_out() -> None:
    session = evening_class()
    starts = [session.starts_at + timedelta(weeks=week) for week in (1, 2, 3)]
    ClosingDay.objects.create(
        centre=session.centre, day=local_day(session.centre, starts[0]), reason="Inventory"
    )
    make_session(teacher=session.teacher, starts_at=starts[1])
    make_session(offering=session.offering, starts_at=starts[2])

    found = {one.starts_at for one in proposals_for(session, limit=EVERY)}

    assert found.isdisjoint(starts)
    assert session.starts_at not in found  # it is still planned then


def test_the_hour_that_is_lost_is_not_proposed_once_the_class_is_cancelled() -> None:
    session = evening_class()
    cancel_session(
        by=SYSTEM, session=session, reason="The teacher is ill", sequence=session.sequence
    )
    session.refresh_from_db()

    found = [one.starts_at for one in proposals_for(session, limit=EVERY)]

    assert found
    assert session.starts_at not in found
    assert session.starts_at + timedelta(weeks=4) in found


def test_its_own_room_while_it_is_free_then_the_smallest_that_seats_everybody() -> None:
    session = evening_class()
    for _ in range(3):
        make_enrolment(offering=session.offering)
    make_room(session.centre, seats=2)
    large = make_room(session.centre, seats=90)
    small = make_room(session.centre, seats=12)
    taken = [session.starts_at + timedelta(weeks=week) for week in (1, 2)]
    for starts in taken:
        make_session(room=session.room, starts_at=starts)
    make_session(room=small, starts_at=taken[1])

    found = {one.starts_at: one.room for one in proposals_for(session, limit=EVERY)}

    assert found[taken[0]] == small
    assert found[taken[1]] == large
    assert found[session.starts_at + timedelta(weeks=3)] == session.room


def test_what_suits_the_most_learners_comes_first_and_says_how_many() -> None:
    session = evening_class()
    other = make_offering(semester=session.offering.semester)
    busy, free = make_registration(), make_registration()
    for registration in (busy, free):
        make_enrolment(registration=registration, offering=session.offering)
    make_enrolment(registration=busy, offering=other)
    next_week = session.starts_at + timedelta(weeks=1)
    make_session(offering=other, starts_at=next_week)

    found = proposals_for(session, limit=EVERY)

    by_start = {one.starts_at: one for one in found}
    assert (by_start[next_week].free, by_start[next_week].learners) == (1, 2)
    assert found[-1] == by_start[next_week]
    assert (found[0].free, found[0].learners) == (2, 2)
    assert [one.starts_at for one in found[:5]] == sorted(one.starts_at for one in found[:5])


def test_an_online_class_asks_for_no_room() -> None:
    session = evening_class()
    ClassSession.objects.filter(pk=session.pk).update(
        mode=Mode.ONLINE, room=None, link="https://visio.example.org/"
    )
    session.refresh_from_db()

    assert {one.room for one in proposals_for(session)} == {None}
    assert len(proposals_for(session)) == 5


def test_every_proposal_can_be_taken() -> None:
    session = evening_class()
    office = acting(make_person(), Role.SCHOOLING, at=session.centre)
    cancel_session(by=office, session=session, reason="Illness", sequence=0)
    first = proposals_for(session)[0]
    facts = facts_of(session)

    change = make_up_session(
        by=office,
        session=session,
        facts=SessionFacts(
            first.starts_at,
            first.ends_at,
            facts.mode,
            first.room.pk if first.room else None,
            facts.teacher_id,
        ),
    )

    assert ClassSession.objects.get(makes_up=change.session).starts_at == first.starts_at


@pytest.mark.parametrize("learners", [1, 3])
def test_as_many_queries_for_one_learner_as_for_three(learners: int) -> None:
    session = evening_class()
    other = make_offering(semester=session.offering.semester)
    for _ in range(learners):
        registration = make_registration()
        make_enrolment(registration=registration, offering=session.offering)
        make_enrolment(registration=registration, offering=other)

    with CaptureQueriesContext(connection) as queries:
        proposals_for(session)

    assert len(queries) == 6
