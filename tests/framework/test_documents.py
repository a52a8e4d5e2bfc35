import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from gregoire.framework.documents import Document

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Card of " + data.name)
#set text(lang: sys.inputs.language)
= Card
#data.name, since #data.since
#table(columns: 2, table.header[Unit][Credits], ..data.units.flatten())
"""


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    since: date
    units: tuple[tuple[str, str], ...]


CAMILLE = Card("Camille Roÿ", date(2026, 9, 1), (("NFA031", "6"), ("DRA103", "4")))


@pytest.fixture
def document(tmp_path: Path) -> Document[Card]:
    template = tmp_path / "card.typ"
    template.write_text(TEMPLATE)
    return Document(template, Card)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def metadata(reader: pypdf.PdfReader) -> str:
    stream: Any = reader.root_object["/Metadata"].get_object()
    return str(stream.get_data().decode())


def test_a_document_says_what_its_value_holds(document: Document[Card]) -> None:
    text = read(document.render(CAMILLE, language="fr")).pages[0].extract_text()

    assert "Camille Roÿ, since 2026-09-01" in " ".join(text.split())
    assert "DRA103" in text


def test_a_document_can_be_archived_and_read_aloud(document: Document[Card]) -> None:
    reader = read(document.render(CAMILLE, language="fr"))
    root: Any = reader.root_object
    said = metadata(reader)

    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith("fr")
    assert "/StructTreeRoot" in root
    assert "<pdfaid:part>2</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said


def test_a_document_speaks_the_language_that_is_asked_for(document: Document[Card]) -> None:
    root = read(document.render(CAMILLE, language="en")).root_object

    assert str(root["/Lang"]).startswith("en")


def test_what_people_typed_is_text_and_never_commands(document: Document[Card]) -> None:
    sly = Card('#panic("no") *x* $y$ "\\', date(2026, 9, 1), ())

    text = read(document.render(sly, language="fr")).pages[0].extract_text()

    assert '#panic("no")' in text
