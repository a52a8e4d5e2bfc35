"""A reference as somebody types it from printed tables: here from an edition, so that it agrees."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gregoire.observatory.editions.lines import plain, shown
from gregoire.observatory.editions.reference import (
    PARCHMENTS,
    RECOGNITION,
    TABLE_1,
    TABLE_2,
    impossible,
)
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.indicators import TableLayout, key_figures, tables

FILES = (
    "table1.csv", "table2.csv", "table3_parchemins.csv", "table3_validations.csv", "key_figures.csv",
)  # fmt: skip


def print_edition(edition: Edition, folder: Path) -> Path:
    """Every file of a reference, with what the edition shows."""
    cells = edition.by_key
    t1, t2, t3a, t3b = tables(edition.name)
    of_places(folder / "table1.csv", t1, TABLE_1, cells, edition.name)
    of_places(folder / "table2.csv", t2, TABLE_2, cells, edition.name)
    awarded = [
        [name, column.period, shown(cell), "p" if cell.status is Status.PROVISIONAL else ""]
        for name, code in PARCHMENTS.items()
        for column in t3a.columns
        for cell in [cells[Key(code, "total", column.period)]]
    ]
    heading = ["nature", "annee_universitaire", "nombre", "statut"]
    write(folder / "table3_parchemins.csv", heading, awarded)
    decided = [
        [procedure, what, column.period, shown(cells[Key(code, "total", column.period)])]
        for procedure in ("VAPP", "VAE", "VES")
        for what, kind in RECOGNITION.items()
        for code in [f"{procedure.lower()}_{kind}"]
        for column in t3b.columns
    ]
    heading = ["dispositif", "indicateur", "annee_civile", "nombre"]
    write(folder / "table3_validations.csv", heading, decided)
    listed = {row for table, row, _ in impossible() if table == "key_figures"}
    said = [
        [each.key, "999" if each.key in listed else plain(value)]
        for each in key_figures(edition.name)
        if (value := each.said(cells)) is not None
    ]
    write(folder / "key_figures.csv", ["cle", "valeur"], said)
    return folder


def of_places(
    file: Path,
    layout: TableLayout,
    columns: Mapping[str, str],
    cells: Mapping[Key, Cell],
    name: str,
) -> None:
    elsewhere = {column.indicator: column.elsewhere for column in layout.columns}
    lines = [
        [
            row.label.fr,
            *(
                shown(cells.get(Key(code, row.place, name)), elsewhere[code])
                for code in columns.values()
            ),
        ]
        for row in layout.rows
        if row.kind != "heading" and not row.is_blank
    ]
    write(file, ["libelle", *columns], lines)


def write(file: Path, heading: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heading)
        writer.writerows(lines)
