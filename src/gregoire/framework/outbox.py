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
from email.utils import make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django import app

from gregoire.framework.models import OutgoingMail

DELIVERY = "framework.deliver_mail"  # the job of `jobs.py`, which imports this file
QUEUE = "mail"
TIMEOUT_S = 20


class NoMailServerError(OSError):
    """Mail waits in the queue until a server is named."""


class OutboxBackend(BaseEmailBackend):
    """Keep each message and enqueue its delivery, both in the current transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = 0
        delivery = app.configure_task(DELIVERY, queue=QUEUE)
        with transaction.atomic():
            for message in email_messages:
                if message.recipients():
                    mail = keep(message)
                    delivery.defer(mail_id=mail.pk)
                    kept += 1
        return kept


def keep(message: EmailMessage) -> OutgoingMail:
    """Write a message as the bytes that will be sent, under a Message-ID of its own."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    message_id = make_msgid(domain=domain)
    message.extra_headers = {**message.extra_headers, "Message-ID": message_id}
    return OutgoingMail.objects.create(
        message_id=message_id,
        sender=message.from_email,
        recipients=message.recipients(),
        subject=str(message.subject),
        raw=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django's own
    )


def deliver(mail_id: int) -> None:
    """Hand one kept mail to the mail server; safe to run twice.

    Raises OSError or smtplib.SMTPException where the server cannot be reached or asks to come
    back later: the job is then tried again. A refusal for good is kept on the row.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state != OutgoingMail.State.WAITING:
            return
        mail.attempts += 1
        try:
            if not settings.GREGOIRE_DEMO:
                _send(mail)
        except smtplib.SMTPResponseException as error:
            if error.smtp_code < 500:  # noqa: PLR2004 -- RFC 5321: 4yz asks to come back
                raise
            _refused(mail, f"{error.smtp_code} {error.smtp_error!r}")
        except smtplib.SMTPRecipientsRefused as error:
            if any(code < 500 for code, _ in error.recipients.values()):  # noqa: PLR2004
                raise
            _refused(mail, str([code for code, _ in error.recipients.values()]))
        else:
            mail.state, mail.sent_at = OutgoingMail.State.SENT, now()
        mail.save(update_fields=["state", "sent_at", "attempts", "last_answer"])


def _refused(mail: OutgoingMail, answer: str) -> None:
    mail.state, mail.last_answer = OutgoingMail.State.REFUSED, answer[:500]


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
