"""Whole numbers that print as published: an integer programme, written row by row, solved by HiGHS.

Every printed rate is a window for a numerator over a denominator. The programme is first solved in
fractions, which says how things should be divided; then in whole numbers near to these, which are
quickly found. Where windows cannot all be met (three learners cannot print 20.3 %), they are left by
as few persons as can be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final

import numpy as np

from gregoire.demo.drawing.chance import Floats, Ints

WIDE: Final = 60  # how far from the fractions whole numbers are looked for
FIRM: Final = (
    1,
    2,
    4,
    8,
    20,
)  # how much further than in fractions aims may be missed, in this order
CHOICES: Final = 24  # of a number that may be one of many: as many as are tried
LOOSE: Final = (60, 10_000)  # the same, once windows may be left
# Of the search: a limit in seconds would give other numbers on another machine.
NODES: Final = 300  # while every window is to hold
FEW_NODES: Final = 4  # once some are left: by how few persons is not worth minutes
GAP: Final = 0.2  # between the windows left and the fewest that might be
COST_OF_LEAVING: Final = 1000.0  # a window, by one person
INSIDE: Final = (
    0.25  # of a window: so far from its edges fractions keep, to leave room for rounding
)
COST_OF_EDGES: Final = 5.0  # by one person who stands nearer
ROUNDING: Final = 1e-4  # how near a whole number a value of the solver has to be


class NoPlanError(RuntimeError):
    """The programme has no solution: its bounds contradict each other."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a ratio has to lie: low <= ratio < high. `margin`: what keeps it clear of `high`."""

    low: float
    high: float
    margin: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The value of each variable, and by how many persons windows were left (0 where all hold)."""

    values: Ints
    left: float


def window(printed: float, unit: float, scale: float = 100) -> Window:
    """What prints as `printed`, rounded half away from zero to `unit`, once multiplied by `scale`."""
    half = unit / 2
    return Window((printed - half) / scale, (printed + half) / scale, half / scale)


@dataclass(slots=True)
class Programme:
    """Variables are numbered from 0 as they come; rows are sums of variables within bounds."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    firm: list[int] = field(default_factory=list)
    only: dict[int, Ints] = field(default_factory=dict)

    def count(self, low: float, high: float, *, only: Ints | None = None) -> int:
        """A whole number of persons; one of `only` (sorted), where not every number can be."""
        number = self._variable(low, high, 0, whole=True)
        if only is not None:
            self.only[number] = only[(only >= low) & (only <= high)]
        return number

    def slack(self, cost: float, *, firm: bool = False) -> int:
        """A number, not negative, of which each unit costs; a firm one hardly grows in whole numbers."""
        number = self._variable(0, np.inf, cost, whole=False)
        if firm:
            self.firm.append(number)
        return number

    def row(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        """The sum of the terms (variable, weight) lies between low and high."""
        self.starts.append(len(self.columns))
        for column, weight in terms:
            self.columns.append(column)
            self.weights.append(weight)
        self.row_low.append(low)
        self.row_high.append(high)

    def ratio(self, parts: Sequence[int], wholes: Sequence[int], within: Window) -> None:
        """The parts over the wholes lie within the window (or leave it, dearly)."""
        edge = (within.high - within.low) * INSIDE
        for bound, sign in ((within.low, 1.0), (within.high, -1.0)):
            leave = self.slack(COST_OF_LEAVING)
            self.leaves.append(leave)
            ones = [(part, sign) for part in parts]
            terms = [*ones, *((each, -sign * bound) for each in wholes)]
            self.row([*terms, (leave, 1.0)], within.margin / 2, np.inf)
            inner = bound + sign * edge
            terms = [*ones, *((each, -sign * inner) for each in wholes)]
            self.least(terms, 0, COST_OF_EDGES)

    def near(self, terms: Sequence[tuple[int, float]], aim: float, cost: float) -> None:
        """Each unit by which the sum misses the aim costs."""
        lacks, exceeds = self.slack(cost, firm=True), self.slack(cost, firm=True)
        self.row([*terms, (lacks, 1.0), (exceeds, -1.0)], aim, aim)

    def least(
        self, terms: Sequence[tuple[int, float]], floor: float, cost: float, *, firm: bool = False
    ) -> None:
        """Each unit by which the sum stays below the floor costs."""
        self.row([*terms, (self.slack(cost, firm=firm), 1.0)], floor, np.inf)

    def solved(self) -> Plan:
        """Raises NoPlanError."""
        found = _run(self, nodes=0)
        if found is None:
            raise NoPlanError("no solution even in fractions")
        attempts = [(self._held(found, reach), NODES) for reach in FIRM]
        attempts += [(self._loose(found, reach), FEW_NODES) for reach in LOOSE]
        for programme, nodes in attempts:
            solution = _run(programme, nodes=nodes)
            if solution is not None:
                return self._plan(solution)
        raise NoPlanError("no solution in whole numbers")

    def _held(self, found: Floats, reach: int) -> "Programme":
        """Near what was found, every window holding."""
        near = self._near(found, reach)
        for each in self.leaves:
            near.high[each] = 0
        for each, values in self.only.items():
            near.choose(each, values, found[each])
        return near

    def _loose(self, found: Floats, reach: int) -> "Programme":
        """Near what was found, windows left as little as can be."""
        near = self._near(found, reach)
        for each, values in self.only.items():
            nearest = float(values[np.argmin(np.abs(values - found[each]))])
            near.low[each] = near.high[each] = nearest
        return near

    def choose(self, variable: int, values: Ints, found: float) -> None:
        """The variable is one of these values, within its bounds: of those nearest to what was found."""
        kept = values[(values >= self.low[variable]) & (values <= self.high[variable])]
        kept = np.sort(kept[np.argsort(np.abs(kept - found), kind="stable")[:CHOICES]])
        if not len(kept):
            kept = values[[np.argmin(np.abs(values - found))]]
        self.low[variable], self.high[variable] = float(kept[0]), float(kept[-1])
        if len(kept) == kept[-1] - kept[0] + 1:
            return
        picks = [self._variable(0, 1, 0, whole=True) for _ in kept]
        self.row([(pick, 1.0) for pick in picks], 1, 1)
        worth = [(pick, -float(value)) for pick, value in zip(picks, kept, strict=True)]
        self.row([(variable, 1.0), *worth], 0, 0)

    def _plan(self, values: Floats) -> Plan:
        size = len(self.low)
        whole: Ints = np.rint(values[:size]).astype(np.int64)
        if np.abs(values[:size] - whole)[np.array(self.whole)].max() > ROUNDING:
            raise NoPlanError("values that are not whole")
        return Plan(whole, float(values[self.leaves].sum()))

    def _near(self, found: Floats, reach: int) -> "Programme":
        """The same near what was found in fractions; only windows left cost anything."""
        near = Programme(**{name: getattr(self, name).copy() for name in self.__slots__})
        near.cost = [0.0] * len(self.low)
        for each in self.leaves:
            near.cost[each] = COST_OF_LEAVING
        wide = max(WIDE, reach)
        for each in np.flatnonzero(self.whole).tolist():
            near.low[each] = max(self.low[each], float(np.floor(found[each])) - wide)
            near.high[each] = min(self.high[each], float(np.ceil(found[each])) + wide)
        for each in self.firm:
            near.high[each] = float(found[each]) + reach
        return near

    def _variable(self, low: float, high: float, cost: float, *, whole: bool) -> int:
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.low) - 1


def _run(programme: Programme, *, nodes: int) -> Floats | None:
    """What HiGHS finds within so many nodes (0: in fractions); None where there is nothing."""
    highspy: Any = import_module("highspy")  # heavy, and only feeds need it
    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 0), ("mip_rel_gap", GAP),
        ("mip_max_nodes", nodes), ("mip_feasibility_tolerance", 1e-7),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(_model(highspy, programme, whole=nodes > 0))
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values: Floats = np.array(solver.getSolution().col_value)
    return values


def _model(highspy: Any, programme: Programme, *, whole: bool) -> Any:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.low), len(programme.row_low)
    model.col_cost_, model.col_lower_ = np.array(programme.cost), np.array(programme.low)
    model.col_upper_ = np.array(programme.high)
    model.row_lower_ = np.array(programme.row_low)
    model.row_upper_ = np.array(programme.row_high)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.array([*programme.starts, len(programme.columns)])
    matrix.index_, matrix.value_ = np.array(programme.columns), np.array(programme.weights)
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[each] for each in programme.whole]
    return model
