"""Mail on its way, with real workers and a real mail server, while many others wait."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.db import connection
from procrastinate.contrib.django import app

from gregoire.correspondence.models import Delivery
from gregoire.correspondence.rules import DeliveryState
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import enqueue
from tests.makers.people import make_person
from tests.makers.saying import URGENT, delivery_of, tell
from tests.support.commands import running, until
from tests.support.smtp import Letterbox, letterbox

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = 300  # behind which an urgent mail must not wait
SOON_S = 5.0


def address_of_this_database() -> str:
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def box() -> Iterator[Letterbox]:
    """A mail server that takes its time: the many last longer than the test would wait for one."""
    with letterbox() as box:
        box.takes_s = 0.02
        yield box


def start_worker(
    box: Letterbox, folder: Path, number: int, stack: ExitStack, concurrency: int = 4
) -> None:
    worker = running(
        "worker",
        "--concurrency",
        str(concurrency),
        log=folder / f"worker-{number}.log",
        GREGOIRE_DATA_DIR=str(folder),
        DATABASE_URL=address_of_this_database(),
        GREGOIRE_SMTP_URL=box.url,
    )
    stack.enter_context(worker)


def mail_to_many() -> None:
    many = [EmailMessage("To all", "Word", to=[f"p{n}@example.org"]) for n in range(WAITING)]
    enqueue(many, priority=OutgoingMail.Priority.BULK)


def waiting() -> int:
    return OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count()


def test_urgent_passes_what_waits_and_two_workers_send_each_once(
    box: Letterbox, tmp_path: Path
) -> None:
    mail_to_many()
    with ExitStack() as stack:
        for number in (1, 2):
            start_worker(box, tmp_path, number, stack)
        until(lambda: len(box.taken) > 20)

        said_at = time.monotonic()
        notice = tell(make_person(mail="urgent@example.org"), URGENT)
        box.mail_to("urgent@example.org")
        took, behind = time.monotonic() - said_at, waiting()
        until(lambda: not waiting())

    assert took < SOON_S
    assert behind > WAITING / 4
    assert Counter(str(mail["Message-ID"]) for mail in box.taken) == Counter(
        OutgoingMail.objects.values_list("message_id", flat=True)
    )
    row = delivery_of(notice)
    assert row.state == DeliveryState.SENT
    assert Delivery.objects.count() == 1


def busy_with(task: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'doing'",
            [task],
        )
        return bool(cursor.fetchone()[0])


def test_mail_leaves_while_every_other_hand_is_busy(box: Letterbox, tmp_path: Path) -> None:
    """A job that lasts (here: it waits for a table) keeps no mail waiting."""
    long = app.tasks["people.forget_ended_sessions"]
    long.defer(timestamp=0)
    with ExitStack() as stack:
        other = stack.enter_context(psycopg.connect(address_of_this_database()))
        other.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        start_worker(box, tmp_path, 1, stack, concurrency=1)
        until(lambda: busy_with(long.name))

        said_at = time.monotonic()
        tell(make_person(mail="urgent@example.org"), URGENT)
        box.mail_to("urgent@example.org")
        took = time.monotonic() - said_at

        assert busy_with(long.name)
        other.rollback()
    assert took < SOON_S
