"""The sheets of the published workbook, for Excel and OpenDocument alike: what stands in each square."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Final

from gregoire.observatory.figures import Cell, Edition, Status
from gregoire.observatory.places import TOTAL, place
from gregoire.observatory.publication.french import shown, typographic
from gregoire.observatory.publication.grids import PROVISIONAL, Entry, Grid, Line
from gregoire.observatory.publication.imprint import imprint
from gregoire.observatory.publication.narrative import source
from gregoire.observatory.publication.taught import Taught
from gregoire.observatory.publication.terms import Term

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Square:
    """One square of a sheet. `kind` chooses how it looks: text, head, group, label, region, sum, note,
    title; `comment` says why there is no number.
    """

    content: Decimal | str
    kind: str = "text"
    suffix: str = ""
    comment: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """`frozen`: so many rows and columns stay in sight. `widths` in characters."""

    name: str
    rows: tuple[tuple[Square, ...], ...]
    widths: tuple[int, ...]
    frozen: tuple[int, int] = (0, 0)


def safe(text: str) -> str:
    """Text that no spreadsheet runs: what begins as a formula does is begun with an apostrophe."""
    return f"'{text}" if len(text) > 1 and text.startswith(FORMULA) else text


def sheets(
    edition: Edition, grids: Sequence[Grid], terms: Sequence[Term], taught: Sequence[Taught]
) -> tuple[Sheet, ...]:
    """Contents, T1, T2, T3, figures of the network, by centre, by offering, definitions, statuses."""
    words = source()["sheets"]
    in_tables = {cell.key for grid in grids for cell in grid.cells}
    others = [cell for cell in edition.cells if cell.key not in in_tables]
    names = {term.code: term for term in terms}
    tables = [
        _table(code, [grid for grid in grids if grid.code.startswith(code)], edition)
        for code in dict.fromkeys(grid.code[:2] for grid in grids)
    ]
    national = [cell for cell in others if cell.key.place == TOTAL]
    by_centre = [cell for cell in others if cell.key.place != TOTAL and "/" not in cell.key.place]
    return (
        _contents(edition, grids, taught, words),
        *tables,
        _long(words["text"], national, names, words),
        _long(words["centres"], by_centre, names, words),
        *([_offerings(taught, words)] if taught else []),
        _definitions(terms, words),
        _statuses(words),
    )


def _contents(
    edition: Edition, grids: Sequence[Grid], taught: Sequence[Taught], words: dict[str, str]
) -> Sheet:
    titles = [(grid.code[:2], grid.title) for grid in grids]
    listed = [
        *((f"{code}", typographic(title)) for code, title in titles),
        (words["text"], words["text_means"]),
        (words["centres"], words["centres_mean"]),
        *([(words["teaching"], words["teaching_means"])] if taught else []),
        (words["definitions"], words["definitions_mean"]),
        (words["statuses"], words["statuses_mean"]),
    ]
    rows = [
        (Square(typographic(f"{source()['title']}, {edition.name}"), "title"),),
        *((Square(line, "note"),) for line in imprint(edition)),
        (),
        *((Square(name, "label"), Square(title)) for name, title in listed),
    ]
    return Sheet(words["contents"], tuple(rows), (24, 100))


def _table(code: str, halves: Sequence[Grid], edition: Edition) -> Sheet:
    rows: list[tuple[Square, ...]] = []
    for grid in halves:
        rows += [(Square(typographic(grid.title), "title"),), *_headings(grid)]
        rows += [_line(line) for line in grid.lines]
        rows += [(Square(text, "note"),) for text in _below(grid)]
        rows.append(())
    rows += [(Square(text, "note"),) for text in imprint(edition)]
    columns = len(halves[0].headings)
    frozen = (1 + len(_headings(halves[0])), 1) if len(halves) == 1 else (0, 1)
    return Sheet(code, tuple(rows), (40, *([13] * columns)), frozen)


def _headings(grid: Grid) -> list[tuple[Square, ...]]:
    """One row, or two where columns share a wider heading."""
    heads = tuple(
        Square(heading.title + _marks(heading.marks), "head") for heading in grid.headings
    )
    above = tuple(
        Square(title, "group", span=len(list(columns)))
        for title, columns in groupby(heading.group for heading in grid.headings)
    )
    rows = [(Square("", "head"), *heads)]
    return (
        rows
        if {square.content for square in above} == {""}
        else [(Square("", "head"), *above), *rows]
    )


def _marks(marks: tuple[str, ...]) -> str:
    return "".join(f" ({mark})" for mark in marks)


def _line(line: Line) -> tuple[Square, ...]:
    kind = {"heading": "region", "block": "sum", "total": "sum"}.get(line.kind, "label")
    label = Square(safe(typographic(line.label) + _marks(line.marks)), kind)
    return (label, *(_entry(entry, "sum" if kind == "sum" else "text") for entry in line.entries))


def _entry(entry: Entry, kind: str) -> Square:
    if entry.cell is None:
        return Square("" if entry.coverage is None else entry.coverage, kind)
    square = figure(entry.cell, kind, mark=entry.text)
    if not entry.marks:
        return square
    called = _marks(entry.marks)
    if isinstance(square.content, str):
        return replace(square, content=square.content + called)
    return replace(square, suffix=square.suffix + called)


def figure(cell: Cell, kind: str = "text", *, mark: str = "") -> Square:
    """A number, or the mark that stands in its place with its reason."""
    meaning = source()["statuses"][cell.status.value]
    if cell.value is None:
        return Square(mark or shown(cell), kind, comment=meaning)
    if cell.status is Status.PROVISIONAL:
        return Square(cell.value, kind, suffix=f" {PROVISIONAL}", comment=meaning)
    return Square(cell.value, kind, comment="" if cell.status is Status.NORMAL else meaning)


def _below(grid: Grid) -> Iterator[str]:
    yield typographic(grid.sources)
    for mark, text in grid.footnotes:
        yield typographic(f"({mark}) : {text}")
    yield typographic(grid.symbols)


def _long(name: str, cells: Sequence[Cell], terms: dict[str, Term], words: dict[str, str]) -> Sheet:
    """One figure per row, with all that it is made of."""
    heads = tuple(Square(words[head], "head") for head in LONG)
    rows = [heads, *(_long_row(cell, terms) for cell in cells)]
    return Sheet(name, tuple(rows), (34, 46, 34, 12, 22, 14, 14, 14, 12, 8, 30), frozen=(1, 2))


LONG: Final = (
    "place", "indicator", "code", "period", "category", "value", "numerator", "denominator", "coverage",
    "status", "meaning",
)  # fmt: skip


OFFERED: Final = (
    "centre", "offering", "unit_code", "title", "level", "modality", "enrolments", "status",
)  # fmt: skip


def _long_row(cell: Cell, terms: dict[str, Term]) -> tuple[Square, ...]:
    key = cell.key
    term = terms.get(key.indicator)
    counts = (
        Square("" if count is None else Decimal(count))
        for count in (cell.numerator, cell.denominator, cell.coverage)
    )
    return (
        Square(safe(label(key.place))),
        Square(safe(term.name if term else key.indicator)),
        Square(key.indicator),
        Square(key.period),
        Square(safe(source()["categories"].get(key.category, key.category))),
        figure(cell),
        *counts,
        Square(cell.status.value),
        Square(source()["statuses"][cell.status.value]),
    )


def _offerings(taught: Sequence[Taught], words: dict[str, str]) -> Sheet:
    """How many are enrolled in each."""
    heads = tuple(Square(words[head], "head") for head in OFFERED)
    categories = source()["categories"]
    rows = [
        (
            Square(label(each.offering.centre)),
            Square(safe(each.offering.offering)),
            Square(safe(each.offering.unit)),
            Square(safe(each.offering.title)),
            Square(each.offering.level),
            Square(categories[each.offering.modality]),
            figure(each.cell),
            Square(each.cell.status.value),
        )
        for each in taught
    ]
    return Sheet(words["teaching"], (heads, *rows), (34, 24, 12, 60, 8, 14, 12, 8), frozen=(1, 2))


def label(code: str) -> str:
    """The name of a place; of an offering, its key."""
    return code if "/" in code else typographic(place(code).label)


def _definitions(terms: Sequence[Term], words: dict[str, str]) -> Sheet:
    heads = tuple(
        Square(words[head], "head") for head in ("code", "indicator", "unit", "definition")
    )
    rows = [
        tuple(Square(safe(text)) for text in (term.code, term.name, term.unit, term.definition))
        for term in terms
    ]
    return Sheet(words["definitions"], (heads, *rows), (34, 50, 24, 120), frozen=(1, 1))


def _statuses(words: dict[str, str]) -> Sheet:
    heads = tuple(Square(words[head], "head") for head in ("status", "meaning"))
    rows = [(Square(code), Square(meaning)) for code, meaning in source()["statuses"].items()]
    return Sheet(words["statuses"], (heads, *rows), (12, 100), frozen=(1, 0))
