"""What a change of a class would do, said before it is written."""

from dataclasses import dataclass
from datetime import datetime

from gregoire.catalogue.models import Offering
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Room
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.collisions import Collision, collisions_of, conflicts_of, place_of
from gregoire.planning.queries.demands import MADE_UP_WITHIN, demand_place, wish_for
from gregoire.planning.queries.desk import rooms_for, rooms_taken
from gregoire.planning.queries.learners import enrolled_in
from gregoire.planning.rules.collisions import Slot
from gregoire.planning.rules.sessions import (
    Mode,
    SessionFacts,
    is_within_the_day,
    tell_at,
)

MOST_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would be told of a change, and how soon."""

    learners: int
    by_phone: bool  # the class is today: the office phones those whom it concerns
    tell_at: datetime

    @classmethod
    def of(cls, session: ClassSession, *, now: datetime) -> "Audience":
        """Of what happens to a planned class now; nobody is told of one that is over."""
        learners = enrolled_in(session.offering_id).count() if session.ends_at > now else 0
        return cls(
            learners,
            is_within_the_day(session.starts_at, now, session.centre.zone),
            tell_at(now, session.starts_at),
        )


@dataclass(frozen=True, slots=True)
class Foresight:
    """What stands in the way of a class held so, and which learners would miss it."""

    refused: tuple[RefusedError, ...]
    collisions: tuple[Collision, ...]
    rooms: tuple[Room, ...]  # free and large enough, the smallest first

    @property
    def can_be_done(self) -> bool:
        return not self.refused


def foresight(
    offering: Offering,
    facts: SessionFacts,
    *,
    now: datetime,
    besides: ClassSession | None = None,
    after_the_end: bool = True,
) -> Foresight:
    """Nothing is written. The offering comes with its centre, semester and what it relays.

    `besides`: the class that makes way; `after_the_end`: classes may come after the teaching, as
    those that are moved or made up.
    """
    gone = [besides.pk] if besides else []
    rooms = rooms_that_suit(offering, facts, besides=besides)
    try:
        late = {"after_the_end": MADE_UP_WITHIN} if after_the_end else {}
        _, centre = demand_place(offering, facts, now=now, **late)
    except RefusedError as refused:
        return Foresight((refused,), (), rooms)
    conflicts = conflicts_of(wish_for(offering, facts, centre, besides=gone))
    site = centre.pk if facts.mode is Mode.ON_SITE else None
    slot = Slot(facts.starts_at, facts.ends_at, site, place_of(centre))
    collisions = collisions_of(offering, [slot], besides=gone)
    return Foresight(tuple(one.refused for one in conflicts), tuple(collisions), rooms)


def rooms_that_suit(
    offering: Offering, facts: SessionFacts, *, besides: ClassSession | None = None
) -> tuple[Room, ...]:
    """Rooms that are free then and seat those who come; none for a class online."""
    if facts.mode is Mode.ONLINE or facts.ends_at <= facts.starts_at:
        return ()
    slots = [(facts.starts_at, facts.ends_at)]
    return suitable_rooms(offering, slots, besides=besides.pk if besides else 0)


def suitable_rooms(
    offering: Offering, slots: list[tuple[datetime, datetime]], *, besides: int = 0
) -> tuple[Room, ...]:
    """The smallest rooms that are free at all these times, with what the unit needs.

    Those of the centre itself come first; a need is only known where somebody has said it.
    """
    learners = enrolled_in(offering.pk).count()
    need = getattr(offering, "planning_need", None)
    computers = bool(need and need.needs_computers)
    step_free = bool(need and need.needs_step_free)
    fitting = [
        room
        for room in rooms_for(offering)
        if room.seats >= learners
        and (not computers or room.computers >= learners)
        and (not step_free or room.step_free)
    ]
    taken = rooms_taken(fitting, slots, besides=besides)
    free = [room for room in fitting if room.pk not in taken]
    free.sort(key=lambda room: (room.centre_id != offering.centre_id, room.seats, room.name))
    return tuple(free[:MOST_SUGGESTED])
