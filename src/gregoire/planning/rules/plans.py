"""What a semester's plan is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from gregoire.catalogue.rules import Modality, Rhythm


class Pattern(StrEnum):
    """When the classes of an offering are held."""

    EVENING = "evening"
    SATURDAY = "saturday"
    SEMINAR = "seminar"  # Friday and Saturday
    DAY = "day"


class RunState(StrEnum):
    """The life of one run of the planner."""

    QUEUED = "queued"
    RUNNING = "running"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Why(StrEnum):
    """The first thing that stands in the way of every slot."""

    NO_HOURS = "no_hours"  # the semester has no such hours
    TEACHER_NOT_AVAILABLE = "teacher_not_available"
    NO_ROOM_SUITS = "no_room_suits"
    TEACHER_BUSY = "teacher_busy"
    ROOMS_TAKEN = "rooms_taken"


class Way(StrEnum):
    """What would be granted."""

    ROOM = "room"  # one more room, of so many seats, at those hours
    AVAILABILITY = "availability"  # the teacher, at those hours
    TEACHER = "teacher"  # somebody else to teach


class PlanRefusal(StrEnum):
    RUNNING_ALREADY = "running_already"
    NOTHING_TO_PLAN = "nothing_to_plan"
    NO_ROOMS = "no_rooms"
    NOT_PROPOSED = "not_proposed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SEMESTER_OVER = "semester_over"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    AVAILABLE_TWICE = "available_twice"
    TOO_LONG_FOR_ITS_PATTERN = "too_long_for_its_pattern"
    NO_CLASSES = "no_classes"
    ROOM_ELSEWHERE = "room_elsewhere"
    NOT_RUNNING = "not_running"
    TAKEN_MEANWHILE = "taken_meanwhile"


MONDAY, FRIDAY, SATURDAY = 1, 5, 6
EVENING_OPENS, EVENING_CLOSES = 17 * 60 + 30, 21 * 60 + 30
MORNING, AFTERNOON, DAY_CLOSES = 9 * 60, 13 * 60 + 30, 18 * 60
SHORT_EVENING: Final = (EVENING_CLOSES - EVENING_OPENS) // 2  # two of them fit in an evening
HALF_DAY: Final = 4 * 60
LONGEST: Final[Mapping[Pattern, int]] = {
    Pattern.EVENING: EVENING_CLOSES - EVENING_OPENS,
    Pattern.SATURDAY: DAY_CLOSES - MORNING,
    Pattern.SEMINAR: DAY_CLOSES - MORNING,
    Pattern.DAY: DAY_CLOSES - MORNING,
}
SHORTEST: Final = 30
MOST_CLASSES: Final = 60
HOURS_PER_CREDIT: Final = 7.5  # on site; the rest is one's own work: our guess
CREDITS_OF_A_SHORT_CLASS: Final = 4
MOST_WEEKS: Final = 15


@dataclass(frozen=True, slots=True)
class Need:
    """What the planner has to know of an offering."""

    pattern: Pattern
    minutes: int  # of one class
    classes: int  # in the semester
    computers: bool = False
    step_free: bool = False
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an office asks of a run beside what is known.

    `pins`: offerings (by their keys) that are to be held from a weekday and a minute of the day on.
    """

    may_move: bool = False  # what is published may move, at a cost for each of its learners
    since: date | None = None  # nothing is planned before that day
    pins: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "may_move": self.may_move,
            "since": self.since.isoformat() if self.since else None,
            "pins": {str(key): list(pin) for key, pin in self.pins.items()},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Wishes":
        pins = {int(key): (pin[0], pin[1]) for key, pin in value.get("pins", {}).items()}
        since = date.fromisoformat(value["since"]) if value.get("since") else None
        return cls(bool(value.get("may_move")), since, pins)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours at which one class can be held; a seminar has two of them in the same week.

    `inconvenience` is in thousandths of a collision: what comes second where both would do.
    """

    days: tuple[tuple[int, int, int], ...]  # (weekday, starts, ends), minutes after midnight
    inconvenience: int = 0


def usual_need(*, modality: Modality, rhythm: Rhythm, ects: int) -> Need:
    """What an offering needs as long as nobody has said: evenings unless it is taught by day.

    Guide, “Modalités d'enseignement”: evening classes, and Saturday mornings. A hybrid offering
    meets half as often. Hours by credit are our guess, to be set right for each offering.
    """
    minutes = 120 if ects <= CREDITS_OF_A_SHORT_CLASS else 180
    classes = min(max(round(ects * HOURS_PER_CREDIT * 60 / minutes), 1), MOST_WEEKS)
    if modality == Modality.HYBRID:
        classes = (classes + 1) // 2
    pattern = Pattern.EVENING if rhythm == Rhythm.OUT_OF_HOURS else Pattern.DAY
    return Need(pattern, minutes, classes)


def need_refusal(pattern: Pattern, minutes: int, classes: int) -> PlanRefusal | None:
    """Why a need cannot be met by any week; None when it can."""
    if not SHORTEST <= minutes <= LONGEST[pattern]:
        return PlanRefusal.TOO_LONG_FOR_ITS_PATTERN
    if not 1 <= classes <= MOST_CLASSES:
        return PlanRefusal.NO_CLASSES
    return None


def availability_refusal(hours: Sequence[tuple[int, int, int]]) -> PlanRefusal | None:
    """Why hours (weekday, start, end in minutes) cannot be said together; None when they can."""
    if any(ends <= starts for _, starts, ends in hours):
        return PlanRefusal.ENDS_BEFORE_IT_STARTS
    ordered = sorted(hours)
    overlap = any(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(ordered))
    return PlanRefusal.AVAILABLE_TWICE if overlap else None


def hours_for(pattern: Pattern, minutes: int) -> tuple[Hours, ...]:
    """All the hours of the week at which a class of that length and pattern can be held."""
    if pattern == Pattern.SEMINAR:
        return (Hours(tuple((day, MORNING, MORNING + minutes) for day in (FRIDAY, SATURDAY))),)
    if pattern == Pattern.SATURDAY:
        return tuple(Hours((one,)) for one in _by_day(SATURDAY, minutes))
    if pattern == Pattern.DAY:
        days = range(MONDAY, FRIDAY + 1)
        return tuple(Hours((one,)) for day in days for one in _by_day(day, minutes))
    evenings = [
        Hours((one,)) for day in range(MONDAY, FRIDAY + 1) for one in _by_evening(day, minutes)
    ]
    morning = Hours(((SATURDAY, MORNING, MORNING + minutes),), inconvenience=20)
    return (*evenings, morning)


def _by_day(day: int, minutes: int) -> list[tuple[int, int, int]]:
    starts = [MORNING, AFTERNOON] if minutes <= HALF_DAY else [MORNING]
    return [(day, start, start + minutes) for start in starts]


def _by_evening(day: int, minutes: int) -> list[tuple[int, int, int]]:
    """Two short classes fit in an evening; a longer one ends when the evening closes."""
    starts = [EVENING_CLOSES - minutes]
    if minutes <= SHORT_EVENING:
        starts.insert(0, EVENING_OPENS)
    return [(day, start, start + minutes) for start in starts]
