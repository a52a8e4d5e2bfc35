"""Every indicator, footnote and table is said in both languages; nothing is said of what does not exist."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gregoire.observatory.feeds.schema import WITHHELD
from gregoire.observatory.indicators import definitions, footnotes, tables
from gregoire.observatory.indicators.catalogue import changes, indicators
from gregoire.observatory.indicators.definition import CONVENTIONS, Missing, Role, Totals
from gregoire.observatory.indicators.words import LANGUAGES, data
from gregoire.observatory.places import places

LOOSE = re.compile(" [:;?!%»]|« ")  # a blank at which a line may break


def sentences(entry: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that holds a sentence in some language, with its place in the file."""
    if isinstance(entry, dict):
        if any(language in entry for language in LANGUAGES):
            yield path, entry
        for name, value in entry.items():
            yield from sentences(value, f"{path}.{name}")
    elif isinstance(entry, list):
        for number, value in enumerate(entry):
            yield from sentences(value, f"{path}[{number}]")


def test_every_sentence_stands_in_both_languages() -> None:
    said = [(path, entry) for path, entry in sentences(data()) if ".labels." not in path]

    assert len(said) > 200
    lacking = [
        path for path, entry in said for lang in LANGUAGES if not entry.get(lang, "").strip()
    ]
    assert lacking == []


def test_no_french_line_begins_with_the_sign_that_ends_its_sentence() -> None:
    assert [path for path, entry in sentences(data()) if LOOSE.search(entry.get("fr", ""))] == []


def test_whole_sentences_end_with_a_full_stop_in_both_languages() -> None:
    sections = ("roles", "missing", "totals", "fields", "sources", "footnotes", "caveats")
    said = [each for section in sections for each in sentences(data()[section], section)]
    said += [(code, entry["how"]) for code, entry in data()["indicators"].items()]

    assert [path for path, entry in said for lang in LANGUAGES if entry[lang][-1] != "."] == []


def test_the_file_speaks_of_the_indicators_that_are_defined_and_of_no_others() -> None:
    assert set(data()["indicators"]) == set(indicators()) | set(changes())
    assert set(definitions()) == set(indicators()) | set(changes())


@pytest.mark.parametrize(
    ("section", "used"),
    [
        ("fields", {entry["field"] for entry in data()["indicators"].values()}),
        ("sources", {entry["source"] for entry in data()["indicators"].values()}),
        (
            "caveats",
            {c for entry in data()["indicators"].values() for c in entry.get("caveats", ())},
        ),
        ("roles", set(Role)),
        (
            "units",
            {each.unit for each in indicators().values()}
            | {each.unit for each in changes().values()},
        ),
    ],
)
def test_what_is_named_is_said_and_what_is_said_is_named(section: str, used: set[str]) -> None:
    assert set(data()[section]) == used


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_each_rule_is_told_under_each_convention(convention: str) -> None:
    assert set(data()["missing"][convention]) == set(Missing)
    assert set(data()["totals"][convention]) == set(Totals)


def test_footnotes_of_indicators_tables_and_places_exist() -> None:
    called = {note for each in indicators().values() for note in each.footnotes}
    called |= {note.code for layout in tables() for note in layout.footnotes}
    of_places = data()["places"]
    called |= {note for found in of_places.values() for notes in found.values() for note in notes}

    assert called <= set(footnotes())
    assert set(of_places) <= set(indicators())
    known = {place.code for place in places()}
    assert {code for found in of_places.values() for code in found} <= known


def test_what_may_be_withheld_is_what_feeds_can_withhold() -> None:
    assert {each.withheld for each in indicators().values()} - {""} == set(WITHHELD)


def test_a_definition_is_told_in_plain_values_with_its_query() -> None:
    told = definitions()["bac3_share"]

    assert told.title == {
        "fr": "Part d’auditeurs ayant le niveau BAC+3 et plus",
        "en": "Share of learners at level BAC+3 and more",
    }
    assert (told.decimals, told.scale, told.is_rate) == (1, "100", True)
    assert told.missing["clean"]["en"].startswith("Missing answers leave both")
    assert "\"diploma\" IN ('bac_3', 'bac_5', 'doctorate')" in told.sql
    assert 'FROM "learners"' in told.sql


def test_the_query_of_an_indicator_reads_no_more_than_it_needs() -> None:
    assert "employment" not in definitions()["bac3_share"].sql
    assert definitions()["learners_by_sex"].sql.count("SUM(") == 3 + 3 + 3
