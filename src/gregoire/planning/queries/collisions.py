"""Who would be in two places: rooms and teachers, which is refused; learners, which is said."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from gregoire.catalogue.models import Offering
from gregoire.framework.formats import full_day, hour
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.network.rules import Place, local_instant
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession, ClassSessionQuerySet
from gregoire.planning.queries.learners import offerings_followed_by, person_ids_of
from gregoire.planning.rules.collisions import LONGEST_JOURNEY, Clash, Slot, clash, overlap
from gregoire.planning.rules.sessions import Mode, SessionRefusal

WITH_NAMES = ("offering__unit", "centre", "room", "teacher")


@dataclass(frozen=True, slots=True)
class Wish:
    """Where and with whom an offering's classes would be held; `besides`: classes that make way."""

    offering_id: int
    slots: Sequence[Slot]
    room_id: int | None
    teacher_id: int | None
    besides: Collection[int] = field(default=())


@dataclass(frozen=True, slots=True)
class Conflict:
    """What keeps a class from being held: another class, and why."""

    reason: SessionRefusal
    slot: Slot
    other: ClassSession
    minutes: int = 0  # of the journey

    @property
    def facts(self) -> dict[str, str]:
        """What the sentence of the reason names, in the language that is in force."""
        other, centre = self.other, self.other.centre
        starts, ends = local_instant(centre, other.starts_at), local_instant(centre, other.ends_at)
        return {
            "room": other.room.name if other.room else "",
            "teacher": other.teacher.name if other.teacher else "",
            "other": other.offering.unit.code,
            "place": centre.name,
            "day": full_day(starts),
            "starts": hour(starts),
            "ends": hour(ends),
            "minutes": str(self.minutes),
        }

    @property
    def refused(self) -> RefusedError:
        return RefusedError(self.reason, **self.facts)


@dataclass(frozen=True, slots=True)
class Collision:
    """A learner who cannot be at both: they overlap, or the way between the two is too long."""

    person: Person
    own: Slot
    other: ClassSession
    clash: Clash


def place_of(centre: Centre) -> Place | None:
    if centre.latitude is None or centre.longitude is None:
        return None
    return Place(centre.latitude, centre.longitude)


def slot_of(session: ClassSession) -> Slot:
    """A class with its centre loaded, as the rules see it."""
    if session.mode != Mode.ON_SITE:
        return Slot(session.starts_at, session.ends_at)
    return Slot(session.starts_at, session.ends_at, session.centre_id, place_of(session.centre))


def teaching_slot_of(session: ClassSession) -> Slot:
    """For who gives the class: with a room, one has to be there, even where others follow online."""
    if session.mode == Mode.ONLINE:
        return Slot(session.starts_at, session.ends_at)
    return Slot(session.starts_at, session.ends_at, session.centre_id, place_of(session.centre))


def conflicts_of(wish: Wish) -> list[Conflict]:
    """Rooms and teachers who would be in two places, and classes of the offering that overlap.

    One query; in the order of the slots. `wish.slots` are those of the teacher.
    """
    if not wish.slots:
        return []
    same = Q(offering=wish.offering_id)
    if wish.room_id is not None:
        same |= Q(room=wish.room_id)
    wanted = same & _overlapping(wish.slots)
    if wish.teacher_id is not None:
        wanted |= Q(teacher=wish.teacher_id) & _near(wish.slots)
    found = _planned().filter(wanted).exclude(pk__in=wish.besides).order_by("starts_at", "pk")
    others = list(found)
    return [
        conflict
        for slot in wish.slots
        for other in others
        if (conflict := _conflict(wish, slot, other)) is not None
    ]


def _conflict(wish: Wish, slot: Slot, other: ClassSession) -> Conflict | None:
    if overlap(slot, other):
        reason = _why(wish, other)
        return Conflict(reason, slot, other) if reason else None
    if wish.teacher_id is None or other.teacher_id != wish.teacher_id:
        return None
    found = clash(slot, teaching_slot_of(other))
    if found is None:
        return None
    return Conflict(SessionRefusal.TEACHER_CANNOT_TRAVEL, slot, other, found.minutes_needed)


def _why(wish: Wish, other: ClassSession) -> SessionRefusal | None:
    """What two classes of one moment share."""
    if wish.room_id is not None and other.room_id == wish.room_id:
        return SessionRefusal.ROOM_TAKEN
    if wish.teacher_id is not None and other.teacher_id == wish.teacher_id:
        return SessionRefusal.TEACHER_TAKEN
    return SessionRefusal.RULES_OVERLAP if other.offering_id == wish.offering_id else None


def collisions_of(
    offering: Offering, slots: Sequence[Slot] | None = None, *, besides: Collection[int] = ()
) -> list[Collision]:
    """The learners of an offering who have another class then, or too far away to come.

    `slots`: when its classes would be held; without them, those that are planned. Five queries
    at most, however many learners there are.
    """
    if slots is None:
        own = _planned().filter(offering=offering).order_by("starts_at")
        slots = [slot_of(session) for session in own]
    people = person_ids_of(offering.pk) if slots else set()
    if not people:
        return []
    followed = offerings_followed_by(people, around=slots[0].starts_at)
    others = _others(followed, slots, besides={*besides}, without=offering.pk)
    by_offering: dict[int, list[tuple[Slot, ClassSession, Clash]]] = {}
    for slot in slots:
        for other in others:
            if found := clash(slot, slot_of(other)):
                by_offering.setdefault(other.offering_id, []).append((slot, other, found))
    names = Person.objects.in_bulk(
        [one for one, taken in followed.items() if taken & by_offering.keys()]
    )
    return sorted(
        (
            Collision(names[person], *each)
            for person, taken in followed.items()
            for offering_id in taken & by_offering.keys()
            for each in by_offering[offering_id]
        ),
        key=lambda one: (one.own.starts_at, one.person.birth_name, one.person.pk, one.other.pk),
    )


def _others(
    followed: dict[int, set[int]], slots: Sequence[Slot], *, besides: set[int], without: int
) -> list[ClassSession]:
    offerings = set().union(*followed.values()) - {without}
    if not offerings:
        return []
    found = _planned().filter(_near(slots), offering__in=offerings).exclude(pk__in=besides)
    return list(found.order_by("starts_at", "pk"))


def learners_free_of(collisions: Iterable[Collision], learners: int) -> int:
    """How many of so many learners have nothing else then."""
    return learners - len({one.person.pk for one in collisions})


def _planned() -> ClassSessionQuerySet:
    return ClassSession.objects.select_related(*WITH_NAMES).planned()


def _overlapping(slots: Sequence[Slot]) -> Q:
    return reduce(or_, (Q(starts_at__lt=s.ends_at, ends_at__gt=s.starts_at) for s in slots))


def _near(slots: Sequence[Slot]) -> Q:
    wide = LONGEST_JOURNEY
    return reduce(
        or_,
        (Q(starts_at__lt=s.ends_at + wide, ends_at__gt=s.starts_at - wide) for s in slots),
    )
