"""What is asked of a class before it is written; each raises RefusedError, with names."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Final

from gregoire.catalogue.models import Offering
from gregoire.framework.constraints import refusing
from gregoire.framework.formats import day as said_day
from gregoire.framework.formats import language
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.network.queries import reason_in
from gregoire.network.rules import local_day
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.attendance import has_hours
from gregoire.planning.queries.collisions import Wish, conflicts_of, place_of
from gregoire.planning.queries.learners import enrolled_in
from gregoire.planning.queries.previews import (
    closing_days_of,
    demand_facts,
    demand_seats,
    grounds_of,
    outside,
)
from gregoire.planning.queries.sessions import last_author
from gregoire.planning.rules.collisions import Slot
from gregoire.planning.rules.sessions import (
    LONGEST_REASON,
    SessionFacts,
    SessionRefusal,
    SessionState,
    reason_refusal,
)

MADE_UP_WITHIN: Final = timedelta(days=28)  # after the end of teaching, before the exams


def demand_place(
    offering: Offering,
    facts: SessionFacts,
    *,
    now: datetime | None,
    after_the_end: timedelta = timedelta(0),
) -> tuple[Room | None, Centre]:
    """The room and the centre of a class whose facts can stand.

    `now`: nothing is planned before it; None where what has been is written down. `after_the_end`:
    how long after the semester's teaching the class may be.
    """
    demand_facts(facts)
    room, centre = grounds_of(offering, facts.room_id)
    first, last = local_day(centre, facts.starts_at), local_day(centre, facts.ends_at)
    if now is not None and facts.starts_at <= now:
        raise RefusedError(SessionRefusal.IN_THE_PAST)
    semester = offering.semester
    if first < semester.teaching_starts_on or last > semester.teaching_ends_on + after_the_end:
        raise outside(offering, first)
    _demand_open(centre, {first, last})
    demand_seats(room, facts.mode, enrolled_in(offering.pk).count())
    return room, centre


def _demand_open(centre: Centre, days: Collection[date]) -> None:
    for day, closing in sorted(closing_days_of(centre, [*days]).items()):
        reason = reason_in(language(), closing, centre)
        raise RefusedError(SessionRefusal.CENTRE_CLOSED, day=said_day(day), why=reason)


def wish_for(
    offering: Offering, facts: SessionFacts, centre: Centre, *, besides: Collection[int] = ()
) -> Wish:
    """Where and with whom one class would be held."""
    site = centre.pk if facts.is_on_site else None
    slot = Slot(facts.starts_at, facts.ends_at, site, place_of(centre))
    return Wish(offering.pk, [slot], facts.room_id, facts.teacher_id, besides)


def demand_free(wish: Wish) -> None:
    """Room and teacher are at no other class then, nor on the way; the unit has no other."""
    for conflict in conflicts_of(wish):
        raise conflict.refused


@contextmanager
def naming_who_was_first(wish: Wish) -> Iterator[None]:
    """The database has the last word; the sentence names the class that was first."""
    try:
        with refusing(
            a_room_holds_one_class_at_a_time=SessionRefusal.ROOM_TAKEN,
            a_teacher_gives_one_class_at_a_time=SessionRefusal.TEACHER_TAKEN,
        ):
            yield
    except RefusedError:
        demand_free(wish)
        raise


def demand_reason(reason: str) -> str:
    """The reason, tidied to one line."""
    reason = " ".join(reason.split())
    refusal = reason_refusal(reason)
    if refusal:
        raise RefusedError(refusal, most=LONGEST_REASON)
    return reason


def demand_unchanged(session: ClassSession, sequence: int) -> None:
    """Nobody has changed the class since the writer saw it."""
    if session.sequence != sequence:
        raise RefusedError(SessionRefusal.CHANGED_MEANWHILE, name=last_author(session))


def demand_planned(session: ClassSession, *, now: datetime) -> None:
    """The class is to be held, is not over, and nobody has hours of it yet."""
    if session.state != SessionState.PLANNED:
        raise RefusedError(SessionRefusal.NOT_PLANNED)
    if session.ends_at <= now:
        raise RefusedError(SessionRefusal.OVER_ALREADY)
    if has_hours(session):
        raise RefusedError(SessionRefusal.HOURS_RECORDED)
