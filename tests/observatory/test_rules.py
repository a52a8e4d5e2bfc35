from datetime import date

import pytest

from gregoire.observatory.rules import (
    Answer,
    Belief,
    Likeness,
    Pair,
    belief,
    is_settled,
    likeness,
    likeness_of_days,
    masked,
)

BORN = date(1985, 7, 3)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("MARTINS", "Martins", Likeness.SAME),
        ("Élise-Anne", "elise anne", Likeness.SAME),
        ("Martins", "Martin", Likeness.NEAR),
        ("Elodie", "Élodi", Likeness.NEAR),
        ("Martins", "Duval", Likeness.DIFFERENT),
        ("Martins", "", Likeness.UNKNOWN),
        ("", "", Likeness.UNKNOWN),
    ],
)
def test_names_are_compared_as_people_read_them(one: str, other: str, found: Likeness) -> None:
    assert likeness(one, other) is found
    assert likeness(other, one) is found


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (BORN, Likeness.SAME),
        (date(1985, 3, 7), Likeness.NEAR),  # day and month stand for each other
        (date(1986, 7, 3), Likeness.NEAR),
        (date(1985, 7, 13), Likeness.NEAR),
        (date(1986, 8, 3), Likeness.DIFFERENT),
        (None, Likeness.UNKNOWN),
    ],
)
def test_birth_dates_are_near_where_one_part_differs(other: date | None, found: Likeness) -> None:
    assert likeness_of_days(BORN, other) is found
    assert likeness_of_days(other, BORN) is found


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1.0, Belief.ALMOST_SURELY_ONE),
        (0.99, Belief.ALMOST_SURELY_ONE),
        (0.989, Belief.PROBABLY_ONE),
        (0.5, Belief.RATHER_ONE),
        (0.499, Belief.RATHER_TWO),
        (0.099, Belief.PROBABLY_TWO),
        (0.0, Belief.PROBABLY_TWO),
    ],
)
def test_a_probability_is_said_in_words(probability: float, said: Belief) -> None:
    assert belief(probability) is said


@pytest.mark.parametrize(
    ("number", "shown"),
    [("12345678901", "123••••••01"), ("123456", "123•56"), ("12345", "•••••"), ("", "")],
)
def test_a_national_number_is_shown_in_part(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_pair_is_named_with_the_smaller_first() -> None:
    assert Pair.of("b", "a", edition="2016-2017") == Pair("a", "b", "2016-2017")


def test_a_question_to_the_centre_settles_nothing() -> None:
    assert {answer: is_settled(answer) for answer in Answer} == {
        Answer.SAME: True,
        Answer.DIFFERENT: True,
        Answer.ASK_CENTRE: False,
    }
