"""The same definitions give the same cells on DuckDB and on PostgreSQL, to the last one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import psycopg
import pytest
from psycopg import sql

from gregoire.observatory.indicators import figures_of, figures_on
from gregoire.observatory.linked import TABLES, LinkedTable
from tests.makers.observatory_linked import Rows

POSTGRESQL = {"SMALLINT": "smallint", "DOUBLE": "double precision"}  # others have the same names


@pytest.fixture(scope="module")
def postgresql(varied: dict[str, Rows]) -> Iterator[Any]:
    """Ibis on the embedded PostgreSQL of the tests, in a schema that goes away afterwards."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("create schema observatory_linked")
        connection.execute("set search_path to observatory_linked")
        for table in TABLES:
            _load(connection, table, varied[table.name])
        yield ibis.postgres.from_connection(connection)
        connection.execute("drop schema observatory_linked cascade")


def _load(connection: "psycopg.Connection[Any]", table: LinkedTable, rows: Rows) -> None:
    names = [name for name, _ in table.columns]
    typed = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(POSTGRESQL.get(kind, kind)))
        for name, kind in table.columns
    )
    named = sql.Identifier(table.name)
    connection.execute(sql.SQL("create table {} ({})").format(named, typed))
    copy = sql.SQL("copy {} from stdin").format(named)
    with connection.cursor() as cursor, cursor.copy(copy) as target:
        for row in rows:
            target.write_row([row.get(name) for name in names])


@pytest.mark.parametrize("convention", ["clean", "note-2016"])
def test_postgresql_gives_the_cells_of_duckdb(
    convention: str, varied_folder: Path, postgresql: Any
) -> None:
    asked = {"edition": "2016-2017", "convention": convention}

    cells = figures_on(postgresql, **asked)

    assert cells == figures_of(varied_folder, **asked)
    assert sum(cell.value is not None and cell.value > 0 for cell in cells) > 1000


def test_two_runs_give_the_same_cells_in_the_same_order(varied_folder: Path) -> None:
    first, second = (
        figures_of(varied_folder, edition="2016-2017", convention="clean") for _ in range(2)
    )

    assert first == second
    keys = [(c.key.indicator, c.key.place, c.key.period, c.key.category) for c in first]
    assert keys == sorted(set(keys))


def test_a_file_that_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"learners\.parquet"):
        figures_of(tmp_path, edition="2016-2017", convention="clean")


def test_a_convention_that_does_not_exist_is_refused(varied_folder: Path) -> None:
    with pytest.raises(ValueError, match="no convention 'old': clean, note-2016"):
        figures_of(varied_folder, edition="2016-2017", convention="old")
