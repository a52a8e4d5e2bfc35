"""Mail through a real SMTP server: delivered once, tried again, kept when it is refused."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from gregoire.framework import outbox
from gregoire.framework.mail_server import NoLineError, NoMailServerError
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import OutboxBackend
from tests.support.commands import free_port
from tests.support.jobs import work_off_jobs
from tests.support.races import race
from tests.support.smtp import Letterbox, letterbox

pytestmark = pytest.mark.django_db
WAITING, SENT, REFUSED = (
    OutgoingMail.State.WAITING,
    OutgoingMail.State.SENT,
    OutgoingMail.State.REFUSED,
)


@pytest.fixture
def box(settings: LazySettings) -> Iterator[Letterbox]:
    with letterbox() as box:
        settings.GREGOIRE_SMTP_URL = box.url
        yield box


def say(subject: str = "Your class has moved", to: str = "camille@example.org") -> OutgoingMail:
    message = EmailMessage(subject, "It is in room A 101.", to=[to])
    OutboxBackend().send_messages([message])
    return OutgoingMail.objects.order_by("-pk")[0]


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_mail_is_kept_then_delivered_once_by_its_job(box: Letterbox) -> None:
    mail = say()
    assert (mail.state, box.taken) == (WAITING, [])

    assert work_off_jobs() == ["framework.deliver_mail"]

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (SENT, 1)
    assert mail.sent_at is not None
    assert [str(message["Subject"]) for message in box.taken] == ["Your class has moved"]
    assert box.ids == [mail.message_id]


def test_delivering_again_sends_nothing(box: Letterbox) -> None:
    mail = say()
    outbox.deliver(mail.pk)

    outbox.deliver(mail.pk)

    assert len(box.taken) == 1


def test_what_is_undone_leaves_neither_mail_nor_job() -> None:
    with suppress(LookupError), transaction.atomic():
        say()
        assert jobs() == 1
        raise LookupError

    assert jobs() == 0
    assert OutgoingMail.objects.count() == 0


def test_accents_arrive_as_they_were_written(box: Letterbox) -> None:
    outbox.deliver(say("Réunion reportée à l’été", to="camille@été.example.org").pk)

    [message] = box.taken
    assert message["Subject"] == "Réunion reportée à l’été"
    assert box.readers == [["camille@xn--t-9fab.example.org"]]


@pytest.mark.django_db(transaction=True)
def test_a_kill_between_acceptance_and_record_repeats_the_same_message_id(box: Letterbox) -> None:
    """The one window that no sender can close: the reader's mail box sees one mail twice."""
    mails = [say(), say()]
    connection.close()  # the child has one of its own
    if not (child := os.fork()):
        with suppress(BaseException):
            outbox.deliver(*(mail.pk for mail in mails))
        os._exit(1)

    def kill_at_the_second() -> None:
        if len(box.taken) == 2:
            os.kill(child, signal.SIGKILL)

    box.when_taken = kill_at_the_second
    _child, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    box.when_taken = lambda: None
    outbox.deliver(*(mail.pk for mail in mails))
    first, second = (mail.message_id for mail in mails)
    assert box.ids == [first, second, second]
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {SENT}


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_refusal_for_good_is_kept_and_not_tried_again(box: Letterbox, command: str) -> None:
    mail = say()
    box.answers[command].append("550 no such mail box")

    outbox.deliver(mail.pk)
    outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.last_answer) == (REFUSED, "550 no such mail box")
    assert mail.sent_at is None
    assert box.taken == []


def test_without_a_server_mail_waits(settings: LazySettings) -> None:
    settings.GREGOIRE_SMTP_URL = ""
    mail = say()

    with pytest.raises(NoMailServerError):
        outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == WAITING


def test_a_server_that_does_not_answer_is_tried_again(settings: LazySettings) -> None:
    settings.GREGOIRE_SMTP_URL = f"smtp://127.0.0.1:{free_port()}?tls=no"

    with pytest.raises(NoLineError):
        outbox.deliver(say().pk)


def test_in_a_demo_no_mail_leaves_the_machine(box: Letterbox, settings: LazySettings) -> None:
    settings.GREGOIRE_DEMO = True
    mail = say()

    outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == SENT
    assert box.taken == []


def test_nobody_to_write_to_is_nothing_to_send() -> None:
    assert OutboxBackend().send_messages([EmailMessage("Nobody", "reads this")]) == 0
    assert jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(box: Letterbox) -> None:
    mail = say()

    def deliver() -> None:
        outbox.deliver(mail.pk)

    race(deliver, deliver, deliver)

    assert len(box.taken) == 1
