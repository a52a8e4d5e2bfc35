"""The workbooks, read back: numbers are numbers, marks say why, and nothing runs."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from odf import opendocument
from odf.namespaces import OFFICENS, TABLENS
from odf.table import Table, TableCell, TableRow

from gregoire.observatory.figures import Edition, Key
from gregoire.observatory.publication.grids import grids
from gregoire.observatory.publication.sheets import safe

SHEETS = [
    "Sommaire", "T1", "T2", "T3", "Ensemble du réseau", "Détail par centre", "Enseignements",
    "Définitions", "Statuts",
]  # fmt: skip
YEAR = "2016-2017"


@pytest.fixture(scope="module")
def excel(published: Path) -> Any:
    return openpyxl.load_workbook(published / "tables.xlsx")


@pytest.fixture(scope="module")
def libre(published: Path) -> Any:
    return opendocument.load(published / "tables.ods")


def row_of(sheet: Any, label: str) -> list[Any]:
    """The cells of the first row that begins with these words."""
    found: list[Any] = next(row for row in sheet.iter_rows() if row[0].value == label)
    return found


def ods_rows(libre: Any, name: str) -> list[list[Any]]:
    page = next(
        each for each in libre.getElementsByType(Table) if each.getAttribute("name") == name
    )
    return [row.getElementsByType(TableCell) for row in page.getElementsByType(TableRow)]


def test_there_is_a_sheet_per_table_and_per_kind_of_figure(excel: Any, libre: Any) -> None:
    assert excel.sheetnames == SHEETS
    assert [each.getAttribute("name") for each in libre.getElementsByType(Table)] == SHEETS


def test_a_figure_is_a_number_with_its_format(excel: Any, public: Edition) -> None:
    learners, _, share, _, age, *_ = row_of(excel["T1"], "Cnam Alsace")[1:]

    assert learners.value == int(public.by_key[Key("learners", "alsace", YEAR)].value or 0)
    assert learners.number_format == "#,##0"
    assert age.value == float(public.by_key[Key("mean_age", "alsace", YEAR)].value or 0)
    assert (age.number_format, age.data_type) == ("#,##0.0", "n")
    assert share.data_type == "n"


def test_every_figure_of_the_tables_is_in_both_workbooks(
    excel: Any, libre: Any, public: Edition
) -> None:
    values = [
        float(number)
        for grid in grids(public)
        for line in grid.lines
        for entry in line.entries
        for number in (entry.value, entry.coverage)
        if number is not None
    ]

    in_excel = [
        cell.value
        for name in ("T1", "T2", "T3")
        for row in excel[name].iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    ]
    in_libre = [
        float(cell.getAttrNS(OFFICENS, "value"))
        for name in ("T1", "T2", "T3")
        for row in ods_rows(libre, name)
        for cell in row
        if cell.getAttrNS(OFFICENS, "value-type") == "float"
    ]
    assert len(values) > 150
    assert in_excel == values
    assert in_libre == values


def test_what_is_no_value_is_a_mark_that_says_why(excel: Any) -> None:
    distance = row_of(excel["T1"], "Cnam Liban")[3]
    hidden = row_of(excel["T1"], "Cnam Corse")[1]

    assert (distance.value, distance.comment.text) == ("n.c.", "n.c. : non communiqué")
    assert (hidden.value, hidden.comment.text) == ("c", "c : masqué par le secret statistique")


def test_a_provisional_figure_is_a_number_that_shows_its_mark(excel: Any) -> None:
    final, provisional = row_of(excel["T3"], "Diplomation")[-2:]

    assert (final.data_type, final.number_format) == ("n", "#,##0")
    assert (provisional.data_type, provisional.number_format) == ("n", '#,##0" (p)"')


def test_headings_stay_in_sight_and_wide_ones_are_merged(excel: Any, libre: Any) -> None:
    assert excel["T2"].freeze_panes == "B4"
    assert "B2:D2" in {str(merged) for merged in excel["T2"].merged_cells.ranges}
    spans = [cell.getAttrNS(TABLENS, "number-columns-spanned") for cell in ods_rows(libre, "T2")[1]]
    assert [int(span) for span in spans if span] == [3, 3, 3]


def test_footnotes_sources_and_identifiers_stand_below_each_table(
    excel: Any, edition: Edition
) -> None:
    below = [row[0].value for row in excel["T1"].iter_rows() if row[0].value]

    assert any(text.startswith("Sources\u00a0:") for text in below)
    assert any(text.startswith("(6)\u00a0: ") for text in below)
    assert any(edition.identifier[:12] in text for text in below)
    assert any("Convention «\u00a0clean\u00a0»" in text for text in below)


def test_offerings_have_their_enrolments_and_titles_that_nothing_runs(
    excel: Any, public: Edition
) -> None:
    first = [cell.value for cell in next(excel["Enseignements"].iter_rows(min_row=2))]

    enrolled = public.by_key[Key("enrolments", "alsace/1", YEAR)]
    assert first == [
        "Cnam Alsace", "alsace/1", "NFP101", "'=HYPERLINK(1)", "II", "Présentiel",
        int(enrolled.value or 0), "A",
    ]  # fmt: skip


def test_every_indicator_is_defined(excel: Any, edition: Edition) -> None:
    codes = [row[0].value for row in excel["Définitions"].iter_rows(min_row=2)]

    assert codes == list(edition.definitions)


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1"])
def test_text_that_begins_as_a_formula_is_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "", "Alsace", "l’un = l’autre"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_nothing_in_the_workbooks_is_a_formula(published: Path, libre: Any) -> None:
    with ZipFile(published / "tables.xlsx") as packed:
        pages = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        tags = {node.tag for name in pages for node in ET.fromstring(packed.read(name)).iter()}  # noqa: S314 -- our own

    assert len(pages) == len(SHEETS)
    assert not {tag for tag in tags if tag.endswith("}f")}
    cells = libre.getElementsByType(TableCell)
    assert not [cell for cell in cells if cell.getAttrNS(TABLENS, "formula")]
