"""What the planner is asked, and what it answers, as frozen values that can be written as JSON.

Demands, slots, rooms (`Space`) and sites are named by their place in the problem; `key` is what the
asker calls them.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

COLLISION: Final = 1000  # one learner who has two classes at once: all costs are told in this unit
PER_LEARNER_MOVED: Final = 100  # ten people keep what was published rather than one stops colliding
UNPLACED: Final = 20_000  # a class that has no place, and as much again for each of its learners


@dataclass(frozen=True, slots=True)
class Meeting:
    """Hours of one weekday, in some weeks of the semester, on the centre's clock."""

    weekday: int  # 1: Monday … 7: Sunday
    starts: int  # minutes after midnight
    ends: int
    weeks: int  # bit i is set when it is held in the week i of the semester, from 0

    def meets(self, other: "Meeting", minutes_between: int) -> bool:
        """Whether nobody can be at both; `minutes_between` is the way from one to the other."""
        return (
            self.weekday == other.weekday
            and self.weeks & other.weeks != 0
            and self.starts < other.ends + minutes_between
            and other.starts < self.ends + minutes_between
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to hold all the classes of an offering: an evening of every week, seminars…"""

    meetings: tuple[Meeting, ...]

    def meets(self, other: "Slot", minutes_between: int) -> bool:
        return any(
            mine.meets(theirs, minutes_between)
            for mine in self.meetings
            for theirs in other.meetings
        )

    @property
    def classes(self) -> int:
        return sum(meeting.weeks.bit_count() for meeting in self.meetings)


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot that suits an offering and its teacher, and what it costs beside collisions."""

    slot: int
    cost: int = 0  # in thousandths of a collision: a Saturday for an evening class, classes lost


@dataclass(frozen=True, slots=True)
class Held:
    """Where an offering is published to be held; `room` is none for a class without one."""

    slot: int
    room: int | None


@dataclass(frozen=True, slots=True)
class Demand:
    """One offering that wants a slot and a room at its site.

    `barred` are slots of its pattern at which its teacher is not available. A `fixed` demand stays
    where it is held. A demand that `asks_no_room` (a class online) takes its hours alone.
    """

    key: int
    site: int
    learners: int
    seats: int
    choices: tuple[Choice, ...]
    teacher: int | None = None
    barred: tuple[int, ...] = ()
    computers: bool = False
    step_free: bool = False
    room: int | None = None  # the only one that will do
    held: Held | None = None
    fixed: bool = False
    asks_no_room: bool = False
    parallel: int | None = None  # demands of the same unit and centre bear the same number


@dataclass(frozen=True, slots=True)
class Space:
    """A room."""

    key: int
    site: int
    seats: int
    computers: int = 0
    step_free: bool = False

    def suits(self, demand: Demand, place: int) -> bool:
        """Whether the demand can be held in it; `place` is the room's own in the problem."""
        return (
            self.site == demand.site
            and self.seats >= demand.seats
            and (not demand.computers or self.computers >= demand.seats)
            and (not demand.step_free or self.step_free)
            and demand.room in {None, place}
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A centre's semester. `combinations[i]` are the demands that the learner `people[i]` takes."""

    demands: tuple[Demand, ...]
    slots: tuple[Slot, ...]
    rooms: tuple[Space, ...]
    people: tuple[int, ...] = ()
    combinations: tuple[tuple[int, ...], ...] = ()
    travel: tuple[tuple[int, ...], ...] = ((0,),)  # minutes from one site to another

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Problem":
        return cls(
            demands=tuple(_demand(one) for one in value["demands"]),
            slots=tuple(
                Slot(tuple(Meeting(**meeting) for meeting in one["meetings"]))
                for one in value["slots"]
            ),
            rooms=tuple(Space(**one) for one in value["rooms"]),
            people=tuple(value["people"]),
            combinations=tuple(tuple(one) for one in value["combinations"]),
            travel=tuple(tuple(row) for row in value["travel"]),
        )


def _demand(value: dict[str, Any]) -> Demand:
    held = Held(**value["held"]) if value["held"] else None
    choices = tuple(Choice(**choice) for choice in value["choices"])
    return Demand(**{**value, "choices": choices, "barred": tuple(value["barred"]), "held": held})


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a demand is proposed to be held."""

    slot: int
    room: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is; `bound` is the least number of collisions that any plan has."""

    placed: int
    demands: int
    collisions: int
    bound: int
    seconds: float
    phase: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: for each demand, in the order of the problem, its placement, or none.

    `collisions` counts learners × pairs of their classes that meet, `bound` the least that any plan
    of the same problem has. `proved` when no plan places more, or has fewer people collide, or (a
    published class weighs a tenth of a collision for each of its learners) moves fewer of them.
    """

    placements: tuple[Placement | None, ...]
    collisions: int
    bound: int
    moved: int  # learners of published classes that it moves
    proved: bool
    stopped: bool
    seconds: float

    @property
    def unplaced(self) -> tuple[int, ...]:
        return tuple(place for place, one in enumerate(self.placements) if one is None)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Plan":
        placements = tuple(Placement(**one) if one else None for one in value["placements"])
        return cls(**{**value, "placements": placements})


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to search. With `steps` the work is counted, not timed: the same plan every time."""

    seed: int = 20_261
    steps: int | None = None  # of annealing, in place of seconds
    workers: int = 2
    prove: bool = True  # look for a proof, and for better, with the exact model
    improve: bool = True  # neighbourhoods solved exactly, where the whole is too large
    bound: bool = True  # say what no plan avoids


EVERYTHING: Final = Effort()
QUICK: Final = Effort(prove=False, improve=False, bound=False)
