"""What the agenda and the page of a class receive: one value, with nothing left to query."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from gregoire.framework import formats
from gregoire.planning import feed as calendars
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.agendas import News
from gregoire.planning.rules.agendas import WEEK, monday_of
from gregoire.planning.web.own_news import NewsShown
from gregoire.planning.web.own_rows import (
    ClassShown,
    DayShown,
    Reader,
    by_day,
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
    news: NewsShown
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
        news: News,
        feed_key: str,
        to_hours: str,
    ) -> "AgendaPage":
        reader = loaded.reader
        days = by_day(loaded.sessions, days_from(week, weeks=2), reader)
        is_now = monday_of(reader.today) == week
        todays = _todays(days, reader.today) if is_now else None
        if is_now:
            days = [_without(day, reader.today) for day in days]
        here = [day for day in days[:7] if day.classes]
        return cls(
            today=reader.today,
            week=week,
            todays=todays,
            earlier=[day for day in here if is_now and day.day < reader.today],
            days=[day for day in here if not is_now or day.day > reader.today],
            later=[day for day in days[7:] if day.classes],
            next=loaded.next,
            news=NewsShown.of(news, reader),
            seen_until=reader.now.isoformat(),
            feed=FeedShown.of(feed_key),
            steps=weekly("planning:planning", week, reader.today),
            to_hours=to_hours,
        )

    @property
    def title(self) -> str:
        return week_named(self.week)


def _todays(days: Sequence[DayShown], today: date) -> DayShown:
    """What is held today, where it is held or where the reader is: there it may be another day."""
    rows = [row for day in days for row in day.classes if row.is_on(today)]
    return DayShown(today, is_today=True, classes=[_as_today(row, today) for row in rows])


def _as_today(row: ClassShown, today: date) -> ClassShown:
    """By the reader's hour, where the day of the centre is not today."""
    if row.day == today:
        return row
    hours = f"{formats.weekday(row.day)}, {row.hours}"
    return replace(row, starts=formats.hour(row.own_start), hours=hours)


def _without(day: DayShown, today: date) -> DayShown:
    return replace(day, classes=[row for row in day.classes if not row.is_on(today)])


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
