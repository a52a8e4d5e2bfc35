"""What the agenda and the page of a class receive: one value, with nothing left to query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from gregoire.framework import formats
from gregoire.planning import feed as calendars
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.rules.agendas import WEEK, monday_of
from gregoire.planning.web.own_rows import (
    ChangeShown,
    ClassShown,
    DayShown,
    Reader,
    by_day,
    change_shown,
)


@dataclass(frozen=True, slots=True)
class Steps:
    """The ways to the period before, the one after, and back to today."""

    before: str
    after: str
    today: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class FeedShown:
    """The private address of one's planning; empty where none was made."""

    address: str

    @classmethod
    def of(cls, key: str) -> "FeedShown":
        if not key:
            return cls("")
        path = reverse("planning:feed", args=[calendars.token_of(key)])
        return cls(settings.GREGOIRE_URL.rstrip("/") + path)

    @property
    def subscribing(self) -> str:
        """The same address as calendars of phones and desks open it by themselves."""
        return self.address.replace("https://", "webcal://").replace("http://", "webcal://")


@dataclass(frozen=True, slots=True)
class NextShown:
    """What to say where nothing is held: the next class, if there is one."""

    row: ClassShown | None
    does_something: bool  # the person follows or gives an offering


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the queries found for a view of one's planning."""

    reader: Reader
    sessions: Sequence[ClassSession]
    next: NextShown | None = None  # where the view would be empty


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Today first, then the rest of the week and the next one, day by day."""

    today: date
    week: date  # its Monday
    todays: DayShown | None  # None: another week is shown
    earlier: Sequence[DayShown]  # of this week
    days: Sequence[DayShown]
    later: Sequence[DayShown]
    next: NextShown | None
    news: Sequence[ChangeShown]
    seen_until: str
    feed: FeedShown
    steps: Steps
    to_hours: str  # where a teacher says when they can teach; empty for the others

    @classmethod
    def of(
        cls,
        loaded: Loaded,
        *,
        week: date,
        news: Sequence[SessionChange],
        feed_key: str,
        to_hours: str,
    ) -> "AgendaPage":
        reader = loaded.reader
        days = by_day(loaded.sessions, days_from(week, weeks=2), reader)
        here = [day for day in days[:7] if day.classes]
        is_now = monday_of(reader.today) == week
        return cls(
            today=reader.today,
            week=week,
            todays=next((day for day in days if day.is_today), None) if is_now else None,
            earlier=[day for day in here if is_now and day.day < reader.today],
            days=[day for day in here if not is_now or day.day > reader.today],
            later=[day for day in days[7:] if day.classes],
            next=loaded.next,
            news=[change_shown(each) for each in news],
            seen_until=reader.now.isoformat(),
            feed=FeedShown.of(feed_key),
            steps=weekly("planning:planning", week, reader.today),
            to_hours=to_hours,
        )

    @property
    def title(self) -> str:
        return week_named(self.week)


def days_from(first: date, *, weeks: int = 1) -> list[date]:
    return [first + timedelta(days=each) for each in range(7 * weeks)]


def week_named(monday: date) -> str:
    """`23 nov. – 29 novembre 2026`"""
    return f"{formats.short_day(monday)} – {formats.day(monday + timedelta(days=6))}"


def weekly(name: str, week: date, today: date) -> Steps:
    here = reverse(name)
    return Steps(
        before=f"{here}?day={week - WEEK}",
        after=f"{here}?day={week + WEEK}",
        today=here,
        is_now=monday_of(today) == week,
    )
