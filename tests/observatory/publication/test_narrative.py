"""The text of the note: no number is written in it, and it bends to the figures."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gregoire.observatory import indicators
from gregoire.observatory.editions import CONVENTIONS
from gregoire.observatory.figures import Edition, Key, Status
from gregoire.observatory.publication.french import number
from gregoire.observatory.publication.imprint import imprint, state_of
from gregoire.observatory.publication.narrative import Note, note, source
from gregoire.observatory.publication.queries import PLACEHOLDER, QUERY, WRITINGS
from tests.observatory.publication.conftest import SIZES

NAMES = re.compile(r"BAC\+[1-8]|C2i")  # of levels and certificates
TOLD = ("title", "subtitle", "glance", "sections", "notes", "methodology")


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from sentences(each)
    elif isinstance(value, list):
        for each in value:
            yield from sentences(each)


def written() -> list[str]:
    return [sentence for part in TOLD for sentence in sentences(source()[part])]


def text_of(told: Note) -> str:
    sections = (*told.sections, *told.methodology)
    return "\n".join(
        "".join(run.text for run in runs) for each in sections for runs in each.paragraphs
    )


def with_value(edition: Edition, key: Key, value: str | None) -> Edition:
    """The edition with another value in one place; without the figure where there is none."""
    others = tuple(cell for cell in edition.cells if cell.key != key)
    if value is None:
        return replace(edition, cells=others)
    changed = replace(edition.by_key[key], value=Decimal(value), numerator=None, denominator=None)
    return replace(edition, cells=(*others, changed))


def test_no_number_is_written_in_the_text() -> None:
    for sentence in written():
        bare = NAMES.sub("", PLACEHOLDER.sub("", sentence))
        assert not re.search(r"\d", bare), sentence


def test_every_query_asks_for_something_that_is_defined(edition: Edition) -> None:
    constants = {each.key for each in indicators.key_figures() if each.is_constant}
    asked = [found[1] for sentence in written() for found in PLACEHOLDER.finditer(sentence)]

    for placeholder in asked:
        words, _, writing = placeholder.partition(":")
        first, *others = words.split()
        if first == "under":
            assert others[0] in CONVENTIONS, placeholder
            continue
        queries = others if first in {"compare", "sign", "differ", "same", "source"} else [words]
        for query in queries:
            found = QUERY.fullmatch(query.strip())
            assert found, placeholder
            name = found["indicator"]
            known = edition.definitions.keys() | {f"={each}" for each in constants} | {"edition"}
            assert name in known or name.startswith("head_count."), placeholder
        if not others:
            assert writing.strip() in WRITINGS.keys() | {"period"}, placeholder


def test_every_note_that_is_called_exists_and_every_note_is_called() -> None:
    called = set(re.findall(r"\[\^([a-z_]+)\]", "\n".join(written())))

    assert called == set(source()["notes"])


def test_every_figure_of_the_text_is_one_of_the_edition(public: Edition) -> None:
    told = text_of(note(public))

    learners = sum(SIZES.values()) + 7  # those of the antennas
    at_distance = sum((size + 1) // 2 for centre, size in SIZES.items() if centre != "liban")
    known = sum(size for centre, size in SIZES.items() if centre != "liban")
    assert f"Le Cnam a accueilli près de {round(learners, -2)} auditeurs" in told
    assert f"soit {number(Decimal(100 * at_distance) / known)}\u202f% de ceux des centres" in told
    assert "{" not in told


@pytest.mark.parametrize(
    ("value", "words"), [("-5.5", "en baisse de 5,5 points"), ("2.0", "en hausse de 2,0 points")]
)
def test_words_follow_the_sign_of_the_figure(edition: Edition, value: str, words: str) -> None:
    key = Key("first_diploma_bac2_change", "total", "2016-2017")
    before = Key("first_diploma_bac2_share", "total", "2016-2017")
    known = replace(edition.by_key[before], key=key)

    changed = with_value(replace(edition, cells=(*edition.cells, known)), key, value)

    assert words in text_of(note(changed))


def test_a_missing_figure_is_said_to_be_missing(edition: Edition) -> None:
    told = text_of(note(with_value(edition, Key("offerings_hybrid", "total", "2016-2017"), None)))

    assert "à distance et n.c. en formation hybride" in told


def test_a_sentence_without_a_figure_is_left_out(edition: Edition) -> None:
    key = Key("mean_age", "total", "2016-2017")

    told = text_of(note(with_value(edition, key, None)))

    assert "ans en moyenne" in text_of(note(edition))
    assert "Les auditeurs ont" not in told
    assert "n.c. ans" not in told


def test_an_edition_that_holds_nothing_still_has_its_note(edition: Edition) -> None:
    told = note(replace(edition, cells=()))

    assert "n.c. ans" not in text_of(told)
    assert told.methodology[0].title == "Champ et sources"


def test_an_edition_says_whether_it_is_provisional(public: Edition) -> None:
    final = replace(
        public, cells=tuple(cell for cell in public.cells if cell.status is not Status.PROVISIONAL)
    )

    assert state_of(replace(final, is_provisional=True)) == "draft"
    assert "édition provisoire" in imprint(replace(final, is_provisional=True))[0]
    assert "toutes les données sont définitives" in imprint(final)[0]
