"""Linked facts as small as a test wants them: rows as dictionaries, files as the linkage writes them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from gregoire.observatory.linked import TABLES, LinkedTable

AT_ONCE = 100
Rows = Iterable[Mapping[str, Any]]


def write_linked(folder: Path, **tables: Rows) -> Path:
    """Every linked table, those not named empty; columns that a row leaves out are missing answers."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as engine:
        for table in TABLES:
            _write(engine, folder, table, list(tables.pop(table.name, ())))
    assert not tables, f"no such table: {sorted(tables)}"
    return folder


def _write(
    engine: duckdb.DuckDBPyConnection,
    folder: Path,
    table: LinkedTable,
    rows: list[Mapping[str, Any]],
) -> None:
    names = [name for name, _ in table.columns]
    unknown = {name for row in rows for name in row} - set(names)
    assert not unknown, f"{table.name} has no {sorted(unknown)}"
    typed = ", ".join(f'"{name}" {kind}' for name, kind in table.columns)
    engine.execute(f"create table {table.name} ({typed})")
    marks = f"({', '.join('?' * len(names))})"
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        engine.execute(
            f"insert into {table.name} values {', '.join([marks] * len(some))}",  # noqa: S608 -- our own names
            [row.get(name) for row in some for name in names],
        )
    order = ", ".join(f'"{name}"' for name in names)
    file = folder / f"{table.name}.parquet"
    engine.execute(f"copy (from {table.name} order by {order}) to '{file}' (format parquet)")


def learner(centre: str, person: str = "", **facts: Any) -> dict[str, Any]:
    """A learner of whom everything is known, but what is said here."""
    return {
        "person": person or centre,
        "centre": centre,
        "age": 30,
        "sex": "F",
        "employment": "employed",
        "occupation": "employee",
        "first_diploma": "bac",
        "diploma": "bac_2",
        "alternance": False,
        "hours": 100.0,
        "at_distance": False,
    } | facts


def enrolment(centre: str, **facts: Any) -> dict[str, Any]:
    """An enrolment on site, outside INTEC, of one who sat the exam and failed."""
    return {
        "centre": centre,
        "home": centre,
        "offering": f"{centre}/1",
        "level": "II",
        "modality": "on_site",
        "intec": False,
        "examined": True,
        "present": True,
        "passed": False,
    } | facts


def offering(centre: str, key: str = "1", **facts: Any) -> dict[str, Any]:
    """An offering on site with one enrolment, present and failed."""
    return {
        "offering": f"{centre}/{key}",
        "centre": centre,
        "unit": "NFP101",
        "title": "Programmation",
        "level": "II",
        "modality": "on_site",
        "intec": False,
        "semester": "1",
        "relayed": False,
        "enrolments": 1,
        "presents": 1,
        "passes": 0,
    } | facts


def decision(procedure: str, candidate: str, **facts: Any) -> dict[str, Any]:
    """A refusal of 2017, to a woman of 40 who works."""
    return {
        "civil_year": 2017,
        "procedure": procedure,
        "candidate": candidate,
        "outcome": "refused",
        "sex": "F",
        "age": 40,
        "employment": "employed",
    } | facts
