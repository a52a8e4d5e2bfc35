"""The note as PDF: archivable, readable by assistive technology, and whole."""

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from gregoire.observatory.figures import Edition
from gregoire.observatory.publication.charts import Chart
from gregoire.observatory.publication.grids import grids
from gregoire.observatory.publication.printed import pages


@pytest.fixture(scope="module")
def note(published: Path) -> PdfReader:
    return PdfReader(published / "note.pdf")


def tags(node: Any, found: list[Any]) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    for child in _children(node):
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            found.append(element)
            tags(element, found)
    return found


def _children(node: Any) -> list[Any]:
    below = node.get("/K", [])
    return below if isinstance(below, list) else [below]


@pytest.fixture(scope="module")
def structure(note: PdfReader) -> list[Any]:
    root: Any = note.trailer["/Root"]
    return tags(root["/StructTreeRoot"], [])


def test_the_note_claims_both_standards(note: PdfReader) -> None:
    metadata = note.xmp_metadata
    assert metadata is not None
    told = metadata.stream.get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told


def test_the_note_is_tagged_titled_and_french(note: PdfReader) -> None:
    root: Any = note.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert note.metadata is not None
    assert note.metadata.title == (
        "Les auditeurs, les enseignements et la valorisation des parcours au Cnam, 2016-2017"
    )


def test_tables_have_header_cells_and_charts_have_texts_in_their_place(
    structure: list[Any], public: Edition, drawn: dict[str, Chart]
) -> None:
    kinds = [str(element["/S"]) for element in structure]
    described = [element["/Alt"] for element in structure if "/Alt" in element]

    assert kinds.count("/Table") == 4
    assert kinds.count("/TH") >= sum(len(grid.headings) for grid in grids(public))
    assert "/H1" in kinds
    assert set(described) >= {chart.description for chart in drawn.values()}


def test_every_section_and_table_is_in_the_note(note: PdfReader, public: Edition) -> None:
    text = "\n".join(page.extract_text() for page in note.pages)

    for title in ("Une offre nationale", "Présence et réussite aux examens", "Méthodologie"):
        assert title in text
    for number in ("1", "2", "3a", "3b"):
        assert f"Tableau {number}\u00a0:" in text
    assert public.identifier[:12] in text
    assert f"{len(note.pages)} / {len(note.pages)}" in text


def test_what_is_hidden_is_marked_and_the_mark_is_explained(note: PdfReader) -> None:
    text = "\n".join(page.extract_text() for page in note.pages)

    assert "masqué par le secret statistique" in text


def test_only_the_typefaces_of_our_pages_are_in_the_note(note: PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1].split("-")[0]
        for page in note.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }

    assert fonts == {"SourceSansPro", "SourceSerifPro"}


def test_the_pages_can_be_looked_at(
    public: Edition, note: PdfReader, drawn: dict[str, Chart]
) -> None:
    pictures = pages(public, grids(public), list(drawn.values()), resolution=20)

    assert len(pictures) == len(note.pages)
    assert {page[:4] for page in pictures} == {b"\x89PNG"}
