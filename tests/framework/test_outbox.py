"""Mail through a real SMTP server: delivered once, tried again, kept when it is refused."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from gregoire.framework import outbox
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import MailServer, NoMailServerError, OutboxBackend
from tests.support.commands import free_port
from tests.support.jobs import work_off_jobs
from tests.support.races import race

pytestmark = pytest.mark.django_db
WAITING, SENT, REFUSED = (
    OutgoingMail.State.WAITING,
    OutgoingMail.State.SENT,
    OutgoingMail.State.REFUSED,
)


class Server:
    """Takes mail, unless it has another answer to give; those are given first, in order."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.answers: list[str] = []
        self.recipient_answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's names
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(BytesParser().parsebytes(envelope.content))
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]


@contextmanager
def listening(server: Server) -> Iterator[int]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Server]:
    server = Server()
    with listening(server) as port:
        settings.GREGOIRE_SMTP_URL = f"smtp://127.0.0.1:{port}?tls=no"
        yield server


def say(subject: str = "Your class has moved", to: str = "camille@example.org") -> OutgoingMail:
    message = EmailMessage(subject, "It is in room A 101.", to=[to])
    OutboxBackend().send_messages([message])
    return OutgoingMail.objects.order_by("-pk")[0]


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_mail_is_kept_then_delivered_once_by_its_job(server: Server) -> None:
    mail = say()
    assert (mail.state, server.taken) == (WAITING, [])

    assert work_off_jobs() == ["framework.deliver_mail"]

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (SENT, 1)
    assert mail.sent_at is not None
    assert [str(message["Subject"]) for message in server.taken] == ["Your class has moved"]
    assert server.ids == [mail.message_id]


def test_delivering_again_sends_nothing(server: Server) -> None:
    mail = say()
    outbox.deliver(mail.pk)

    outbox.deliver(mail.pk)

    assert len(server.taken) == 1


def test_what_is_undone_leaves_neither_mail_nor_job() -> None:
    with suppress(LookupError), transaction.atomic():
        say()
        assert jobs() == 1
        raise LookupError

    assert jobs() == 0
    assert OutgoingMail.objects.count() == 0


def test_accents_arrive_as_they_were_written(server: Server) -> None:
    outbox.deliver(say("Réunion reportée à l’été").pk)

    [message] = server.taken
    assert outbox_subject(message) == "Réunion reportée à l’été"


def outbox_subject(message: Message) -> str:
    from email.header import decode_header, make_header  # noqa: PLC0415

    return str(make_header(decode_header(str(message["Subject"]))))


def test_a_crash_between_acceptance_and_record_repeats_the_same_message_id(server: Server) -> None:
    """The one window that no sender can close: the reader's mail box sees one mail twice."""
    mail = say()
    with suppress(SystemExit), transaction.atomic():
        outbox.deliver(mail.pk)
        raise SystemExit  # the process dies before the record is committed

    mail.refresh_from_db()
    assert mail.state == WAITING
    outbox.deliver(mail.pk)

    assert server.ids == [mail.message_id, mail.message_id]


@pytest.mark.parametrize("answers", ["answers", "recipient_answers"])
def test_a_server_that_asks_to_come_back_is_asked_again(server: Server, answers: str) -> None:
    mail = say()
    getattr(server, answers).append("451 come back later")

    with pytest.raises(smtplib.SMTPException):
        outbox.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == WAITING
    outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == SENT
    assert len(server.taken) == 1


@pytest.mark.parametrize("answers", ["answers", "recipient_answers"])
def test_a_refusal_for_good_is_kept_and_not_tried_again(server: Server, answers: str) -> None:
    mail = say()
    getattr(server, answers).append("550 no such mail box")

    outbox.deliver(mail.pk)
    outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == REFUSED
    assert "550" in mail.last_answer
    assert mail.sent_at is None
    assert server.taken == []


def test_without_a_server_mail_waits(settings: LazySettings) -> None:
    settings.GREGOIRE_SMTP_URL = ""
    mail = say()

    with pytest.raises(NoMailServerError):
        outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == WAITING


def test_a_server_that_does_not_answer_is_tried_again(settings: LazySettings) -> None:
    settings.GREGOIRE_SMTP_URL = f"smtp://127.0.0.1:{free_port()}?tls=no"

    with pytest.raises(OSError, match=r"."):
        outbox.deliver(say().pk)


def test_in_a_demo_no_mail_leaves_the_machine(server: Server, settings: LazySettings) -> None:
    settings.GREGOIRE_DEMO = True
    mail = say()

    outbox.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == SENT
    assert server.taken == []


def test_nobody_to_write_to_is_nothing_to_send() -> None:
    assert OutboxBackend().send_messages([EmailMessage("Nobody", "reads this")]) == 0
    assert jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(server: Server) -> None:
    mail = say()

    def deliver() -> None:
        outbox.deliver(mail.pk)

    race(deliver, deliver, deliver)

    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mx.example.org", ("mx.example.org", 25, "", False, True)),
        ("smtp://mx.example.org:587?tls=no", ("mx.example.org", 587, "", False, False)),
        ("smtps://a%40b:p%3Aw@mx.example.org", ("mx.example.org", 465, "p:w", True, False)),
    ],
)
def test_the_address_of_the_server_is_read(url: str, expected: tuple[object, ...]) -> None:
    read = MailServer.parse(url)

    assert (read.host, read.port, read.password, read.implicit_tls, read.start_tls) == expected
