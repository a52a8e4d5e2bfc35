"""Rules by which classes come back, and the days that they give (RFC 5545, 3.3.10).

A rule is read on days, not on instants: the hour of a class is the one on the wall of its centre,
and summer time changes the instant, never the hour. `docs/reference/rules/recurrence.md` has what
is understood: a rule that could give nothing for centuries, or a class every second, is not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday

from gregoire.planning.rules.sessions import Mode, SessionRefusal, instant_of

MOST_CLASSES: Final = 150  # of one rule; every day of a semester is fewer
LONGEST_RULE: Final = 300
FREQUENCIES: Final[Mapping[str, int]] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
MOST_INTERVAL: Final[Mapping[str, int]] = {"DAILY": 31, "WEEKLY": 26, "MONTHLY": 6}
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SUNDAY: Final = 6
WEEKS: Final = 53  # of the longest year
ORDINAL_DAY: Final = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
UNTIL_DAY: Final = re.compile(r"[0-9]{8}")


class RuleProblem(StrEnum):
    """Why a rule is not understood."""

    NOT_A_RULE = "not_a_rule"
    TWICE = "twice"
    FREQUENCY = "frequency"
    PART = "part"
    INTERVAL = "interval"
    WEEKDAY = "weekday"
    MONTH_DAY = "month_day"
    POSITION = "position"
    COUNT = "count"
    UNTIL = "until"
    TWO_ENDS = "two_ends"
    NO_DAY = "no_day"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that is understood."""

    frequency: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()  # (0 to 6, its place in the month or 0)
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    week_starts: int = 0

    @property
    def names_sunday(self) -> bool:
        return any(day == SUNDAY for day, _ in self.weekdays)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which days are held, of those that a rule gives, and which besides (RFC 5545, 3.8.5).

    A day that was ticked or unticked is as it was ticked; of the others, those of the weeks that
    are named, or all of them where none is.
    """

    weeks: frozenset[int] = frozenset()  # as calendars number them (ISO 8601)
    ticked: frozenset[date] = frozenset()
    unticked: frozenset[date] = frozenset()  # EXDATE
    added: frozenset[date] = frozenset()  # RDATE

    def holds(self, day: date) -> bool:
        if day in self.unticked:
            return False
        return day in self.ticked or not self.weeks or day.isocalendar().week in self.weeks


@dataclass(frozen=True, slots=True)
class SeriesPattern:
    """What an office asks for: a rule, hours on the wall clock of the centre, where, with whom."""

    rule: str
    first_day: date
    starts: time
    ends: time
    mode: Mode
    room_id: int | None = None
    teacher_id: int | None = None
    link: str = ""
    choice: Choice = Choice()


@dataclass(frozen=True, slots=True)
class Period:
    """One class that a pattern gives: its day at the centre, and its two instants."""

    day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClockTrouble:
    """A day on which the wall clock jumps over an hour of the class, or says it twice."""

    day: date
    hour: time
    refusal: SessionRefusal


def parsed(rule: str) -> Recurrence | RuleProblem:  # noqa: PLR0911 -- one way out for each problem
    """Read an RRULE, with or without its name; the first thing that is not understood otherwise."""
    text = rule.strip().upper().removeprefix("RRULE:")
    if not text or len(text) > LONGEST_RULE or not text.isascii():
        return RuleProblem.NOT_A_RULE
    pairs = [part.partition("=") for part in text.split(";")]
    parts = {name: value for name, _, value in pairs}
    if not all(name and value for name, _, value in pairs):
        return RuleProblem.NOT_A_RULE
    if len(parts) != len(pairs):
        return RuleProblem.TWICE
    if parts.get("FREQ") not in FREQUENCIES:
        return RuleProblem.FREQUENCY
    if parts.keys() - _READERS.keys() - {"FREQ"}:
        return RuleProblem.PART
    if "COUNT" in parts and "UNTIL" in parts:
        return RuleProblem.TWO_ENDS
    return _read(parts)


def _read(parts: Mapping[str, str]) -> Recurrence | RuleProblem:
    frequency = parts["FREQ"]
    values: dict[str, Any] = {}
    for name, (field, problem, reader) in _READERS.items():
        if name in parts:
            try:
                values[field] = reader(parts[name], frequency)
            except ValueError:
                return problem
    found = Recurrence(frequency, **values)
    return _problem_of(found) or found


def _problem_of(found: Recurrence) -> RuleProblem | None:
    """Parts that do not go together: each rule that is left gives a day at least once a year."""
    ordinals = any(place for _, place in found.weekdays)
    if found.frequency == "MONTHLY":
        if bool(found.weekdays) == bool(found.month_days):
            return RuleProblem.NO_DAY
        if found.positions and (ordinals or found.month_days):
            return RuleProblem.POSITION
        return None
    if found.positions:
        return RuleProblem.POSITION
    if found.month_days:
        return RuleProblem.MONTH_DAY
    return RuleProblem.WEEKDAY if ordinals or _days_of_daily(found) else None


def _days_of_daily(found: Recurrence) -> bool:
    return found.frequency == "DAILY" and bool(found.weekdays)


def _interval(text: str, frequency: str) -> int:
    return _within(text, 1, MOST_INTERVAL[frequency])


def _count(text: str, _frequency: str) -> int:
    return _within(text, 1, MOST_CLASSES)


def _until(text: str, _frequency: str) -> date:
    if not UNTIL_DAY.fullmatch(text):
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _weekdays(text: str, _frequency: str) -> tuple[tuple[int, int], ...]:
    found = [ORDINAL_DAY.fullmatch(part) for part in text.split(",")]
    if not all(found):
        raise ValueError(text)
    return tuple((WEEKDAYS.index(one[2]), int(one[1] or 0)) for one in found if one)


def _month_days(text: str, _frequency: str) -> tuple[int, ...]:
    return _numbers(text, 31)


def _positions(text: str, _frequency: str) -> tuple[int, ...]:
    return _numbers(text, 4)


def _week_start(text: str, _frequency: str) -> int:
    return WEEKDAYS.index(text)


def _numbers(text: str, most: int) -> tuple[int, ...]:
    numbers = tuple(_within(part.removeprefix("+"), -most, most) for part in text.split(","))
    if 0 in numbers:
        raise ValueError(text)
    return numbers


def _within(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4}", text) or not least <= int(text) <= most:
        raise ValueError(text)
    return int(text)


_READERS: Final = {
    "INTERVAL": ("interval", RuleProblem.INTERVAL, _interval),
    "COUNT": ("count", RuleProblem.COUNT, _count),
    "UNTIL": ("until", RuleProblem.UNTIL, _until),
    "BYDAY": ("weekdays", RuleProblem.WEEKDAY, _weekdays),
    "BYMONTHDAY": ("month_days", RuleProblem.MONTH_DAY, _month_days),
    "BYSETPOS": ("positions", RuleProblem.POSITION, _positions),
    "WKST": ("week_starts", RuleProblem.WEEKDAY, _week_start),
}


def days_of(found: Recurrence, first_day: date, *, last_day: date) -> list[date]:
    """The days that a rule gives from `first_day` to `last_day`: one more than may be, at most."""
    end = min(last_day, found.until) if found.until else last_day
    days = rrule(
        FREQUENCIES[found.frequency],
        dtstart=datetime.combine(first_day, time()),
        interval=found.interval,
        wkst=found.week_starts,
        count=found.count or MOST_CLASSES + 1,
        byweekday=[weekday(day, place or None) for day, place in found.weekdays] or None,
        bymonthday=found.month_days or None,
        bysetpos=found.positions or None,
    )
    return [day.date() for day in takewhile(lambda day: day.date() <= end, days)]


def weeks_without_teaching(weeks: Iterable[int], first: date, last: date) -> list[int]:
    """Those of some weeks, by their numbers, that have no day from `first` to `last`."""
    days = ((first + timedelta(days=ahead)) for ahead in range((last - first).days + 1))
    return sorted(set(weeks) - {day.isocalendar().week for day in days})


def weeks_read(text: str) -> frozenset[int] | None:
    """“40, 42, 45-48” as the numbers of weeks; None where it is not understood.

    “51-2” goes over the end of the year, through week 53 where that year has one.
    """
    found: set[int] = set()
    for part in re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        first, dash, last = part.partition("-")
        ends = [first, last if dash else first]
        if not all(re.fullmatch(r"[0-9]{1,2}", end) and 1 <= int(end) <= WEEKS for end in ends):
            return None
        start, end = (int(each) for each in ends)
        found |= (
            {*range(start, end + 1)}
            if start <= end
            else {*range(start, WEEKS + 1), *range(1, end + 1)}
        )
    return frozenset(found)


def period_of(day: date, pattern: SeriesPattern, zone: ZoneInfo) -> Period | ClockTrouble:
    """The class of a pattern on one day, as the wall clock of the centre has it."""
    instants = []
    for hour in (pattern.starts, pattern.ends):
        instant = instant_of(day, hour, zone)
        if isinstance(instant, SessionRefusal):
            return ClockTrouble(day, hour, instant)
        instants.append(instant)
    return Period(day, *instants)


def overlapping(periods: Sequence[Period]) -> tuple[Period, Period] | None:
    """Two classes of one rule that are held at the same time; None where there are none."""
    ordered = sorted(periods, key=lambda one: one.starts_at)
    for one, following in pairwise(ordered):
        if following.starts_at < one.ends_at:
            return one, following
    return None


# The patterns of the guide (“Modalités d’enseignement”) -------------------------------------------


def evening(weekday_name: str, *, weeks: int | None = None, until: date | None = None) -> str:
    """One evening a week (“cours du soir”): `evening("TU", weeks=15)`."""
    return _rule("WEEKLY", BYDAY=weekday_name, COUNT=weeks, UNTIL=until)


def saturday(*, weeks: int | None = None, until: date | None = None) -> str:
    """Every Saturday (“le samedi matin”)."""
    return evening("SA", weeks=weeks, until=until)


def seminar(*, every_weeks: int, sessions: int | None = None, until: date | None = None) -> str:
    """Friday and Saturday, every so many weeks (“séminaires”); `sessions` counts pairs of days."""
    days = None if sessions is None else sessions * 2
    return _rule("WEEKLY", INTERVAL=every_weeks, BYDAY="FR,SA", COUNT=days, UNTIL=until)


def day_course(
    *weekday_names: str, weeks: int | None = None, until: date | None = None, every_weeks: int = 1
) -> str:
    """Days of the week (“cours du jour”, “alternance”): `day_course("MO", "TU", every_weeks=3)`."""
    days = None if weeks is None else weeks * len(weekday_names)
    return _rule(
        "WEEKLY", INTERVAL=every_weeks, BYDAY=",".join(weekday_names), COUNT=days, UNTIL=until
    )


def _rule(frequency: str, **parts: object) -> str:
    said = {"FREQ": frequency}
    for name, value in parts.items():
        if value is not None and not (name == "INTERVAL" and value == 1):
            said[name] = value.strftime("%Y%m%d") if isinstance(value, date) else str(value)
    return ";".join(f"{name}={value}" for name, value in said.items())
