"""What is published, and that the same edition gives the same bytes."""

import subprocess
import sys
from dataclasses import replace
from decimal import InvalidOperation
from pathlib import Path

import pytest

from gregoire.observatory.figures import Edition
from gregoire.observatory.publication import publish
from tests.observatory.publication.conftest import TEACHING

CHARTS = {
    "distance-by-centre", "distance-learners", "exams-by-modality", "first-diplomas",
    "learners-by-centre", "parchments", "recognition",
}  # fmt: skip


def test_an_edition_is_published_in_every_format(published: Path) -> None:
    written = {str(file.relative_to(published)) for file in published.rglob("*") if file.is_file()}

    tidy = {f"csv/{name}.csv" for name in ("T1", "T2", "T3", "network", "centres", "teaching")}
    assert written == tidy | {f"charts/{c}.{e}" for c in CHARTS for e in ("svg", "csv")} | {
        "metadata.json", "tables.xlsx", "tables.ods", "note.pdf",
    }  # fmt: skip


def test_the_same_edition_gives_the_same_bytes(
    edition: Edition, public: Edition, published: Path, tmp_path: Path
) -> None:
    again = publish(edition, public, folder=tmp_path, earlier=(), teaching=TEACHING)

    for file in again:
        name = file.relative_to(tmp_path)
        assert file.read_bytes() == (published / name).read_bytes(), name


def test_the_face_of_another_edition_is_refused(edition: Edition, tmp_path: Path) -> None:
    other = replace(edition, identifier="4" * 64)

    with pytest.raises(ValueError, match="is not the public face"):
        publish(edition, other, folder=tmp_path, earlier=())

    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_where_something_cannot_be_made(
    edition: Edition, tmp_path: Path
) -> None:
    heads = replace(edition.head_count, persons="some")  # type: ignore[arg-type]
    broken = replace(edition, head_count=heads)  # only the note, made last, tells it

    with pytest.raises(InvalidOperation):
        publish(broken, broken, folder=tmp_path, earlier=())

    assert list(tmp_path.iterdir()) == []


def test_what_draws_and_prints_is_brought_by_publishing_alone() -> None:
    asked = (
        "import sys, gregoire.observatory.publication;"
        "print([name for name in ('altair', 'vl_convert', 'typst', 'xlsxwriter', 'odf') "
        "if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
