"""Tidy tables: one figure per line, with all that it is made of, and what the columns mean."""

import csv
import json
from decimal import Decimal
from pathlib import Path

from gregoire.observatory.figures import Edition, Key, Status
from gregoire.observatory.publication.grids import grids
from gregoire.observatory.publication.tidy import FIGURES


def rows(published: Path, name: str) -> list[dict[str, str]]:
    with (published / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_figure_is_in_exactly_one_file(published: Path, public: Edition) -> None:
    written = [
        Key(row["indicator"], row["place"], row["period"], row["category"])
        for name in ("T1", "T2", "T3", "network", "centres")
        for row in rows(published, f"csv/{name}.csv")
    ]

    ours = [cell.key for cell in public.cells if "/" not in cell.key.place]
    assert sorted(map(repr, written)) == sorted(map(repr, ours))


def test_a_line_says_all_of_its_figure(published: Path, public: Edition) -> None:
    cell = public.by_key[Key("mean_age", "paris", "2016-2017")]

    line = next(
        row
        for row in rows(published, "csv/T1.csv")
        if (row["indicator"], row["place"]) == ("mean_age", "paris")
    )

    assert line == {
        "indicator": "mean_age",
        "indicator_label": "Âge moyen",
        "place": "paris",
        "place_label": "Cnam Paris - Établissement public",
        "period": "2016-2017",
        "category": "",
        "value": str(cell.value),
        "numerator": str(cell.numerator),
        "denominator": str(cell.denominator),
        "coverage": "",  # of a hidden field it would give the field away
        "status": "A",
        "mark": "",
        "footnotes": "",
    }
    assert Decimal(line["value"]) == Decimal("34.5")


def test_what_is_hidden_gives_neither_value_nor_counts(published: Path, public: Edition) -> None:
    hidden = [
        row
        for name in ("T1", "T2", "T3", "network", "centres")
        for row in rows(published, f"csv/{name}.csv")
        if row["status"] == Status.SUPPRESSED
    ]

    places = [c for c in public.cells if c.status is Status.SUPPRESSED and "/" not in c.key.place]
    assert len(hidden) == len(places) > 0
    assert {
        (row["value"], row["numerator"], row["denominator"], row["mark"]) for row in hidden
    } == {("", "", "", "c")}


def test_a_title_that_a_spreadsheet_would_run_is_disarmed(published: Path) -> None:
    titles = [row["title"] for row in rows(published, "csv/teaching.csv")]

    assert titles == ["'=HYPERLINK(1)", "Comptabilité, bilan"]


def test_the_metadata_describe_every_file_and_column(published: Path, public: Edition) -> None:
    data = json.loads((published / "metadata.json").read_text(encoding="utf-8"))

    files = {str(file.relative_to(published)) for file in published.rglob("*.csv")}
    assert {table["url"] for table in data["tables"]} == files
    for table in data["tables"]:
        with (published / table["url"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert [column["name"] for column in table["tableSchema"]["columns"]] == header
    assert data["edition"]["identifier"] == public.identifier
    assert data["edition"]["snapshot"] == public.snapshot
    assert set(data["statuses"]["meanings"]) == {status.value for status in Status}
    assert data["indicators"].keys() == public.definitions.keys()


def test_the_footnotes_of_figures_are_in_the_metadata(published: Path) -> None:
    data = json.loads((published / "metadata.json").read_text(encoding="utf-8"))

    called = {
        note
        for name in ("T1", "T2", "T3", "network", "centres")
        for row in rows(published, f"csv/{name}.csv")
        for note in row["footnotes"].split("|")
        if note
    }
    assert called
    assert called <= data["footnotes"].keys()


def test_tables_hold_their_figures_in_the_order_of_print(published: Path, public: Edition) -> None:
    first = next(grid for grid in grids(public) if grid.code == "T1")

    written = [(row["indicator"], row["place"]) for row in rows(published, "csv/T1.csv")]

    assert written == [(cell.key.indicator, cell.key.place) for cell in first.cells]
    assert [name for name, _, _ in FIGURES][:2] == ["indicator", "indicator_label"]
