"""Backups: one archive of the database, the files and the secret key, all of one instant.

manifest.json    version, instant, migrations, rows per table, fingerprint of the dump
database.dump    pg_dump's own format
secret-key       without it, nobody's second factor or open link would work any more
files/           what people handed in and what was issued
signing/         the key with which the house certifies hours, where it has made its own
observatory/     snapshots, linkages, editions, and the key of pseudonyms: without it, no later edition
                 would know whom an answer about a pair was about
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from gregoire.site import database
from gregoire.site.environment import Environment
from gregoire.site.saying import Progress, StopError

FORMAT = 1
STEPS = 4


def backup(env: Environment, archive: Path, progress: Progress) -> str:
    """Write the archive beside its place, read it over, then give it its name."""
    if archive.exists():
        raise StopError(f"{archive} is there already: choose another name.")
    half = archive.with_name(f".{archive.name}.half")
    try:
        with tempfile.TemporaryDirectory(prefix="gregoire-backup-") as place, one_instant() as held:
            dump = Path(place) / "database.dump"
            progress("Backup", 0, STEPS)
            run_tool("pg_dump", ["-Fc", "--no-owner", f"--snapshot={held.snapshot}", f"-f{dump}"])
            progress("Backup", 1, STEPS)
            manifest = held.manifest | {"dump_sha256": fingerprint(dump)}
            (Path(place) / "manifest.json").write_text(json.dumps(manifest, indent=1))
            (Path(place) / "secret-key").write_text(env.secret_key)
            progress("Backup", 2, STEPS)
            write_archive(half, Path(place), env)
        progress("Backup", 3, STEPS)
        read_over(half)
        half.replace(archive)
        progress("Backup", STEPS, STEPS)
    except OSError as error:
        raise StopError(f"{archive} cannot be written ({error.strerror}).") from None
    finally:
        half.unlink(missing_ok=True)
    rows = sum(manifest["rows"].values())
    return f"{archive} holds {rows} rows of {len(manifest['rows'])} tables, and the files."


def restore(env: Environment, archive: Path, progress: Progress) -> str:
    """All or nothing: the database in one transaction, and compared row by row count."""
    manifest = read_over(archive)
    refuse_newer_archive(manifest)
    refuse_filled_database()
    with tempfile.TemporaryDirectory(prefix="gregoire-restore-") as place:
        progress("Restore", 0, STEPS)
        with tarfile.open(archive) as opened:
            opened.extractall(place, filter="data")
            modes = {member.name: member.mode & 0o777 for member in opened}
        progress("Restore", 1, STEPS)
        dump = str(Path(place) / "database.dump")
        run_tool(
            "pg_restore",
            ["--single-transaction", "--no-owner", "--exit-on-error", "-d", database_name(), dump],
        )
        progress("Restore", 2, STEPS)
        refuse_difference(manifest["rows"], rows_of_tables())
        put_files(Path(place), env, modes)
    progress("Restore", STEPS, STEPS)
    rows = sum(manifest["rows"].values())
    return f"{rows} rows of {manifest['made_at']} are back. Now: gregoire migrate, then serve."


class Instant:
    """What the database was at one instant, held while it is written down."""

    def __init__(self, cursor: Any) -> None:
        cursor.execute("select pg_export_snapshot()")
        (self.snapshot,) = cursor.fetchone()
        self.manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": importlib.metadata.version("gregoire"),
            "migrations": applied_migrations(),
            "rows": rows_of_tables(),
        }


@contextmanager
def one_instant() -> Iterator[Instant]:
    with connection.cursor() as cursor:
        cursor.execute("begin isolation level repeatable read read only")
        try:
            yield Instant(cursor)
        finally:
            cursor.execute("rollback")


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations)


def rows_of_tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        names = [name for (name,) in cursor.fetchall()]
        rows = {}
        for name in names:
            cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name)))
            (rows[name],) = cursor.fetchone()
    return rows


def run_tool(name: str, arguments: list[str]) -> None:
    """PostgreSQL's own programs; the password goes by the environment, where nobody else reads it."""
    given = connection.get_connection_params()
    variables = {
        "PGDATABASE": given.get("dbname"),
        "PGHOST": given.get("host"),
        "PGPORT": given.get("port"),
        "PGUSER": given.get("user"),
        "PGPASSWORD": given.get("password"),
        "PGSSLMODE": given.get("sslmode"),
    }
    told = {key: str(value) for key, value in variables.items() if value}
    done = subprocess.run(  # noqa: S603 -- our own binaries
        [str(database.binaries() / name), *arguments],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StopError(f"{name} could not finish: {(done.stderr.splitlines() or ['?'])[0]}")


def database_name() -> str:
    return str(connection.settings_dict["NAME"])


def fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folders(env: Environment) -> dict[str, Path]:
    """What the archive holds besides the database: its name there → its place here."""
    return {
        "files": env.files_dir,
        "signing": env.signing_dir,
        "observatory": env.observatory_dir,
    }


def written_whole(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Not what the observatory is still writing, under a name that begins with a dot."""
    of_the_observatory = member.name.startswith("observatory/")
    return None if of_the_observatory and Path(member.name).name.startswith(".") else member


def write_archive(archive: Path, place: Path, env: Environment) -> None:
    with (
        os.fdopen(os.open(archive, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w") as opened,
    ):
        for name in ("manifest.json", "database.dump", "secret-key"):
            opened.add(place / name, arcname=name)
        for name, folder in folders(env).items():
            if folder.is_dir():
                opened.add(folder, arcname=name, filter=written_whole)


def read_over(archive: Path) -> dict[str, Any]:
    """The manifest, once everything that it says of the archive has been seen to be true."""
    try:
        with tarfile.open(archive) as opened:
            manifest: dict[str, Any] = json.load(member(opened, "manifest.json"))
            found = hashlib.file_digest(member(opened, "database.dump"), "sha256").hexdigest()
            member(opened, "secret-key").close()
    except FileNotFoundError:
        raise StopError(f"There is no {archive}.") from None
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise StopError(
            f"{archive} is no backup of Grégoire, or a damaged one ({type(error).__name__})."
        ) from None
    if found != manifest["dump_sha256"]:
        raise StopError(f"{archive} is damaged: its database is not the one that was written.")
    return manifest


def member(opened: tarfile.TarFile, name: str) -> Any:
    found = opened.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def refuse_newer_archive(manifest: dict[str, Any]) -> None:
    loader = MigrationLoader(connection)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if manifest["format"] > FORMAT or unknown:
        raise StopError(
            f"The backup was made by a newer Grégoire ({manifest['version']}): restore it with that one."
        )


def refuse_unless_empty(env: Environment) -> None:
    """Before anything is started: a data folder with something in it is somebody's."""
    try:
        filled = env.data_dir.is_dir() and any(env.data_dir.iterdir())
    except OSError as error:
        raise StopError(f"{env.data_dir} cannot be read ({error.strerror}).") from None
    if filled:
        raise StopError(
            f"{env.data_dir} is not empty, and a restore never writes over anything: name a new "
            "folder with --data-dir."
        )


def refuse_filled_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        (count,) = cursor.fetchone()
    if count:
        raise StopError(
            "The database has tables in it already, and a restore never writes over anything: give "
            "DATABASE_URL an empty one."
        )


def refuse_difference(wanted: dict[str, int], found: dict[str, int]) -> None:
    different = [name for name, rows in wanted.items() if found.get(name) != rows]
    if different:
        raise StopError(
            f"The restored database is not the one of the backup: {', '.join(different)}."
        )


def put_files(place: Path, env: Environment, modes: dict[str, int]) -> None:
    for name, folder in folders(env).items():
        if (place / name).is_dir():
            shutil.copytree(place / name, folder, dirs_exist_ok=True)
            for path in (folder, *folder.rglob("*")):  # who may read what is part of what is kept
                path.chmod(modes[str(Path(name) / path.relative_to(folder))])
    if not env.given_secret_key:
        kept = env.data_dir / "secret-key"
        kept.unlink(missing_ok=True)
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write((place / "secret-key").read_text())
