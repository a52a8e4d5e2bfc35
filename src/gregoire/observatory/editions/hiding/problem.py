"""What hiding is about, in bare numbers: counts, what ties them, what shows them. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

SPAN: Final = 10_000  # an attacker is taken to know every count to within this much already


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count of persons (or a sum of their ages). Whoever attacks knows that it is >= `lower`.

    `is_nobody`: it is 0, and the list of offerings says so: nobody is enrolled in what is not taught.
    """

    name: str
    value: int
    lower: int = 0
    is_nobody: bool = False

    @property
    def upper(self) -> int:
        return 0 if self.is_nobody else self.value + SPAN


@dataclass(frozen=True, slots=True)
class Relation:
    """A sum that everybody may write down: quantity → factor; over all of them it is 0."""

    factors: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A published cell. Hiding it hides what it `shows`, unless another cell shows the same.

    `guards`: quantity → how wide the interval must stay in which an attacker can place it, once the
    cell is hidden. `takes_along`: cells that cannot be shown without this one.
    """

    name: str
    shows: tuple[int, ...]
    guards: Mapping[int, int]
    weight: int
    must_hide: bool = False
    takes_along: tuple[int, ...] = ()


@dataclass
class Problem:
    """Quantities, relations and cells, by their places in these lists."""

    quantities: list[Quantity] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    cells: list[Shown] = field(default_factory=list)

    @cached_property
    def shown_by(self) -> dict[int, list[int]]:
        """Quantity → the cells that show it; a quantity that no cell shows is never known."""
        found: dict[int, list[int]] = {}
        for place, cell in enumerate(self.cells):
            for quantity in cell.shows:
                found.setdefault(quantity, []).append(place)
        return found

    @cached_property
    def relations_of(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, relation in enumerate(self.relations):
            for quantity in relation.factors:
                found.setdefault(quantity, []).append(place)
        return found

    def unknown(self, hidden: frozenset[int]) -> set[int]:
        """The quantities that no cell shows while these are hidden."""
        return {
            quantity
            for quantity in range(len(self.quantities))
            if all(cell in hidden for cell in self.shown_by.get(quantity, ()))
        }
