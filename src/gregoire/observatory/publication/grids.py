"""The published tables filled with an edition's figures: one object for every format that shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_lowercase
from typing import Final

from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.indicators import tables
from gregoire.observatory.indicators.layouts import Column, Row, TableLayout
from gregoire.observatory.places import TOTAL
from gregoire.observatory.publication.french import NARROW, number, rounded, shown
from gregoire.observatory.publication.narrative import source

PROVISIONAL: Final = "(p)"
ALL: Final = 100  # per cent


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one square. `text` is what print shows; empty where the square is blank.

    `marks` are the notes of this figure alone; `coverage` (in per cent) stands in the last line only.
    """

    text: str
    cell: Cell | None = None
    marks: tuple[str, ...] = ()
    coverage: Decimal | None = None

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
    """A row; `kind` as in the layout: heading, region, centre, block, total, indicator; or coverage."""

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
    notes = _Notes(layout, edition)
    lines = [
        Line(
            kind=row.kind,
            label=row.label.fr,
            marks=row.marks,
            entries=tuple(_entry(layout, row, column, cells, notes) for column in layout.columns),
        )
        for row in layout.rows
    ]
    covered = _coverage(lines)
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
        lines=(*lines, *covered),
        footnotes=notes.listed,
        sources=layout.sources.fr,
        symbols=layout.symbols.fr,
    )


class _Notes:
    """The notes of a table: those of its layout, then a letter for each that single figures bear."""

    def __init__(self, layout: TableLayout, edition: Edition) -> None:
        self.edition = edition.name
        self._texts = edition.footnotes
        self._known = {note.code: note.mark for note in layout.footnotes}
        self._listed = [(note.mark, note.text.fr) for note in layout.footnotes]

    @property
    def listed(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._listed)

    def marks(self, cell: Cell, already: tuple[str, ...]) -> tuple[str, ...]:
        """What calls the notes of a figure, but those that its row or column calls for all."""
        marks = (self._mark(code) for code in cell.footnotes)
        return tuple(mark for mark in marks if mark not in (*already, "p"))

    def _mark(self, code: str) -> str:
        if code not in self._known:
            letter = next(each for each in ascii_lowercase if each not in self._known.values())
            self._known[code] = letter
            self._listed.append((letter, self._texts[code]))
        return self._known[code]


def _entry(
    layout: TableLayout, row: Row, column: Column, cells: dict[Key, Cell], notes: _Notes
) -> Entry:
    key = layout.key(row, column, notes.edition)
    cell = cells.get(key) if key else None
    if cell is None:
        return Entry("")
    marks = notes.marks(cell, (*row.marks, *column.marks))
    if cell.status is Status.ELSEWHERE and cell.value is None:
        return Entry(column.elsewhere, cell, marks)
    return Entry(shown(cell), cell, marks)


def _coverage(lines: Sequence[Line]) -> Iterator[Line]:
    """How much of its field each rate of the total knows, where one does not know all of it."""
    totals = [line for line in lines if line.kind == TOTAL]
    for line in totals:
        known = [entry.cell.coverage if entry.cell else None for entry in line.entries]
        shares = [None if share is None else rounded(100 * share, 1) for share in known]
        if any(share is not None and share < ALL for share in shares):
            entries = tuple(
                Entry("" if share is None else number(share, 1), coverage=share) for share in shares
            )
            yield Line("coverage", source()["words"]["coverage"], (), entries)


def with_provisional_mark(entry: Entry) -> str:
    """“9 950 (p)”: what print shows, with the mark of what may still change."""
    return (
        f"{entry.text}{NARROW}{PROVISIONAL}" if entry.status is Status.PROVISIONAL else entry.text
    )
