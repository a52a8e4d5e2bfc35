"""Mail leaves the house by a job, from a row written in the transaction that says it.

`OutboxBackend` is Django's e-mail backend, so that every library that sends mail (accounts, too)
goes through it. Nothing is lost between the commit and the mail server, and nothing leaves that
was not committed. The one window that no sender can close lies between the server's acceptance
and our record of it: there the mail is sent again, under the same Message-ID.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import now
from procrastinate.types import JSONDict

from gregoire.framework.events import announce
from gregoire.framework.models import OutgoingMail
from gregoire.framework.queue import later

DELIVERY = "framework.deliver_mail"  # the job of `jobs.py`, which imports this file
QUEUE = "mail"
TIMEOUT_S = 20
COMES_BACK_FOR: Final = timedelta(days=5)  # to a mail box that asks for it (RFC 5321, 4.5.4.1)
MOST_ATTEMPTS_COUNTED: Final = 32_767


@dataclass(frozen=True, slots=True)
class MailLeft:
    """The mail server has taken a mail; announced in the transaction that records it."""

    mail_id: int


@dataclass(frozen=True, slots=True)
class MailBounced:
    """A mail was refused for good, or came back; `answer` is what the other side said."""

    mail_id: int
    answer: str


class NoMailServerError(OSError):
    """Mail waits in the queue until a server is named."""


class OutboxBackend(BaseEmailBackend):
    """Keep each message and enqueue its delivery, both in the current transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(enqueue([message for message in email_messages if message.recipients()]))


def enqueue(
    messages: Sequence[EmailMessage],
    *,
    priority: OutgoingMail.Priority = OutgoingMail.Priority.ORDINARY,
) -> list[OutgoingMail]:
    """Keep messages, each of which has recipients, and enqueue their deliveries; in their order.

    Raises ValueError where a header holds a line end.
    """
    if not messages:
        return []
    with transaction.atomic():
        mails = OutgoingMail.objects.bulk_create([_as_row(one, priority) for one in messages])
        delivery = later.configure_task(DELIVERY, queue=QUEUE, priority=priority)
        work: list[JSONDict] = [{"mail_id": mail.pk} for mail in mails]
        delivery.batch_defer(*work)
    return mails


def keep(message: EmailMessage) -> OutgoingMail:
    """Write a message, without enqueueing its delivery."""
    mail = _as_row(message, OutgoingMail.Priority.ORDINARY)
    mail.save()
    return mail


def _as_row(message: EmailMessage, priority: OutgoingMail.Priority) -> OutgoingMail:
    """The bytes that will be sent, under a Message-ID of their own."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    message_id = make_msgid(domain=domain)
    message.extra_headers = {**message.extra_headers, "Message-ID": message_id}
    return OutgoingMail(
        message_id=message_id,
        sender=settings.GREGOIRE_BOUNCES_TO or message.from_email,
        recipients=message.recipients(),
        subject=str(message.subject),
        raw=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own
        priority=priority,
    )


def deliver(mail_id: int) -> None:
    """Hand one kept mail to the mail server; safe to run twice.

    Raises OSError (of which smtplib's are) where the server cannot be reached, does not let us in,
    or asks to come back later: the job is then tried again, and the row says why. A refusal of
    this mail for good is kept on the row, and announced.
    """
    trouble: Exception | None = None
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state != OutgoingMail.State.WAITING:
            return
        mail.attempts = min(mail.attempts + 1, MOST_ATTEMPTS_COUNTED)
        try:
            if not settings.GREGOIRE_DEMO:
                _send(mail)
        except OSError as error:
            answer = _answer_of(error)
            mail.last_answer = (answer.text if answer else str(error))[:500]
            if answer and _is_the_last(answer, mail):
                mail.state = OutgoingMail.State.REFUSED
            else:
                trouble = error
        else:
            mail.state, mail.sent_at, mail.last_answer = OutgoingMail.State.SENT, now(), ""
        mail.save(update_fields=["state", "sent_at", "attempts", "last_answer"])
        try:
            with transaction.atomic():
                _tell(mail)
        except Exception as error:  # noqa: BLE001 -- a listener's mistake must not send mail again
            trouble = error
    if trouble is not None:
        raise trouble


def came_back(mail_id: int, answer: str) -> bool:
    """Keep that a mail which the server had taken was sent back; False where that is known."""
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state != OutgoingMail.State.SENT:
            return False
        mail.state, mail.last_answer = OutgoingMail.State.BOUNCED, answer[:500]
        mail.save(update_fields=["state", "last_answer"])
        _tell(mail)
    return True


def _tell(mail: OutgoingMail) -> None:
    if mail.state == OutgoingMail.State.SENT:
        announce(MailLeft(mail.pk))
    elif mail.state != OutgoingMail.State.WAITING:
        announce(MailBounced(mail.pk, mail.last_answer))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said of this mail or of its reader."""

    code: int
    text: str


def _answer_of(error: OSError) -> _Answer | None:
    """None where the trouble lies between the server and us (no line, no entry, our own address)."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = min(error.recipients.values())  # one that asks to come back counts for all
    elif isinstance(error, smtplib.SMTPDataError):
        code, said = error.smtp_code, error.smtp_error
    else:
        return None
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return _Answer(code, f"{code} {words}".replace("\0", ""))


def _is_the_last(answer: _Answer, mail: OutgoingMail) -> bool:
    """A refusal for good; or one to come back later, for days on end."""
    asks_to_come_back = answer.code < 500  # noqa: PLR2004 -- RFC 5321: 4yz
    return not asks_to_come_back or now() - mail.written_at > COMES_BACK_FOR


def _send(mail: OutgoingMail) -> None:
    if not settings.GREGOIRE_SMTP_URL:
        raise NoMailServerError("no mail server is named (GREGOIRE_SMTP_URL): the mail waits")
    server = MailServer.parse(settings.GREGOIRE_SMTP_URL)
    with server.session() as session:
        session.sendmail(mail.sender, mail.recipients, bytes(mail.raw))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `smtp://user:password@host:587` (with STARTTLS, unless `?tls=no`),
    or `smtps://…:465`.
    """

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool
    start_tls: bool

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        parts = urlsplit(url)
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if implicit else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=implicit,
            start_tls=not implicit and parse_qs(parts.query).get("tls") != ["no"],
        )

    @contextmanager
    def session(self) -> Iterator[smtplib.SMTP]:
        """A connection that has said hello, in TLS where asked, signed in where needed."""
        with self._connect() as connection:
            if self.start_tls:
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
            yield connection

    def _connect(self) -> smtplib.SMTP:
        if self.implicit_tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
