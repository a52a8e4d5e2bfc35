"""What the views of one's own planning are asked, and what they load."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_aware, now

from gregoire.framework.actors import ActorRequest, Role
from gregoire.framework.ways import way_to
from gregoire.planning.models import ClassSession
from gregoire.planning.queries import agendas, planner
from gregoire.planning.web.own_pages import Loaded, NextShown
from gregoire.planning.web.own_rows import Reader, class_shown

A_DAY: Final = timedelta(days=1)  # no clock of the world is further from that of Greenwich


def reader_of(request: ActorRequest) -> tuple[Reader, agendas.Standing]:
    person = request.actor.person_id or 0
    standing = agendas.standing_of(person)
    return Reader(agendas.reach_of(person), standing.zone, now()), standing


def way_to_hours(request: ActorRequest, reader: Reader, standing: agendas.Standing) -> str:
    """Where a teacher says when they can teach; empty for whoever teaches nowhere."""
    actor = request.actor
    if not (reader.reach.given or actor.holds_any(Role.TEACHER)):
        return ""
    if not planner.teaches_soon(reader.reach.person_id, actor.today):
        return ""
    return way_to("planning:teacher_hours", standing.public_id)


def asked_day(request: ActorRequest) -> date | None:
    """The day that the address names; none where it names none that a calendar has."""
    try:
        day = parse_date(request.GET.get("day", "")[:10])
    except ValueError:
        return None
    return day if day and 1900 < day.year < 2200 else None  # noqa: PLR2004 -- room for arithmetic


def asked_instant(text: str) -> datetime:
    """The instant that a page was made, as it says itself; now, where it says nothing of sense."""
    try:
        read = parse_datetime(text[:40])
    except ValueError:
        read = None
    return read if read and is_aware(read) else now()


def load(reader: Reader, first: date, after: date, *, told: bool = True) -> Loaded:
    """The classes of these days, wherever they are held; the next one where there is none.

    `told`: with what happened to each.
    """
    start, end = (datetime.combine(day, time(), UTC) for day in (first, after))
    found = agendas.classes_between(reader.reach, start - A_DAY, end + A_DAY, told=told)
    here = [each for each in found if first <= _day(each) < after]
    if here:
        return Loaded(reader, here)
    later = agendas.next_class_after(reader.reach, max(reader.now, end - A_DAY))
    reach = reader.reach
    does_something = bool(later or reach.followed or reach.given)
    shown = NextShown(class_shown(later, reader, told=False) if later else None, does_something)
    return Loaded(reader, [], shown)


def _day(session: ClassSession) -> date:
    return session.starts_at.astimezone(session.centre.zone).date()
