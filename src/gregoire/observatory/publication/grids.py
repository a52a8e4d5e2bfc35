"""The published tables filled with an edition's figures: one object for every format that shows them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.indicators import tables
from gregoire.observatory.indicators.layouts import Column, Row, TableLayout
from gregoire.observatory.publication.french import NARROW, shown

PROVISIONAL: Final = "(p)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one square. `text` is what print shows; empty where the square is blank."""

    text: str
    cell: Cell | None = None

    @property
    def value(self) -> Decimal | None:
        return self.cell.value if self.cell else None

    @property
    def status(self) -> Status | None:
        return self.cell.status if self.cell else None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's: its words with the unit, the wider heading above it, the notes that it calls."""

    title: str
    group: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row; `kind` as in the layout: heading, region, centre, block, total, indicator."""

    kind: str
    label: str
    marks: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in French; `footnotes` as (mark, text)."""

    code: str
    title: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    footnotes: tuple[tuple[str, str], ...]
    sources: str
    symbols: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            entry.cell for line in self.lines for entry in line.entries if entry.cell is not None
        )


def grids(edition: Edition) -> tuple[Grid, ...]:
    """T1, T2 and the halves of T3, filled."""
    cells = edition.by_key
    return tuple(_grid(layout, edition, cells) for layout in tables(edition.name))


def _grid(layout: TableLayout, edition: Edition, cells: dict[Key, Cell]) -> Grid:
    lines = tuple(
        Line(
            kind=row.kind,
            label=row.label.fr,
            marks=row.marks,
            entries=tuple(
                _entry(layout, row, column, edition.name, cells) for column in layout.columns
            ),
        )
        for row in layout.rows
    )
    return Grid(
        code=layout.code,
        title=f"{layout.title.fr}, {edition.name}"
        if layout.code in {"T1", "T2"}
        else layout.title.fr,
        headings=tuple(
            Heading(
                " ".join(filter(None, (each.title.fr, each.unit.fr))), each.group.fr, each.marks
            )
            for each in layout.columns
        ),
        lines=lines,
        footnotes=tuple((note.mark, note.text.fr) for note in layout.footnotes),
        sources=layout.sources.fr,
        symbols=layout.symbols.fr,
    )


def _entry(
    layout: TableLayout, row: Row, column: Column, edition: str, cells: dict[Key, Cell]
) -> Entry:
    key = layout.key(row, column, edition)
    cell = cells.get(key) if key else None
    if cell is None:
        return Entry("")
    if cell.status is Status.ELSEWHERE and cell.value is None:
        return Entry(column.elsewhere, cell)
    return Entry(shown(cell), cell)


def with_provisional_mark(entry: Entry) -> str:
    """“9 950 (p)”: what print shows, with the mark of what may still change."""
    return (
        f"{entry.text}{NARROW}{PROVISIONAL}" if entry.status is Status.PROVISIONAL else entry.text
    )
