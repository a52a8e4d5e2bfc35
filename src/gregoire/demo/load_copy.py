"""Rows into tables by PostgreSQL's COPY: the one place of the house that writes past operations.

Constraints and triggers stay on; only the way in is shorter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection, models
from psycopg import sql

Progress = Callable[[str, int, int], None]
BATCH: Final = 5_000


def _column(model: type[models.Model], name: str) -> sql.Identifier:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.column is None:
        raise TypeError(f"{model.__name__}.{name} is no column")
    return sql.Identifier(field.column)


class Loader:
    """Copies columns into the table of a model, under identifiers that follow those in use."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.written: dict[type[models.Model], int] = {}

    def copy(
        self, what: str, model: type[models.Model], columns: Mapping[str, Sequence[object]]
    ) -> range:
        """Write the columns, given by the names of the fields; returns the rows' identifiers."""
        count = len(next(iter(columns.values())))
        first = 1 + self._last(model)
        keys = range(first, first + count)
        names = [sql.Identifier("id"), *(_column(model, name) for name in columns)]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(names),
        )
        self._write(what, statement, zip(keys, *columns.values(), strict=True), count)
        self.written[model] = self.written.get(model, 0) + count
        return keys

    def _last(self, model: type[models.Model]) -> int:
        statement = sql.SQL("SELECT coalesce(max(id), 0) FROM {}")
        with connection.cursor() as cursor:
            cursor.execute(statement.format(sql.Identifier(model._meta.db_table)))
            return int(cursor.fetchone()[0])

    def settle(self) -> None:
        """Let the next identifiers follow, and the planner know the new sizes."""
        with connection.cursor() as cursor:
            for model in self.written:
                cursor.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({name}, 'id'), max(id)) "
                        "FROM {table} HAVING max(id) IS NOT NULL"
                    ).format(
                        name=sql.Literal(model._meta.db_table),
                        table=sql.Identifier(model._meta.db_table),
                    )
                )

    def analyse(self) -> None:
        with connection.cursor() as cursor:
            for model in self.written:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("ANALYZE {}").format(table))

    def _write(
        self, what: str, statement: sql.Composed, rows: Iterable[tuple[Any, ...]], count: int
    ) -> None:
        self.progress(what, 0, count)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for done, row in enumerate(rows, start=1):
                copy.write_row(row)
                if done % BATCH == 0:
                    self.progress(what, done, count)
        self.progress(what, count, count)
