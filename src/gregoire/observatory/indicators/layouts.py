"""The published tables: which figure stands in which row and column, under which words."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from gregoire.observatory.figures import Key
from gregoire.observatory.indicators.words import Text, data, footnotes, of
from gregoire.observatory.places import Place, places

YEARS: Final = 6  # of table 3
NO_TEXT: Final = Text("", "")
ONLY_AGGREGATES: Final = "autres-antennes"  # teaches nothing of the national offer: not in table 2


@dataclass(frozen=True, slots=True)
class Footnote:
    """`mark` is what calls it in its table; `code` what figures bear."""

    mark: str
    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column, under the heading `group` where it shares one; `marks`: footnotes that it calls.

    `period` is empty in tables of one year. `elsewhere`: what is printed of a figure that is counted
    in another place (status K).
    """

    title: Text
    indicator: str = ""
    period: str = ""
    unit: Text = NO_TEXT
    group: Text = NO_TEXT
    marks: tuple[str, ...] = ()
    elsewhere: str = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `kind`: heading (no figure in it), region, centre, block, total, or indicator (table 3).

    `is_blank`: its figures stand in the merged row of its region.
    """

    kind: str
    label: Text
    place: str = "total"
    indicator: str = ""
    marks: tuple[str, ...] = ()
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A table, or a half of table 3. `symbols`: what stands in place of a value, in words."""

    code: str
    title: Text
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    footnotes: tuple[Footnote, ...]
    sources: Text
    symbols: Text

    def key(self, row: Row, column: Column, edition: str) -> Key | None:
        """Which figure stands there; None where none does."""
        if row.kind == "heading" or row.is_blank:
            return None
        return Key(row.indicator or column.indicator, row.place, column.period or edition)


@cache
def tables(edition: str = "2016-2017") -> tuple[TableLayout, ...]:
    """T1, T2, T3a (parchments), T3b (recognition) of an edition."""
    first = int(edition[:4])
    academic = tuple(f"{year}-{year + 1}" for year in range(first - YEARS + 1, first + 1))
    civil = tuple(str(year + 1) for year in range(first - YEARS + 1, first + 1))
    return (
        _of_places("T1", _rows_of_learners()),
        _of_places("T2", _rows_of_teaching()),
        _of_years("T3a", academic),
        _of_years("T3b", civil),
    )


def _rows_of_learners() -> tuple[Row, ...]:
    return tuple(_row(place, "6") for place in places())


def _rows_of_teaching() -> tuple[Row, ...]:
    merged = {place.code for place in places() if place.is_merged}
    return tuple(
        _row(place, "5", is_merged=place.code in merged, is_blank=place.region in merged)
        for place in places()
        if place.code != ONLY_AGGREGATES
    )


def _row(
    place: Place,
    mark: str,
    *,
    is_merged: bool = False,
    is_blank: bool = False,
) -> Row:
    kind = "heading" if place.kind == "region" and not is_merged else place.kind
    english = data()["labels"].get(place.code, {}).get("en", place.label)
    return Row(
        kind=kind,
        label=Text(place.label, english),
        place=place.code,
        marks=(mark,) if place.code in _ANSWERED else (),
        is_blank=is_blank and kind == "centre",
    )


def _of_places(code: str, rows: tuple[Row, ...]) -> TableLayout:
    table = data()["tables"][code]
    return _layout(
        code,
        rows,
        tuple(
            Column(
                title=of(column),
                indicator=column["indicator"],
                unit=of(data()["brackets"][column["unit"]]) if "unit" in column else NO_TEXT,
                group=of(table["groups"][column["group"]]) if "group" in column else NO_TEXT,
                marks=tuple(column.get("marks", ())),
                elsewhere=column.get("elsewhere", "-"),
            )
            for column in table["columns"]
        ),
    )


def _of_years(code: str, periods: tuple[str, ...]) -> TableLayout:
    rows = tuple(
        Row(
            kind="indicator" if "indicator" in row else "heading",
            label=of(row),
            indicator=row.get("indicator", ""),
            marks=tuple(row.get("marks", ())),
        )
        for row in data()["tables"][code]["rows"]
    )
    columns = tuple(Column(title=Text(period, period), period=period) for period in periods)
    return _layout(code, rows, columns)


def _layout(code: str, rows: tuple[Row, ...], columns: tuple[Column, ...]) -> TableLayout:
    table = data()["tables"][code]
    return TableLayout(
        code=code,
        title=of(table["title"]),
        rows=rows,
        columns=columns,
        footnotes=tuple(
            Footnote(mark, note, footnotes()[note]) for mark, note in table["footnotes"].items()
        ),
        sources=of(table["sources"]),
        symbols=of(data()["tables"]["symbols"]),
    )


_ANSWERED: Final = frozenset(
    code for place in places() if place.answered_by for code in (place.code, place.answered_by)
)
