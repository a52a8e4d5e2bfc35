from dataclasses import fields, replace

import numpy as np
import pytest

from gregoire.demo.drawing.chance import chance
from gregoire.demo.feeds.typos import Identities, Rates, corrupted, mistyped, rows

PERSONS = 2_000
NEVER = Rates(**{each.name: 0.0 for each in fields(Rates)})


@pytest.fixture(scope="module")
def exact() -> Identities:
    """Everybody twice."""
    person = np.r_[np.arange(PERSONS), np.arange(PERSONS)]
    names = np.array(["Lefèvre-Martin", "Bernard", "Dubois", "Éloi", "Petit"])
    return Identities(
        person=person,
        national_number=np.array([f"{number:010d}" for number in person]),
        birth_name=names[person % 5],
        usage_name=np.where(person % 4 == 0, names[(person + 1) % 5], ""),
        first_names=np.array(["Anne Marie", "Zoé", "Jean-Pierre Paul"])[person % 3],
        birth_date=np.datetime64("1970-01-01") + person,
        birth_place=np.array(["Lille", "Nice"])[person % 2],
        sex=np.array(["F", "M"])[person % 2],
        nationality=np.full(2 * PERSONS, "FR"),
        mail=np.array([f"m{number}@demo.gregoire.example" for number in person]),
        postcode=np.array(["59000", "06000"])[person % 2],
    )


def same(one: Identities, other: Identities) -> dict[str, float]:
    """For each column, the share of rows that are alike in both."""
    return {
        each.name: float(np.mean(getattr(one, each.name) == getattr(other, each.name)))
        for each in fields(Identities)
    }


def test_nothing_happens_at_rates_of_nothing(exact: Identities) -> None:
    assert set(same(exact, corrupted(exact, NEVER, chance(1, "x"))).values()) == {1.0}


def test_the_same_chance_damages_the_same_rows(exact: Identities) -> None:
    one = corrupted(exact, replace(Rates(), birth_date_missing=0.0), chance(1, "x"))
    other = corrupted(exact, replace(Rates(), birth_date_missing=0.0), chance(1, "x"))

    assert set(same(one, other).values()) == {1.0}


@pytest.mark.parametrize(
    ("rate", "column", "share"),
    [
        ("number_left_out", "national_number", 0.2),
        ("number_mistyped", "national_number", 0.2),
        ("birth_date_missing", "birth_date", 0.2),
        ("birth_date_wrong", "birth_date", 0.19),  # a few first of January were one already
        ("birth_place_missing", "birth_place", 0.2),
        ("sex_missing", "sex", 0.2),
        ("moved", "postcode", 0.1),  # half of them to the same of two towns
        ("mail_changed", "mail", 0.2),
        ("surname_changed", "usage_name", 0.2),
        ("first_names_cut", "first_names", 0.133),  # of those with several
        ("usage_for_birth", "birth_name", 0.05),  # of those with a usage name
    ],
)
def test_each_thing_happens_as_often_as_its_rate_says(
    exact: Identities, rate: str, column: str, share: float
) -> None:
    changed = same(exact, corrupted(exact, replace(NEVER, **{rate: 0.2}), chance(1, rate)))

    assert 1 - changed[column] == pytest.approx(share, abs=0.03)
    assert {name for name, value in changed.items() if value < 1} == {column}


def test_a_desk_that_spells_plainly_does_so_for_every_name(exact: Identities) -> None:
    plain = corrupted(exact, replace(NEVER, spelt_plainly=1.0), chance(1, "x"))

    assert set(plain.birth_name.tolist()) == {
        "LEFEVRE MARTIN",
        "BERNARD",
        "DUBOIS",
        "ELOI",
        "PETIT",
    }
    assert set(plain.first_names.tolist()) == {"ANNE MARIE", "ZOE", "JEAN PIERRE PAUL"}


def test_a_number_that_is_unknown_is_unknown_everywhere(exact: Identities) -> None:
    numbers = corrupted(exact, replace(NEVER, number_unknown=0.15), chance(1, "x")).national_number

    assert (numbers[:PERSONS] == numbers[PERSONS:]).all()
    assert np.mean(numbers == "") == pytest.approx(0.15, abs=0.03)


def test_twins_share_birth_and_home_and_homonyms_names(exact: Identities) -> None:
    twins = corrupted(exact, replace(NEVER, twins=0.5), chance(1, "x"))
    homonyms = corrupted(exact, replace(NEVER, homonyms=0.5), chance(1, "x"))

    shared = {name for name, value in same(exact, twins).items() if value < 1}
    assert shared == {"birth_name", "birth_date", "birth_place", "postcode"}
    shared = {name for name, value in same(exact, homonyms).items() if value < 1}
    assert shared == {"birth_name", "first_names", "sex"}
    assert (twins.birth_date[:PERSONS] == twins.birth_date[PERSONS:]).all()


def test_a_mistyped_word_is_one_letter_away() -> None:
    rng = chance(1, "x")

    typed = {mistyped("Dubois", rng) for _ in range(300)}

    assert {len(word) for word in typed} == {5, 6, 7}
    assert all(len(set("Dubois") - set(word)) <= 1 for word in typed)


def test_rows_are_taken_in_the_order_that_is_asked_for(exact: Identities) -> None:
    assert rows(exact, np.array([3, 1])).person.tolist() == [3, 1]
