"""The charts that were written when an edition was published, each with its data."""

import csv
import re
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from django.utils.translation import gettext as _

from gregoire.framework.formats import language
from gregoire.observatory.web import english
from gregoire.observatory.web.editions import File, Shown

TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
DESCRIPTION: Final = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
VIEW: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
SHOWN: Final = "label"  # the column that holds a value as the drawing writes it
SKIPPED: Final = frozenset({"value", "unit"})
CHARTS: Final = "charts/"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing by the names of its files, what it says in words, and its data as a table."""

    code: str
    title: str
    description: str
    image: str
    data: str
    width: int
    height: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    in_english: bool

    def told(self) -> "Drawn":
        """In the language of the page; what was published is French."""
        if language() == "fr":
            return self
        return replace(
            self,
            title=english.title(self.code, self.title),
            description=english.picture(self.code, self.description),
            rows=tuple(tuple(map(english.word, row)) for row in self.rows),
            in_english=True,
        )


def charts_of(shown: Shown) -> list[Drawn]:
    """Every chart of an edition, in the order of their files' names."""
    images = [file for file in shown.files.values() if file.name.startswith(CHARTS)]
    return [_drawn(shown, file).told() for file in images if file.kind == "svg"]


def _drawn(shown: Shown, image: File) -> Drawn:
    text = image.path.read_text(encoding="utf-8")
    data = image.name.removesuffix(".svg") + ".csv"
    heads, rows = _data(shown.files.get(data))
    view = VIEW.search(text)
    return Drawn(
        code=image.path.stem,
        title=_inside(TITLE, text) or image.path.stem,
        description=_inside(DESCRIPTION, text),
        image=image.name,
        data=data if data in shown.files else "",
        width=round(float(view[1])) if view else 0,
        height=round(float(view[2])) if view else 0,
        heads=heads,
        rows=rows,
        in_english=False,
    )


def _inside(element: re.Pattern[str], text: str) -> str:
    found = element.search(text)
    return " ".join(unescape(found[1]).split()) if found else ""


def _data(file: File | None) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """What names a value, then the value as it is drawn; columns without anything are left out."""
    if file is None:
        return (), ()
    with file.path.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.DictReader(opened))
    kept = [
        column
        for column in (lines[0] if lines else ())
        if column not in SKIPPED and any(line[column] for line in lines)
    ]
    words = {"group": _("Group"), "name": _("Name"), "series": _("Series"), SHOWN: _("Value")}
    heads = tuple(words.get(column, column) for column in kept)
    return heads, tuple(tuple(line[column] for column in kept) for line in lines)
