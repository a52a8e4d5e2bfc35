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
PROBES = 16


@dataclass(frozen=True, slots=True)
class Breach:
    """A hidden cell whose count is known too well; what hiding what is still shown would add in width."""

    cell: int
    quantity: int
    width: float
    wanted: int
    gains: dict[int, float]


def solver() -> highspy.Highs:
    """HiGHS as we use it: silent, on one thread, the same each time."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 -- HiGHS's own signature
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1794)
    return highs


def breaches(problem: Problem, hidden: frozenset[int]) -> Iterator[Breach]:
    """Every hidden cell that the published ones give away; none where nothing is."""
    unknown = problem.unknown(hidden)
    wanted: dict[int, list[tuple[int, int]]] = {}
    for cell in sorted(hidden):
        for quantity, width in problem.cells[cell].guards.items():
            wanted.setdefault(quantity, []).append((cell, width))
    for members, relations in parts(problem, unknown):
        found = [
            (cell, quantity, width)
            for quantity in sorted(members & wanted.keys())
            for cell, width in wanted[quantity]
        ]
        if found:
            yield from Attack(problem, sorted(members), sorted(relations)).on(found)
    for quantity in sorted(wanted.keys() - unknown):  # hidden in vain: another cell shows it
        for cell, width in wanted[quantity]:
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
        self.probe([self.column[quantity] for _, quantity, _ in wanted])
        for cell, quantity, width in wanted:
            column = self.column[quantity]
            if self.most[column] - self.least[column] >= width - TINY:
                continue
            duals = [self.stretch([column], [sign]) for sign in (1.0, -1.0)]
            found = float(self.most[column] - self.least[column])
            if found < width - TINY:
                yield Breach(cell, quantity, found, width, self.gains(*duals))

    def probe(self, columns: list[int]) -> None:
        """Many at once, some up and some down: most intervals show their width so."""
        every = sorted(set(columns))
        for bit in range(PROBES if len(every) > PROBES else 0):
            signs = [
                1.0 if place >> (bit // 2) & 1 == bit % 2 else -1.0 for place in range(len(every))
            ]
            self.stretch(every, signs)

    def stretch(self, columns: list[int], signs: list[float]) -> "np.ndarray":
        """Solve for the least (+1) or the most (-1) of these; the duals of the relations."""
        where = np.array(columns, dtype=np.int32)
        self.highs.changeColsCost(len(columns), where, np.array(signs))
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(
                "The attacker’s programme has no solution: the relations do not hold."
            )
        solution = self.highs.getSolution()
        self.highs.changeColsCost(len(columns), where, np.zeros(len(columns)))
        values = np.array(solution.col_value)
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)
        return np.array(solution.row_dual)

    def gains(self, *solutions: "np.ndarray") -> dict[int, float]:
        """What hiding each quantity that is shown would add to the interval, at the most."""
        found: dict[int, float] = {}
        for duals in solutions:
            for quantity, cost in self.reduced(duals).items():
                it = self.problem.quantities[quantity]
                room = it.value - it.lower if cost > 0 else it.upper - it.value
                if abs(cost) * room > TINY:
                    found[quantity] = found.get(quantity, 0.0) + abs(cost) * room
        return found

    def reduced(self, duals: "np.ndarray") -> dict[int, float]:
        """The reduced cost of each quantity that is shown: how the optimum would move with it."""
        costs: dict[int, float] = {}
        for dual, relation in zip(duals, self.relations, strict=True):
            if abs(dual) > TINY:
                for quantity, factor in self.problem.relations[relation].factors.items():
                    if quantity not in self.column:
                        costs[quantity] = costs.get(quantity, 0.0) - float(dual) * factor
        return costs
