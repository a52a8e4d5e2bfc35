"""Indicators: each defined once, run on any engine, read under a convention.

Ibis and DuckDB are imported by what needs an engine only: pages may call `tables()` and `key_figures()`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gregoire.observatory.indicators.definition import CONVENTIONS
from gregoire.observatory.indicators.keys import KeyFigure, key_figures
from gregoire.observatory.indicators.layouts import Column, Footnote, Row, TableLayout, tables
from gregoire.observatory.indicators.words import Text, footnotes

if TYPE_CHECKING:
    from gregoire.observatory.figures import Cell
    from gregoire.observatory.indicators.counting import Counts
    from gregoire.observatory.indicators.telling import Definition

__all__ = [
    "Column",
    "Footnote",
    "KeyFigure",
    "Row",
    "TableLayout",
    "Text",
    "definitions",
    "figures_of",
    "figures_on",
    "footnotes",
    "key_figures",
    "tables",
]


def figures_of(linked: Path, *, edition: str, convention: str) -> "tuple[Cell, ...]":
    """Every figure of the linked facts in a folder, by DuckDB.

    Raises FileNotFoundError where a file lacks, ValueError for a convention that does not exist.
    """
    from gregoire.observatory.indicators import counting  # noqa: PLC0415 -- brings an engine

    refuse_unknown(convention)
    with counting.duckdb_on(linked) as run:
        counts = counting.counts_on(run)
    return _figures(counts, edition, convention)


def figures_on(backend: Any, *, edition: str, convention: str) -> "tuple[Cell, ...]":
    """The same of any backend of Ibis that holds the linked tables under their names."""
    from gregoire.observatory.indicators import counting  # noqa: PLC0415

    refuse_unknown(convention)
    return _figures(counting.counts_on(counting.backend_of(backend)), edition, convention)


def refuse_unknown(convention: str) -> None:
    if convention not in CONVENTIONS:
        raise ValueError(f"no convention {convention!r}: {', '.join(CONVENTIONS)}")


def _figures(counts: "Counts", edition: str, convention: str) -> "tuple[Cell, ...]":
    from gregoire.observatory.indicators import computing  # noqa: PLC0415

    return computing.figures(counts, edition=edition, convention=convention)


def definitions() -> "dict[str, Definition]":
    """How each indicator is defined, in words of both languages and in SQL; plain values."""
    from gregoire.observatory.indicators import telling  # noqa: PLC0415 -- compiles the queries

    return telling.definitions()
