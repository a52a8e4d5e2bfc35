"""What the note prints, as windows: rows of its tables by centre, figures of its text by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from gregoire.demo import facts
from gregoire.demo.drawing.targets import MERGED_PARTS
from gregoire.demo.feeds.solving import Window, window

BLOCKS: Final = ("metropole", "overseas", "abroad")
PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the text; `unit` is what it was rounded to."""

    key: str
    printed: float
    unit: float

    def window(self, scale: float = PERCENT) -> Window:
        return window(self.printed, self.unit, scale)


@cache
def figures() -> dict[str, Figure]:
    return {
        row["key"]: Figure(row["key"], float(row["printed"]), float(row["unit"]))
        for row in facts.rows("narrative")
    }


def members(row: facts.LearnerFacts | facts.TeachingFacts) -> list[int]:
    """The centres that a row of the tables covers, by index."""
    place = facts.place()
    if row.kind == "centre":
        return [place[row.code]]
    if row.code == facts.MERGED:
        return [place[code] for code in MERGED_PARTS]
    blocks = BLOCKS if row.kind == "total" else (row.block,)
    return [place[centre.code] for centre in facts.centres() if centre.block in blocks]


def learners(
    column: str, unit: float, scale: float = PERCENT
) -> Iterator[tuple[list[int], Window]]:
    """The centres and the window of each printed figure of a column of table 1."""
    for row in facts.table_1():
        printed = getattr(row, column)
        if printed is not None:
            yield members(row), window(printed, unit, scale)


def teaching(column: str, unit: float) -> Iterator[tuple[list[int], Window]]:
    """The same of table 2, in per cent."""
    for row in facts.table_2():
        printed = getattr(row, column)
        if printed is not None and row.enrolments:
            yield members(row), window(printed, unit)
