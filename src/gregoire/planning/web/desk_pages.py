"""What the templates of the office's timetable receive."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse

from gregoire.framework import formats
from gregoire.network.models import Centre, ClosingDay
from gregoire.planning.models import SessionChange
from gregoire.planning.queries.desk import Filters, Found, Troubled, Unready
from gregoire.planning.rules.agendas import WEEK
from gregoire.planning.rules.sessions import ChangeKind, Material
from gregoire.planning.web.desk_asked import DAY, Asked
from gregoire.planning.web.desk_rows import Block, Grid, Reading, block_of
from gregoire.planning.web.own_pages import week_named
from gregoire.planning.wording.sessions import CHANGES

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Undoable:
    """What was just done, and until when it can be taken back."""

    change: SessionChange

    @property
    def said(self) -> str:
        unit, zone = self.change.session.offering.unit, self.change.session.centre.zone
        start = formats.moment(self.change.session.starts_at.astimezone(zone))
        return f"{CHANGES[self.kind]}{formats.NO_BREAK}: {unit.code}, {start}"

    @property
    def kind(self) -> ChangeKind:
        return ChangeKind(self.change.kind)

    @property
    def until(self) -> str:
        return self.change.tell_at.isoformat()

    @property
    def hour(self) -> str:
        return formats.hour(self.change.tell_at.astimezone(self.change.session.centre.zone))


@dataclass(frozen=True, slots=True)
class ByTeacher:
    """What a teacher did to a class of theirs, while nobody of the office was there."""

    change: SessionChange

    @property
    def said(self) -> str:
        return str(CHANGES[ChangeKind(self.change.kind)])

    @property
    def code(self) -> str:
        return self.change.session.offering.unit.code

    @property
    def moment(self) -> str:
        """When the class is, or was to be, on the clock of its site."""
        session = self.change.session
        return formats.moment(session.starts_at.astimezone(session.centre.zone))

    @property
    def by(self) -> str:
        return self.change.by.name if self.change.by else ""

    @property
    def url(self) -> str:
        return reverse("planning:session", args=[self.change.session.public_id])


@dataclass(frozen=True, slots=True)
class Attention:
    """The classes that ask for something, by what they ask for."""

    calls: Sequence[Block]
    to_make_up: Sequence[Block]
    material: Sequence[Block]
    closed: Sequence[Block]
    without_teacher: Sequence[Block]
    too_small: Sequence[Block]
    by_teachers: Sequence[ByTeacher]

    @property
    def count(self) -> int:
        planned = (self.closed, self.without_teacher, self.too_small)
        kinds = (self.calls, self.to_make_up, self.material, *planned)
        return sum(len(each) for each in kinds) + len(self.by_teachers)

    @classmethod
    def of(
        cls,
        troubled: Sequence[Troubled],
        unready: Sequence[Unready],
        week: Sequence[Block],
        reading: Reading,
        by_teachers: Sequence[SessionChange],
    ) -> "Attention":
        shown = [(block_of(each.session, reading), each.calls) for each in troubled]
        return cls(
            calls=[block for block, calls in shown if calls],
            to_make_up=[block for block, _ in shown if block.made_up_by is None],
            material=[b for b, _ in shown if b.session.material == Material.DUE],
            closed=[block_of(each.session, reading) for each in unready if each.is_on_closed_day],
            without_teacher=[block_of(e.session, reading) for e in unready if e.has_no_teacher],
            too_small=[b for b in week if b.is_held and b.is_too_small and not b.is_over],
            by_teachers=[ByTeacher(each) for each in by_teachers],
        )


@dataclass(frozen=True, slots=True)
class DeskPage:
    asked: Asked
    grid: Grid
    found: Found
    attention: Attention
    undoable: Sequence[Undoable]
    closing_days: Sequence[ClosingDay]
    fields: Sequence[str]
    online: Sequence[Block] = ()  # of a day by room: those without one
    may_plan: bool = False  # the actor holds an office that plans

    @property
    def title(self) -> str:
        if self.asked.by_room:
            return formats.full_day(self.asked.day)
        return week_named(self.asked.monday)

    @property
    def before(self) -> str:
        return self.asked.address(day=self.asked.day - self._step)

    @property
    def after(self) -> str:
        return self.asked.address(day=self.asked.day + self._step)

    @property
    def to_today(self) -> str:
        return self.asked.address(day=self.asked.today)

    @property
    def is_now(self) -> bool:
        first, after = self.asked.days
        return first <= self.asked.today < after

    @property
    def _step(self) -> timedelta:
        return DAY if self.asked.by_room else WEEK

    @property
    def as_week(self) -> str:
        return self.asked.address(by_room=False)

    @property
    def as_rooms(self) -> str:
        return self.asked.address(by_room=True)

    @property
    def as_all(self) -> str:
        return replace(self.asked, filters=Filters()).address()

    @property
    def filters(self) -> Filters:
        return self.asked.filters

    @property
    def centre(self) -> Centre:
        return self.asked.centre

    @property
    def centre_choices(self) -> Choices:
        return [(each.code, each.name) for each in self.asked.centres]

    @property
    def has_choices(self) -> bool:
        """The lists name those of the classes that are shown: of a part, they would miss most."""
        filters = self.asked.filters
        return not self.found.is_cut or bool(filters.room or filters.teacher or filters.field)

    @property
    def room_choices(self) -> Choices:
        rooms = {each.room.pk: each.room.name for each in self.found.classes if each.room}
        return [(str(pk), name) for pk, name in sorted(rooms.items(), key=lambda pair: pair[1])]

    @property
    def teacher_choices(self) -> Choices:
        people = {each.teacher for each in self.found.classes if each.teacher}
        named = [(each.public_id, each.name) for each in people]
        return sorted(named, key=lambda pair: pair[1])

    @property
    def field_choices(self) -> Choices:
        return [(each, each.capitalize()) for each in self.fields]

    @property
    def count(self) -> int:
        return len(self.found.classes)

    @property
    def today_blocks(self) -> list[Block]:
        today = self.asked.today
        return [b for track in self.grid.tracks for b in track.blocks if b.day == today]


@dataclass(frozen=True, slots=True)
class WeekOfPage:
    """The week of a room or of a teacher."""

    title: str
    above: str
    lead: str
    grid: Grid
    monday: date
    today: date
    here: str
    print_url: str

    @property
    def week(self) -> str:
        return week_named(self.monday)

    @property
    def before(self) -> str:
        return f"{self.here}?day={self.monday - WEEK}"

    @property
    def after(self) -> str:
        return f"{self.here}?day={self.monday + WEEK}"

    @property
    def is_now(self) -> bool:
        return self.monday <= self.today < self.monday + WEEK

    @property
    def desk(self) -> str:
        return reverse("planning:desk")
