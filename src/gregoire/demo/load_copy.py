"""Rows into tables by PostgreSQL's COPY: the one place of the house that writes past operations.

Constraints and triggers stay on; only the way in is shorter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection, models
from psycopg import sql

Progress = Callable[[str, int, int], None]
BATCH: Final = 5_000


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
        first = 1 + (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0)
        keys = range(first, first + count)
        fields = [model._meta.get_field(name) for name in columns]
        names = [model._meta.pk.column, *(field.column for field in fields)]  # type: ignore[union-attr]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        self._write(what, statement, zip(keys, *columns.values(), strict=True), count)
        self.written[model] = self.written.get(model, 0) + count
        return keys

    def settle(self) -> None:
        """Let the next identifiers follow, and the planner know the new sizes."""
        with connection.cursor() as cursor:
            for model in self.written:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) "
                    f"FROM {table} HAVING max(id) IS NOT NULL",  # noqa: S608 -- a name of ours
                    [model._meta.db_table],
                )

    def analyse(self) -> None:
        with connection.cursor() as cursor:
            for model in self.written:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")

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
