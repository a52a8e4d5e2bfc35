"""The sentences of indicators, tables and footnotes, in French and in English: `data/indicators.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; French is the authority."""

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """In French, or in English for every other language (“fr-be” is French)."""
        return self.fr if language.startswith("fr") else self.en


@cache
def data() -> dict[str, Any]:
    """The whole file."""
    text = (files("gregoire.observatory") / "data" / "indicators.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def text(section: str, code: str) -> Text:
    """One sentence; raises KeyError where it does not stand in the file."""
    return of(data()[section][code])


def of(entry: dict[str, str]) -> Text:
    return Text(fr=entry["fr"], en=entry["en"])


@cache
def footnotes() -> dict[str, Text]:
    """Every footnote that a figure or a heading may bear."""
    return {code: of(entry) for code, entry in data()["footnotes"].items()}
