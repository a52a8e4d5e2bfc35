"""When a class can be made up: dates that suit the room, the teacher and the most learners."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
from django.utils.timezone import now as the_present

from gregoire.network.models import ClosingDay, Room
from gregoire.network.rules import local_day, local_instant
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.collisions import place_of, slot_of, teaching_slot_of
from gregoire.planning.queries.demands import MADE_UP_WITHIN
from gregoire.planning.queries.learners import offerings_followed_by, person_ids_of
from gregoire.planning.rules.collisions import LONGEST_JOURNEY, Slot, clash
from gregoire.planning.rules.sessions import LONGEST, Mode, SessionRefusal, instant_of

LOOKED_AHEAD: Final = timedelta(weeks=10)
SATURDAY: Final = 5
SATURDAY_HOURS: Final = (time(9), time(14))
EVENING: Final = time(18, 30)
LONGEST_EVENING: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date that suits room and teacher: `free` of `learners` have nothing else then."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    free: int
    learners: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is already planned in the weeks that are looked at, by who is kept by it."""

    of_teacher: Sequence[ClassSession]  # and of the offering itself
    by_room: dict[int, list[ClassSession]]
    of_learners: Sequence[tuple[Slot, set[int]]]  # with the persons who follow it, in order


def proposals_for(session: ClassSession, limit: int = 5) -> list[Proposal]:
    """Dates on which a class can be held instead, those that suit the most learners first.

    From tomorrow on, on working days at the hour of the class and on Saturdays, while the centre is
    open, until four weeks after the end of teaching; never at the hour that is lost, even once the
    class is cancelled and its room is free. The smallest free room that seats everybody;
    the room of the class itself where it is free. The session comes with its offering's semester,
    its centre and its room. Six queries.
    """
    lost = (session,)
    slots = [each for each in _open_slots(session, the_present()) if _is_free(lost, each)]
    if not slots:
        return []
    learners = person_ids_of(session.offering_id)
    rooms = _rooms(session, len(learners))
    taken = _taken(session, slots, learners, rooms)
    found = []
    for slot in slots:
        room = next((one for one in rooms if _is_free(taken.by_room.get(one.pk, ()), slot)), None)
        needs_room = session.mode != Mode.ONLINE
        if (room is None and needs_room) or _keeps_teacher(taken.of_teacher, slot):
            continue
        busy = _busy(taken.of_learners, slot)
        found.append(
            Proposal(slot.starts_at, slot.ends_at, room, len(learners) - busy, len(learners))
        )
    return sorted(found, key=lambda one: (-one.free, one.starts_at))[:limit]


def _open_slots(session: ClassSession, now: datetime) -> Iterator[Slot]:
    """Every hour of every open day at which a class of this length could be held."""
    centre, length = session.centre, session.ends_at - session.starts_at
    first = local_day(centre, now) + timedelta(days=1)
    last = min(session.offering.semester.teaching_ends_on + MADE_UP_WITHIN, first + LOOKED_AHEAD)
    closed = set(
        ClosingDay.objects.filter(centre=centre, day__range=(first, last))
        .order_by("day")
        .values_list("day", flat=True)
    )
    site = None if session.mode == Mode.ONLINE else centre.pk
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        for hour in () if day in closed else _hours(session, day):
            starts = instant_of(day, hour, centre.zone)
            if not isinstance(starts, SessionRefusal):
                begins = starts.astimezone(session.starts_at.tzinfo)
                yield Slot(begins, begins + length, site, place_of(centre))


def _hours(session: ClassSession, day: date) -> Sequence[time]:
    """At which a class of this kind can start on a day: its own hour, and those of the house."""
    was = local_instant(session.centre, session.starts_at)
    if day.weekday() > SATURDAY:
        return ()
    if day.weekday() == SATURDAY:
        return (
            sorted({*SATURDAY_HOURS, was.time()}) if was.weekday() >= SATURDAY else SATURDAY_HOURS
        )
    if was.weekday() < SATURDAY:
        return (was.time(),)
    return (EVENING,) if session.ends_at - session.starts_at <= LONGEST_EVENING else ()


def _rooms(session: ClassSession, learners: int) -> list[Room]:
    """Those of the centre that seat everybody and have what the room of the class has; its own
    first, then the smallest.
    """
    if session.mode == Mode.ONLINE:
        return []
    own = session.room
    found = Room.objects.filter(centre=session.centre, seats__gte=learners).select_related("centre")
    if own is not None:
        found = found.filter(computers__gte=min(own.computers, learners))
        if own.step_free:
            found = found.filter(step_free=True)
    return sorted(found.order_by("pk"), key=lambda one: (one.pk != session.room_id, one.seats))


def _taken(
    session: ClassSession, slots: Sequence[Slot], learners: set[int], rooms: Sequence[Room]
) -> _Taken:
    start, end = slots[0].starts_at - LONGEST_JOURNEY, slots[-1].ends_at + LONGEST_JOURNEY
    planned = ClassSession.objects.planned().between(start, end).order_by("starts_at", "pk")
    keeps_teacher = Q(offering=session.offering_id)
    if session.teacher_id is not None:
        keeps_teacher |= Q(teacher=session.teacher_id)
    keeps_room = Q(room__in=[room.pk for room in rooms])
    by_room: dict[int, list[ClassSession]] = {}
    own = []
    for one in planned.filter(keeps_teacher | keeps_room).select_related("centre"):
        by_room.setdefault(one.room_id or 0, []).append(one)
        is_theirs = one.teacher_id is not None and one.teacher_id == session.teacher_id
        if is_theirs or one.offering_id == session.offering_id:
            own.append(one)
    return _Taken(own, by_room, _classes_of(learners, session, start, end))


def _classes_of(
    learners: set[int], session: ClassSession, start: datetime, end: datetime
) -> list[tuple[Slot, set[int]]]:
    """What else the learners follow, each class with those of them who follow it."""
    if not learners:
        return []
    followers: dict[int, set[int]] = {}
    for person, offerings in offerings_followed_by(learners, around=start).items():
        for offering in offerings - {session.offering_id}:
            followers.setdefault(offering, set()).add(person)
    found = ClassSession.objects.planned().between(start, end).filter(offering__in=followers)
    known = found.select_related("centre").order_by("starts_at", "pk")
    return [(slot_of(one), followers[one.offering_id]) for one in known]


def _is_free(held: Sequence[ClassSession], slot: Slot) -> bool:
    return not any(one.starts_at < slot.ends_at and slot.starts_at < one.ends_at for one in held)


def _keeps_teacher(held: Sequence[ClassSession], slot: Slot) -> bool:
    return any(clash(slot, teaching_slot_of(one)) for one in held)


def _busy(held: Sequence[tuple[Slot, set[int]]], slot: Slot) -> int:
    """How many learners have something else then, or too far away; `held` is in order of time."""
    first = bisect_left(
        held, slot.starts_at - LONGEST_JOURNEY - LONGEST, key=lambda each: each[0].starts_at
    )
    busy: set[int] = set()
    for other, people in held[first:]:
        if other.starts_at >= slot.ends_at + LONGEST_JOURNEY:
            break
        if not people <= busy and clash(slot, other):
            busy |= people
    return len(busy)
