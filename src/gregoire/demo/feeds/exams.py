"""What came of the year's enrolments, so that presence and success print as published.

The rates of table 2 and of the text hold together only if a fifth of the enrolments lies outside their
field: in offerings where nobody sat an exam, or whose results nobody returned. Per row of the table and
modality, an integer programme finds how many enrolments are in the field, how many of these were
present, and how many of these passed; then real offerings and real enrolments are chosen.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import results
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, chance
from gregoire.demo.feeds import printed
from gregoire.demo.feeds.arrays import (
    ABSENT,
    FAILED,
    MISSING,
    PASSED,
    PENDING,
    OfferingRows,
)
from gregoire.demo.feeds.printed import figures
from gregoire.demo.feeds.solving import Programme, Window, window
from gregoire.observatory.feeds import schema

LEAST_IN_FIELD: Final = 0.3  # of a cell's enrolments
USUALLY_IN_FIELD: Final = (0.95, 0.85, 0.7, 0.5)  # less than each costs more
COST_OF_LEAVING_FIELD: Final = 0.02
COST_OF_ANOTHER_RATE: Final = 0.1  # than the one that leans to centre and modality alike
FARTHEST_RATE: Final = 0.2  # from that one
COST_OF_THE_WORST: Final = 20_000.0  # such rate
SUCCESS_OF_ALL: Final = Window(0.8245, 0.825, 0.0005)  # 82.5 in the table, and 82 in the text
ROUNDS, HALVINGS, FARTHEST = 20, 40, 12.0  # of the search for rates that suit centre and modality
INTEC: Final = (0.68, 0.72)  # presence and success, which the note leaves out: our guess
SECOND_SESSION: Final = {True: results.SECOND_SESSION, False: 0.4}  # of those who passed, or not
SMALL: Final = 8  # enrolments: an offering where it may be that nobody came
NOBODY_CAME: Final = 0.7  # of the small ones outside the field; of the others no result is returned


@dataclass(frozen=True, slots=True)
class Results:
    """One element per enrolment, in the codes of `arrays.EnrolmentRows`. `left`: 0 at scale 1."""

    sessions_sat: Ints
    mark: Ints
    outcome: Ints
    left: float


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of table 2 that print exam rates, by modality; flat: row × modalities + modality.

    `cell` is that of each offering, or MISSING where it counts in none.
    """

    rows: tuple[facts.TeachingFacts, ...]
    cell: Ints
    size: Ints  # enrolments of each offering

    def sizes(self, cell: int) -> Ints:
        sizes: Ints = self.size[self.cell == cell]
        return sizes


@dataclass(frozen=True, slots=True)
class Field:
    """Per cell: enrolments in the field, those present, those who passed."""

    examined: Ints
    present: Ints
    passed: Ints
    left: float


def examined(offerings: OfferingRows, offering: Ints, ability: Floats, seed: int) -> Results:
    """The results of enrolments in these offerings; `ability` is that of whoever is enrolled."""
    rng = chance(seed, "exams of the year")
    cells = _cells(offerings, offering)
    field = _field(cells)
    in_field = _offerings_in_field(rng, cells, field)
    liking = 0.7 * ability + rng.standard_normal(len(offering))
    present = _presents(cells, offering, liking, in_field, field)
    liking = 0.8 * ability + rng.standard_normal(len(offering))
    passed = _best(cells.cell[offering], liking, present, field.passed)
    intec = offerings.intec[offering]
    came = intec & (rng.random(len(offering)) < INTEC[0])
    passed |= came & (rng.random(len(offering)) < INTEC[1])
    present |= came
    told = intec | in_field[offering] | _nobody_came(rng, cells, offerings)[offering]
    again = rng.random(len(offering)) < np.where(
        passed, SECOND_SESSION[True], SECOND_SESSION[False]
    )
    outcome = np.where(passed, PASSED, np.where(present, FAILED, np.where(told, ABSENT, PENDING)))
    return Results(
        sessions_sat=np.where(present, 1 + again, 0),
        mark=results.marks(rng, ability, present, passed),
        outcome=outcome,
        left=field.left,
    )


def _cells(offerings: OfferingRows, offering: Ints) -> Cells:
    rows = tuple(
        row
        for row in facts.table_2()
        if row.kind in ("centre", "region") and row.presence_pct is not None
    )
    of_centre = np.full(len(facts.centres()), MISSING)
    for number, row in enumerate(rows):
        of_centre[printed.members(row)] = number
    row_of = of_centre[offerings.centre]
    cell = np.where(
        (row_of == MISSING) | offerings.intec,
        MISSING,
        row_of * len(schema.MODALITIES) + offerings.modality,
    )
    return Cells(rows, cell, np.bincount(offering, minlength=len(offerings)).astype(np.int64))


def _field(cells: Cells) -> Field:
    """Whole numbers for which every printed presence and success holds, as even as can be."""
    programme, shape = Programme(), (len(cells.rows), len(schema.MODALITIES))
    size = np.zeros(shape, dtype=np.int64)
    known = cells.cell >= 0
    np.add.at(size.reshape(-1), cells.cell[known], cells.size[known])
    likely = _likely(cells, size)
    worst = programme.slack(COST_OF_THE_WORST)
    variables: dict[int, tuple[int, int, int]] = {}
    alone = np.flatnonzero((size > 0).sum(axis=1) == 1)
    for cell in np.flatnonzero(size.ravel()).tolist():
        count = int(size.ravel()[cell])
        rates = (likely[0].ravel()[cell], likely[1].ravel()[cell])
        sums = _sums(cells.sizes(cell))
        if cell // shape[1] in alone:
            sums = _printing(sums, cells.rows[cell // shape[1]])
        number = int((cells.cell == cell).sum())
        variables[cell] = _cell(programme, (number, count), sums, rates, worst)
    _print(programme, cells, variables)
    plan = programme.solved()
    found = np.zeros((3, size.size), dtype=np.int64)
    for cell, three in variables.items():
        found[:, cell] = plan.values[list(three)]
    return Field(found[0], found[1], found[2], plan.left)


def _likely(cells: Cells, size: Ints) -> tuple[Floats, Floats]:
    """Presence and success per cell that give each row its own, and lean to the modality's."""
    rates: list[Floats] = []
    weights = size.astype(np.float64)
    for name in ("presence", "success"):
        rows = np.array([getattr(row, f"{name}_pct") for row in cells.rows]) / 100
        text = [figures()[f"{name}_{modality}_pct"].printed for modality in schema.MODALITIES]
        columns = np.array(text) / 100
        odds = np.log(columns / (1 - columns)) + np.zeros(size.shape)
        for _ in range(ROUNDS):
            odds += _shift(odds, weights, columns[None, :], axis=0)
            odds += _shift(odds, weights, rows[:, None], axis=1)
        rates.append(1 / (1 + np.exp(-odds)))
        weights = weights * rates[-1]
    return rates[0], rates[1]


def _shift(odds: Floats, weights: Floats, rate: Floats, *, axis: int) -> Floats:
    """How far log-odds have to move along an axis for their weighted means to be the rates."""
    total = np.maximum(weights.sum(axis=axis, keepdims=True), 1e-9)
    low, high = np.full(total.shape, -FARTHEST), np.full(total.shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        mean = (weights / (1 + np.exp(-odds - middle))).sum(axis=axis, keepdims=True) / total
        low, high = np.where(mean < rate, middle, low), np.where(mean < rate, high, middle)
    return (low + high) / 2


def _printing(sums: Ints, row: facts.TeachingFacts) -> Ints:
    """Those sums on which both rates of a row can be printed; all of them if there is none."""
    presence, success = (
        window(getattr(row, f"{name}_pct"), 0.1) for name in ("presence", "success")
    )
    least = np.ceil(presence.low * sums + presence.margin / 2)
    most = np.floor(presence.high * sums - presence.margin / 2)
    prints = np.zeros(len(sums), dtype=np.bool_)
    for more in range(int((most - least).max()) + 1):
        present = np.minimum(least + more, most)
        passed = np.ceil(success.low * present + success.margin / 2)
        prints |= (least <= most) & (passed <= success.high * present - success.margin / 2)
    return sums[prints] if prints.any() else sums


def _cell(
    programme: Programme, size: tuple[int, int], sums: Ints, rates: tuple[float, float], worst: int
) -> tuple[int, int, int]:
    """The variables of a cell of so many offerings and enrolments.

    They are the enrolments in the field (which is one of the sums), those present, those who passed.
    """
    count = size[1]
    least = float(np.ceil(LEAST_IN_FIELD * count))
    field = programme.count(least, count, only=sums)
    somebody = min(size[0], int(rates[0] * least))  # in each offering of the field
    present, passed = programme.count(somebody, count), programme.count(0, count)
    for floor in (1.0, *USUALLY_IN_FIELD):
        programme.least([(field, 1.0)], floor * count, COST_OF_LEAVING_FIELD)
    for part, whole, rate in ((present, field, rates[0]), (passed, present, rates[1])):
        programme.row([(whole, 1.0), (part, -1.0)], 0, np.inf)
        programme.row([(part, 1.0), (whole, FARTHEST_RATE - rate)], -1, np.inf)
        programme.row([(part, 1.0), (whole, -FARTHEST_RATE - rate)], -np.inf, 1)
        lacks, exceeds = (programme.slack(COST_OF_ANOTHER_RATE, firm=True) for _ in range(2))
        programme.row([(part, 1.0), (whole, -rate), (lacks, 1.0), (exceeds, -1.0)], 0, 0)
        programme.row([(lacks, 1.0), (exceeds, 1.0), (worst, -float(count))], -np.inf, 0)
    return field, present, passed


def _print(programme: Programme, cells: Cells, variables: dict[int, tuple[int, int, int]]) -> None:
    """Every printed presence and success, of rows, blocks, the total and modalities."""
    modalities = len(schema.MODALITIES)

    def both(chosen: list[tuple[int, int, int]], presence: Window, success: Window) -> None:
        field, present, passed = ([each[place] for each in chosen] for place in range(3))
        programme.ratio(present, field, presence)
        programme.ratio(passed, present, success)

    centres = [set(printed.members(row)) for row in cells.rows]
    columns = (printed.teaching(f"{name}_pct", 0.1) for name in ("presence", "success"))
    for (covered, presence), (_, success) in zip(*columns, strict=True):
        chosen = [
            three
            for cell, three in variables.items()
            if centres[cell // modalities] <= set(covered)
        ]
        whole = len(covered) == len(facts.centres())
        both(chosen, presence, SUCCESS_OF_ALL if whole else success)
    for number, modality in enumerate(schema.MODALITIES):
        chosen = [three for cell, three in variables.items() if cell % modalities == number]
        text = (figures()[f"{name}_{modality}_pct"].window() for name in ("presence", "success"))
        both(chosen, *text)


def _sums(sizes: Ints) -> Ints:
    """Every number that is the sum of some of these sizes, in order."""
    bits = 1
    for size in sizes.tolist():
        bits |= bits << size
    return _places(bits)


def _places(bits: int) -> Ints:
    raw = np.frombuffer(bits.to_bytes(bits.bit_length() // 8 + 1, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(raw, bitorder="little")).astype(np.int64)


def _offerings_in_field(rng: Chance, cells: Cells, field: Field) -> Bools:
    """Offerings whose enrolments sum to the field of each cell; small ones are the likelier out."""
    inside = cells.cell >= 0
    keys = rng.random(len(inside)) * np.sqrt(cells.size)
    for cell in np.flatnonzero(field.examined).tolist():
        rows = np.flatnonzero(cells.cell == cell)
        rows = rows[np.argsort(keys[rows], kind="stable")]
        out = int(cells.size[rows].sum() - field.examined[cell])
        inside[_with_sum(rows, cells.size[rows], out)] = False
    return inside


def _with_sum(rows: Ints, sizes: Ints, total: int) -> Ints:
    """Of these rows, the first ones whose sizes sum to the total (or to the nearest below it)."""
    reachable = [1]  # sums of what stands behind each row, as bits
    for size in sizes[::-1].tolist():
        reachable.append(reachable[-1] | reachable[-1] << size)
    reachable.reverse()
    while not reachable[0] >> total & 1:
        total -= 1
    chosen = []
    for place, size in enumerate(sizes.tolist()):
        if size <= total and reachable[place + 1] >> (total - size) & 1:
            chosen.append(place)
            total -= size
    return rows[chosen]


def _presents(cells: Cells, offering: Ints, liking: Floats, in_field: Bools, field: Field) -> Bools:
    """As many as the field has, and at least one in each of its offerings."""
    open_ = in_field[offering]
    order = np.lexsort((-liking, offering))
    first = np.zeros(len(offering), dtype=np.bool_)
    first[order[np.flatnonzero(np.r_[True, np.diff(offering[order]) != 0])]] = True
    sure = np.where(first, liking + 100, liking)
    counts = np.bincount(cells.cell[offering[first & open_]], minlength=len(field.present))
    wanted = np.maximum(field.present, counts)
    return _best(cells.cell[offering], sure, open_, wanted)


def _best(cell: Ints, liking: Floats, among: Bools, wanted: Ints) -> Bools:
    """In each cell, so many of those among whom to choose: the best liked."""
    rows = np.flatnonzero(among & (cell >= 0))
    rows = rows[np.lexsort((-liking[rows], cell[rows]))]
    starts = np.searchsorted(cell[rows], np.arange(len(wanted)))
    ranks = np.arange(len(rows)) - starts[cell[rows]]
    best = np.zeros(len(cell), dtype=np.bool_)
    best[rows[ranks < wanted[cell[rows]]]] = True
    return best


def _nobody_came(rng: Chance, cells: Cells, offerings: OfferingRows) -> Bools:
    """Offerings outside the field whose results are known: everybody was absent."""
    silent = [i for i, row in enumerate(facts.centres()) if _returns_no_result(row.code)]
    came = (cells.size > SMALL) | (rng.random(len(offerings)) >= NOBODY_CAME)
    return ~came & ~np.isin(offerings.centre, silent)


def _returns_no_result(code: str) -> bool:
    return any(row.code == code and row.presence_pct is None for row in facts.table_2())
