"""The five years before: of each centre, only counts are kept, and sent as returns by aggregate.

The present year's counts, moved until the trends of the note's text hold: shares are fitted to the
network's (iterative proportional fitting), then made whole per centre, so that sums hold. What the
text does not say is a guess, and stands here by name.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Floats, Ints
from gregoire.demo.drawing.shares import apportioned
from gregoire.demo.feeds.arrays import MISSING, YearArrays
from gregoire.observatory.feeds import schema

YEARS: Final = 5
# Per year back, 1 to 5. Guesses, but for the first sizes, which are those of the drawing's cohorts.
LEARNERS: Final = (0.985, 0.962, 0.95, 0.935, 0.93)  # against the present year
ENROLMENTS: Final = (0.99, 0.975, 0.96, 0.95, 0.945)
LEVEL_1: Final = (0.232, 0.195, 0.16, 0.152, 0.147)  # 16 % in 2013-2014, then rising (text)
NOT_ON_SITE: Final = (0.288, 0.286, 0.283, 0.262, 0.255)  # of enrolments
# “entre 2012 et 2013 (+5,8 %)” is read as from 2012-2013 to 2013-2014, then nearly stable (text).
SURGE: Final = 1.058
STABLE: Final = (0.996, 0.993, 0.987)
DISTANCE_LEARNERS: Final = (*STABLE, STABLE[-1] / SURGE, STABLE[-1] / SURGE / 1.015)
# Shares of BAC at most and of BAC+2, in points above those of the present year: a year ago nearly
# 5 less and 5.5 more (text); before, the first was higher, since it rises “again”.
BAC_AT_MOST: Final = (-4.8, -4.3, -3.9, -2.6, -1.5)
BAC_2: Final = (5.5, 5.2, 4.6, 3.6, 2.4)
ROUNDS: Final = 60


def aggregates(arrays: YearArrays, back: int) -> dict[str, NDArray[Any]]:
    """Counts of the year so many years before, all centres together: columns of `aggregates`."""
    codes = [centre.code for centre in facts.centres()]
    learners = _learners(arrays)
    then = apportioned(learners, round(int(learners.sum()) * LEARNERS[back - 1]))
    lines = [("learners", "", code, n) for code, n in zip(codes, then.tolist(), strict=True)]
    tables = {
        "distance_learners": _distance_learners(arrays, then, back),
        "learners_by_first_diploma": _first_diplomas(arrays, then, back),
        **_enrolments(arrays, back),
    }
    for measure, counts in tables.items():
        categories = schema.MEASURES[measure] or ("",)
        lines += [
            (measure, category, code, n)
            for code, row in zip(codes, counts.tolist(), strict=True)
            if _returns(arrays, measure, code, row)
            for category, n in zip(categories, row, strict=True)
        ]
    columns = [np.array(column) for column in zip(*lines, strict=True)]
    label = f"{arrays.year - back}-{arrays.year - back + 1}"
    return {
        "centre": columns[2],
        "year": np.full(len(lines), label),
        "measure": columns[0],
        "category": columns[1],
        "count": columns[3],
    }


def fitted(present: Floats, rows: Ints, columns: Floats) -> Ints:
    """Whole counts with these sums of rows, near these sums of columns, shaped as the present ones."""
    table = present.astype(np.float64)
    for _ in range(ROUNDS):
        table = table * (columns / np.maximum(table.sum(axis=0), 1e-9))
        table = table * (rows / np.maximum(table.sum(axis=1), 1e-9))[:, None]
    whole = np.zeros(table.shape, dtype=np.int64)
    owed = np.zeros(len(columns))  # what rounding has taken from each column so far
    for index, (row, total) in enumerate(zip(table, rows, strict=True)):
        aim = np.where(row > 0, np.maximum(row + owed, 0), 0)
        whole[index] = apportioned(aim if aim.any() else row, int(total))
        owed += row - whole[index]
    return whole


def _learners(arrays: YearArrays) -> Ints:
    counts = np.bincount(arrays.persons.centre, minlength=len(facts.centres()))
    counts[facts.place()[facts.NO_RETURN]] = arrays.antennas
    return counts.astype(np.int64)


def _distance_learners(arrays: YearArrays, learners: Ints, back: int) -> Ints:
    """One column, of the centres that communicate it."""
    taken, registered = arrays.enrolments, arrays.registrations.person
    far = arrays.offerings.modality[taken.offering] > 0
    persons = np.unique(registered[taken.registration[far]])
    known = _communicating(arrays, "distance")
    size = len(known)
    present = np.bincount(arrays.persons.centre[persons], minlength=size) * known
    rest = (_learners(arrays) - present) * known
    rows = learners * known
    total = round(int(present.sum()) * DISTANCE_LEARNERS[back - 1])
    both = fitted(np.c_[present, rest], rows, np.array([total, rows.sum() - total]))
    return both[:, :1]


def _first_diplomas(arrays: YearArrays, learners: Ints, back: int) -> Ints:
    persons, known = arrays.persons, _communicating(arrays, "diploma")
    present = _counted(persons.centre, persons.first_diploma, schema.DIPLOMAS) * known[:, None]
    rows = learners * (present.sum(axis=1) > 0)
    now = present.sum(axis=0) / present.sum()
    bac, bac_2 = schema.DIPLOMAS.index("bac"), schema.DIPLOMAS.index("bac_2")
    groups = (slice(0, bac + 1), slice(bac_2, bac_2 + 1), slice(bac_2 + 1, len(now)))
    points = (BAC_AT_MOST[back - 1], BAC_2[back - 1])
    shares = now.copy()
    for group, more in zip(groups, (*points, -sum(points)), strict=True):
        shares[group] *= 1 + more / 100 / now[group].sum()
    return fitted(present, rows, shares * rows.sum())


def _enrolments(arrays: YearArrays, back: int) -> dict[str, Ints]:
    """By level and by modality, with the same sum at each centre that teaches."""
    offered = arrays.offerings
    rows_of = arrays.enrolments.offering
    centre = offered.centre[rows_of]
    by_level = _counted(centre, offered.level[rows_of], schema.LEVELS)
    by_modality = _counted(centre, offered.modality[rows_of], schema.MODALITIES)
    present = by_level.sum(axis=1).astype(np.int64)
    rows = apportioned(present, round(int(present.sum()) * ENROLMENTS[back - 1]))
    level_1, on_site = LEVEL_1[back - 1], 1 - NOT_ON_SITE[back - 1]
    return {
        "enrolments_by_level": fitted(by_level, rows, _with_first(by_level, level_1) * rows.sum()),
        "enrolments_by_modality": fitted(
            by_modality, rows, _with_first(by_modality, on_site) * rows.sum()
        ),
    }


def _with_first(counts: Floats, share: float) -> Floats:
    """Shares of the categories, the first one's given, the others' among each other as they are."""
    others = counts[:, 1:].sum(axis=0)
    shares: Floats = np.r_[share, (1 - share) * others / max(others.sum(), 1)]
    return shares


def _counted(centre: Ints, category: Ints, categories: tuple[str, ...]) -> Floats:
    counts = np.zeros((len(facts.centres()), len(categories)))
    known = category != MISSING
    np.add.at(counts, (centre[known], category[known]), 1)
    return counts


def _communicating(arrays: YearArrays, field: str) -> Ints:
    """1 for each centre that returns this of persons, 0 for the others."""
    return np.array(
        [
            int(
                centre.code != facts.NO_RETURN and field not in arrays.withheld.get(centre.code, {})
            )
            for centre in facts.centres()
        ]
    )


def _returns(arrays: YearArrays, measure: str, code: str, counts: list[int]) -> bool:
    """Whether a centre sends this measure: what it knows, and has."""
    if measure == "distance_learners":
        return bool(_communicating(arrays, "distance")[facts.place()[code]])
    return sum(counts) > 0
