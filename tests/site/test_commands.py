"""Every error of a command: one line that says what to do, and a status."""

import socket
import subprocess
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from gregoire.cli import app
from gregoire.site import addresses, database
from tests.support.commands import gregoire

COMMANDS = [
    "demo",
    "serve",
    "worker",
    "migrate",
    "doctor",
    "backup",
    "restore",
    "createadmin",
    "bounce",
]


def complaint(done: "subprocess.CompletedProcess[str]", status: int = 1) -> str:
    assert done.returncode == status
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_what_it_does(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])

    assert done.exit_code == 0
    assert "--data-dir" in done.stdout


def test_a_misspelt_command_is_refused() -> None:
    assert "Did you mean 'demo'?" in complaint(gregoire("dmo"), 2)


def test_a_bad_setting_is_named() -> None:
    told = complaint(gregoire("migrate", GREGOIRE_HTTPS="maybe"))

    assert told == "gregoire: GREGOIRE_HTTPS must be yes or no, not “maybe”."


@pytest.mark.parametrize("command", ["migrate", "worker", "demo", "serve"])
def test_a_data_folder_that_cannot_be_written(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("in the way")

    told = complaint(gregoire(command, "--data-dir", str(tmp_path / "file" / "data")))

    assert "cannot be written (Not a directory): choose another with --data-dir" in told


def test_a_data_folder_on_a_disk_that_is_read_only() -> None:
    told = complaint(gregoire("migrate", "--data-dir", "/proc/gregoire"))

    assert "The data folder /proc/gregoire cannot be written" in told


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://nobody:x@127.0.0.1:1/none", "Connection refused"),
        ("postgresql://x@no-such-host.invalid/none", "no-such-host.invalid"),
    ],
)
def test_a_database_that_cannot_be_reached(url: str, why: str) -> None:
    told = complaint(gregoire("migrate", DATABASE_URL=url))

    assert told.startswith("gregoire: The database of DATABASE_URL cannot be reached: ")
    assert why in told


def test_a_port_that_is_taken(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        told = complaint(gregoire("serve", "--data-dir", str(data), "--port", port))

    assert told == (
        f"gregoire: Port {port} of 127.0.0.1 cannot be used (Address already in use): "
        "choose another with --port."
    )


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_the_database_of_a_newer_version(data: Path, command: str) -> None:
    with database.embedded(data), psycopg.connect(addresses.embedded_url(data)) as connection:
        connection.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('planning', '0001_of_tomorrow', now())"
        )

    done = gregoire(command, "--data-dir", str(data))

    assert done.returncode == 1
    assert (
        "made by a newer Grégoire (it knows planning.0001_of_tomorrow" in done.stdout + done.stderr
    )
    assert "Traceback" not in done.stderr


def test_migrating_twice_changes_nothing(data: Path) -> None:
    done = gregoire("migrate", "--data-dir", str(data))

    assert (done.returncode, done.stdout) == (0, "The tables are up to date.\n")


def test_the_first_administrator(data: Path) -> None:
    who = ["--first-names", "Henri", "--birth-name", "Grégoire", "--birth-date", "1950-12-04"]

    done = gregoire("createadmin", "henri@example.org", *who, "--data-dir", str(data))
    again = gregoire("createadmin", "henri@example.org", *who, "--data-dir", str(data))

    assert done.returncode == 0, done.stderr
    assert (
        "henri@example.org administers the network. To choose a password, once: http" in done.stdout
    )
    assert complaint(again) == "gregoire: The administrator was not made: same person known."


def test_a_worker_does_not_begin_without_tables(tmp_path: Path) -> None:
    told = complaint(gregoire("worker", "--data-dir", str(tmp_path)))

    assert told == "gregoire: The tables are not up to date: run gregoire migrate first."
