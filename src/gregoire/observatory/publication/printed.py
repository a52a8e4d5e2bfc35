"""The note as PDF: PDF/A-2a (archivable) and PDF/UA-1 (readable by assistive technology), by Typst."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import typst

from gregoire.observatory.figures import Cell, Edition, Status
from gregoire.observatory.publication import faces
from gregoire.observatory.publication.charts import Chart
from gregoire.observatory.publication.french import typographic
from gregoire.observatory.publication.grids import Grid, with_provisional_mark
from gregoire.observatory.publication.imprint import imprint, made_on, state_of
from gregoire.observatory.publication.narrative import note, source
from gregoire.observatory.publication.terms import Term, terms

TEMPLATE: Final = Path(__file__).parents[1] / "typst" / "note.typ"
STANDARDS: Final = ["a-2a", "ua-1"]
SMALL: Final = {"size": 7.4, "inset": 2.05, "label": 4.9}  # 50 rows and more on one page
LARGE: Final = {"size": 9.0, "inset": 4.0, "label": 6.2}


def pdf(edition: Edition, grids: Sequence[Grid], charts: Sequence[Chart]) -> bytes:
    """The note; raises typst.TypstError where the template is broken."""
    compiler = _compiler(edition, grids, charts)
    made: bytes = compiler.compile(
        format="pdf", pdf_standards=STANDARDS, timestamp=made_on(edition)
    )
    return made


def pages(
    edition: Edition, grids: Sequence[Grid], charts: Sequence[Chart], *, resolution: int
) -> list[bytes]:
    """The note's pages as PNG, to be looked at."""
    drawn = _compiler(edition, grids, charts).compile(format="png", ppi=resolution)
    return drawn if isinstance(drawn, list) else [drawn]


def _compiler(edition: Edition, grids: Sequence[Grid], charts: Sequence[Chart]) -> Any:
    data = _data(edition, grids, charts)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(faces.folder())])
    return typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )


def _data(edition: Edition, grids: Sequence[Grid], charts: Sequence[Chart]) -> dict[str, Any]:
    words = source()["words"]
    state = words[state_of(edition)]
    return asdict(note(edition)) | {
        "name": edition.name,
        "author": words["author"],
        "kicker": words["kicker"],
        "keywords": words["keywords"],
        "state": typographic(state),
        "imprint": imprint(edition),
        "words": words,
        "charts": {
            chart.code: {
                "title": chart.title,
                "description": chart.description,
                "svg": chart.svg,
                "width": chart.width,
            }
            for chart in charts
        },
        "tables": [_table(grid) for grid in grids],
        "definitions": [
            {"name": term.name, "text": typographic(term.definition)}
            for term in _of_tables(edition, grids)
        ],
    }


def _of_tables(edition: Edition, grids: Sequence[Grid]) -> list[Term]:
    """The terms of the tables in their order; the workbook has all."""
    known = {term.code: term for term in terms(edition)}
    codes = dict.fromkeys(cell.key.indicator for grid in grids for cell in _by_column(grid))
    return [known[code] for code in codes if code in known]


def _by_column(grid: Grid) -> list[Cell]:
    """The cells column by column."""
    columns = zip(*(line.entries for line in grid.lines if line.kind != "heading"), strict=True)
    return [entry.cell for column in columns for entry in column if entry.cell is not None]


def _has_hidden(grid: Grid) -> bool:
    return any(cell.status is Status.SUPPRESSED for cell in grid.cells)


def _table(grid: Grid) -> dict[str, Any]:
    words = source()["words"]
    return (LARGE if grid.code.startswith("T3") else SMALL) | {
        "title": typographic(grid.title),
        "number": grid.code.removeprefix("T"),
        "starts-page": grid.code != "T3b",
        "groups": _groups(grid),
        "headings": [
            {"title": typographic(heading.title), "marks": heading.marks}
            for heading in grid.headings
        ],
        "lines": [
            {
                "kind": line.kind,
                "label": typographic(line.label),
                "marks": line.marks,
                "entries": [
                    {"text": with_provisional_mark(entry), "marks": entry.marks}
                    for entry in line.entries
                ],
            }
            for line in grid.lines
        ],
        "below": [
            typographic(text)
            for text in (
                grid.sources,
                *(f"({mark}) {text}" for mark, text in grid.footnotes),
                " ".join([grid.symbols, *([words["suppressed"]] if _has_hidden(grid) else [])]),
            )
        ],
    }


def _groups(grid: Grid) -> list[dict[str, Any]]:
    """The wider headings with how many columns each covers; none where there are none."""
    spans = [
        {"title": title, "span": len(list(columns))}
        for title, columns in groupby(heading.group for heading in grid.headings)
    ]
    return [] if [span["title"] for span in spans] == [""] else spans
