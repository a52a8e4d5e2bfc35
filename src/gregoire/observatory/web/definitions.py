"""How an indicator is defined, in words: from the edition itself, so that an old one says its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gregoire.framework.formats import language
from gregoire.observatory.figures import Edition
from gregoire.observatory.wording import DEFINED


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator: its title, each part of its definition under a name, and its SQL."""

    code: str
    title: str
    parts: list[tuple[str, list[str]]]
    sql: str

    @property
    def summary(self) -> str:
        """What is counted, in its first words."""
        return self.parts[0][1][0] if self.parts else ""


def title_of(edition: Edition, code: str) -> str:
    return said(edition.definitions.get(code, {}).get("title", code))[0]


def definition_of(edition: Edition, code: str) -> Definition:
    """Raises KeyError where the edition has no such indicator."""
    defined = edition.definitions[code]
    parts = [
        (str(name), sentences)
        for key, name in DEFINED.items()
        if (sentences := [text for text in said(defined.get(key), edition.convention) if text])
    ]
    return Definition(code, title_of(edition, code), parts, str(defined.get("sql", "")))


def said(value: Any, convention: str = "") -> list[str]:
    """A sentence, one in both languages or for each convention, or several of these."""
    if isinstance(value, Mapping):
        chosen = value.get(convention, value.get(language(), ""))
        return said(chosen, convention)
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in said(each, convention)]
    return ["" if value is None else str(value)]
