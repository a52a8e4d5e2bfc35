"""What has been earned: pure values and rules.  No clock, no database, no Django.

The tables of examples are in docs/reference/rules/programme_audit.md; the tests read them.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

OUT_OF: Final = Decimal(20)
INTERNSHIP_SHARE: Final = 70  # per cent of the units (guide, credits for experience)


class Way(StrEnum):
    """By what a unit was earned, or tried."""

    EXAM = "exam"
    CONTINUOUS = "continuous"
    VES = "ves"
    VAE = "vae"
    TRANSFER = "transfer"
    EXPERIENCE = "experience"


class Outcome(StrEnum):
    EARNED = "earned"
    FAILED = "failed"
    ABSENT = "absent"


class ResultRefusal(StrEnum):
    ALREADY_EARNED = "already_earned"
    ALREADY_RECORDED = "already_recorded"
    NOT_DECIDED_YET = "not_decided_yet"
    MARK_OUT_OF_RANGE = "mark_out_of_range"
    ABSENT_WITH_MARK = "absent_with_mark"
    ANOTHER_LEARNER = "another_learner"
    NOT_AT_THIS_CENTRE = "not_at_this_centre"


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """A unit that a programme names."""

    code: str
    title: str
    ects: int
    is_taught: bool = True  # False for units of activity: experience, dissertation


@dataclass(frozen=True, slots=True)
class GroupAsked:
    """One line of what a programme asks for: all of these units, or so many credits of them."""

    rank: int
    title: str
    units: tuple[UnitAsked, ...]
    credits_needed: int | None = None  # None: all of them

    @property
    def takes_all(self) -> bool:
        return self.credits_needed is None

    @property
    def ects(self) -> int:
        if self.credits_needed is None:
            return sum(unit.ects for unit in self.units)
        return self.credits_needed

    @property
    def units_asked(self) -> int:
        """How many taught units it takes: all of them, or the fewest that give the credits."""
        taught = sorted((u.ects for u in self.units if u.is_taught), reverse=True)
        if self.credits_needed is None:
            return len(taught)
        count, gathered = 0, 0
        while count < len(taught) and gathered < self.credits_needed:
            gathered += taught[count]
            count += 1
        return count


@dataclass(frozen=True, slots=True)
class GroupAudit:
    """Where a learner stands with one group; each unit counts its credits in one group only."""

    group: GroupAsked  # with its own units only
    earned: tuple[UnitAsked, ...]  # counted here
    under_way: tuple[UnitAsked, ...]  # will count here, if earned
    missing: tuple[UnitAsked, ...]  # all to take, or to choose from; none once there is enough
    elsewhere: tuple[UnitAsked, ...]  # named here too, but counted in another group
    spare: tuple[UnitAsked, ...]  # earned beyond what any group needs

    @property
    def credits_needed(self) -> int:
        return self.group.ects

    @property
    def credits_earned(self) -> int:
        return min(_credits(self.earned), self.credits_needed)

    @property
    def credits_under_way(self) -> int:
        return min(_credits(self.under_way), self.credits_needed - self.credits_earned)

    @property
    def credits_missing(self) -> int:
        return self.credits_needed - self.credits_earned - self.credits_under_way

    @property
    def is_complete(self) -> bool:
        return self.credits_earned >= self.credits_needed

    @property
    def units_earned(self) -> int:
        """Taught units that count; credits beyond the need count no unit."""
        return min(sum(unit.is_taught for unit in self.earned), self.units_asked)

    @property
    def units_asked(self) -> int:
        return self.group.units_asked


@dataclass(frozen=True, slots=True)
class ProgrammeAudit:
    """What a programme asks for, and how far a learner has come."""

    groups: tuple[GroupAudit, ...]

    @property
    def credits_earned(self) -> int:
        return sum(group.credits_earned for group in self.groups)

    @property
    def credits_under_way(self) -> int:
        return sum(group.credits_under_way for group in self.groups)

    @property
    def credits_needed(self) -> int:
        return sum(group.credits_needed for group in self.groups)

    @property
    def units_earned(self) -> int:
        return sum(group.units_earned for group in self.groups)

    @property
    def units_asked(self) -> int:
        return sum(group.units_asked for group in self.groups)

    @property
    def percentage(self) -> int:
        """Whole per cent of the taught units that are earned, never rounded up (guide: 70 %)."""
        return 100 * self.units_earned // self.units_asked if self.units_asked else 0

    @property
    def is_complete(self) -> bool:
        return bool(self.groups) and all(group.is_complete for group in self.groups)

    @property
    def allows_internship(self) -> bool:
        """At least 70 % of the units are earned (guide, credits for experience)."""
        return self.percentage >= INTERNSHIP_SHARE

    @property
    def missing(self) -> tuple[UnitAsked, ...]:
        """Every unit that would bring the programme forward, once each, in the order of groups."""
        named = {unit.code: unit for group in self.groups for unit in group.missing}
        return tuple(named.values())


def audit(
    groups: Sequence[GroupAsked], earned: AbstractSet[str], under_way: AbstractSet[str]
) -> ProgrammeAudit:
    """How far these units bring a learner in a programme.

    A unit counts in one group. The first group that asks for all of its units and names it has it;
    of the groups that ask for credits, one that still lacks some takes it, and one that has enough
    lets a unit go to another that has not. Credits beyond the need of a group fill no other.
    """
    in_order = sorted(groups, key=lambda group: group.rank)
    own = _own_units(in_order)
    placed = _Allocation(own)
    placed.place(earned)
    placed.place(under_way - earned)
    return ProgrammeAudit(
        tuple(
            _group_audit(asked, mine, placed, earned=earned, under_way=under_way - earned)
            for asked, mine in zip(in_order, own, strict=True)
        )
    )


def _own_units(groups: Sequence[GroupAsked]) -> list[GroupAsked]:
    """Each group without the units that another one, which asks for all of its units, has."""
    claims: dict[str, int] = {}
    for group in groups:
        for unit in group.units if group.takes_all else ():
            claims.setdefault(unit.code, group.rank)
    return [
        replace(
            group,
            units=tuple(u for u in group.units if claims.get(u.code, group.rank) == group.rank),
        )
        for group in groups
    ]


def _group_audit(
    asked: GroupAsked,
    own: GroupAsked,
    placed: "_Allocation",
    *,
    earned: AbstractSet[str],
    under_way: AbstractSet[str],
) -> GroupAudit:
    here = placed.held_by(own)
    elsewhere = (_codes(asked) - _codes(own)) | (placed.held - here)
    free = _codes(own) - placed.held - earned - under_way
    return GroupAudit(
        group=own,
        earned=_among(own, here & earned),
        under_way=_among(own, here & under_way),
        missing=_among(own, free) if placed.lacks(own) or own.takes_all else (),
        elsewhere=_among(asked, elsewhere),
        spare=_among(own, earned - placed.held),
    )


class _Allocation:
    """Which group counts which unit: paths of exchange, as one matches hands and tasks."""

    def __init__(self, groups: Sequence[GroupAsked]) -> None:
        self._groups = groups
        self._ects = {unit.code: unit.ects for group in groups for unit in group.units}
        self._held: dict[int, list[str]] = {group.rank: [] for group in groups}

    @property
    def held(self) -> frozenset[str]:
        return frozenset(code for codes in self._held.values() for code in codes)

    def held_by(self, group: GroupAsked) -> frozenset[str]:
        return frozenset(self._held[group.rank])

    def place(self, codes: AbstractSet[str]) -> None:
        """Give each unit its group, those with the fewest groups to go to first."""
        for code in sorted((code for code in codes if code in self._ects), key=self._choices):
            self._settle(code, frozenset())

    def lacks(self, group: GroupAsked) -> bool:
        return sum(self._ects[code] for code in self._held[group.rank]) < group.ects

    def _choices(self, code: str) -> tuple[int, int, str]:
        return len(self._naming(code)), -self._ects[code], code

    def _naming(self, code: str) -> list[GroupAsked]:
        return [group for group in self._groups if code in _codes(group)]

    def _settle(self, code: str, tried: frozenset[int]) -> bool:
        naming = [group for group in self._naming(code) if group.rank not in tried]
        for group in naming:
            if self.lacks(group):
                self._held[group.rank].append(code)
                return True
        return any(self._make_room(group, code, tried | {group.rank}) for group in naming)

    def _make_room(self, group: GroupAsked, code: str, tried: frozenset[int]) -> bool:
        """A unit of the group goes to another that lacks credits, and this one takes its place."""
        held = self._held[group.rank]
        for other in list(held):
            if self._ects[other] <= self._ects[code] and self._settle(other, tried):
                held[held.index(other)] = code
                return True
        return False


def _codes(group: GroupAsked) -> frozenset[str]:
    return frozenset(unit.code for unit in group.units)


def _among(group: GroupAsked, codes: AbstractSet[str]) -> tuple[UnitAsked, ...]:
    return tuple(unit for unit in group.units if unit.code in codes)


def _credits(units: Iterable[UnitAsked]) -> int:
    return sum(unit.ects for unit in units)


def credits_given(outcome: Outcome, ects: int) -> int:
    """The credits of the unit once it is earned; none otherwise."""
    return ects if outcome is Outcome.EARNED else 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about one learner in one unit, and when."""

    outcome: Outcome
    on: date
    way: Way = Way.EXAM
    mark: Decimal | None = None


def result_refusal(decided: Decided, *, today: date) -> ResultRefusal | None:
    """Why a result cannot be recorded. Nothing is shown before it is decided, nor kept."""
    if decided.on > today:
        return ResultRefusal.NOT_DECIDED_YET
    if decided.mark is not None and not 0 <= decided.mark <= OUT_OF:
        return ResultRefusal.MARK_OUT_OF_RANGE
    if decided.outcome is Outcome.ABSENT and decided.mark is not None:
        return ResultRefusal.ABSENT_WITH_MARK
    return None
