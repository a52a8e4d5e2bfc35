"""What sentences ask of an edition, and how French says the answer."""

from decimal import Decimal

import pytest

from gregoire.observatory.figures import Cell, Edition, HeadCount, Key, Status
from gregoire.observatory.publication.french import number, rounded, shown, typographic
from gregoire.observatory.publication.queries import Figures, NotKnownError, exactly

HEADS = HeadCount(60502, 77440, 60380, 60631, 0.9, 0.5, 0.99, None, None, 0.99999, 0.989, 0, 3)


def edition(*cells: Cell) -> Edition:
    return Edition(
        "2016-2017", "clean", "0" * 64, "1" * 64, "2" * 64, "3" * 64, 1794, HEADS, {}, cells
    )


def cell(indicator: str, value: str, period: str = "2016-2017", **facts: object) -> Cell:
    key = Key(indicator, "total", period, str(facts.pop("category", "")))
    return Cell(key, Decimal(value), **facts)  # type: ignore[arg-type]


def said(placeholder: str, *cells: Cell) -> str:
    return Figures(edition(*cells)).say(placeholder)[0]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("60502", 0, "60\u202f502"),
        ("34.05", 1, "34,1"),
        ("-0.25", 1, "\u22120,3"),
        ("82.49999", 0, "82"),
        ("0", 1, "0,0"),
        ("1234567.5", 0, "1\u202f234\u202f568"),
    ],
)
def test_figures_are_written_as_in_french_print(value: str, places: int, text: str) -> None:
    assert number(Decimal(value), places) == text


@pytest.mark.parametrize(
    ("value", "places", "near"),
    [("60502", -2, "60500"), ("250", -2, "300"), ("-250", -2, "-300"), ("0.05", 1, "0.1")],
)
def test_halves_go_away_from_zero(value: str, places: int, near: str) -> None:
    assert rounded(Decimal(value), places) == Decimal(near)


def test_a_figure_stands_as_it_was_published() -> None:
    assert said("learners", cell("learners", "60502")) == "60\u202f502"
    assert said("mean_age", cell("mean_age", "34.1")) == "34,1"


@pytest.mark.parametrize(
    ("value", "text"),
    [("5495", "près de 5\u202f500"), ("60502", "plus de 60\u202f500"), ("23600", "23\u202f600")],
)
def test_about_says_on_which_side_the_figure_lies(value: str, text: str) -> None:
    assert said("learners:about_hundreds", cell("learners", value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("63", "plus de six"), ("75", "plus de sept"), ("78.2", "près de huit"), ("60", "six")],
)
def test_a_share_is_told_of_ten(value: str, text: str) -> None:
    assert said("employed_share:tenths", cell("employed_share", value)) == text


def test_nothing_is_rounded_twice() -> None:
    published = cell("success_rate", "82.5", numerator=8246, denominator=10000)

    assert exactly(published) == Decimal("82.46")
    assert said("success_rate:whole", published) == "82"
    assert said("success_rate:whole", cell("success_rate", "82.5")) == "83"


def test_counts_that_do_not_make_the_value_are_not_believed() -> None:
    from_rounded_blocks = cell("masculinity", "110", numerator=111, denominator=100)

    assert exactly(from_rounded_blocks) == Decimal(110)


def test_periods_are_chosen_by_what_they_are() -> None:
    cells = (
        cell("parchments", "14074", "2014-2015"),
        cell("parchments", "12710", "2015-2016"),
        cell("parchments", "9950", status=Status.PROVISIONAL),
    )

    assert said("parchments~final", *cells) == "12\u202f710"
    assert said("parchments~final:period", *cells) == "2015-2016"
    assert said("parchments~before_final", *cells) == "14\u202f074"
    assert said("parchments~first:period", *cells) == "2014-2015"
    assert said("parchments~peak:period", *cells) == "2014-2015"
    assert said("parchments", *cells) == "9\u202f950"


def test_recognition_is_of_the_civil_year_in_which_the_edition_ends() -> None:
    cells = (cell("vae_candidates", "532", "2016"), cell("vae_candidates", "511", "2017"))

    assert said("vae_candidates", *cells) == "511"
    assert said("vae_candidates:period", *cells) == "2017"


@pytest.mark.parametrize(("value", "word"), [("-0.4", "baisse"), ("0", "stable"), ("5", "hausse")])
def test_a_sign_chooses_the_word(value: str, word: str) -> None:
    change = cell("level_1_change", value)

    assert said("sign level_1_change: baisse | stable | hausse", change) == word


@pytest.mark.parametrize(("age", "word"), [("24.7", "jeune"), ("34.3", "pareil"), ("42", "âgé")])
def test_two_figures_choose_the_word_by_what_print_shows_of_them(age: str, word: str) -> None:
    cells = (cell("vae_mean_age", age), cell("mean_age", "34.1"))

    assert said("compare vae_mean_age mean_age: jeune | pareil | âgé", *cells) == word


def test_what_cannot_be_compared_says_nothing() -> None:
    with pytest.raises(NotKnownError):
        said("compare vae_mean_age mean_age: a | b | c", cell("mean_age", "34.1"))


@pytest.mark.parametrize("condition", ["differ a b", "same a c", "under clean"])
def test_a_condition_that_holds_says_nothing_more(condition: str) -> None:
    assert said(condition, cell("a", "1"), cell("b", "2"), cell("c", "1")) == ""


@pytest.mark.parametrize("condition", ["differ a c", "same a b", "under note-2016", "same a d"])
def test_a_condition_that_does_not_hold_leaves_its_sentence_out(condition: str) -> None:
    with pytest.raises(NotKnownError):
        said(condition, cell("a", "1"), cell("b", "2"), cell("c", "1"))


def test_what_is_missing_is_said_to_be() -> None:
    hidden = Cell(Key("learners", "total", "2016-2017"), None, Status.SUPPRESSED)

    assert Figures(edition(hidden)).say("learners") == ("n.c.", False)
    assert Figures(edition()).say("enrolments:whole") == ("n.c.", False)


def test_what_comes_from_outside_is_of_its_year_only() -> None:
    constant = "=part_stagiaires_formation_continue_sup"
    later = Edition(
        "2017-2018", "clean", "0" * 64, "1" * 64, "2" * 64, "3" * 64, 1794, HEADS, {}, ()
    )

    assert said(constant) == "18"
    assert "17.22" in said(f"source {constant}")
    assert Figures(later).say(constant) == ("n.c.", False)


def test_a_certainty_that_is_not_whole_is_not_rounded_to_the_whole() -> None:
    assert said("head_count.expected_precision:percent") == "plus de 99,99"
    assert said("head_count.expected_recall:percent") == "98,90"


def test_what_is_not_a_query_is_refused() -> None:
    with pytest.raises(ValueError, match="not a query"):
        said("learners & more")


def test_marks_and_blanks_are_those_of_french_print() -> None:
    assert typographic("l'un : « deux » 3 % ; oui") == (
        "l’un\u00a0: «\u00a0deux\u00a0» 3\u202f%\u202f; oui"
    )
    assert shown(Cell(Key("x", "total", "2017"), None, Status.NOT_APPLICABLE)) == "s.o."
    assert shown(None) == ""
