"""Whole numbers that print as published: the programme, and what it settles at the national size."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import numpy as np
import pytest

from gregoire.demo import facts
from gregoire.demo.drawing import targets
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.feeds import aims, printed, teaching
from gregoire.demo.feeds.solving import NoPlanError, Programme, window


def rounded(part: int, whole: int, *, scale: int = 100, unit: str = "0.1") -> Decimal:
    return (Decimal(scale * part) / Decimal(whole)).quantize(Decimal(unit), ROUND_HALF_UP)


def one_rate(whole: int, printed_as: float, *, known: int | None = None) -> tuple[int, int, float]:
    """A numerator and a denominator for a printed percentage, and by how much it is missed."""
    programme = Programme()
    of = programme.count(0, whole) if known is None else programme.count(known, known)
    part = programme.count(0, whole)
    programme.near([(of, 1.0)], whole, 1)
    programme.row([(of, 1.0), (part, -1.0)], 0, np.inf)
    programme.ratio([part], [of], window(printed_as, 0.1))
    plan = programme.solved()
    return int(plan.values[part]), int(plan.values[of]), plan.left


def test_a_window_holds_what_is_rounded_half_away_from_zero() -> None:
    half = window(62.5, 0.1)

    assert (half.low, half.high) == pytest.approx((0.6245, 0.6255))
    assert half.margin == pytest.approx(0.0005)
    assert window(34.1, 0.1, scale=1).low == pytest.approx(34.05)


@pytest.mark.parametrize(("whole", "percentage"), [(1220, 20.3), (57_816, 11.9), (98, 91.8)])
def test_a_printed_rate_has_a_numerator(whole: int, percentage: float) -> None:
    part, of, left = one_rate(whole, percentage)

    assert left == 0
    assert float(rounded(part, of)) == percentage


def test_a_denominator_shrinks_where_no_numerator_prints_so() -> None:
    part, of, left = one_rate(403, 45.6)  # Nouvelle-Calédonie: impossible on 403

    assert (left, rounded(part, of)) == (0, Decimal("45.6"))
    assert of < 403


def test_a_window_is_left_by_as_little_as_can_be() -> None:
    part, of, left = one_rate(3, 20.3, known=3)

    assert (part, of) == (1, 3)
    assert 0 < left < 0.5


def test_a_number_may_be_one_of_a_few() -> None:
    programme = Programme()
    chosen = programme.count(0, 100, only=np.array([0, 17, 40, 90]))
    other = programme.count(0, 100)
    programme.near([(chosen, 1.0)], 60, 1)
    programme.ratio([other], [chosen], window(30, 0.1))

    plan = programme.solved()

    assert (plan.values[[chosen, other]].tolist(), plan.left) == ([40, 12], 0)


def test_bounds_that_contradict_each_other_are_told() -> None:
    programme = Programme()
    one = programme.count(0, 3)
    programme.row([(one, 1.0)], 5, 6)

    with pytest.raises(NoPlanError):
        programme.solved()


# The national size: no drawing is needed to know how many learners and enrolments there are.


def national_people() -> aims.People:
    counts = targets.at_scale(1.0)
    learners = counts.learners.copy()
    learners[facts.place()[facts.NO_RETURN]] = 0
    mean = np.array([row.mean_age or 0 for row in facts.centres()])
    return aims.People(
        learners=learners,
        alternance=counts.alternance,
        ages=np.rint(learners * mean).astype(np.int64),
        alternance_ages=np.rint(counts.alternance * 25.5).astype(np.int64),
    )


@cache
def national_aims() -> aims.Aims:
    return aims.settled(national_people())


def cells(column: str, part: Ints, whole: Ints) -> Iterator[tuple[str, float, int, int]]:
    for row in facts.table_1():
        if (value := getattr(row, column)) is not None:
            covered = printed.members(row)
            yield row.code, value, int(part[covered].sum()), int(whole[covered].sum())


def test_table_1_prints_as_published_at_the_national_size() -> None:
    people = national_people()
    settled = national_aims()

    assert sum(settled.left.values()) == 0
    for column, part, whole in (
        ("bac3_pct", settled.high_diplomas, settled.diplomas),
        ("seeking_pct", settled.seeking, settled.active),
    ):
        for code, value, above, below in cells(column, part, whole):
            assert float(rounded(above, below)) == value, (column, code)
    for code, value, above, below in cells("mean_age", settled.ages, people.learners):
        assert float(rounded(above, below, scale=1)) == value, code
    for code, value, men, women in cells("men_per_100_women", settled.men, settled.women):
        if code != "total":  # the note makes it of its rounded subtotals
            assert rounded(men, women, unit="1") == int(value), code


def test_the_text_prints_as_published_at_the_national_size() -> None:
    people = national_people()
    settled = national_aims()
    known = people.learners[settled.active > 0].sum()
    young, men = int(people.alternance.sum()), int(settled.alternance_men.sum())

    employed = int((settled.active - settled.seeking).sum())

    assert rounded(employed, int(known), unit="1") == 63
    assert rounded(men, young - men, unit="1") == 144
    ages = int(settled.alternance_ages.sum())
    assert rounded(ages, young, scale=1) == Decimal("24.7")


def test_few_answers_have_to_be_unknown() -> None:
    people = national_people()
    settled = national_aims()

    assert (settled.men + settled.women).sum() > 0.99 * people.learners.sum()
    told = settled.diplomas > 0
    assert (settled.diplomas[told] >= np.floor(aims.LEAST_KNOWN * people.learners[told])).all()
    assert settled.diplomas.sum() > 0.95 * people.learners[told].sum()


def test_level_1_prints_as_published_at_the_national_size() -> None:
    counts = targets.at_scale(1.0)
    enrolments = counts.enrolments_on_site + counts.enrolments_distance

    upper = teaching.level_1_aims(enrolments, counts.level_1)

    for row in facts.table_2():
        if row.enrolments:
            covered = printed.members(row)
            found = rounded(int(upper[covered].sum()), row.enrolments)
            assert float(found) == row.level_1_pct, row.code
    assert np.abs(upper - counts.level_1).sum() < 200
