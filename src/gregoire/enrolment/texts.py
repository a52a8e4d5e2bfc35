"""The regulations that come with the house: Markdown files under `data/`, in both languages."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from gregoire.enrolment.rules import RegulationKind

FOLDER: Final = Path(__file__).parent / "data"
_NAME: Final = re.compile(r"(?P<kind>[a-z]+)-(?P<version>[\d.]+)-(?P<language>fr|en)\.md")


@dataclass(frozen=True, slots=True)
class RegulationText:
    """One version of a text: its first line is the title, its second the day it comes into force."""

    version: str
    in_force_on: date
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str


def texts_of_the_house() -> list[tuple[RegulationKind, RegulationText]]:
    """Every version kept under `data/`, in order of kind and version."""
    found = sorted(
        (match["kind"], match["version"])
        for path in FOLDER.iterdir()
        if (match := _NAME.fullmatch(path.name)) and match["language"] == "fr"
    )
    return [(RegulationKind(kind), _text(kind, version)) for kind, version in found]


def _text(kind: str, version: str) -> RegulationText:
    title_fr, day, text_fr = _read(FOLDER / f"{kind}-{version}-fr.md")
    title_en, _, text_en = _read(FOLDER / f"{kind}-{version}-en.md")
    return RegulationText(version, day, title_fr, title_en, text_fr, text_en)


def _read(path: Path) -> tuple[str, date, str]:
    title, day, text = path.read_text(encoding="utf-8").split("\n", 2)
    return title.removeprefix("# "), date.fromisoformat(day.strip("_ ")), text.strip() + "\n"


@dataclass(frozen=True, slots=True)
class TextPart:
    """One heading of a text, with its paragraphs, then its list."""

    title: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]


def parts_of(text: str) -> tuple[TextPart, ...]:
    """The parts of a text in our small Markdown: “## ” headings, paragraphs, “- ” lists."""
    _before, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return tuple(_part(part) for part in parts)


def _part(part: str) -> TextPart:
    title, _, body = part.partition("\n")
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return TextPart(
        title.strip(),
        tuple(line for line in lines if not line.startswith("- ")),
        tuple(line.removeprefix("- ") for line in lines if line.startswith("- ")),
    )
