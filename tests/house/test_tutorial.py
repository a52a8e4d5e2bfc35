"""The tutorial quotes the source as it is."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

TUTORIAL = ROOT / "docs/tutorial/a-feature-from-a-to-z.md"
QUOTE = re.compile(
    r"^`(?P<path>[\w./-]+)`\n\n```\w+\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL
)
QUOTES = [(found["path"], found["text"]) for found in QUOTE.finditer(TUTORIAL.read_text())]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_piece_of_code_is_a_quotation() -> None:
    assert len(QUOTES) == TUTORIAL.read_text().count("\n```\n")


@pytest.mark.parametrize(
    ("path", "text"), QUOTES, ids=[f"{path}-{n}" for n, (path, _) in enumerate(QUOTES)]
)
def test_what_is_quoted_is_in_the_source(path: str, text: str) -> None:
    assert text in (ROOT / path).read_text()


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_the_docs_lead_somewhere(page: Path) -> None:
    lost = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert lost == []


def test_every_page_of_the_docs_is_reached_from_another() -> None:
    reached = {
        (page.parent / link).resolve() for page in DOCS for link in LINK.findall(page.read_text())
    }

    assert [page.name for page in DOCS if page.parent != ROOT and page not in reached] == []
