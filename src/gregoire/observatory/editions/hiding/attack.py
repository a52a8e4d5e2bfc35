"""The attacker: between which bounds does everything that is published place a hidden count?

Two linear programmes per count, solved with HiGHS. Their dual values also say which cells would have
to be hidden as well (Fischetti and Salazar, Management Science 47, 2001).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from gregoire.observatory.editions.hiding.problem import Problem

TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Breach:
    """A hidden cell whose count is known too well, and what hiding each quantity would add in width."""

    cell: int
    quantity: int
    width: float
    wanted: int
    gains: dict[int, float]


def solver() -> highspy.Highs:
    """HiGHS as we use it: silent, on one thread, the same each time."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 -- HiGHS's own signature
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1794)
    return highs


def breaches(problem: Problem, hidden: frozenset[int]) -> Iterator[Breach]:
    """Every hidden cell that the published ones give away; none where nothing is."""
    unknown = problem.unknown(hidden)
    for members, relations in parts(problem, unknown):
        wanted = [
            (cell, quantity, width)
            for cell in sorted(hidden)
            for quantity, width in problem.cells[cell].guards.items()
            if quantity in members
        ]
        if wanted:
            yield from Attack(problem, sorted(members), sorted(relations)).on(wanted)
    for cell in sorted(hidden):  # hidden in vain: another cell shows it
        for quantity, width in problem.cells[cell].guards.items():
            if quantity not in unknown:
                yield Breach(cell, quantity, 0, width, {quantity: width})


def parts(problem: Problem, unknown: set[int]) -> Iterator[tuple[set[int], set[int]]]:
    """What hangs together: unknown quantities, and the relations in which they stand."""
    left = set(unknown)
    while left:
        edge = [min(left)]
        members, relations = set(edge), set[int]()
        while edge:
            for relation in problem.relations_of.get(edge.pop(), ()):
                if relation not in relations:
                    relations.add(relation)
                    found = (problem.relations[relation].factors.keys() & unknown) - members
                    members |= found
                    edge.extend(found)
        left -= members
        yield members, relations


class Attack:
    """One part's linear programme: its unknown quantities, everything else as it is published."""

    def __init__(self, problem: Problem, members: list[int], relations: list[int]) -> None:
        self.problem, self.members, self.relations = problem, members, relations
        self.column = {quantity: column for column, quantity in enumerate(members)}
        self.highs = solver()
        quantities = [problem.quantities[member] for member in members]
        self.highs.addVars(
            len(members),
            np.array([each.lower for each in quantities], dtype=float),
            np.array([each.upper for each in quantities], dtype=float),
        )
        for relation in relations:
            self.add(relation)
        self.least = np.array([each.value for each in quantities], dtype=float)
        self.most = self.least.copy()

    def add(self, relation: int) -> None:
        factors = self.problem.relations[relation].factors
        known = sum(
            factor * self.problem.quantities[quantity].value
            for quantity, factor in factors.items()
            if quantity not in self.column
        )
        inside = {
            self.column[each]: factor for each, factor in factors.items() if each in self.column
        }
        self.highs.addRow(
            float(-known),
            float(-known),
            len(inside),
            np.array(list(inside), dtype=np.int32),
            np.array(list(inside.values()), dtype=float),
        )

    def on(self, wanted: list[tuple[int, int, int]]) -> Iterator[Breach]:
        """Attack each; what one solution shows to be possible needs no solving for the next."""
        for cell, quantity, width in wanted:
            column = self.column[quantity]
            if self.most[column] - self.least[column] < width:
                gains = self.stretch(column, +1)
                for each, gain in self.stretch(column, -1).items():
                    gains[each] = gains.get(each, 0) + gain
            found = float(self.most[column] - self.least[column])
            if found < width - TINY:
                yield Breach(cell, quantity, found, width, gains)

    def stretch(self, column: int, sign: int) -> dict[int, float]:
        """Solve for the least (+1) or the most (-1); what each known quantity keeps it from."""
        self.highs.changeColCost(column, float(sign))
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(
                "The attacker’s programme has no solution: the relations do not hold."
            )
        solution = self.highs.getSolution()
        self.highs.changeColCost(column, 0.0)
        values = np.array(solution.col_value)
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)
        return self.gains(np.array(solution.row_dual), self.members[column], sign)

    def gains(self, duals: "np.ndarray", target: int, sign: int) -> dict[int, float]:
        reduced: dict[int, float] = {target: float(sign)}
        for dual, relation in zip(duals, self.relations, strict=True):
            if abs(dual) > TINY:
                for quantity, factor in self.problem.relations[relation].factors.items():
                    reduced[quantity] = reduced.get(quantity, 0.0) - float(dual) * factor
        found = {}
        for quantity, cost in reduced.items():
            it = self.problem.quantities[quantity]
            gain = cost * (it.value - it.lower) if cost > 0 else -cost * (it.upper - it.value)
            if gain > TINY:
                found[quantity] = gain
        return found
