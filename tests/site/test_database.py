"""The embedded PostgreSQL: in any folder, for whoever holds it, and gone when nobody does."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from gregoire.site import addresses, database
from gregoire.site.database import DatabaseUnavailableError
from tests.support.commands import processes_of, until

HOLD = """
import sys, time
from pathlib import Path
from gregoire.site.database import embedded
with embedded(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
QUICK = {"fsync": "off"}


def ask(folder: Path, statement: str) -> object:
    with psycopg.connect(addresses.embedded_url(folder)) as connection:
        return connection.execute(statement).fetchone()


def postmaster(folder: Path) -> int | None:
    """The server's number; None in the moment between the death of one and the birth of another."""
    try:
        return int((folder / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, IndexError):
        return None


def guard_of(folder: Path) -> int:
    (line,) = (line for line in processes_of(folder) if "guard.py" in line)
    return int(line.split()[0])


def holder(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def nothing_left(folder: Path) -> bool:
    return processes_of(folder) == []


@pytest.mark.parametrize(
    "name",
    ["Campus numérique (été) d’essai", "virgule, et “guillemets”", "/".join(["long" * 20] * 10)],
    ids=["spaces and accents", "comma", "long"],
)
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name

    with database.embedded(folder, **QUICK):
        assert ask(folder, "select 1") == (1,)

    until(lambda: nothing_left(folder))
    assert not addresses.socket_folder(tmp_path / "/".join(["long" * 20] * 10)).exists()


def test_who_comes_second_uses_the_server_that_runs(tmp_path: Path) -> None:
    with database.embedded(tmp_path, **QUICK):
        first = postmaster(tmp_path)
        with database.embedded(tmp_path):
            assert postmaster(tmp_path) == first
        assert ask(tmp_path, "select 1") == (1,)


def test_of_many_who_come_together_one_starts_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        holders = list(pool.map(holder, [tmp_path] * 4))

    servers = [line for line in processes_of(tmp_path) if "/bin/postgres" in line]
    for process in holders:
        process.kill()
        process.communicate()

    assert len(servers) == 1
    until(lambda: nothing_left(tmp_path))


def test_a_holder_that_is_killed_lets_go(tmp_path: Path) -> None:
    process = holder(tmp_path)

    process.kill()
    process.communicate()

    until(lambda: nothing_left(tmp_path))


def test_a_server_that_is_killed_comes_back_with_what_was_committed(tmp_path: Path) -> None:
    with database.embedded(tmp_path):
        with psycopg.connect(addresses.embedded_url(tmp_path)) as connection:
            connection.execute("create table kept as select 1794 as year")
        killed = postmaster(tmp_path)
        assert killed is not None

        os.kill(killed, signal.SIGKILL)

        until(lambda: postmaster(tmp_path) not in (None, killed))
        with database.patient_connection(addresses.embedded_url(tmp_path)) as connection:
            assert connection.execute("select year from kept").fetchone() == (1794,)


def test_when_its_guard_is_killed_the_server_stops_and_another_may_start(tmp_path: Path) -> None:
    process = holder(tmp_path)

    os.kill(guard_of(tmp_path), signal.SIGKILL)
    until(lambda: not any("/bin/postgres" in line for line in processes_of(tmp_path)))

    with database.embedded(tmp_path):
        assert ask(tmp_path, "select 1") == (1,)
    process.kill()
    process.communicate()


def test_a_lock_file_with_the_number_of_another_program_is_forgotten(tmp_path: Path) -> None:
    with database.embedded(tmp_path, **QUICK):
        lines = (tmp_path / "postgres/data/postmaster.pid").read_text().splitlines()
    stale = "\n".join([str(os.getpid()), *lines[1:]]) + "\n"
    (tmp_path / "postgres/data/postmaster.pid").write_text(stale)

    with database.embedded(tmp_path, **QUICK):
        assert ask(tmp_path, "select 1") == (1,)


def test_the_database_of_another_postgresql_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres/data").mkdir(parents=True)
    (tmp_path / "postgres/data/PG_VERSION").write_text("19\n")

    with (
        pytest.raises(DatabaseUnavailableError, match="made by PostgreSQL 19"),
        database.embedded(tmp_path),
    ):
        pass


def test_a_folder_in_our_way_that_is_somebody_elses_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "sockets").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(DatabaseUnavailableError, match="belongs to somebody else"):
        database.make_private(tmp_path / "sockets")
