"""The reference pages say what the code does; here is who tells when they no longer do."""

from pathlib import Path

import pytest

from docs.reference import generate
from gregoire.kernel.text import folded
from tests.support.tables import table

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("path", generate.pages(), ids=lambda path: path.stem)
def test_what_is_generated_is_current(path: Path) -> None:
    assert path.is_file(), f"run: make reference ({path})"
    assert path.read_text() == generate.pages()[path], f"run: make reference ({path})"


def test_no_drawing_is_left_of_a_machine_that_is_gone() -> None:
    drawn = {path.stem for path in (DOCS / "reference/machines").glob("*.md")}

    assert drawn == {machine.name for machine in generate.machines()}


def test_no_word_stands_twice_in_the_glossary() -> None:
    terms = table("glossary.md", "Terms")

    for column in ("French", "English"):
        words = [term[column] for term in terms]
        assert sorted(words) == sorted(set(words))


def test_the_glossary_is_in_alphabetical_order() -> None:
    words = [folded(term["French"]) for term in table("glossary.md", "Terms")]

    assert words == sorted(words)


def test_every_decision_is_in_the_index() -> None:
    index = (DOCS / "decisions/index.md").read_text()
    pages = [path.name for path in (DOCS / "decisions").glob("*.md") if path.stem != "index"]

    assert [page for page in pages if f"({page})" not in index] == []
