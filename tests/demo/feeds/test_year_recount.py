"""The recount sees what does not print as published: small years, changed by hand."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np

from gregoire.demo import facts
from gregoire.demo.feeds import exams, recount
from gregoire.demo.feeds.arrays import MISSING, PASSED, YearArrays
from gregoire.demo.feeds.printed import figures
from gregoire.demo.feeds.year import drawn_year
from gregoire.observatory.feeds import schema
from tests.demo.drawings import drawing_at


@cache
def small_year() -> YearArrays:
    return drawn_year(drawing_at(0.005))


def test_every_figure_of_the_text_is_counted_or_listed_as_impossible() -> None:
    counted = {key for key, _ in recount.narrative(small_year())}

    assert counted == figures().keys()
    assert figures().keys() >= recount.IMPOSSIBLE


def test_a_small_year_differs_in_its_counts_and_says_where() -> None:
    found = {(gap.table, gap.row, gap.column): gap for gap in recount.gaps(small_year())}

    total = found[1, "total", "learners"]
    assert total.printed == 60_502
    assert total.found == 303
    assert (2, "total", "enrolments") in found
    assert (0, "enrolments", "") in found


def test_rates_are_counted_from_the_arrays() -> None:
    year = small_year()
    women = replace(year.persons, sex=np.zeros_like(year.persons.sex))
    after = replace(year, persons=women)

    men, _ = recount.learners(after).parts["men_per_100_women"]

    assert men.sum() == 0
    assert recount.learners(year).parts["men_per_100_women"][0].sum() > 0


def test_an_offering_where_nobody_came_is_no_part_of_the_field() -> None:
    year = small_year()
    everybody = replace(year.enrolments, sessions_sat=np.ones_like(year.enrolments.sessions_sat))
    nobody = replace(year.enrolments, sessions_sat=np.zeros_like(year.enrolments.sessions_sat))

    present, field = recount.teaching(replace(year, enrolments=everybody)).parts["presence_pct"]
    _, empty = recount.teaching(replace(year, enrolments=nobody)).parts["presence_pct"]

    outside = ~year.offerings.intec[year.enrolments.offering]
    assert present.sum() == field.sum() == outside.sum()
    assert empty.sum() == 0


def test_relayed_offerings_open_nothing() -> None:
    year = small_year()
    reunion = facts.place()["la-reunion"]

    opened = recount.teaching(year).plain["distance"]

    relayed = (year.offerings.centre == reunion) & (year.offerings.relayed_from != MISSING)
    assert relayed.any()
    assert opened[reunion] == 0


def test_the_total_of_masculinity_is_made_of_the_rounded_subtotals() -> None:
    year = small_year()
    men, women = recount.learners(year).parts["men_per_100_women"]

    value = dict(recount.narrative(year))["men_per_100_women"]

    assert value != Fraction(100 * int(men.sum()), int(women.sum()))
    assert abs(float(value) - 100 * men.sum() / women.sum()) < 3


def test_enough_whole_offerings_leave_the_field_for_the_sum_to_hold() -> None:
    sizes = np.array([9, 47, 54, 55, 62, 63])
    rows = np.arange(100, 106)

    for total in (0, 9, 56, 118, 290):
        chosen = exams._with_sum(rows, sizes, total)
        assert sizes[chosen - 100].sum() == total
    assert sizes[exams._with_sum(rows, sizes, 10) - 100].sum() == 9
    assert exams._sums(np.array([2, 3])).tolist() == [0, 2, 3, 5]


def test_some_of_those_who_passed_needed_a_second_session() -> None:
    taken = small_year().enrolments

    passed = taken.outcome == PASSED

    assert 0.1 < (taken.sessions_sat[passed] == 2).mean() < 0.35


def test_all_outcomes_are_there() -> None:
    assert {*np.unique(small_year().enrolments.outcome)} == {*range(len(schema.OUTCOMES))}
