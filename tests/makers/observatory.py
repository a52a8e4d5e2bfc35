"""Snapshots as an ingestion keeps them, written row by row; and identities, drawn by their numbers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from gregoire.observatory.feeds.schema import TABLES, FeedTable, Kind
from gregoire.observatory.store import Store

Row = Mapping[str, Any]
TYPES: Final = {
    Kind.DATE: pa.date32(),
    Kind.YES_NO: pa.bool_(),
    Kind.COUNT: pa.int32(),
    Kind.CIVIL_YEAR: pa.int32(),
    Kind.NUMBER: pa.float64(),
}
IDENTITIES: Final = pa.schema(
    [
        (name, pa.date32() if name == "birth_date" else pa.string())
        for name in (
            "ref", "system", "national_number", "birth_name", "usage_name", "first_names",
            "birth_date", "birth_place", "sex", "nationality", "mail", "postcode",
        )
    ]
)  # fmt: skip
YEAR: Final = "2016-2017"


@dataclass(slots=True)
class Snapshot:
    """Rows to write, by table; `identities` have a `ref`, which registrations then name."""

    identities: list[Row] = field(default_factory=list)
    facts: dict[str, list[Row]] = field(default_factory=dict)
    systems: dict[str, Row] = field(default_factory=dict)

    def person(self, ref: str, system: str, **identity: Any) -> str:
        """Somebody whom a system knows; returns the ref."""
        given = {"birth_name": "Durand", "first_names": "Anne", "sex": "F"} | identity
        self.identities.append({"ref": ref, "system": system} | given)
        self.row("persons", system, ref=ref, sex=given["sex"], age=35)
        return ref

    def registration(self, ref: str, system: str, centre: str = "", **answers: Any) -> str:
        """One more registration of theirs; returns its key."""
        key = f"{system}/{len(self.facts.get('registrations', ())) + 1}"
        self.row(
            "registrations", system,
            registration=key, ref=ref, centre=centre or system, year=YEAR, **answers,
        )  # fmt: skip
        return key

    def enrolment(self, registration: str, offering: str, **answers: Any) -> None:
        """In an offering that stands in the snapshot."""
        taught = next(row for row in self.facts["offerings"] if row["offering"] == offering)
        key = f"{registration}-{len(self.facts.get('enrolments', ())) + 1}"
        copied = {name: taught[name] for name in ("unit", "level", "modality", "centre", "intec")}
        self.row(
            "enrolments", registration.split("/", maxsplit=1)[0],
            enrolment=key, registration=registration, offering=offering, **copied, **answers,
        )  # fmt: skip

    def offering(self, system: str, key: str, modality: str = "on_site", **answers: Any) -> str:
        offering = f"{system}/{key}"
        given = {"centre": system, "unit": key, "level": "II", "intec": False} | answers
        self.row("offerings", system, offering=offering, modality=modality, **given)
        return offering

    def row(self, table: str, system: str, **values: Any) -> None:
        self.facts.setdefault(table, []).append({"system": system} | values)

    def write(self, store: Store, digest: str = "5" * 64) -> Path:
        """Into the store, under that digest; returns the folder."""
        folder = store.snapshot(digest)
        (folder / "facts").mkdir(parents=True)
        (folder / "identities").mkdir(mode=0o700)
        _write(folder / "identities" / "persons.parquet", IDENTITIES, self.identities)
        for table in TABLES:
            _write(
                folder / "facts" / f"{table.name}.parquet",
                facts_schema(table),
                self.facts.get(table.name, ()),
            )
        (folder / "snapshot.json").write_text(
            json.dumps({"edition": YEAR, "systems": dict(self.systems)}), encoding="utf-8"
        )
        return folder


def facts_schema(table: FeedTable) -> pa.Schema:
    """The columns of a table of the snapshot: without names, persons by their pseudonyms."""
    columns = [("system", pa.string())]
    for column in table.columns:
        if column.names_a_person:
            continue
        name = "ref" if column.name == "person" else column.name
        columns.append((name, TYPES.get(column.kind, pa.string())))
    if table.name in {"persons", "recognition"}:
        columns.append(("age", pa.int16()))
    return pa.schema(columns)


def _write(path: Path, schema: pa.Schema, rows: Iterable[Row]) -> None:
    complete = [{name: row.get(name) for name in schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(complete, schema=schema), path)


SURNAMES: Final = ("Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand")
FIRST_NAMES: Final = ("Anne", "Louise", "Marie", "Jeanne", "Paul", "Jean", "Pierre", "Louis")
TOWNS: Final = ("Lille", "Lyon", "Nantes", "Tours", "Nice")


def identity(number: int) -> dict[str, Any]:
    """Somebody, each number somebody else: names that others bear too, a birth date of their own."""
    first = number // len(SURNAMES) % len(FIRST_NAMES)
    return {
        "national_number": f"{1_000_000_007 * (number + 1) % 10**11:011d}",
        "birth_name": SURNAMES[number % len(SURNAMES)],
        "first_names": FIRST_NAMES[first],
        "sex": "F" if first < len(FIRST_NAMES) // 2 else "M",
        "birth_date": date(1960 + number * 7 % 40, 1 + number * 5 % 12, 1 + number * 11 % 28),
        "birth_place": TOWNS[number % len(TOWNS)],
        "postcode": f"{10 + number % 80}100",
        "nationality": "FR",
    }


def parquet_rows(path: Path) -> Sequence[dict[str, Any]]:
    """What stands in a Parquet file."""
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows
