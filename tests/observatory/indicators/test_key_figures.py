"""Figures of the narrative text: all of them, each from its cell, rounded as the text does."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from gregoire.observatory.figures import Cell, Key, Status
from gregoire.observatory.indicators import key_figures
from gregoire.observatory.indicators.catalogue import changes, indicators
from gregoire.observatory.places import places

KEYS = {each.key: each for each in key_figures()}
REFERENCE = Path(__file__).parents[4] / "shared" / "data" / "key_figures.csv"


def test_each_figure_is_computed_from_an_indicator_or_has_a_source() -> None:
    codes, rows = {*indicators(), *changes()}, {place.code for place in places()}
    assert len(KEYS) == 76
    for each in KEYS.values():
        if each.figure is None:
            assert each.constant is not None
            assert each.source.fr
            assert each.source.en
        else:
            assert each.figure.indicator in codes
            assert each.figure.place in rows
            assert each.constant is None


def test_only_what_no_feed_can_give_is_a_constant() -> None:
    assert [each.key for each in KEYS.values() if each.is_constant] == [
        "part_activite_formation_adultes",
        "part_activite_apprentis_etudiants",
        "part_stagiaires_formation_continue_sup",
        "part_heures_stagiaires_formation_continue_sup",
        "antennes_etranger",
        "partenariats_etranger",
        "vae_part_nationale",
    ]


def test_a_category_is_one_of_its_indicator() -> None:
    for each in KEYS.values():
        if each.figure and each.figure.indicator in indicators():
            assert each.figure.category in indicators()[each.figure.indicator].categories


@pytest.mark.parametrize(
    ("key", "value", "numerator", "denominator", "said"),
    [
        ("inscrits_arrondi", "60502", 60502, None, "60500"),
        ("inscriptions_arrondi", "248040", 248040, None, "250000"),
        ("heures_stagiaires", "13459999", 1345999900, None, "13.5"),
        ("part_actifs_en_emploi", "62.6", 626, 1000, "63"),
        ("part_actifs_en_emploi_dizaines", "62.6", 626, 1000, "6"),
        ("taux_reussite", "82.5", 8247, 10000, "82"),  # from counts: nothing is rounded twice
        ("rapport_masculinite", "110", 111, 100, "110"),  # not made of its counts: as published
        ("evolution_part_bac2", "-5.5", -55, 1000, "-5.5"),
        ("evolution_part_sans_diplome_ou_bac_max", "4.6", 46, 1000, "5"),
        ("vapp_annees_experience_min", "16.5", 1650, 1, "16"),
        ("vapp_annees_experience_max", "16.5", 1650, 1, "17"),
        ("age_moyen", "34.1", 341, 10, "34.1"),
    ],
)
def test_the_text_says_a_figure_as_it_rounds_it(
    key: str, value: str, numerator: int, denominator: int | None, said: str
) -> None:
    figure = KEYS[key].figure
    assert figure
    cell = Cell(figure, Decimal(value), numerator=numerator, denominator=denominator)

    assert KEYS[key].said({figure: cell}) == Decimal(said)


def test_nothing_is_said_of_a_figure_without_a_value() -> None:
    key = Key("moocs", "total", "2016-2017")

    assert KEYS["moocs"].said({}) is None
    assert KEYS["moocs"].said({key: Cell(key, None, Status.MISSING)}) is None
    assert KEYS["vae_part_nationale"].said({}) == 14


def test_a_later_edition_speaks_of_its_own_years() -> None:
    later = {each.key: each.figure for each in key_figures("2017-2018")}

    assert later["inscrits_arrondi"] == Key("learners", "total", "2017-2018")
    assert later["part_diplomes"] == Key("diploma_share", "total", "2016-2017")
    assert later["vae_candidats"] == Key("vae_candidates", "total", "2018")


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the transcription of the note is not here")
def test_the_keys_are_those_of_the_transcribed_note() -> None:
    with REFERENCE.open(encoding="utf-8") as file:
        printed = [row["cle"] for row in csv.DictReader(file)]

    assert list(KEYS) == printed
