import numpy as np
import pytest

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, names, results, shown, surroundings
from gregoire.demo.drawing.identifiers import public_ids
from gregoire.demo.drawing.network import draw
from gregoire.demo.drawing.shares import apportioned, percentage_of, spread
from tests.demo.drawings import SCALES, drawing_at, per_centre


def test_two_draws_are_the_same() -> None:
    one, other = draw(0.005), draw(0.005)

    for left, right in zip(one.enrolments, other.enrolments, strict=True):
        assert left.learner.tolist() == right.learner.tolist()
        assert left.offering.tolist() == right.offering.tolist()
    assert one.people.age.tolist() == other.people.age.tolist()


def test_another_seed_is_another_network() -> None:
    one, other = draw(0.005), draw(0.005, seed=1)

    assert one.enrolments[0].offering.tolist() != other.enrolments[0].offering.tolist()


def test_largest_remainders_keep_the_sum_and_the_minimum() -> None:
    parts = apportioned(np.array([60, 30, 9, 1]), 10, np.array([1, 1, 1, 1]))

    assert parts.tolist() == [5, 3, 1, 1]


def test_a_spread_gives_one_to_each_and_stops_at_the_cap() -> None:
    parts = spread(9, np.array([100.0, 1.0, 1.0]), np.array([4, 4, 4]))

    assert parts.sum() == 9
    assert parts.max() == 4
    assert parts.min() >= 1


@pytest.mark.parametrize(
    ("count", "percentage", "fraction"),
    [(1220, 83.4, (1017, 1220)), (104, 83.7, (87, 104)), (616, 76.7, (472, 615))],
)
def test_an_impossible_percentage_has_a_few_missing_answers(
    count: int, percentage: float, fraction: tuple[int, int]
) -> None:
    assert percentage_of(count, percentage) == fraction


@pytest.mark.parametrize("scale", SCALES)
def test_learners_come_back(scale: float) -> None:
    there = drawing_at(scale).cohorts.there

    assert (there[:, 0] & there[:, 1]).sum() > 0.3 * there[:, 0].sum()
    assert (there[:, 0] & ~there[:, 1] & there[:, 2]).any()
    assert np.all(there[1:].sum(axis=1) > 0)


@pytest.mark.parametrize("scale", SCALES)
def test_the_learner_of_the_demo_is_one_of_those_who_are_counted(scale: float) -> None:
    drawing = drawing_at(scale)
    year = drawing.enrolments[0]
    taken = drawing.offerings.unit[year.offering[year.learner == 0]]

    codes = sorted(facts.units()[unit].code for unit in taken)

    assert codes == ["GDN100", "MVA101", "NFP121", "RSX101"]
    assert facts.centres()[drawing.cohorts.centre[0]].code == "bourgogne"
    assert drawing.people.age[0] == 34


def test_she_has_earned_116_credits_of_180() -> None:
    ects = {unit.code: unit.ects for unit in facts.units()}
    earned = [step.unit for step in shown.TAKEN if step.outcome == results.EARNED]

    assert sum(ects[code] for code in (*earned, *shown.BY_EARLIER_STUDIES)) == 116
    licence = next(row for row in facts.programmes() if row.code == "LG025")
    assert licence.ects == 180
    assert set(earned) | set(shown.BY_EARLIER_STUDIES) <= set(licence.units)


def test_every_programme_asks_for_as_many_credits_as_it_gives() -> None:
    ects = {unit.code: unit.ects for unit in facts.units()}

    asked = {
        row.code: sum(
            group.credits_needed or sum(ects[unit] for unit in group.units) for group in row.groups
        )
        for row in facts.programmes()
    }

    assert asked == {row.code: row.ects for row in facts.programmes()}


def test_groups_hold_the_credits_that_they_ask_for() -> None:
    ects = {unit.code: unit.ects for unit in facts.units()}

    short = [
        (row.code, group.rank)
        for row in facts.programmes()
        for group in row.groups
        if sum(ects[unit] for unit in group.units) < (group.credits_needed or 0)
    ]

    assert short == []


def test_presence_and_success_are_those_of_each_centre() -> None:
    drawing = drawing_at(1.0)
    offered, year = drawing.offerings, drawing.enrolments[1]
    outcomes = results.drawn(drawing, 1, np.zeros(0, dtype=np.int64))
    present = outcomes.outcome != results.ABSENT
    centre = offered.centre[year.offering]

    whole, there = per_centre(centre), per_centre(centre[present])

    rows = {row.code: row for row in facts.table_2()}
    found = {
        code: round(100 * int(there[index]) / int(whole[index]), 1)
        for code, index in facts.place().items()
        if code in rows and rows[code].presence_pct is not None
    }
    assert found == pytest.approx({code: rows[code].presence_pct for code in found}, abs=1)


def test_a_unit_is_earned_once() -> None:
    drawing = drawing_at(0.02)
    offered = drawing.offerings
    later = np.unique(
        results.keys_of(drawing.enrolments[0].learner, offered.unit[drawing.enrolments[0].offering])
    )
    keys = []
    for back in (1, 2, 3):
        year = drawing.enrolments[back]
        mine = results.keys_of(year.learner, offered.unit[year.offering])
        earned = results.drawn(drawing, back, later).outcome == results.EARNED
        keys.append(mine[earned])
        later = np.union1d(later, mine)
    validated = results.validated(drawing)
    keys.append(results.keys_of(validated.person, validated.unit))

    every = np.concatenate(keys)
    assert np.unique(every).size == every.size


def test_marks_say_what_came_of_it() -> None:
    drawing = drawing_at(0.02)
    outcomes = results.drawn(drawing, 1, np.zeros(0, dtype=np.int64))

    assert (outcomes.hundredths[outcomes.outcome == results.EARNED] >= 1000).all()
    assert (outcomes.hundredths[outcomes.outcome == results.FAILED] < 1000).all()
    assert (outcomes.hundredths[outcomes.outcome == results.ABSENT] == -1).all()


def test_most_of_what_is_taken_belongs_to_the_programme() -> None:
    drawing = drawing_at(1.0)
    year = drawing.enrolments[0]
    held = catalogue.programmes().holds[
        drawing.programme[year.learner], drawing.offerings.unit[year.offering]
    ]

    assert held.mean() > 0.6


def test_nobody_can_be_called_or_written_to() -> None:
    drawing = drawing_at(0.02)
    given = names.drawn(drawing.seed, "learners", drawing.cohorts.centre, drawing.people.sex)

    assert np.unique(given.mail).size == len(given.mail)
    assert {mail.rpartition("@")[2] for mail in given.mail} == {"demo.gregoire.example"}
    assert {phone[:8] for phone in given.phone} <= {names.MOBILE, *names.FIXED}


def test_identifiers_differ() -> None:
    identifiers = public_ids(1794, "test", 10_000)

    assert len(set(identifiers)) == 10_000
    assert {len(identifier) for identifier in identifiers} == {14}


@pytest.mark.parametrize("scale", SCALES)
def test_whoever_waits_finds_no_seat(scale: float) -> None:
    drawing = drawing_at(scale)
    full = surroundings.full_offerings(drawing, surroundings.offering_sites(drawing))
    waiting = surroundings.waiting(drawing, full)
    enrolled = np.bincount(drawing.enrolments[0].offering, minlength=len(drawing.offerings))
    capacity = surroundings.capacities(drawing.offerings, enrolled, full)

    assert set(waiting.offering.tolist()) <= set(full.tolist())
    assert (capacity >= enrolled).all()
    assert (capacity[full] == enrolled[full]).all()
    assert 0 in waiting.person
