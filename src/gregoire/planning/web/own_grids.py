"""What the week and the month of one's planning receive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from gregoire.framework import formats
from gregoire.framework.ways import way_to
from gregoire.network.rules import local_instant
from gregoire.planning.models import ClassSession
from gregoire.planning.rules.agendas import (
    hours_shown,
    month_after,
    spans,
    weeks_of_month,
)
from gregoire.planning.rules.sessions import SessionState
from gregoire.planning.web.own_pages import (
    Loaded,
    NextShown,
    Steps,
    days_from,
    week_named,
    weekly,
)
from gregoire.planning.web.own_rows import ClassShown, Reader, class_shown
from gregoire.planning.wording import own

SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A class in the week's grid; `places` name its lines and its lane in own.css."""

    row: ClassShown
    places: str


@dataclass(frozen=True, slots=True)
class ColumnShown:
    day: date
    is_today: bool
    lanes: int
    classes: Sequence[Placed]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Columns of days on a desk; on a phone a list of the days that hold something."""

    today: date
    week: date
    hours: Sequence[int]
    columns: Sequence[ColumnShown]
    next: NextShown | None
    steps: Steps

    @classmethod
    def of(cls, loaded: Loaded, *, week: date) -> "WeekPage":
        timed = [_Timed.of(each) for each in loaded.sessions]
        days = days_from(week)
        timed = sorted((each for each in timed if each.day in days), key=lambda each: each.starts)
        if not any(each.day.weekday() == SUNDAY for each in timed):
            days = days[:SUNDAY]
        first, last = hours_shown([(each.starts, each.ends) for each in timed])
        return cls(
            today=loaded.reader.today,
            week=week,
            hours=range(first, last),
            columns=[
                _column(day, [each for each in timed if each.day == day], loaded.reader, first)
                for day in days
            ],
            next=loaded.next,
            steps=weekly("planning:own_week", week, loaded.reader.today),
        )

    @property
    def title(self) -> str:
        return week_named(self.week)

    @property
    def has_classes(self) -> bool:
        return any(column.classes for column in self.columns)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A class with its hours on the clock of its centre."""

    session: ClassSession
    starts: datetime
    ends: datetime

    @classmethod
    def of(cls, session: ClassSession) -> "_Timed":
        start = local_instant(session.centre, session.starts_at)
        wall = local_instant(session.centre, session.ends_at)
        return cls(session, start.replace(tzinfo=None), wall.replace(tzinfo=None))

    @property
    def day(self) -> date:
        return self.starts.date()


def _column(day: date, timed: Sequence[_Timed], reader: Reader, first: int) -> ColumnShown:
    placed = spans([(each.starts, each.ends) for each in timed], first_hour=first)
    rows = [
        Placed(
            class_shown(each.session, reader, told=False),
            f"p-from-{span.first} p-for-{span.lines} p-lane-{span.lane}",
        )
        for each, span in zip(timed, placed, strict=True)
    ]
    lanes = max((span.lanes for span in placed), default=1)
    return ColumnShown(day, day == reader.today, lanes, rows)


# The month


@dataclass(frozen=True, slots=True)
class LineShown:
    """A class in a month: its hour and its unit; its page says the rest."""

    url: str
    starts: str
    code: str
    title: str
    state: str  # empty while it is held

    @classmethod
    def of(cls, timed: "_Timed") -> "LineShown":
        session = timed.session
        return cls(
            way_to("planning:session", session.public_id),
            formats.hour(timed.starts),
            session.offering.unit.code,
            session.offering.unit.title,
            str(own.STATES.get(SessionState(session.state), "")),
        )


@dataclass(frozen=True, slots=True)
class CellShown:
    day: date
    is_today: bool
    is_outside: bool  # of the month before or after
    classes: Sequence[LineShown]


@dataclass(frozen=True, slots=True)
class MonthPage:
    today: date
    month: date  # its first day
    weeks: Sequence[Sequence[CellShown]]
    next: NextShown | None
    steps: Steps

    @classmethod
    def of(cls, loaded: Loaded, *, month: date) -> "MonthPage":
        today, here = loaded.reader.today, reverse("planning:own_month")
        held: dict[date, list[LineShown]] = defaultdict(list)
        for each in sorted(map(_Timed.of, loaded.sessions), key=lambda each: each.starts):
            held[each.day].append(LineShown.of(each))
        return cls(
            today=today,
            month=month,
            weeks=[
                [
                    CellShown(day, day == today, day.month != month.month, held.get(day, ()))
                    for day in week
                ]
                for week in weeks_of_month(month)
            ],
            next=loaded.next,
            steps=Steps(
                before=f"{here}?day={month_after(month, months=-1)}",
                after=f"{here}?day={month_after(month)}",
                today=here,
                is_now=(month.year, month.month) == (today.year, today.month),
            ),
        )

    @property
    def title(self) -> str:
        """`novembre 2026`"""
        return formats.month(self.month)

    @property
    def weekdays(self) -> list[date]:
        return [cell.day for cell in self.weeks[0]]
