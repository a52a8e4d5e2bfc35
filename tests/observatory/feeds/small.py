"""A small network's feeds, whole; tests harm a copy of them, cell by cell or byte by byte."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from gregoire.observatory.feeds.findings import Ingestion
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.feeds.schema import BY_NAME, MANIFEST, PROCEDURES
from gregoire.observatory.feeds.writing import write_manifest, write_table
from gregoire.observatory.store import Store

EDITION: Final = "2016-2017"
PERSONS: Final = 60
HOME: Final = "la-reunion"
ALL: Final = range(PERSONS)

PEOPLE: Final[dict[str, Any]] = {
    "person": [f"P{n}" for n in ALL],
    "national_number": [f"INE{n:04}" for n in ALL],
    "birth_name": [f"Hoarau-{n}" for n in ALL],
    "usage_name": [None for _ in ALL],
    "first_names": ["Élise, Marie" if n % 2 else "Noé" for n in ALL],
    "birth_date": [date(1970 + n % 30, 1 + n % 12, 1 + n % 28) for n in ALL],
    "birth_place": ["Saint-Denis" for _ in ALL],
    "sex": ["F" if n % 2 else "M" for n in ALL],
    "nationality": ["FR" for _ in ALL],
    "mail": [f"p{n}@example.org" for n in ALL],
    "postcode": ["97400" for _ in ALL],
}
REGISTRATIONS: Final[dict[str, Any]] = {
    "registration": [f"R{n}" for n in ALL],
    "person": PEOPLE["person"],
    "centre": ["mayotte" if n % 10 == 9 else HOME for n in ALL],
    "year": [EDITION for _ in ALL],
    "administrative_centre": ["paris" if n == 1 else HOME for n in ALL],
    "registered_on": [date(2016, 9, 1 + n % 28) for n in ALL],
    "employment": ["employed" if n % 3 else "seeking" for n in ALL],
    "occupation": ["intermediate" for _ in ALL],
    "first_diploma": ["bac" for _ in ALL],
    "diploma": ["bac_3" if n % 2 else "bac_2" for n in ALL],
    "alternance": [n % 4 == 0 for n in ALL],
    "contract": ["apprenticeship" if n % 4 == 0 else None for n in ALL],
    "hours": [120.5 for _ in ALL],
}
OFFERINGS: Final[dict[str, Any]] = {
    "offering": [f"O{n}" for n in range(6)],
    "centre": [HOME for _ in range(6)],
    "unit": [f"GDN10{n}" for n in range(6)],
    "title": ["Management, social" for _ in range(6)],
    "level": ["I", "II", "III", "I", "II", "III"],
    "modality": ["on_site", "distance", "hybrid", "on_site", "distance", "distance"],
    "intec": [False for _ in range(6)],
    "semester": ["1", "2", "year", "1", "2", "1"],
    "relayed_from": [None, None, None, None, None, "paris"],
}
ENROLMENTS: Final[dict[str, Any]] = {
    "enrolment": [f"E{n}" for n in ALL],
    "registration": REGISTRATIONS["registration"],
    "offering": [f"O{n % 6}" for n in ALL],
    **{
        name: [OFFERINGS[name][n % 6] for n in ALL]
        for name in ("unit", "level", "modality", "centre", "intec", "semester")
    },
    "sessions_sat": [1 if n % 5 else 0 for n in ALL],
    "mark": [12.25 if n % 5 else None for n in ALL],
    "outcome": ["passed" if n % 5 else "absent" for n in ALL],
}
TWENTY: Final = range(20)
PARCHMENTS: Final[dict[str, Any]] = {
    "parchment": [f"D{n}" for n in TWENTY],
    "kind": ["diploma" for _ in TWENTY],
    "type": ["engineer" for _ in TWENTY],
    "level": ["I" for _ in TWENTY],
    "year": [EDITION for _ in TWENTY],
    "status": ["provisional" for _ in TWENTY],
}
RECOGNITION: Final[dict[str, Any]] = {
    "decision": [f"V{n}" for n in TWENTY],
    "candidate": [f"C{n // 2}" for n in TWENTY],
    "procedure": [PROCEDURES[n % 3] for n in TWENTY],
    "civil_year": [2017 for _ in TWENTY],
    "decided_on": [date(2017, 5, 1 + n) for n in TWENTY],
    "sex": ["F" for _ in TWENTY],
    "birth_date": [date(1977, 6, 1) for _ in TWENTY],
    "employment": ["employed" for _ in TWENTY],
    "experience_years": [16.5 for _ in TWENTY],
    "years_since_diploma": [16 for _ in TWENTY],
    "outcome": ["refused" for _ in TWENTY],
    "units_granted": [0 for _ in TWENTY],
    "units_refused": [3 for _ in TWENTY],
}
MOOCS: Final[dict[str, Any]] = {
    "registration": [f"M{n}" for n in TWENTY],
    "mooc": ["MOOC01" for _ in TWENTY],
    "year": [EDITION for _ in TWENTY],
    "registered_on": [date(2016, 10, 3) for _ in TWENTY],
}
LAST_YEAR: Final[dict[str, Any]] = {
    "centre": [HOME for _ in range(9)],
    "year": ["2015-2016" for _ in range(9)],
    "measure": ["learners", "distance_learners", *["enrolments_by_level"] * 5,
                "enrolments_by_modality", "enrolments_by_modality"],
    "category": [None, None, "I", "II", "III", "IV", "V", "on_site", "distance"],
    "count": [500, 200, 10, 20, 30, 40, 50, 90, 60],
}  # fmt: skip


def write(folder: Path, *, parquet: bool = False) -> Path:
    """The three feeds; returns the folder."""
    for system, year, centres, tables in (
        (HOME, EDITION, [HOME, "mayotte", "madagascar"], {
            "persons": PEOPLE, "registrations": REGISTRATIONS, "offerings": OFFERINGS,
            "enrolments": ENROLMENTS,
        }),
        (HOME, "2015-2016", [HOME], {"aggregates": LAST_YEAR}),
        ("national", EDITION, [], {
            "parchments": PARCHMENTS, "recognition": RECOGNITION, "moocs": MOOCS,
        }),
    ):  # fmt: skip
        place = folder / system / year
        counts = {
            name: write_table(place, BY_NAME[name], columns, parquet=parquet)
            for name, columns in tables.items()
        }
        write_manifest(
            place, system=system, year=year, centres=centres, produced_on=date(2017, 11, 30),
            status="final", rows=counts,
        )  # fmt: skip
    return folder


def take(folder: Path, store: Store) -> Ingestion:
    return ingest(folder, edition=EDITION, store=store, progress=lambda *_: None)


def table_file(folder: Path, table: str) -> Path:
    return next(folder.glob(f"*/*/{table}.csv"))


@dataclass(frozen=True, slots=True)
class Harm:
    """A cell that is changed: the row counts from 0, the line of the file from 1."""

    table: str
    row: int
    column: str
    value: str

    @property
    def line(self) -> int:
        return self.row + 2

    def do(self, folder: Path) -> None:
        edit_cells(table_file(folder, self.table), {(self.row, self.column): self.value})


def edit_cells(path: Path, cells: dict[tuple[int, str], str]) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    for (row, column), value in cells.items():
        rows[row + 1][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def edit_line(path: Path, line: int, change: Callable[[str], str]) -> None:
    """`line` counts from 1."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[line - 1] = change(lines[line - 1])
    path.write_text("\n".join(lines), encoding="utf-8")


def say(folder: Path, system: str, year: str, **facts: Any) -> None:
    """Change what a manifest says."""
    path = folder / system / year / MANIFEST
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | facts), encoding="utf-8")


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, byte for byte."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
