"""Everything that is published of an edition, written from its public face: one object, one set of notes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gregoire.observatory.editions import Teaching
from gregoire.observatory.figures import Edition
from gregoire.observatory.places import TOTAL
from gregoire.observatory.publication import excel, opendocument, printed
from gregoire.observatory.publication.charts import charts
from gregoire.observatory.publication.french import typographic
from gregoire.observatory.publication.grids import grids
from gregoire.observatory.publication.imprint import made_on
from gregoire.observatory.publication.narrative import source
from gregoire.observatory.publication.sheets import sheets
from gregoire.observatory.publication.taught import taught
from gregoire.observatory.publication.terms import terms
from gregoire.observatory.publication.tidy import metadata, tidies


def files(
    public: Edition, *, earlier: Sequence[Edition], teaching: Sequence[Teaching]
) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; the same edition gives the same bytes."""
    tables, drawn = grids(public), charts(with_history(public, earlier))
    offered = taught(public, teaching)
    tidy = tidies(public, tables, drawn, offered)
    for file in tidy:
        yield file.path, file.text.encode()
    yield "metadata.json", metadata(public, tidy, tables).encode()
    for chart in drawn:
        yield f"charts/{chart.code}.svg", chart.svg.encode()
    book = sheets(public, tables, terms(public), offered)
    facts = {
        "title": typographic(f"{source()['title']}, {public.name}"),
        "author": source()["words"]["author"],
    }
    yield "tables.xlsx", excel.workbook(book, **facts, made_on=made_on(public))
    yield "tables.ods", opendocument.workbook(book, **facts, made_on=made_on(public))
    yield "note.pdf", printed.pdf(public, tables, drawn)


def with_history(public: Edition, earlier: Sequence[Edition]) -> Edition:
    """The edition, with figures of the whole network that only earlier ones hold."""
    cells = {
        cell.key: cell
        for each in sorted(earlier, key=lambda each: each.name)
        for cell in each.cells
        if cell.key.place == TOTAL and each.convention == public.convention
    }
    return replace(public, cells=tuple((cells | public.by_key).values()))


def write(folder: Path, contents: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Nothing is written before everything is made; whoever reads a file meanwhile finds it whole."""
    written = []
    for path, content in list(contents):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.new")
        try:
            draft.write_bytes(content)
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)  # what a full disk has cut
        written.append(place)
    return written
