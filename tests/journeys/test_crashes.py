"""Whatever is killed at whatever moment: the whole operation or none, and its mail once."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from gregoire.site.addresses import cluster_folder, embedded_url
from gregoire.site.database import embedded
from tests.journeys.conftest import PASSWORD, free_port, serving
from tests.support.reader import Reader
from tests.support.smtp import Letterbox, letterbox

LEARNER = "auditeur@demo.gregoire.example"
ENROL = "enrolment.enrol_in_offering"
ROUNDS = 3  # kills of each kind, at different moments of the enrolments under way


def family(pid: int) -> dict[int, str]:
    """The processes under this one, with their command lines."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], check=True, capture_output=True, text=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found = {pid}
    while more := {int(own) for own, parent, _ in rows if int(parent) in found} - found:
        found |= more
    return {int(own): command for own, _, command in rows if int(own) in found - {pid}}


def web_process(server: int, _folder: Path) -> int:
    """The process that answers: the youngest of the web's family."""
    return max(pid for pid, command in family(server).items() if " web " in f"{command} ")


def worker_process(server: int, _folder: Path) -> int:
    return max(pid for pid, command in family(server).items() if command.endswith("worker"))


def database_process(_server: int, folder: Path) -> int:
    return int((cluster_folder(folder) / "data" / "postmaster.pid").read_text().split()[0])


def places(folder: Path, number: int) -> list[str]:
    """Offerings with room, on which nothing else stands in the way of an enrolment."""
    with psycopg.connect(embedded_url(folder)) as connection:
        rows = connection.execute(
            """
            select offering.public_id from catalogue_offering offering
            join catalogue_semester semester on semester.id = offering.semester_id
            where current_date between semester.enrolment_opens_on and semester.enrolment_closes_on
              and offering.state <> 'not_opened'
              and offering.capacity > 2 + (select count(*) from enrolment_enrolment taken
                  where taken.offering_id = offering.id and taken.state = 'enrolled')
            order by offering.id limit %s
            """,
            [number],
        ).fetchall()
    return [row[0] for row in rows]


def enrol_in_all(
    reader: Reader, offerings: list[str], begun: threading.Event, stop: threading.Event
) -> None:
    """One form after the other, whatever the server answers; `begun` once it has answered one."""
    for offering in offerings:
        if stop.is_set():
            return
        with contextlib.suppress(OSError):
            reader.read(f"/enseignements/inscription/{offering}/")
            reader.send(f"/enseignements/inscription/{offering}/", has_read="on")
            begun.set()


def whole_operations(folder: Path) -> tuple[int, int, int]:
    """Of the learner: enrolments made since the load, lines of the journal, and notices in the
    campus whose delivery says when their mail has left.
    """
    with psycopg.connect(embedded_url(folder)) as connection:
        row = connection.execute(
            """
            select
              (select count(*) from enrolment_enrolment enrolment
                 join enrolment_registration registration
                   on registration.id = enrolment.registration_id
                 join people_account account on account.person_id = registration.person_id
               where account.email = %(email)s and enrolment.asked_at > %(since)s),
              (select count(*) from framework_journalentry where operation = %(operation)s),
              (select count(*) from correspondence_notice notice
                 join correspondence_delivery delivery on delivery.notice_id = notice.id
                 join framework_outgoingmail mail on mail.id = delivery.mail_id
               where notice.kind like 'enrolment.%%' and notice.said_at > %(since)s
                 and delivery.state = 'sent' and delivery.sent_at = mail.sent_at)
            """,
            {"email": LEARNER, "operation": ENROL, "since": _loaded_at(folder)},
        ).fetchone()
    assert row is not None
    return row


def mails_of_enrolments(folder: Path) -> set[str]:
    """The Message-IDs of those written since the load."""
    with psycopg.connect(embedded_url(folder)) as connection:
        rows = connection.execute(
            """
            select mail.message_id from framework_outgoingmail mail
              join correspondence_delivery delivery on delivery.mail_id = mail.id
              join correspondence_notice notice on notice.id = delivery.notice_id
            where notice.kind like 'enrolment.%%' and notice.said_at > %(since)s
            """,
            {"since": _loaded_at(folder)},
        ).fetchall()
    return {row[0] for row in rows}


def _loaded_at(folder: Path) -> str:
    return (folder / "loaded-at").read_text()


def undelivered(folder: Path) -> int:
    with psycopg.connect(embedded_url(folder)) as connection:
        row = connection.execute(
            "select count(*) from framework_outgoingmail where state = 'waiting'"
        ).fetchone()
    assert row is not None
    count: int = row[0]
    return count


@pytest.fixture
def folder(network: Path, tmp_path: Path) -> Path:
    """A copy of the network of our own, that may be broken."""
    ours = tmp_path / "broken"
    shutil.copytree(network.with_name("campus-as-made"), ours)
    with embedded(ours), psycopg.connect(embedded_url(ours)) as connection:
        row = connection.execute("select now()::text").fetchone()
        assert row is not None
        (ours / "loaded-at").write_text(row[0])
    return ours


@pytest.mark.parametrize("victim", [web_process, worker_process, database_process])
def test_a_kill_leaves_whole_operations_and_their_mail_leaves_once(
    folder: Path, victim: Callable[[int, Path], int]
) -> None:
    moments = random.Random(victim.__name__)  # noqa: S311 -- moments, not secrets
    with letterbox() as mail:
        for _ in range(ROUNDS):
            kill_while_enrolling(folder, mail, victim, after=moments.uniform(0.05, 0.6))
        with serving(folder, mail=mail, port=free_port()):
            wait_until_delivered(folder)
            enrolments, journal, sent = whole_operations(folder)
            ours = mails_of_enrolments(folder)

    assert enrolments == journal == sent == len(ours) > 0
    taken = Counter(str(message["Message-ID"]) for message in mail.taken)
    times_taken = {name: taken[name] for name in ours}
    assert min(times_taken.values()) > 0
    # Between the mail server's yes and our record lies the one window that no sender can close:
    # a kill there repeats, under the same Message-ID, at most what was under way in each round.
    under_way = 0 if victim is web_process else ROUNDS
    assert sum(times_taken.values()) - len(ours) <= under_way


def kill_while_enrolling(
    folder: Path, mail: Letterbox, victim: Callable[[int, Path], int], *, after: float
) -> None:
    port = free_port()
    with serving(folder, mail=mail, port=port) as server:
        reader = Reader(f"http://127.0.0.1:{port}")
        reader.sign_in(LEARNER, PASSWORD)
        begun, stop = threading.Event(), threading.Event()
        asking = threading.Thread(
            target=enrol_in_all, args=(reader, places(folder, 60), begun, stop)
        )
        asking.start()
        begun.wait(30)
        time.sleep(after)
        os.kill(victim(server.pid, folder), signal.SIGKILL)
        time.sleep(0.5)
        stop.set()
        asking.join()


def wait_until_delivered(folder: Path) -> None:
    until = time.monotonic() + 60
    while undelivered(folder) and time.monotonic() < until:
        time.sleep(0.2)
    assert undelivered(folder) == 0
