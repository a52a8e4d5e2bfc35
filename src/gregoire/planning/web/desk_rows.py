"""A class as the office's timetable shows it: words and places, with nothing left to query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from gregoire.framework import formats
from gregoire.framework.ways import way_to
from gregoire.network.models import Room
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.desk import is_too_small
from gregoire.planning.rules.agendas import QUARTER, Span, hours_shown, minutes_of, spans
from gregoire.planning.rules.sessions import Mode, SessionState
from gregoire.planning.wording import MODES, STATES, desk

MOST_LANES: Final = 24  # classes side by side; what comes after stands below
MOST_ABREAST: Final = 13  # columns of classes that a screen of 1280 pixels shows without scrolling


@dataclass(frozen=True, slots=True)
class Reading:
    """With what classes are shown: who comes, the instant, and the centres where one may change."""

    learners: Mapping[int, int]
    now: datetime
    offices: frozenset[int]  # the centres of the actor's office
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Block:
    session: ClassSession
    learners: int
    can_change: bool
    can_make_up: bool
    is_over: bool
    places: str = ""  # classes of the style sheet: where it stands in the grid

    @property
    def url(self) -> str:
        return way_to("planning:session", self.session.public_id)

    @property
    def move_url(self) -> str:
        return way_to("planning:move", self.session.public_id)

    @property
    def postpone_url(self) -> str:
        return way_to("planning:postpone", self.session.public_id)

    @property
    def cancel_url(self) -> str:
        return way_to("planning:cancel", self.session.public_id)

    @property
    def make_up_url(self) -> str:
        return way_to("planning:make_up", self.session.public_id)

    @property
    def offering_url(self) -> str:
        return way_to("planning:offering_plan", self.session.offering.public_id)

    @property
    def day(self) -> date:
        return self._starts.date()

    @property
    def starts(self) -> int:
        """Minutes after midnight."""
        return minutes_of(self._starts)

    @property
    def length(self) -> int:
        return int((self.session.ends_at - self.session.starts_at).total_seconds()) // 60

    @property
    def hours(self) -> str:
        end = self.session.ends_at.astimezone(self.session.centre.zone)
        return f"{formats.hour(self._starts)}{formats.NO_BREAK}– {formats.hour(end)}"

    @property
    def moment(self) -> str:
        return formats.moment(self._starts)

    @property
    def _starts(self) -> datetime:
        return self.session.starts_at.astimezone(self.session.centre.zone)

    @property
    def code(self) -> str:
        return self.session.offering.unit.code

    @property
    def title(self) -> str:
        return self.session.offering.unit.title

    @property
    def room(self) -> str:
        return self.session.room.name if self.session.room else str(MODES[Mode.ONLINE])

    @property
    def teacher(self) -> str:
        return self.session.teacher.name if self.session.teacher else ""

    @property
    def is_held(self) -> bool:
        return self.session.state == SessionState.PLANNED

    @property
    def state(self) -> Promise:
        return STATES[SessionState(self.session.state)]

    @property
    def tone(self) -> str:
        return desk.STATE_TONES[SessionState(self.session.state)]

    @property
    def mode(self) -> Promise:
        return MODES[Mode(self.session.mode)]

    @property
    def seats(self) -> str:
        """`22/30`; the learners alone where there is no room to fill."""
        room = self.session.room
        return f"{self.learners}/{room.seats}" if room else formats.number(self.learners)

    @property
    def is_too_small(self) -> bool:
        return is_too_small(self.session, self.learners)

    @property
    def made_up_by(self) -> ClassSession | None:
        found: ClassSession | None = getattr(self.session, "made_up_by", None)
        return found


def block_of(session: ClassSession, reading: Reading, places: str = "") -> Block:
    held = session.state == SessionState.PLANNED
    office = bool({session.centre_id, session.offering.centre_id} & reading.offices)
    own = reading.person_id is not None and session.teacher_id == reading.person_id
    return Block(
        session,
        reading.learners.get(session.offering_id, 0),
        can_change=(office or own) and held and session.starts_at > reading.now,
        can_make_up=office and not held and getattr(session, "made_up_by", None) is None,
        is_over=session.ends_at <= reading.now,
        places=places,
    )


@dataclass(frozen=True, slots=True)
class Track:
    """A column of the week, or the row of a room: where classes stand one beside another."""

    label: str
    day: date
    blocks: Sequence[Block]
    lanes: int = 1
    is_today: bool = False
    closed: str = ""  # why its site is closed
    room: Room | None = None  # of a row
    url: str = ""

    @property
    def count(self) -> int:
        return len(self.blocks)


@dataclass(frozen=True, slots=True)
class Grid:
    tracks: Sequence[Track]
    first_hour: int
    hours: Sequence[int]

    @property
    def lines(self) -> int:
        return len(self.hours) * 60 // QUARTER

    @property
    def is_crowded(self) -> bool:
        """Too many classes at the same hours to stand side by side: each day becomes a list."""
        return sum(track.lanes for track in self.tracks) > MOST_ABREAST

    @property
    def is_empty(self) -> bool:
        return not any(track.blocks for track in self.tracks)


def week_grid(
    classes: Sequence[ClassSession],
    days: Sequence[date],
    reading: Reading,
    *,
    closed: Mapping[date, str],
    today: date,
) -> Grid:
    """The days as columns; Sunday only where something is held on it."""
    times = {each.pk: _local(each) for each in classes}
    first, last = hours_shown(list(times.values()))
    ordered = sorted(classes, key=lambda each: (times[each.pk][0], each.pk))
    by_day = {
        day: list(group)
        for day, group in groupby(ordered, key=lambda each: times[each.pk][0].date())
    }
    shown = [day for day in days if day.weekday() < 6 or day in by_day]  # noqa: PLR2004 -- Sunday
    tracks = []
    for day in shown:
        held = by_day.get(day, [])
        placed = spans([times[each.pk] for each in held], first_hour=first)
        blocks = [block_of(each, reading, _in_week(span)) for each, span in _pair(held, placed)]
        lanes = min(MOST_LANES, placed[0].lanes) if placed else 1
        label = formats.weekday(day)
        tracks.append(Track(label, day, blocks, lanes, day == today, closed.get(day, "")))
    return Grid(tracks, first, range(first, last))


def rooms_grid(
    classes: Sequence[ClassSession],
    rooms: Sequence[Room],
    day: date,
    reading: Reading,
    *,
    sites: Mapping[int, str],
) -> Grid:
    """One day: a row for each room, the hours from left to right."""
    times = {each.pk: _local(each) for each in classes}
    first, last = hours_shown(list(times.values()))
    held_in: dict[int | None, list[ClassSession]] = {}
    for each in classes:
        held_in.setdefault(each.room_id, []).append(each)
    rows = []
    for room in rooms:
        held = sorted(held_in.get(room.pk, []), key=lambda each: times[each.pk][0])
        placed = spans([times[each.pk] for each in held], first_hour=first)
        blocks = [block_of(each, reading, _in_row(span)) for each, span in _pair(held, placed)]
        lanes = placed[0].lanes if placed else 1
        label = f"{room.name}, {sites[room.centre_id]}" if len(sites) > 1 else room.name
        url = reverse("planning:room_week", args=[room.pk])
        rows.append(Track(label, day, blocks, min(lanes, MOST_LANES), room=room, url=url))
    return Grid(rows, first, range(first, last))


def _pair(
    held: Sequence[ClassSession], placed: Sequence[Span]
) -> Iterable[tuple[ClassSession, Span]]:
    return zip(held, placed, strict=True)


def _local(session: ClassSession) -> tuple[datetime, datetime]:
    zone = session.centre.zone
    return session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)


def _in_week(span: Span) -> str:
    return f"p-from-{span.first} p-for-{span.lines} p-lane-{min(span.lane, MOST_LANES)}"


def _in_row(span: Span) -> str:
    return f"d-from-{span.first} d-for-{span.lines} d-lane-{min(span.lane, MOST_LANES)}"
