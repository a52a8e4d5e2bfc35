"""The tables as they are printed: rows, columns, and which figure stands where."""

import subprocess
import sys

import pytest

from gregoire.observatory.figures import Key
from gregoire.observatory.indicators import TableLayout, figures_of, tables
from gregoire.observatory.indicators.catalogue import indicators
from tests.makers.observatory_linked import learner, write_linked

TABLES = {layout.code: layout for layout in tables()}
EDITION = "2016-2017"


def row(table: TableLayout, place: str) -> int:
    return next(number for number, each in enumerate(table.rows) if each.place == place)


@pytest.mark.parametrize(
    ("code", "rows", "columns", "headings"),
    [("T1", 52, 8, 13), ("T2", 51, 9, 12), ("T3a", 3, 6, 0), ("T3b", 9, 6, 3)],
)
def test_tables_have_the_rows_and_columns_of_the_note(
    code: str, rows: int, columns: int, headings: int
) -> None:
    layout = TABLES[code]

    assert (len(layout.rows), len(layout.columns)) == (rows, columns)
    assert sum(each.kind == "heading" for each in layout.rows) == headings


def test_table_2_has_one_row_of_figures_for_a_merged_region() -> None:
    layout = TABLES["T2"]
    region = row(layout, "region:auvergne-rhone-alpes")
    column = layout.columns[3]

    assert layout.rows[region].kind == "region"
    assert layout.key(layout.rows[region], column, EDITION) == Key(
        "enrolments", "region:auvergne-rhone-alpes", EDITION
    )
    for centre in ("auvergne", "rhone-alpes"):
        assert layout.key(layout.rows[row(layout, centre)], column, EDITION) is None
    assert layout.key(layout.rows[row(layout, "region:grand-est")], column, EDITION) is None


def test_table_2_leaves_out_antennas_that_teach_nothing_of_the_national_offer() -> None:
    assert "autres-antennes" not in {each.place for each in TABLES["T2"].rows}
    assert "autres-antennes" in {each.place for each in TABLES["T1"].rows}


def test_what_is_counted_elsewhere_is_printed_as_in_the_note() -> None:
    assert [column.elsewhere for column in TABLES["T2"].columns] == [
        "s.o.", "s.o.", "s.o.", "-", "-", "-", "0", "-", "-",
    ]  # fmt: skip


def test_a_note_is_called_by_the_rows_that_it_speaks_of_alone() -> None:
    called = {each.place for each in TABLES["T2"].rows if each.marks == ("5",)}

    assert called == {"mayotte", "la-reunion", "madagascar"}  # not Corse, not Polynésie


@pytest.mark.parametrize("layout", tables(), ids=lambda layout: layout.code)
def test_every_mark_has_its_footnote_and_every_column_its_indicator(layout: TableLayout) -> None:
    called = {mark for each in layout.rows for mark in each.marks}
    called |= {mark for each in layout.columns for mark in each.marks}

    assert called <= {note.mark for note in layout.footnotes}
    keys = {layout.key(each, column, EDITION) for each in layout.rows for column in layout.columns}
    assert {key.indicator for key in keys if key} <= set(indicators())
    assert layout.title.fr != layout.title.en


def test_table_3_covers_six_years_up_to_that_of_the_edition() -> None:
    parchments, recognition = tables("2018-2019")[2:]

    assert [column.period for column in parchments.columns][:: len(parchments.columns) - 1] == [
        "2013-2014",
        "2018-2019",
    ]
    assert [column.period for column in recognition.columns] == [
        "2014", "2015", "2016", "2017", "2018", "2019",
    ]  # fmt: skip


def test_blocks_and_total_have_english_names_and_centres_their_own() -> None:
    labels = {each.place: each.label for each in TABLES["T1"].rows}

    assert labels["total"].in_("en") == "Total Cnam"
    assert labels["abroad"].in_("en-gb") == "Subtotal Cnam abroad"
    assert labels["abroad"].in_("fr-fr") == "Sous-total Cnam Étranger"
    assert labels["alsace"].fr == labels["alsace"].en == "Cnam Alsace"


def test_every_place_of_the_tables_has_a_cell_whatever_was_sent(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = write_linked(tmp_path_factory.mktemp("one") / "linked", learners=[learner("paris")])

    cells = {cell.key for cell in figures_of(folder, edition=EDITION, convention="clean")}

    asked = {
        key
        for layout in tables()
        for each in layout.rows
        for column in layout.columns
        if (key := layout.key(each, column, EDITION))
    }
    assert asked - cells == set()


def test_pages_know_the_tables_without_any_engine() -> None:
    asked = (
        "import sys; from gregoire.observatory.indicators import key_figures, tables; "
        "tables(); key_figures(); "
        "print([name for name in ('ibis', 'duckdb', 'pandas', 'pyarrow') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    assert said.stdout == "[]\n"
