"""From an edition to the bare problem: every count behind a published cell, and every sum they obey.

What an attacker may know is taken widely: equalities that hold in fact count as known, the lists of
offerings name those with at least one enrolment, denominators that are the whole population are it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import isqrt
from typing import Any, Final

from gregoire.observatory.editions.hiding.identities import (
    CHANGES,
    IDENTITIES,
    NOT_PERSONS,
    SAME,
)
from gregoire.observatory.editions.hiding.problem import Problem, Quantity, Relation, Shown
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.editions.terms import categories_of, parts_of
from gregoire.observatory.figures import NO_VALUE, Cell, Key
from gregoire.observatory.places import BLOCKS, TOTAL, Place, centres_of, place, places

FEW: Final = range(1, 5)  # a count of so many persons could point at one of them
WIDTH: Final = 5  # persons: no hidden count may be placed within a narrower interval
YEARS_WIDTH: Final = 100  # the same for a hidden sum of ages or of years
OF_TEACHING: Final = {
    "enrolments", "enrolments_by_level", "enrolments_by_modality", "enrolments_outside_intec",
    "level_1_share", "distance_enrolment_share",
}  # fmt: skip
DRILL_DOWN: Final = "enrolments"  # the one indicator that is shown of a single offering


class Shape(Enum):
    """What a figure's numerator and denominator are."""

    COUNT = "a count"
    SHARE = "a part of the denominator"
    RATIO = "another group than the denominator"
    MEAN = "a sum over those that the denominator counts"


def shape_of(cell: Cell, definitions: Mapping[str, Mapping[str, Any]]) -> Shape:
    if cell.denominator is None:
        return Shape.COUNT
    if definitions[cell.key.indicator]["unit"]["en"] == "%":
        return Shape.SHARE
    return Shape.RATIO if "masculinity" in cell.key.indicator else Shape.MEAN


@dataclass
class Model:
    """The problem while it is made: names of quantities to their places in it."""

    cells: Mapping[Key, Cell]
    shapes: Mapping[str, Shape]
    nobody: frozenset[Key] = frozenset()
    problem: Problem = field(default_factory=Problem)
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)  # of the problem's cells, in their order
    found: dict[tuple[Key, str], int] = field(default_factory=dict)

    def new(self, name: str, value: int, lower: int = 0, *, is_nobody: bool = False) -> int:
        self.problem.quantities.append(Quantity(name, value, lower, is_nobody))
        return len(self.problem.quantities) - 1

    def quantity(self, key: Key, part: str) -> int | None:
        """The numerator or the denominator of a cell; None where it has none."""
        if (key, part) not in self.found:
            cell = self.cells.get(key)
            value = getattr(cell, part, None)
            if value is None:
                return None
            same = self.same_as(key, value) if part == "denominator" else None
            if same is None:
                nobody = part == "numerator" and key in self.nobody
                lower = int(not is_row(key))  # it is listed because somebody is enrolled in it
                same = self.new(f"{part} of {name_of(key)}", value, lower, is_nobody=nobody)
            self.found[key, part] = same
        return self.found[key, part]

    def same_as(self, key: Key, value: int) -> int | None:
        """The count that a denominator is, where it is one that stands elsewhere too."""
        other = Key(SAME.get(key.indicator, ""), key.place, key.period, key.category)
        cell = self.cells.get(other)
        if cell is not None and cell.numerator == value:
            return self.quantity(other, "numerator")
        return None

    def terms(self, text: str, where: Key) -> list[int]:
        """The quantities of a term of `identities`, of one place and period."""
        named = parts_of(text, where.place, where.period, self.categories)
        found = (self.quantity(key, part) for key, part in named)
        return [one for one in found if one is not None]

    def tie(self, parts: Iterable[int | None], whole: int | None, *, name: str) -> None:
        """The parts make up the whole, or leave a rest of it of which nothing is published."""
        present = [part for part in parts if part is not None]
        if whole is None or not present or whole in present:
            return
        value = self.problem.quantities[whole].value
        rest = value - sum(self.problem.quantities[part].value for part in present)
        if rest < 0:
            return
        factors: dict[int, int] = defaultdict(int)
        for part in present:
            factors[part] += 1
        factors[whole] -= 1
        if rest:
            factors[self.new(f"rest of {name}", rest)] = 1
        self.problem.relations.append(Relation(dict(factors)))

    def show(self, cell: Cell) -> None:
        """A cell with a value, as something that may be hidden, with what it guards."""
        numerator = self.quantity(cell.key, "numerator")
        if numerator is None:
            return
        denominator = self.quantity(cell.key, "denominator")
        shape = self.shapes[cell.key.indicator] if denominator is not None else Shape.COUNT
        guards = {}
        if not self.problem.quantities[numerator].is_nobody:
            guards[numerator] = YEARS_WIDTH if shape is Shape.MEAN else WIDTH
        shows = [numerator]
        if denominator is not None:
            shows.append(denominator)
            few = self.problem.quantities[denominator].value in FEW
            if shape is Shape.RATIO or few:
                guards[denominator] = WIDTH
        if shape is Shape.SHARE and denominator is not None:
            complement = self.complement(cell, numerator, denominator)
            if self.problem.quantities[complement].value in FEW:
                guards[complement] = WIDTH
        few = any(
            self.problem.quantities[each].value in FEW
            for each, width in guards.items()
            if width == WIDTH
        )
        self.keys.append(cell.key)
        self.problem.cells.append(
            Shown(name_of(cell.key), tuple(shows), guards, weight_of(cell), must_hide=few)
        )

    def show_nobody(self, cell: Cell) -> None:
        """Where success is not shown because nobody was present, that says so."""
        presence = Key("presence_rate", cell.key.place, cell.key.period)
        shown = self.cells.get(presence)
        nobody = self.quantity(presence, "numerator")
        if shown is not None and shown.numerator == 0 and nobody is not None:
            self.found[cell.key, "denominator"] = nobody
            self.keys.append(cell.key)
            self.problem.cells.append(Shown(name_of(cell.key), (nobody,), {}, 10))

    def complement(self, cell: Cell, numerator: int, denominator: int) -> int:
        """Those of the denominator who are not of the numerator."""
        if (cell.key, "complement") not in self.found:
            quantities = self.problem.quantities
            value = quantities[denominator].value - quantities[numerator].value
            made = self.new(f"complement of {name_of(cell.key)}", value)
            self.found[cell.key, "complement"] = made
            self.problem.relations.append(Relation({numerator: 1, made: 1, denominator: -1}))
        return self.found[cell.key, "complement"]


def model_of(
    cells: Iterable[Cell],
    definitions: Mapping[str, Mapping[str, Any]],
    teaching: Iterable[Teaching],
) -> Model:
    """The problem of an edition: its cells that count persons, and all that ties them."""
    apart = NOT_PERSONS | CHANGES.keys()
    counted = {cell.key: cell for cell in cells if cell.key.indicator not in apart}
    shapes: dict[str, Shape] = {}
    for key, cell in counted.items():
        shape = shape_of(cell, definitions)
        if shapes.get(key.indicator, Shape.COUNT) is Shape.COUNT:
            shapes[key.indicator] = shape
    taught = tuple(teaching)
    model = Model(counted, shapes, nobody_in(counted, taught), categories=categories_of(counted))
    for cell in counted.values():
        if cell.status not in NO_VALUE:
            model.show(cell)
        elif cell.key.indicator == "success_rate":
            model.show_nobody(cell)
    tie_places(model)
    tie_figures(model)
    tie_teaching(model, taught)
    take_along(model)
    return model


def tie_places(model: Model) -> None:
    """Centres make up their region and block, blocks the total."""
    series = {(key.indicator, key.period, key.category) for key in model.cells if is_row(key)}
    for indicator, period, category in sorted(series):
        for part in ("numerator", "denominator"):

            def of(code: str) -> int | None:
                return model.quantity(Key(indicator, code, period, category), part)  # noqa: B023

            for row in places():
                if row.kind != "centre":
                    found = [of(code) for code in parts_of_row(row, of)]
                    name = f"{indicator} {row.code} {period} {category} {part}"
                    model.tie(found, of(row.code), name=name)


def parts_of_row(row: Place, of: Callable[[str], int | None]) -> tuple[str, ...]:
    """The rows that make up a row: blocks, or centres, or the region in which two of them are merged."""
    if row.kind == TOTAL:
        return BLOCKS
    if row.kind == "region":
        return centres_of(row.code)
    found: dict[str, None] = {}
    for code in centres_of(row.code):
        region = place(code).region
        merged = region and all(of(each) is None for each in centres_of(region))
        found[region if merged else code] = None
    return tuple(found)


def tie_figures(model: Model) -> None:
    """What is known of the figures of one place: rates and their populations, categories and sums."""
    for where in sorted(
        {Key("", key.place, key.period) for key in model.cells if is_row(key)}, key=str
    ):
        for whole, parts in IDENTITIES:
            quantities = [one for part in parts for one in model.terms(part, where)]
            for found in model.terms(whole, where):
                model.tie(quantities, found, name=f"{whole} {where.place} {where.period}")


def tie_teaching(model: Model, teaching: Iterable[Teaching]) -> None:
    """The offerings of a centre make up its enrolments: all, of level I, at a distance, outside INTEC."""
    sums: dict[Key, list[int]] = defaultdict(list)
    periods = {key.place: key.period for key in model.cells if not is_row(key)}
    for offering in teaching:
        period = periods.get(offering.offering, "")
        one = model.quantity(Key(DRILL_DOWN, offering.offering, period), "numerator")
        if one is not None:
            for code in rows_of(offering.centre)[:2]:
                for whole in wholes_of(offering, code, period):
                    sums[whole].append(one)
    for whole, parts in sums.items():
        model.tie(parts, model.quantity(whole, "numerator"), name=name_of(whole))


def rows_of(centre: str) -> tuple[str, ...]:
    """The rows of table 2 in which what a centre teaches is counted: itself, its region, block, the total."""
    row = place(place(centre).answered_by or centre)
    return tuple(code for code in (row.code, row.region, row.block, TOTAL) if code)


def wholes_of(offering: Teaching, code: str, period: str) -> Iterator[Key]:
    """The sums of a row in which an offering's enrolments stand."""
    yield Key("enrolments", code, period)
    yield Key("enrolments_by_level", code, period, offering.level)
    yield Key("enrolments_by_modality", code, period, offering.modality)
    if not offering.intec:
        yield Key("enrolments_outside_intec", code, period)
    if offering.level == "I":
        yield Key("level_1_share", code, period)
    if offering.modality != "on_site":
        yield Key("distance_enrolment_share", code, period)


def nobody_in(cells: Mapping[Key, Cell], teaching: Iterable[Teaching]) -> frozenset[Key]:
    """Counts that are 0 because nothing of the kind is taught, which the list of offerings shows."""
    periods = {key.period for key in cells if not is_row(key)}
    taught = {
        whole
        for offering in teaching
        for period in periods
        for code in rows_of(offering.centre)
        for whole in wholes_of(offering, code, period)
    }
    return frozenset(
        key
        for key, cell in cells.items()
        if key.indicator in OF_TEACHING and key.period in periods and is_row(key)
        if cell.numerator == 0 and key not in taught
    )


def take_along(model: Model) -> None:
    """A rate whose numerator or denominator is a hidden count is hidden with it."""
    cells = model.problem.cells
    for place_, cell in enumerate(cells):
        if len(cell.shows) == 1 and cell.guards:
            others = [one for one in model.problem.shown_by[cell.shows[0]] if one != place_]
            if others:
                cells[place_] = Shown(
                    cell.name, cell.shows, cell.guards, cell.weight, cell.must_hide, tuple(others)
                )


def weight_of(cell: Cell) -> int:
    """What hiding a cell costs: more where it speaks of more persons; blocks only if nothing else does."""
    persons = cell.denominator if cell.denominator is not None else cell.numerator or 0
    weight = 10 + isqrt(100 * persons)
    kind = place(cell.key.place).kind if is_row(cell.key) else "offering"
    return weight + {"block": 100_000, TOTAL: 1_000_000}.get(kind, 0)


def is_row(key: Key) -> bool:
    """Whether it is a figure of a place, not of a single offering."""
    return "/" not in key.place


def name_of(key: Key) -> str:
    return " ".join(part for part in (key.indicator, key.place, key.period, key.category) if part)
