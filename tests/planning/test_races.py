"""Two at one instant, on connections of their own, against a real PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest

from gregoire.correspondence.models import Notice
from gregoire.enrolment.operations import enrol_in_offering
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.network.operations import remove_room
from gregoire.network.rules import RoomRefusal
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.operations import (
    add_session,
    cancel_session,
    make_up_session,
    move_session,
    plan_series,
    undo_change,
)
from gregoire.planning.rules.recurrence import SeriesPattern
from gregoire.planning.rules.sessions import Mode, SessionFacts, SessionRefusal, SessionState
from tests.makers.enrolment import make_offering, make_registration
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import in_days, make_present_semester, make_room, make_session
from tests.support.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def office(centre: Centre, name: str = "Odile") -> Actor:
    return acting(make_person(first_names=name), Role.SCHOOLING, at=centre)


def coming(centre: Centre, *, days: float = 3, room: Room | None = None) -> ClassSession:
    offering = make_offering(centre=centre, semester=make_present_semester())
    return make_session(offering=offering, starts_at=in_days(days), room=room)


def moved(session: ClassSession, *, days: float = 0, room: Room | None = None) -> SessionFacts:
    ahead = timedelta(days=days)
    return SessionFacts(
        session.starts_at + ahead,
        session.ends_at + ahead,
        Mode.ON_SITE,
        room.pk if room else session.room_id,
    )


def reasons(answers: list[object]) -> Counter[object]:
    """What each has got: a refusal, or that it was done; any other exception is shown as it is."""
    return Counter(
        one.reason
        if isinstance(one, RefusedError)
        else repr(one)
        if isinstance(one, Exception)
        else "done"
        for one in answers
    )


def test_of_two_offices_that_move_one_class_the_second_is_told_who_was_first() -> None:
    centre = make_centre()
    session = coming(centre)
    actors = {name: office(centre, name) for name in ("Odile", "Paul")}

    def move(name: str, days: int) -> str:
        move_session(
            by=actors[name],
            session=session,
            facts=moved(session, days=days),
            reason="Works",
            sequence=0,
        )
        return name

    answers = race(lambda: move("Odile", 7), lambda: move("Paul", 14))

    (winner,) = [one for one in answers if isinstance(one, str)]
    (refused,) = [one for one in answers if isinstance(one, RefusedError)]
    assert refused.reason == SessionRefusal.CHANGED_MEANWHILE
    assert refused.facts == {"name": f"{winner} Roy"}
    session.refresh_from_db()
    assert session.sequence == SessionChange.objects.filter(session=session).count() == 1


def test_of_two_classes_moved_into_one_room_one_is_told_of_the_other() -> None:
    centre = make_centre()
    first, second, room = coming(centre), coming(centre), make_room(centre)
    actor = office(centre)

    def move(session: ClassSession) -> object:
        facts = moved(session, room=room)
        return move_session(by=actor, session=session, facts=facts, reason="-", sequence=0)

    answers = race(lambda: move(first), lambda: move(second))

    assert reasons(answers) == {"done": 1, SessionRefusal.ROOM_TAKEN: 1}
    (refused,) = [one for one in answers if isinstance(one, RefusedError)]
    holder = ClassSession.objects.select_related("offering__unit").get(room=room)
    assert refused.facts["other"] == holder.offering.unit.code


@pytest.mark.parametrize("_again", range(3))
def test_two_classes_that_change_rooms_with_each_other_do_not_wait_for_ever(_again: int) -> None:
    centre = make_centre()
    first, second = coming(centre), coming(centre)
    actor = office(centre)
    rooms = {first.pk: second.room, second.pk: first.room}

    def move(session: ClassSession) -> object:
        facts = moved(session, room=rooms[session.pk])
        return move_session(by=actor, session=session, facts=facts, reason="-", sequence=0)

    answers = race(lambda: move(first), lambda: move(second))

    assert reasons(answers) == {SessionRefusal.ROOM_TAKEN: 2}


def test_of_two_series_of_one_room_one_is_planned_whole_and_the_other_not_at_all() -> None:
    centre = make_centre()
    room, actor = make_room(centre), office(centre)
    semester = make_present_semester()
    offerings = [make_offering(centre=centre, semester=semester) for _ in range(2)]
    first_day = in_days(1).date()
    starts = in_days(0).time()
    if starts.hour > 18:
        starts = starts.replace(hour=18)
    ends = starts.replace(hour=starts.hour + 2)
    pattern = SeriesPattern(
        "FREQ=WEEKLY;COUNT=6", first_day, starts, ends, Mode.ON_SITE, room_id=room.pk
    )

    answers = race(
        *(lambda one=one: plan_series(by=actor, offering=one, pattern=pattern) for one in offerings)
    )

    assert reasons(answers) == {"done": 1, SessionRefusal.ROOM_TAKEN: 1}
    assert sorted(one.sessions.count() for one in offerings) == [0, 6]


def test_one_unit_planned_twice_at_once_is_planned_once() -> None:
    centre = make_centre()
    offering = make_offering(centre=centre, semester=make_present_semester())
    rooms, actor = [make_room(centre) for _ in range(2)], office(centre)
    starts = in_days(3)

    def add(room: Room) -> ClassSession:
        facts = SessionFacts(starts, starts + timedelta(hours=2), Mode.ON_SITE, room.pk)
        return add_session(by=actor, offering=offering, facts=facts)

    answers = race(lambda: add(rooms[0]), lambda: add(rooms[1]))

    assert reasons(answers) == {"done": 1, SessionRefusal.RULES_OVERLAP: 1}


def test_a_double_click_cancels_once_and_tells_once() -> None:
    centre = make_centre()
    session, actor = coming(centre), office(centre)
    learner = make_registration(centre=centre)
    enrol_in_offering(
        by=acting(learner.person),
        registration=learner,
        offering=session.offering,
        today=session.offering.semester.enrolment_opens_on,
    )

    def cancel() -> SessionChange:
        return cancel_session(by=actor, session=session, reason="Illness", sequence=0)

    answers = race(cancel, cancel, cancel)

    assert reasons(answers) == {"done": 1, SessionRefusal.CHANGED_MEANWHILE: 2}
    assert Notice.objects.filter(kind="planning.cancelled").count() == 1


def test_a_class_is_made_up_once() -> None:
    centre = make_centre()
    session, actor = coming(centre), office(centre)
    cancel_session(by=actor, session=session, reason="Illness", sequence=0)

    def make_up(days: int) -> SessionChange:
        return make_up_session(by=actor, session=session, facts=moved(session, days=days))

    answers = race(lambda: make_up(7), lambda: make_up(14))

    assert reasons(answers) == {"done": 1, SessionRefusal.MADE_UP_ALREADY: 1}


def test_a_room_is_taken_or_its_class_comes_back_never_both() -> None:
    centre = make_centre()
    session, other, actor = coming(centre), coming(centre), office(centre)
    change = cancel_session(by=actor, session=session, reason="Illness", sequence=0)

    def take() -> object:
        facts = moved(other, room=session.room)
        return move_session(by=actor, session=other, facts=facts, reason="-", sequence=0)

    answers = race(lambda: undo_change(by=actor, change=change), take)

    assert reasons(answers) == {"done": 1, SessionRefusal.ROOM_TAKEN: 1}
    planned = ClassSession.objects.filter(room=session.room, state=SessionState.PLANNED)
    assert planned.count() == 1


def test_who_enrols_at_the_instant_of_a_change_is_told_of_it() -> None:
    centre = make_centre()
    session, actor = coming(centre), office(centre)
    learners = [make_registration(centre=centre) for _ in range(4)]

    def enrol(number: int) -> object:
        return enrol_in_offering(
            by=acting(learners[number].person),
            registration=learners[number],
            offering=session.offering,
            today=session.offering.semester.enrolment_opens_on,
        )

    def cancel() -> SessionChange:
        return cancel_session(by=actor, session=session, reason="Illness", sequence=0)

    race(*(lambda number=number: enrol(number) for number in range(4)), cancel)

    told = Notice.objects.filter(kind="planning.cancelled").order_by("pk")
    assert Counter(told.values_list("person", flat=True)) == {one.person_id: 1 for one in learners}


@pytest.mark.parametrize("_again", range(3))
def test_a_room_is_taken_away_or_has_a_class_never_both(_again: int) -> None:
    centre = make_centre()
    room, actor = make_room(centre), office(centre)
    session = coming(centre)

    def move() -> object:
        facts = moved(session, room=room)
        return move_session(by=actor, session=session, facts=facts, reason="-", sequence=0)

    answers = reasons(race(move, lambda: remove_room(by=actor, room=room)))

    session.refresh_from_db()
    if session.room_id == room.pk:
        assert answers == {"done": 1, RoomRefusal.IN_USE: 1}
    else:
        assert answers == {"done": 1, SessionRefusal.ROOM_GONE: 1}
        assert not Room.objects.filter(pk=room.pk).exists()
