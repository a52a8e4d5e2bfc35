"""The five years before: the trends of the text, from counts that hold together."""

from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest

from gregoire.demo.feeds import earlier
from gregoire.demo.feeds.arrays import YearArrays
from gregoire.demo.feeds.year import drawn_year
from gregoire.observatory.feeds import schema
from tests.demo.drawings import drawing_at

FIRST = "learners_by_first_diploma"
LEVELS = "enrolments_by_level"
BACKS = range(1, earlier.YEARS + 1)


@cache
def arrays() -> YearArrays:
    return drawn_year(drawing_at(0.02))


@cache
def lines(back: int) -> dict[tuple[str, str, str], int]:
    """(measure, category, centre) → count."""
    columns = earlier.aggregates(arrays(), back)
    names = zip(columns["measure"], columns["category"], columns["centre"], strict=True)
    keys = [(str(measure), str(category), str(centre)) for measure, category, centre in names]
    found = dict(zip(keys, map(int, columns["count"]), strict=True))
    assert len(found) == len(keys)
    return found


def total(back: int, measure: str, categories: Iterable[str] = ()) -> int:
    wanted = set(categories)
    return sum(
        count
        for (name, category, _), count in lines(back).items()
        if name == measure and (not wanted or category in wanted)
    )


def share(back: int, measure: str, *categories: str) -> float:
    return 100 * total(back, measure, categories) / total(back, measure)


def test_level_1_rises_from_sixteen_per_cent_in_2013_2014() -> None:
    shares = [share(back, LEVELS, "I") for back in reversed(BACKS)]

    assert share(3, LEVELS, "I") == pytest.approx(16, abs=0.2)
    assert shares == sorted(shares)


def test_distance_learners_rise_once_and_then_hardly_move() -> None:
    counts = {back: total(back, "distance_learners") for back in BACKS}

    assert counts[3] / counts[4] == pytest.approx(1.058, abs=0.005)
    assert counts[1] / counts[3] == pytest.approx(1, abs=0.015)


def test_first_diplomas_of_the_year_before_differ_as_the_text_says() -> None:
    known = arrays().persons.first_diploma
    known = known[known >= 0]
    bac, bac_2 = schema.DIPLOMAS.index("bac"), schema.DIPLOMAS.index("bac_2")

    rise = 100 * float((known <= bac).mean()) - share(1, FIRST, "none", "cap", "bac")
    fall = 100 * float((known == bac_2).mean()) - share(1, FIRST, "bac_2")

    assert 4.5 < rise < 5
    assert fall == pytest.approx(-5.5, abs=0.2)


def test_each_centres_enrolments_have_one_sum_by_level_and_by_modality() -> None:
    for back in BACKS:
        sums: dict[str, dict[str, int]] = {LEVELS: {}, "enrolments_by_modality": {}}
        for (measure, _, centre), count in lines(back).items():
            if measure in sums:
                sums[measure][centre] = sums[measure].get(centre, 0) + count

        assert sums[LEVELS] == sums["enrolments_by_modality"]


def test_no_part_of_a_centres_learners_is_larger_than_all_of_them() -> None:
    for back in BACKS:
        here = lines(back)
        for (measure, _, centre), count in here.items():
            if measure in {"distance_learners", FIRST}:
                assert count <= here["learners", "", centre]


def test_a_centre_sends_no_measure_of_what_it_does_not_communicate() -> None:
    measures: dict[str, set[str]] = {"liban": set(), "autres-antennes": set()}
    for measure, _, centre in lines(1):
        if centre in measures:
            measures[centre].add(measure)

    assert measures["autres-antennes"] == {"learners"}
    assert measures["liban"] == {"learners", LEVELS, "enrolments_by_modality"}


def test_fitted_counts_keep_the_rows_and_come_near_the_columns() -> None:
    present = np.array([[8.0, 2.0], [5.0, 5.0], [0.0, 0.0]])

    found = earlier.fitted(present, np.array([100, 200, 0]), np.array([180, 120]))

    assert found.sum(axis=1).tolist() == [100, 200, 0]
    assert found.sum(axis=0) == pytest.approx([180, 120], abs=2)
    assert found[0, 0] > found[0, 1]
