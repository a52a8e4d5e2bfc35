"""The tables follow the code: migrations with a bar, and no step backwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gregoire.site.saying import Progress, StopError

ONE_AT_A_TIME = 1794  # the advisory lock of those who migrate


class Migrate(migrate.Command):
    def __init__(self, progress: Progress, total: int) -> None:
        super().__init__()
        self.progress, self.total, self.count = progress, total, 0

    def migration_progress_callback(
        self,
        action: str,
        migration: Any | None = None,  # noqa: ARG002 -- Django's signature
        fake: bool = False,  # noqa: ARG002, FBT002
    ) -> None:
        if action == "apply_success":
            self.count += 1
            self.progress("Tables", self.count, self.total)


def migrate_forward(progress: Progress) -> int:
    """Apply what is missing; how many migrations that was. Refuses the tables of a newer Grégoire."""
    with alone():
        refuse_newer()
        missing = missing_migrations()
        if missing:
            progress("Tables", 0, len(missing))
            command = Migrate(progress, len(missing))
            call_command(command, verbosity=0, interactive=False)
        return len(missing)


@contextmanager
def alone() -> Iterator[None]:
    """Of several machines, or commands, that start together one makes ready, and the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_migrations() -> list[str]:
    """What the database has been through and this version has never heard of."""
    loader = MigrationExecutor(connection).loader
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known)


def refuse_newer() -> None:
    unknown = unknown_migrations()
    if unknown:
        raise StopError(
            f"The database was made by a newer Grégoire (it knows {unknown[-1]}, this version does "
            "not): install that version or a later one, or restore a backup made by this one."
        )


def refuse_old() -> None:
    """For commands that work on the tables as they are."""
    refuse_newer()
    if missing_migrations():
        raise StopError("The tables are not up to date: run gregoire migrate first.")
