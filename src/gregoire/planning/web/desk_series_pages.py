"""What the pages of an offering's semester receive."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import QueryDict
from django.utils.functional import Promise

from gregoire.catalogue.models import Offering
from gregoire.framework import formats
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Room
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.queries.collisions import Collision
from gregoire.planning.queries.foresight import Foresight
from gregoire.planning.queries.previews import SeriesPreview, Skipped
from gregoire.planning.rules.recurrence import Period, SeriesPattern
from gregoire.planning.rules.sessions import ChangeKind
from gregoire.planning.web.desk_forms import FactsForm, SeriesForm, room_label, told
from gregoire.planning.web.desk_rows import Block, Reading, block_of
from gregoire.planning.wording.sessions import CHANGES

MOST_NAMED = 12
KEPT = ("offered", "weeks_seen", "held", "also")


@dataclass(frozen=True, slots=True)
class Suggested:
    """A room that is free at all the times of a rule, and the way to take it."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Colliding:
    """A learner, and the other units whose classes they would miss."""

    name: str
    others: str
    count: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """A day with its box: held or not, and what keeps the class from being held then."""

    value: str  # ISO 8601
    label: str
    is_held: bool
    is_added: bool  # besides the rule: without its tick, it is gone
    is_taken: bool


def ticked_of(found: SeriesPreview, added: Collection[date]) -> list[Ticked]:
    """Every day that the rule gives and on which the centre is open, those left out too."""
    held = {one.day: one for one in found.occurrences}
    taken = {one.slot.starts_at for one in found.conflicts}
    return [
        Ticked(
            day.isoformat(),
            formats.weekday(day),
            day in held,
            day in added,
            day in held and held[day].starts_at in taken,
        )
        for day in sorted({*held, *found.left_out})
    ]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule would give."""

    occurrences: Sequence[Period]
    days: Sequence[Ticked]
    weeks: str  # as they were typed
    skipped: Sequence[Skipped]
    conflicts: Sequence[str]
    colliding: Sequence[Colliding]
    more_colliding: int
    rooms: Sequence[Suggested]
    learners: int
    capacity: int
    room: Room | None
    sentence: str
    is_short_of_seats: bool

    @property
    def can_be_planned(self) -> bool:
        return not self.conflicts and not self.sentence

    @property
    def offered(self) -> str:
        return ",".join(each.value for each in self.days if not each.is_added)


def seen_of(
    found: SeriesPreview,
    pattern: SeriesPattern,
    rooms: Sequence[Room],
    *,
    asked: QueryDict,
    told: Callable[[RefusedError], str],
) -> Seen:
    colliding = colliding_of(found.collisions)
    return Seen(
        found.occurrences,
        ticked_of(found, pattern.choice.added),
        asked.get("weeks", ""),
        found.skipped,
        [told(each.refused) for each in found.conflicts],
        colliding[:MOST_NAMED],
        max(0, len(colliding) - MOST_NAMED),
        [_suggested(room, pattern, asked) for room in rooms],
        found.learners,
        found.capacity,
        found.room,
        found.sentence,
        found.is_short_of_seats,
    )


def _suggested(room: Room, pattern: SeriesPattern, asked: QueryDict) -> Suggested:
    query = asked.copy()
    query["room"] = str(room.pk)
    if query.pop("one_more", None):
        query.setlist("also", [day.isoformat() for day in sorted(pattern.choice.added)])
    label = room_label(room, with_site=True)
    return Suggested(label, f"?{query.urlencode()}#seen", room.pk == pattern.room_id)


def colliding_of(collisions: Sequence[Collision]) -> list[Colliding]:
    """One line for each learner, whatever the number of evenings."""
    ordered = sorted(collisions, key=lambda one: (one.person.name, one.person.pk))
    lines = []
    for (_, _), group in groupby(ordered, key=lambda one: (one.person.name, one.person.pk)):
        held = list(group)
        codes = sorted({one.other.offering.unit.code for one in held})
        lines.append(Colliding(held[0].person.name, ", ".join(codes), len(held)))
    return lines


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class of the offering, and the last that was done to it."""

    block: Block
    changes: Sequence[SessionChange]

    @property
    def last(self) -> Promise | str:
        kept = [each for each in self.changes if each.undone_at is None]
        return CHANGES[ChangeKind(kept[0].kind)] if kept else ""

    @property
    def why(self) -> str:
        kept = [each for each in self.changes if each.undone_at is None]
        return kept[0].reason if kept else ""


@dataclass(frozen=True, slots=True)
class OfferingPlanPage:
    offering: Offering
    classes: Sequence[ClassSession]
    form: SeriesForm
    seen: Seen | None
    now: datetime
    closed: Sequence[Skipped]  # days without a class, of the series that are planned
    is_refused: bool  # the form was sent: what is wrong stands beside its fields

    @property
    def rows(self) -> list[PlannedClass]:
        reading = Reading({}, self.now, frozenset({self.offering.centre_id}), None)
        return [
            PlannedClass(
                block_of(each, reading), sorted(each.changes.all(), key=lambda one: -one.pk)
            )
            for each in self.classes
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The ticks of a form that cannot be read for the moment: nobody sets them twice."""
        data = self.form.data
        if self.seen is not None or not isinstance(data, QueryDict):
            return []
        return [(name, value) for name in KEPT for value in data.getlist(name)]

    @property
    def unread(self) -> list[str]:
        """What is not understood of a rule that is only looked at, said beside its fields' names."""
        if self.seen is not None or self.is_refused:
            return []
        errors = self.form.errors.as_data().items()
        return [
            f"{self.form.fields[name].label}{formats.NO_BREAK}: {each.messages[0]}"
            for name, found in errors
            for each in found
        ]

    @property
    def relayed_by(self) -> str:
        """The centre that teaches and plans it, where it is another's."""
        return self.offering.relays.centre.name if self.offering.relays else ""

    @property
    def held(self) -> int:
        return sum(each.state == "planned" for each in self.classes)


@dataclass(frozen=True, slots=True)
class AddPage:
    offering: Offering
    form: FactsForm
    seen: Foresight | None

    @property
    def refused(self) -> list[str]:
        return [told(each) for each in self.seen.refused] if self.seen else []

    @property
    def colliding(self) -> list[Colliding]:
        return colliding_of(self.seen.collisions) if self.seen else []

    @property
    def rooms(self) -> list[str]:
        return [room_label(each, with_site=True) for each in self.seen.rooms] if self.seen else []
