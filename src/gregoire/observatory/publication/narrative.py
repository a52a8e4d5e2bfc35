"""The text of the note: sections, sentences and notes of `note.toml`, said with an edition's figures.

No number is written in that file: each is a query. A sentence of which no figure is known is left out,
as is one that compares with what is not known; where only some are missing, “n.c.” stands for them.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from gregoire.observatory.figures import Edition
from gregoire.observatory.publication.french import ABSENT, NARROW, typographic
from gregoire.observatory.publication.queries import PLACEHOLDER, Figures, NotKnownError

CALL: Final = re.compile(r"\[\^([a-z_]+)\]")
STRONG: Final = re.compile(r"\*([^*]+)\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. `kind`: text, strong, or note (whose `text` is the footnote)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the note, with the codes of the charts that it is read with."""

    title: str
    paragraphs: tuple[tuple[Run, ...], ...]
    charts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """A key figure of the first page."""

    figure: str
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """All that the note says in words."""

    title: str
    subtitle: str
    glances: tuple[Glance, ...]
    sections: tuple[Section, ...]
    methodology: tuple[Section, ...]


@cache
def source() -> dict[str, Any]:
    """The file, as it is."""
    text = (files("gregoire.observatory.publication") / "note.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def note(edition: Edition) -> Note:
    """The note of an edition. Raises ValueError where a sentence asks what is no query."""
    data, figures = source(), Figures(edition)
    return Note(
        title=_said(data["title"], figures) or "",
        subtitle=_said(data["subtitle"], figures) or "",
        glances=tuple(_glances(data["glance"], figures)),
        sections=tuple(_sections(data["sections"], data["notes"], figures)),
        methodology=tuple(_sections(data["methodology"], data["notes"], figures)),
    )


def _glances(entries: list[dict[str, str]], figures: Figures) -> Iterator[Glance]:
    for entry in entries:
        figure, label = _said(entry["figure"], figures), _said(entry["label"], figures)
        if figure is not None and label is not None:
            yield Glance(figure, label)


def _sections(
    entries: list[dict[str, Any]], notes: dict[str, str], figures: Figures
) -> Iterator[Section]:
    for entry in entries:
        paragraphs = tuple(
            runs
            for paragraph in entry["paragraphs"]
            if (runs := tuple(_runs(paragraph, notes, figures)))
        )
        if paragraphs:
            title = typographic(entry["title"])
            yield Section(title, paragraphs, tuple(entry.get("charts", ())))


def _runs(sentences: list[str], notes: dict[str, str], figures: Figures) -> Iterator[Run]:
    said = [_begun(text) for sentence in sentences if (text := _said(sentence, figures))]
    for position, piece in enumerate(CALL.split(" ".join(said))):
        if position % 2:
            footnote = _said(notes[piece], figures)
            if footnote:
                yield Run("note", footnote)
        else:
            yield from _emphasis(piece)


def _begun(sentence: str) -> str:
    """With a capital, wherever its figures have put its first letter."""
    start = 1 if sentence.startswith("*") else 0
    return sentence[:start] + sentence[start : start + 1].upper() + sentence[start + 1 :]


def _emphasis(text: str) -> Iterator[Run]:
    for position, piece in enumerate(STRONG.split(text)):
        if piece:
            yield Run("strong" if position % 2 else "text", piece)


def _said(sentence: str, figures: Figures) -> str | None:
    """One sentence with its figures; None where it cannot be said."""
    known: list[bool | None] = []

    def say(found: re.Match[str]) -> str:
        text, is_known = figures.say(found[1])
        known.append(is_known)
        return text

    try:
        text = PLACEHOLDER.sub(say, sentence)
    except NotKnownError:
        return None
    asked = [each for each in known if each is not None]
    if asked and not any(asked):
        return None
    if asked and not asked[0] and sentence.lstrip("*").startswith("{"):
        return None  # no sentence begins with what is missing
    return typographic(text).replace(f"{ABSENT}{NARROW}%", ABSENT)
