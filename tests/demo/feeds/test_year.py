"""The year's feeds as arrays, of a fiftieth of the network: what holds at every scale."""

from functools import cache

import numpy as np
import pytest

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Ints
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.feeds.arrays import (
    ABSENT,
    FAILED,
    MISSING,
    PASSED,
    PENDING,
    YES,
    YearArrays,
)
from gregoire.demo.feeds.recount import narrative
from gregoire.demo.feeds.year import drawn_year
from gregoire.observatory.feeds import schema
from tests.demo.drawings import drawing_at, entrants, per_centre

SCALE = 0.02
EMPLOYED = schema.EMPLOYMENTS.index("employed")
BAC_3 = schema.DIPLOMAS.index("bac_3")


@cache
def the_year() -> YearArrays:
    return drawn_year(drawing_at(SCALE))


def the_drawing() -> Drawing:
    return drawing_at(SCALE)


def at(centre: str) -> Bools:
    """Whether each person is counted at a centre."""
    here: Bools = the_year().persons.centre == facts.place()[centre]
    return here


def taught_at(centre: str) -> Bools:
    year = the_year()
    here: Bools = year.offerings.centre[year.enrolments.offering] == facts.place()[centre]
    return here


def present() -> Bools:
    came: Bools = the_year().enrolments.sessions_sat > 0
    return came


def test_everybody_but_those_of_the_antennas_is_a_person() -> None:
    year, targets = the_year(), the_drawing().targets

    counts = per_centre(year.persons.centre)
    counts[facts.place()[facts.NO_RETURN]] = year.antennas

    assert counts.tolist() == targets.learners.tolist()
    assert not at(facts.NO_RETURN).any()


def test_each_person_has_an_administrative_registration_and_one_where_they_are_an_entrant() -> None:
    year = the_year()
    rows, size = year.registrations, len(year.persons)

    assert rows.person[:size].tolist() == list(range(size))
    assert rows.centre[:size].tolist() == year.persons.centre.tolist()
    assert rows.administrative.tolist() == year.persons.centre[rows.person].tolist()
    assert rows.entrant.tolist() == (np.arange(len(rows)) >= size).tolist()
    assert per_centre(rows.centre[rows.entrant]).tolist() == entrants(the_drawing()).tolist()


def test_an_enrolment_its_registration_and_its_offering_stand_in_one_system() -> None:
    year = the_year()

    system = year.registrations.system[year.enrolments.registration]

    assert system.tolist() == year.offerings.centre[year.enrolments.offering].tolist()
    assert year.registrations.system.tolist() == home_of()[year.registrations.centre].tolist()


def test_those_of_madagascar_learn_through_la_reunion_without_being_entrants_there() -> None:
    year = the_year()
    rows = year.registrations
    theirs = rows.administrative == facts.place()["madagascar"]

    taken = year.enrolments.registration[taught_at("la-reunion")]

    assert theirs[taken].any()
    assert not (theirs & rows.entrant & (rows.centre == facts.place()["la-reunion"])).any()
    assert {*rows.centre[taken][theirs[taken]].tolist()} == {facts.place()["madagascar"]}


def test_every_enrolment_of_the_drawing_is_there_and_every_offering_has_somebody() -> None:
    year, drawn = the_year(), the_drawing().enrolments[0]

    person = year.persons.person[year.registrations.person[year.enrolments.registration]]

    assert person.tolist() == drawn.learner.tolist()
    assert np.unique(year.enrolments.offering).size == len(year.offerings)
    moved = year.offerings.offering[year.enrolments.offering] != drawn.offering
    assert moved.mean() < 0.02  # only what the shares of level I ask for


def test_birth_dates_give_the_ages_on_the_last_day_of_the_year() -> None:
    year = the_year()
    born = year.persons.birth_date.astype("datetime64[Y]").astype(np.int64) + 1970

    assert (year.year - born).tolist() == year.persons.age.tolist()
    assert year.persons.age.min() >= 17


def test_whoever_alternates_is_employed_under_a_contract_and_their_sex_is_known() -> None:
    who = the_year().persons
    alternating = who.alternance == YES

    assert (who.employment[alternating] == EMPLOYED).all()
    assert (who.sex[alternating] != MISSING).all()
    assert ((who.contract != MISSING) == alternating).all()


def test_nobody_knew_more_at_their_first_registration_than_now() -> None:
    who = the_year().persons

    assert ((who.first_diploma == MISSING) == (who.diploma == MISSING)).all()
    assert (who.first_diploma <= who.diploma).all()


def test_those_who_were_there_before_have_earned_more_since() -> None:
    year, drawing = the_year(), the_drawing()
    who = year.persons
    before = drawing.cohorts.there[who.person, 1:].any(axis=1)

    higher = who.first_diploma < who.diploma

    assert higher[before].mean() > 3 * higher[~before].mean()


def test_only_the_employed_have_an_occupation() -> None:
    who = the_year().persons
    none = schema.OCCUPATIONS.index("none")

    assert (who.occupation[who.employment == EMPLOYED] != none).all()
    told = (who.employment != EMPLOYED) & (who.employment != MISSING)
    assert (who.occupation[told] == none).all()


@pytest.mark.parametrize("field", ["employment", "occupation", "diploma", "first_diploma"])
def test_liban_returns_neither_work_nor_diploma(field: str) -> None:
    values: Ints = getattr(the_year().persons, field)

    assert (values[at("liban")] == MISSING).all()
    assert (values[at("maroc")] != MISSING).any()
    assert {"distance", "diploma", "employment"} <= the_year().withheld["liban"].keys()


def test_alternance_does_not_apply_abroad() -> None:
    year = the_year()
    abroad = [row.code for row in facts.centres() if row.block == "abroad"][:-1]

    for code in abroad:
        assert (year.persons.alternance[at(code)] == MISSING).all()
        assert year.withheld[code]["alternance"] == "not_applicable"
    assert (year.persons.alternance[at("paris")] != MISSING).all()


def test_sessions_marks_and_outcomes_tell_the_same() -> None:
    taken = the_year().enrolments
    passed, failed = taken.outcome == PASSED, taken.outcome == FAILED

    assert ((passed | failed) == (taken.sessions_sat > 0)).all()
    assert ((taken.mark != MISSING) == (taken.sessions_sat > 0)).all()
    assert (taken.mark[passed] >= 1000).all()
    assert (taken.mark[failed] < 1000).all()
    assert {*taken.sessions_sat.tolist()} == {0, 1, 2}


def test_results_that_are_not_returned_are_so_for_a_whole_offering() -> None:
    year = the_year()
    offering, outcome = year.enrolments.offering, year.enrolments.outcome

    pending = np.unique(offering[outcome == PENDING])

    assert pending.size
    assert not np.isin(pending, offering[outcome != PENDING]).any()


def test_some_offerings_are_outside_the_field_because_nobody_came() -> None:
    year = the_year()
    offering, outcome = year.enrolments.offering, year.enrolments.outcome

    empty = np.setdiff1d(np.unique(offering[outcome == ABSENT]), offering[present()])

    assert empty.size


def test_polynesie_returns_no_result() -> None:
    outcome = the_year().enrolments.outcome[taught_at("polynesie-francaise")]

    assert outcome.size
    assert (outcome == PENDING).all()


def test_the_text_comes_out_as_near_as_so_few_learners_allow() -> None:
    found = {key: float(value) for key, value in narrative(the_year())}

    assert found["employed_pct"] == pytest.approx(63, abs=1)
    assert found["intermediate_pct"] == pytest.approx(51, abs=0.1)
    assert found["first_diploma_bac_at_most_pct"] == pytest.approx(37, abs=0.1)
    assert found["first_diploma_bac_2_pct"] == pytest.approx(28, abs=0.1)
    assert found["mean_age_in_alternance"] == pytest.approx(24.7, abs=0.1)
    assert found["men_per_100_women_in_alternance"] == pytest.approx(144, abs=5)
    assert found["presence_pct"] == pytest.approx(75, abs=1.5)
    assert found["success_pct"] == pytest.approx(82.5, abs=1.5)
    assert found["presence_on_site_pct"] > found["presence_hybrid_pct"]
    assert found["presence_hybrid_pct"] > found["presence_distance_pct"]


def test_hours_are_those_of_the_text_for_so_many_learners() -> None:
    year = the_year()
    hours = year.registrations.hours

    assert hours.sum() / len(year.persons) == pytest.approx(13.5e6 / 57_816, rel=0.001)
    assert (hours * 4 == np.rint(hours * 4)).all()
    counts = np.bincount(year.enrolments.registration, minlength=len(hours))
    assert ((hours > 0) == (counts > 0)).all()
    assert hours.max() < 1607  # no more than one works in a year


def test_the_learner_whom_the_demo_shows_keeps_her_story() -> None:
    who = the_year().persons

    assert who.person[0] == 0
    assert schema.SEXES[who.sex[0]] == "F"
    assert who.birth_date[0] == np.datetime64("1982-03-14")
    assert who.employment[0] == EMPLOYED
    assert schema.DIPLOMAS[who.first_diploma[0]] == "bac_2"
    assert who.diploma[0] < BAC_3


def test_the_same_seed_gives_the_same_year() -> None:
    drawing = drawing_at(0.005)

    first, second = drawn_year(drawing), drawn_year(drawing)

    for part in ("persons", "registrations", "offerings", "enrolments"):
        one, other = getattr(first, part), getattr(second, part)
        for name in one.__slots__:
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
