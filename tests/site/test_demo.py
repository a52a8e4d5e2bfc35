"""`gregoire demo`: one command, a whole network; killed half-way, it begins anew."""

import signal
from pathlib import Path

import psycopg
import pytest

from gregoire.site import addresses, database
from gregoire.site.demonstration import ACCOUNTS
from tests.support.commands import free_port, gregoire, processes_of, running, until

MAIL = "select email from people_account where email like '%@demo.gregoire.example'"


def demo(data: Path) -> list[str]:
    port = str(free_port())
    return [
        "demo",
        "--data-dir",
        str(data),
        "--port",
        port,
        "--scale",
        "0.002",
        "--exit-when-ready",
    ]


def found(data: Path, statement: str) -> set[object]:
    with database.embedded(data), psycopg.connect(addresses.embedded_url(data)) as connection:
        return {value for (value,) in connection.execute(statement)}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was killed while it loaded, and then was made."""
    data = tmp_path_factory.mktemp("demo") / "données"
    log = data.parent / "log"
    with running(*demo(data), log=log) as process:
        until(lambda: process.poll() or "enrolments of" in log.read_text(), patience=90)
        process.send_signal(signal.SIGKILL)
    until(lambda: processes_of(data) == [])
    assert found(data, MAIL) == set()

    done = gregoire(*demo(data))

    assert done.returncode == 0, done.stderr
    assert "The demo network is ready" in done.stdout
    return data


def test_every_account_that_is_named_is_there(made: Path) -> None:
    assert found(made, MAIL) >= set(ACCOUNTS)


def test_a_second_start_goes_on_with_the_same_data(made: Path) -> None:
    before = found(made, "select max(id) from people_person")

    done = gregoire(*demo(made))

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # nothing was made anew
    assert found(made, "select max(id) from people_person") == before


def test_its_observatory_publishes_the_year_before(made: Path) -> None:
    [name] = found(made, "select max(year) - 1 || '-' || max(year) from enrolment_registration")
    year = str(name)[:4]

    where = ("--data-dir", str(made))
    built = gregoire("first-edition", *where, "--scale", "0.002", "--year", year)
    done = gregoire("observatory", "publish", *where, "--edition", str(name))

    assert (built.returncode, done.returncode) == (0, 0), built.stderr + done.stderr
    assert found(made, "select edition from observatory_publication") == {name}


def test_nothing_is_left_running(made: Path) -> None:
    assert processes_of(made) == []
