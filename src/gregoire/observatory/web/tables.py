"""A published table as HTML needs it: heads with their scope, rows in bodies, notes linked both ways."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gregoire.framework.formats import language
from gregoire.observatory.indicators import TableLayout
from gregoire.observatory.indicators.layouts import Column, Row
from gregoire.observatory.indicators.words import footnotes
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.shown import (
    Call,
    Figure,
    called,
    figure,
    legend,
    share,
    together,
)

BEGIN: Final = frozenset({"heading", "region", "block", "total"})  # kinds of row that open a body

LETTERS: Final = "abcdefghijklmnoqrstuvwxyz"  # “p” marks what is provisional
NOTED: Final = re.compile(r"(?P<words>.+?)\s*\((?P<mark>\d+)\)")

Address = Callable[[str], str]  # of an indicator or a place to the page that says more; "" for none


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, its unit in brackets, the page of its definition, its footnotes.

    `span`: the heading of so many columns; `rows`: over how many rows of headings it stands.
    """

    title: str
    unit: str = ""
    to: str = ""
    calls: str = ""  # as HTML
    group: str = ""
    group_calls: str = ""  # as HTML
    span: int = 0
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    label: str
    to: str
    calls: SafeString
    figures: tuple[Figure, ...]
    is_blank: bool = False  # its figures stand in the row of its region

    @property
    def kinds(self) -> str:
        """What the style sheet calls it."""
        return f"strong {self.kind}" if self.kind in {"block", "total"} else self.kind


@dataclass(frozen=True, slots=True)
class Body:
    """Rows under one heading, if they have one."""

    heading: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; `backs` lead to where it is called: identifier of the call, a letter."""

    mark: str
    own: str
    text: str
    backs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    code: str
    title: str
    corner: str
    heads: tuple[Head, ...]
    bodies: tuple[Body, ...]
    notes: tuple[Note, ...]
    legend: list[tuple[str, str]]
    sources: str

    @property
    def width(self) -> int:
        return len(self.heads) + 1

    @property
    def depth(self) -> int:
        """How many rows of headings there are."""
        return 2 if self.under else 1

    @property
    def top(self) -> list[Head]:
        """The first row of headings: those of several columns, and the columns that share none."""
        found: list[Head] = []
        for words, columns in groupby(self.heads, key=lambda head: head.group):
            own = list(columns)
            if words:
                found.append(Head(words, calls=own[0].group_calls, span=len(own)))
            else:
                found += [replace(head, rows=self.depth) for head in own]
        return found

    @property
    def under(self) -> list[Head]:
        return [head for head in self.heads if head.group]


@dataclass(slots=True)
class Calls:
    """Gives each call of a footnote an identifier of its own, and remembers where it stands."""

    table: str
    texts: dict[str, str]  # by mark, in order
    marks: dict[str, str]  # of the codes that figures bear
    made: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def mark(self, code: str) -> str:
        """That of a note of the table; a letter for each other one that single figures bear."""
        if code not in self.marks and code in footnotes():
            letter = next(each for each in LETTERS if each not in self.texts)
            self.marks[code] = letter
            self.texts[letter] = footnotes()[code].in_(language())
        return self.marks.get(code, "")

    def of(self, marks: Collection[str]) -> tuple[Call, ...]:
        return tuple(self._one(mark) for mark in marks if mark in self.texts)

    def _one(self, mark: str) -> Call:
        own = f"appel-{self.table}-{mark}-{len(self.made[mark]) + 1}"
        self.made[mark].append(own)
        return Call(mark, own, self.note(mark))

    def note(self, mark: str) -> str:
        return f"note-{self.table}-{mark}"

    def notes(self) -> tuple[Note, ...]:
        return tuple(
            Note(mark, self.note(mark), text, _backs(self.made[mark]))
            for mark, text in self.texts.items()
        )


def _backs(calls: list[str]) -> tuple[tuple[str, str], ...]:
    letters = ("",) if len(calls) == 1 else tuple(LETTERS)
    return tuple(zip(calls, letters, strict=False))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a table is made from: an edition, a layout, and where its heads and rows lead."""

    shown: Shown
    layout: TableLayout
    corner: str
    definition: Address = lambda _: ""
    place: Address = lambda _: ""

    def table(self, *, only: Collection[str] = ()) -> Table:
        """The table, or of its rows those of some places."""
        tongue, layout = language(), self.layout
        texts = {note.mark: note.text.in_(tongue) for note in layout.footnotes}
        calls = Calls(layout.code, texts, {note.code: note.mark for note in layout.footnotes})
        groups = self._groups(calls)
        heads = tuple(self._head(column, calls, groups) for column in layout.columns)
        rows = [row for row in layout.rows if not only or row.place in only]
        bodies = tuple(self._body(part, calls) for part in _parts(rows))
        bodies += self._coverage(rows)
        figures = [each for body in bodies for line in body.lines for each in line.figures]
        return Table(
            code=layout.code,
            title=layout.title.in_(tongue),
            corner=self.corner,
            heads=heads,
            bodies=bodies,
            notes=calls.notes() if any(calls.made.values()) else (),
            legend=legend(figures),
            sources=layout.sources.in_(tongue),
        )

    def _groups(self, calls: Calls) -> dict[str, tuple[str, str]]:
        """The headings of several columns: their words, and the footnote that ends them as a call."""
        found: dict[str, tuple[str, str]] = {}
        for column in self.layout.columns:
            words = column.group.in_(language())
            called_at_end = NOTED.fullmatch(words)
            if called_at_end and words not in found:
                marks = calls.of([called_at_end["mark"]])
                found[words] = (called_at_end["words"], called(marks))
        return found

    def _coverage(self, rows: list[Row]) -> tuple[Body, ...]:
        """How much of its field each figure of the total knows, where one does not know all of it."""
        if not any(row.kind == "total" for row in rows):
            return ()
        total = next(row for row in rows if row.kind == "total")
        keys = [self.layout.key(total, column, self.shown.name) for column in self.layout.columns]
        cells = [self.shown.cells.get(key) if key else None for key in keys]
        known = [cell.coverage if cell else None for cell in cells]
        if all(share in {None, 1} for share in known):
            return ()
        shares = tuple(Figure() if each is None else Figure(share(float(each))) for each in known)
        words = _("Part of the field that is known")
        return (Body(None, (Line("coverage", words, "", called(()), shares),)),)

    def _head(self, column: Column, calls: Calls, groups: dict[str, tuple[str, str]]) -> Head:
        tongue = language()
        group = column.group.in_(tongue)
        words, group_calls = groups.get(group, (group, ""))
        return Head(
            title=column.title.in_(tongue),
            unit=together(column.unit.in_(tongue)),
            to=self.definition(column.indicator) if column.indicator else "",
            calls=called(calls.of(column.marks)),
            group=words,
            group_calls=group_calls,
        )

    def _body(self, rows: list[Row], calls: Calls) -> Body:
        lines = [self._line(row, calls) for row in rows]
        has_heading = lines[0].kind == "heading"
        return Body(lines[0] if has_heading else None, tuple(lines[has_heading:]))

    def _line(self, row: Row, calls: Calls) -> Line:
        is_heading = row.kind == "heading"
        to = self.definition(row.indicator) if row.indicator else self.place(row.place)
        return Line(
            kind=row.kind,
            label=row.label.in_(language()),
            to=to if row.indicator or row.place != "total" else "",
            calls=called(calls.of(row.marks)),
            figures=()
            if is_heading
            else tuple(self._figure(row, column, calls) for column in self.layout.columns),
            is_blank=row.is_blank,
        )

    def _figure(self, row: Row, column: Column, calls: Calls) -> Figure:
        """What the row or the column calls already is not called again by each of their figures."""
        key = self.layout.key(row, column, self.shown.name)
        cell = self.shown.cells.get(key) if key else None
        borne = [calls.mark(code) for code in cell.footnotes] if cell else []
        own = [mark for mark in borne if mark not in {*row.marks, *column.marks}]
        return figure(cell, elsewhere=column.elsewhere, calls=calls.of(own))


def _parts(rows: list[Row]) -> list[list[Row]]:
    """Rows in bodies: each heading, region and sum begins one, and what follows a sum too."""
    parts: list[list[Row]] = []
    for row in rows:
        after_a_sum = parts and parts[-1][-1].kind in {"block", "total"}
        if not parts or row.kind in BEGIN or after_a_sum:
            parts.append([])
        parts[-1].append(row)
    return parts
