"""Which registrations are one person's: pairs joined one by one, the surest first. Pure values.

A join that would bring two national numbers together, or two birth dates and two sexes, or two
registrations that the observatory has told apart, is not made: what had been joined before stays,
and the pair is handed back with the reason.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Pair: TypeAlias = tuple[str, str]


class Marks(NamedTuple):
    """What may not differ inside a cluster; empty where not known."""

    number: str = ""
    birth_date: str = ""
    sex: str = ""


class Conflict(StrEnum):
    """Why two registrations were not joined."""

    TWO_NUMBERS = "two_numbers"
    TWO_BIRTHS = "two_birth_dates_and_sexes"
    TOLD_APART = "told_apart"


@dataclass(frozen=True, slots=True)
class Clusters:
    """`person_of` names a cluster by its smallest registration; one that is not in it is alone."""

    person_of: dict[str, str]
    cut: dict[Pair, Conflict]

    @property
    def joined(self) -> int:
        """How many fewer persons there are than registrations."""
        return len(self.person_of) - len(set(self.person_of.values()))


@dataclass(slots=True)
class _Cluster:
    members: set[str]
    numbers: set[str] = field(default_factory=set)
    birth_dates: set[str] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, record: str, marks: Marks) -> "_Cluster":
        return cls({record}, *({value} - {""} for value in marks))

    def absorb(self, other: "_Cluster") -> None:
        self.members |= other.members
        self.numbers |= other.numbers
        self.birth_dates |= other.birth_dates
        self.sexes |= other.sexes


@dataclass(slots=True)
class _Joining:
    """Clusters in the making."""

    marks: Mapping[str, Marks]
    differ: Callable[[str, str], bool]
    foes: dict[str, set[str]]  # whom a registration may not be joined with
    clusters: dict[str, _Cluster] = field(default_factory=dict)

    def cluster_of(self, record: str) -> _Cluster:
        if record not in self.clusters:
            self.clusters[record] = _Cluster.of(record, self.marks.get(record, Marks()))
        return self.clusters[record]

    def join(self, pair: Pair, *, whatever: bool = False) -> Conflict | None:
        """Make one of two clusters, or say why not; `whatever`: even with a conflict of marks."""
        one, other = sorted(map(self.cluster_of, pair), key=lambda each: -len(each.members))
        if one is other:
            return None
        if any(self.foes.get(record, set()) & one.members for record in other.members):
            return Conflict.TOLD_APART
        conflict = None if whatever else _conflict(one, other, self.differ)
        if conflict is None:
            one.absorb(other)
            self.clusters.update(dict.fromkeys(other.members, one))
        return conflict


def clustered(
    pairs: Iterable[Pair],
    *,
    marks: Mapping[str, Marks],
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    differ: Callable[[str, str], bool] = operator.ne,
) -> Clusters:
    """Join the pairs in their order; the surest come first.

    `same` and `apart` are what people have decided: the first are joined whatever the marks say,
    the second never, not even through a third registration. `differ` tells two numbers apart.
    """
    joining = _Joining(marks, differ, _foes(apart))
    cut = {pair: joining.join(pair, whatever=True) for pair in sorted(set(same))}
    cut |= {pair: joining.join(pair) for pair in pairs}
    return Clusters(
        {record: min(each.members) for record, each in joining.clusters.items()},
        {pair: conflict for pair, conflict in cut.items() if conflict is not None},
    )


def _foes(apart: Iterable[Pair]) -> dict[str, set[str]]:
    foes: dict[str, set[str]] = {}
    for left, right in apart:
        foes.setdefault(left, set()).add(right)
        foes.setdefault(right, set()).add(left)
    return foes


def _conflict(
    one: _Cluster, other: _Cluster, differ: Callable[[str, str], bool]
) -> Conflict | None:
    """What joining the two would bring together that neither holds yet."""
    if any(differ(a, b) for a in one.numbers - other.numbers for b in other.numbers - one.numbers):
        return Conflict.TWO_NUMBERS
    dates = one.birth_dates | other.birth_dates
    sexes = one.sexes | other.sexes
    more = len(dates) > max(len(one.birth_dates), len(other.birth_dates)) or len(sexes) > max(
        len(one.sexes), len(other.sexes)
    )
    if more and len(dates) > 1 and len(sexes) > 1:
        return Conflict.TWO_BIRTHS
    return None


def wholly_different(one: str, other: str) -> bool:
    """Whether two numbers are further apart than one typing error (a character replaced, left out, added, swapped)."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] != other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    rest = 2 if swapped else 1
    return one[start + rest :] != other[start + rest :]
