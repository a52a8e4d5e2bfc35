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
