"""Weeks, months and events of a planning, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

WEEK: Final = timedelta(days=7)
QUARTER: Final = 15  # minutes: a line of the week's grid
EARLIEST, LATEST = 8 * 60, 22 * 60  # minutes after midnight, shown even when nothing is held then
YEAR: Final = 12  # months


class EventFacts(NamedTuple):
    """All that a person's feed says of one class, in the order in which the query reads it."""

    public_id: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    state: str
    material: str
    sequence: int
    made_at: datetime
    changed_at: datetime
    title: str
    link: str
    unit_code: str
    unit_title: str
    teacher_first_names: str | None
    teacher_birth_name: str | None
    teacher_usage_name: str | None
    room: str | None
    centre: str
    street: str
    postcode: str
    town: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    makes_up: str | None
    made_up_by: str | None
    made_up_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """Where a class stands in a day's column: quarters of an hour, and its lane among others."""

    first: int  # the line at which it begins, from 1
    lines: int
    lane: int  # from 1
    lanes: int


def monday_of(day: date) -> date:
    """The first day of the week of `day`."""
    return day - timedelta(days=day.weekday())


def weeks_of_month(day: date) -> list[list[date]]:
    """The weeks that hold a day of the month of `day`, from Monday to Sunday."""
    first = monday_of(day.replace(day=1))
    weeks = []
    while first <= day or first.month == day.month:
        weeks.append([first + timedelta(days=each) for each in range(7)])
        first += WEEK
    return weeks


def month_after(day: date, *, months: int = 1) -> date:
    """The first day of the month so many months later (or earlier)."""
    count = day.year * YEAR + day.month - 1 + months
    return date(count // YEAR, count % YEAR + 1, 1)


def minutes_of(instant: datetime) -> int:
    """Minutes after midnight on the clock of the place."""
    return instant.hour * 60 + instant.minute


def hours_shown(times: Sequence[tuple[datetime, datetime]]) -> tuple[int, int]:
    """The first and the last hour of a week's grid: those of an evening school, or more."""
    first = min([EARLIEST, *(minutes_of(start) for start, _ in times)]) // 60
    ends = [24 * 60 if end.date() > start.date() else minutes_of(end) for start, end in times]
    return first, -(-max([LATEST, *ends]) // 60)


def spans(times: Sequence[tuple[datetime, datetime]], *, first_hour: int) -> list[Span]:
    """Where each class of a day stands, so that none hides another; `times` in their order."""
    lanes: list[datetime] = []
    taken = []
    for start, end in times:
        free = [number for number, until in enumerate(lanes) if until <= start]
        lane = free[0] if free else len(lanes)
        lanes[lane : lane + 1] = [end]
        taken.append(lane + 1)
    return [
        _span(start, end, first_hour, lane, len(lanes))
        for (start, end), lane in zip(times, taken, strict=True)
    ]


def _span(start: datetime, end: datetime, first_hour: int, lane: int, lanes: int) -> Span:
    begins = minutes_of(start) - first_hour * 60
    until = 24 * 60 if end.date() > start.date() else minutes_of(end)
    lines = max(2, -(-(until - minutes_of(start)) // QUARTER))
    return Span(begins // QUARTER + 1, lines, lane, lanes)


def feed_window(year: int) -> tuple[date, date]:
    """The days that a feed holds in an academic year: all of it, the one before and the next.

    It moves once a year, so that a calendar that asks again finds nothing new unless there is.
    """
    return date(year - 1, 9, 1), date(year + 2, 9, 1)
