"""Which cells to hide: as little as will do, by an integer programme, until no attack succeeds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from gregoire.observatory.editions.hiding.attack import Breach, breaches, solver
from gregoire.observatory.editions.hiding.problem import Problem

ROUNDS = 60
EXACT_ROUNDS = (
    5  # then what is nearest at hand is hidden too: small editions have little else to show
)
SLACK = 1e-6


class CannotHideError(RuntimeError):
    """No choice of cells hides what must be hidden."""


@dataclass(frozen=True, slots=True)
class Row:
    """Σ factor * variable >= least, each variable once."""

    factors: tuple[tuple[int, float], ...]
    least: float


def row_of(factors: Iterable[tuple[int, float]], least: float) -> Row:
    """A row in which a variable may have been named more than once."""
    together: dict[int, float] = {}
    for variable, factor in factors:
        together[variable] = together.get(variable, 0.0) + factor
    return Row(tuple(together.items()), least)


@dataclass
class Programme:
    """The integer programme: one variable per cell (1: hidden), then one per quantity and relation
    where they need one, between 0 and 1.
    """

    problem: Problem
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    unknown: dict[int, int] = field(default_factory=dict)  # quantity → its variable

    def __post_init__(self) -> None:
        self.count = len(self.problem.cells)
        for place, cell in enumerate(self.problem.cells):
            if cell.must_hide:
                self.rows.append(Row(((place, 1.0),), 1.0))
            for other in cell.takes_along:
                self.rows.append(Row(((other, 1.0), (place, -1.0)), 0.0))
        for quantity in range(len(self.problem.quantities)):
            self.name(quantity)
        quantities = self.problem.quantities
        for relation in self.problem.relations:
            self.hide_two([one for one in relation.factors if not quantities[one].is_nobody])

    def name(self, quantity: int) -> None:
        """A quantity is unknown as far as each cell that shows it is hidden."""
        cells = self.problem.shown_by.get(quantity, [])
        if len(cells) == 1:
            self.unknown[quantity] = cells[0]
        elif cells:
            self.unknown[quantity] = self.new()
            for cell in cells:
                self.rows.append(Row(((cell, 1.0), (self.unknown[quantity], -1.0)), 0.0))

    def new(self) -> int:
        self.count += 1
        return self.count - 1

    def hide_two(self, quantities: list[int]) -> None:
        """A relation in which one alone is unknown gives it away: then two must be."""
        guarded = [
            cell
            for quantity in quantities
            for cell in self.problem.shown_by.get(quantity, ())
            if quantity in self.problem.cells[cell].guards
        ]
        open_ones = sum(quantity not in self.unknown for quantity in quantities)
        if not guarded or open_ones > 1:
            return
        touched = self.new()
        for cell in guarded:
            self.rows.append(Row(((touched, 1.0), (cell, -1.0)), 0.0))
        factors = [(self.unknown[each], 1.0) for each in quantities if each in self.unknown]
        self.rows.append(row_of([*factors, (touched, -2.0)], float(-open_ones)))

    def answer(self, breach: Breach) -> None:
        """A cell that is hidden lacks so much width: hiding what is still shown must give it."""
        lacking = breach.wanted - breach.width
        factors = [(breach.cell, -lacking)]
        for quantity, gain in breach.gains.items():
            if quantity in self.unknown:
                factors.append((self.unknown[quantity], min(round(gain, 6), lacking)))
        self.rows.append(row_of(factors, -SLACK))

    def hide_along(self, breach: Breach) -> None:
        """With the cell the cheapest of what helps it, until nothing can be lacking."""
        lacking = breach.wanted - breach.width
        helps = []
        for quantity, gain in breach.gains.items():
            shown = self.problem.shown_by.get(quantity, [])
            cost = sum(self.problem.cells[cell].weight for cell in shown)
            helps.append((cost / min(gain, lacking), quantity, gain, shown))
        for _, _, gain, shown in sorted(helps):
            for cell in shown:
                if cell != breach.cell:
                    self.rows.append(Row(((cell, 1.0), (breach.cell, -1.0)), 0.0))
            lacking -= gain
            if lacking <= 0:
                break

    def variables(self) -> Iterator[list[int]]:
        """What hangs together through the rows, where something in it must be hidden."""
        head = list(range(self.count))

        def first(one: int) -> int:
            while head[one] != one:
                head[one] = head[head[one]]
                one = head[one]
            return one

        for row in self.rows:
            start = first(row.factors[0][0])
            for variable, _ in row.factors[1:]:
                head[first(variable)] = start
        together: dict[int, list[int]] = {}
        for variable in range(self.count):
            together.setdefault(first(variable), []).append(variable)
        needed = {first(place) for place, cell in enumerate(self.problem.cells) if cell.must_hide}
        yield from (together[one] for one in sorted(needed))


def choose(problem: Problem, progress: Callable[[int, int], None]) -> frozenset[int]:
    """The cells to hide. Raises CannotHideError where nothing will do."""
    programme = Programme(problem)
    solved: dict[tuple[tuple[int, ...], int], set[int]] = {}
    for attempt in range(ROUNDS):
        hidden = frozenset(solve(programme, solved))
        found = list(breaches(problem, hidden))
        progress(attempt + 1, attempt + 1 + bool(found))
        if not found:
            return hidden
        for breach in found:
            programme.answer(breach)
            if attempt >= EXACT_ROUNDS:
                programme.hide_along(breach)
    raise CannotHideError(f"After {ROUNDS} rounds the attacker still finds hidden counts.")


def solve(programme: Programme, solved: dict[tuple[tuple[int, ...], int], set[int]]) -> set[int]:
    """The cheapest choice under the rows so far; each part that did not change keeps its answer."""
    home: dict[int, int] = {}
    members = list(programme.variables())
    for part, variables in enumerate(members):
        home.update(dict.fromkeys(variables, part))
    rows: list[list[Row]] = [[] for _ in members]
    for row in programme.rows:
        if row.factors[0][0] in home:
            rows[home[row.factors[0][0]]].append(row)
    hidden: set[int] = set()
    for variables, its_rows in zip(members, rows, strict=True):
        key = (tuple(variables), len(its_rows))
        if key not in solved:
            solved[key] = cheapest(programme.problem, variables, its_rows)
        hidden |= solved[key]
    return hidden


def cheapest(problem: Problem, variables: list[int], rows: Sequence[Row]) -> set[int]:
    """One part's integer programme."""
    column = {variable: place for place, variable in enumerate(variables)}
    cells = [variable for variable in variables if variable < len(problem.cells)]
    highs = solver()
    highs.setOptionValue("mip_rel_gap", 1e-3)
    highs.addVars(len(variables), np.zeros(len(variables)), np.ones(len(variables)))
    columns = np.array([column[cell] for cell in cells], dtype=np.int32)
    weights = np.array([float(problem.cells[cell].weight) for cell in cells])
    highs.changeColsCost(len(cells), columns, weights)
    kinds = np.full(len(cells), highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(len(cells), columns, kinds)
    starts = np.cumsum([0, *(len(row.factors) for row in rows)])
    status = highs.addRows(
        len(rows),
        np.array([row.least for row in rows]),
        np.full(len(rows), highspy.kHighsInf),
        int(starts[-1]),
        starts[:-1].astype(np.int32),
        np.array([column[one] for row in rows for one, _ in row.factors], dtype=np.int32),
        np.array([factor for row in rows for _, factor in row.factors]),
    )
    if status == highspy.HighsStatus.kError:
        raise CannotHideError("The solver does not take the programme.")
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        names = ", ".join(
            problem.cells[cell].name for cell in cells if problem.cells[cell].must_hide
        )
        raise CannotHideError(f"Nothing that may be hidden protects {names}.")
    values = highs.getSolution().col_value
    return {cell for cell in cells if round(values[column[cell]])}
