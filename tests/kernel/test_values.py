from datetime import date

import pytest

from gregoire.kernel.identifiers import ALPHABET, LENGTH, new_public_id
from gregoire.kernel.levels import Level
from gregoire.kernel.text import folded, without_accents
from gregoire.kernel.years import AcademicYear


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_a_year_begins_in_september(day: date, start: int) -> None:
    year = AcademicYear.of(day)

    assert year == AcademicYear(start)
    assert day in year
    assert day not in year.next
    assert day not in year.previous


def test_a_year_has_its_days() -> None:
    year = AcademicYear(2016)

    assert (year.first_day, year.last_day) == (date(2016, 9, 1), date(2017, 8, 31))
    assert str(year) == "2016-2017"


def test_a_year_is_read_as_it_is_written() -> None:
    assert AcademicYear.parse("2016-2017") == AcademicYear(2016)


@pytest.mark.parametrize("text", ["2016", "2016-2018", "2016/2017", "seize-dix-sept", ""])
def test_what_is_not_a_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="year"):
        AcademicYear.parse(text)


def test_years_come_in_order() -> None:
    assert sorted([AcademicYear(2017), AcademicYear(2016)]) == [
        AcademicYear(2016),
        AcademicYear(2017),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("sécurité", "securite"), ("Œuvre", "OEuvre"), ("ÇA", "CA"), ("cœur", "coeur")],
)
def test_accents_are_left_out(text: str, plain: str) -> None:
    assert without_accents(text) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [("Le Goff", "le-goff"), ("D’ARTAGNAN", "d'Artagnan"), ("  Éva  Nuñez ", "eva nunez")],
)
def test_two_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_two_names_do_not_fold_to_the_same() -> None:
    assert folded("Martin") != folded("Martine")


def test_identifiers_are_long_legible_and_never_the_same() -> None:
    made = {new_public_id() for _ in range(10_000)}

    assert len(made) == 10_000
    assert {len(one) for one in made} == {LENGTH}
    assert set("".join(made)) == set(ALPHABET)
    assert not set(ALPHABET) & set("01ilo")


def test_levels_have_the_roman_figures_of_the_statistics() -> None:
    assert [level.roman for level in Level] == ["", "V", "IV", "III", "II", "I", "I"]
