"""`gregoire serve`, whole: it comes up, gets over the death of each of its processes, and leaves nothing."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gregoire.site import addresses
from tests.support.commands import free_port, gregoire, processes_of, running, until


class Campus:
    def __init__(self, process: "subprocess.Popen[bytes]", data: Path, port: int) -> None:
        self.process, self.data, self.port = process, data, port

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(connection),
        ):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        return False

    def processes(self, name: str) -> list[int]:
        found = [line.split() for line in processes_of(self.data)]
        return [int(words[0]) for words in found if name in words]

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        url = addresses.embedded_url(self.data)
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()
        return []

    def order(self, statement: str) -> None:
        with psycopg.connect(addresses.embedded_url(self.data)) as connection:
            connection.execute(statement)


@pytest.fixture(scope="module")
def campus(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    place = tmp_path_factory.mktemp("serving")
    shutil.copytree(tables, place / "data", ignore=shutil.ignore_patterns("run"))
    port = free_port()
    arguments = ["serve", "--data-dir", str(place / "data"), "--port", str(port)]
    with running(*arguments, log=place / "log") as process:
        served = Campus(process, place / "data", port)
        log = place / "log"
        until(lambda: process.poll() or "Grégoire answers at" in log.read_text(), patience=90)
        assert process.poll() is None, log.read_text()[-3000:]
        yield served
    assert process.returncode == 0
    assert processes_of(place / "data") == []


def test_doctor_may_look_while_it_runs(campus: Campus) -> None:
    done = gregoire("doctor", "--data-dir", str(campus.data), GREGOIRE_DEMO="yes")

    assert done.returncode == 0, done.stdout
    assert campus.answers()


def memory_of(processes: list[int]) -> int:
    """The largest that any of them has been, in megabytes."""
    lines = [Path(f"/proc/{pid}/status").read_text() for pid in processes]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in lines) // 1024


def test_what_is_too_large_is_read_to_its_end_and_fills_no_memory(campus: Campus) -> None:
    until(campus.answers)
    before = memory_of(campus.processes("web"))
    head = b'--b\r\nContent-Disposition: form-data; name="attached"; filename="film.pdf"\r\n\r\n'
    megabyte, end, count = b"x" * 2**20, b"\r\n--b--\r\n", 150

    sending = http.client.HTTPConnection("127.0.0.1", campus.port, timeout=60)
    sending.request("GET", "/connexion/")
    form = sending.getresponse()
    form.read()
    sending.putrequest("POST", "/connexion/")
    sending.putheader("Content-Type", "multipart/form-data; boundary=b")
    sending.putheader("Cookie", str(form.headers["Set-Cookie"]).partition(";")[0])
    sending.putheader("Content-Length", str(len(head) + count * len(megabyte) + len(end)))
    sending.endheaders()
    sending.send(head)
    for _ in range(count):
        sending.send(megabyte)
    sending.send(end)
    answer = sending.getresponse()
    answer.read()
    sending.close()

    assert answer.status == http.client.FORBIDDEN  # read, and it bears no form's token
    assert memory_of(campus.processes("web")) - before < 60


def test_a_web_process_that_is_killed_is_replaced(campus: Campus) -> None:
    before = campus.processes("web")

    os.kill(max(before), signal.SIGKILL)  # the one that serves; its parent is the older

    until(lambda: set(campus.processes("web")) - set(before) and campus.answers())


def test_a_web_server_that_is_killed_leaves_no_orphan_and_is_replaced(campus: Campus) -> None:
    until(campus.answers)
    before = campus.processes("web")

    os.kill(min(before), signal.SIGKILL)

    until(lambda: campus.processes("web") and not set(before) & set(campus.processes("web")))
    until(campus.answers)


def test_a_database_that_is_killed_comes_back(campus: Campus) -> None:
    pid_file = campus.data / "postgres/data/postmaster.pid"

    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)

    until(lambda: campus.ask("select 1"))
    until(campus.answers)


def test_the_job_of_a_worker_that_is_killed_is_taken_up_by_the_next(campus: Campus) -> None:
    until(lambda: campus.ask("select 1 from procrastinate_workers"))
    (worker,) = until(lambda: campus.processes("worker"))
    os.kill(worker, signal.SIGKILL)
    campus.order(  # what it leaves: a worker that is silent, and a job that it had begun
        "with dead as (insert into procrastinate_workers (last_heartbeat)"
        " values (now() - interval '1 hour') returning id)"
        " insert into procrastinate_jobs (task_name, queue_name, args, status, worker_id)"
        " select 'builtin:procrastinate.builtin_tasks.remove_old_jobs', 'builtin',"
        """ '{"max_hours": 1000}', 'doing', id from dead"""
    )

    until(lambda: not campus.ask("select 1 from procrastinate_jobs"))

    assert campus.processes("worker") not in ([], [worker])


def test_a_guard_that_is_killed_is_replaced(campus: Campus) -> None:
    (guard,) = [int(line.split()[0]) for line in processes_of(campus.data) if "guard.py" in line]

    os.kill(guard, signal.SIGKILL)
    time.sleep(1)

    until(lambda: campus.ask("select 1"))
    until(campus.answers)


def test_the_log_is_one_line_of_json_a_request(campus: Campus) -> None:
    campus.answers()

    log = (campus.data.parent / "log").read_text().splitlines()
    found = [json.loads(line) for line in log if line.startswith("{")]
    requests = [line for line in found if line["event"] == "request"]
    assert (requests[-1]["path"], requests[-1]["status"]) == ("/healthz", 200)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])  # SIGINT ends the campus above
def test_however_it_ends_nothing_is_left(data: Path, tmp_path: Path, how: signal.Signals) -> None:
    port = free_port()
    arguments = ["serve", "--data-dir", str(data), "--port", str(port)]
    with running(*arguments, log=tmp_path / "log") as process:
        until(lambda: "Grégoire answers at" in (tmp_path / "log").read_text())

        process.send_signal(how)

        assert process.wait(20) == (-9 if how == signal.SIGKILL else 0)
    until(lambda: processes_of(data) == [], patience=20)
