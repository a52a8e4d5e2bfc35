"""Mail leaves the house by a job, from a row written in the transaction that says it.

`OutboxBackend` is Django's e-mail backend, so that every library that sends mail (accounts, too)
goes through it. Nothing is lost between the commit and the mail server, and nothing leaves that
was not committed. The one window that no sender can close lies between the server's acceptance
and our record of it: there the mail is sent again, under the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.timezone import now
from procrastinate.types import JSONDict

from gregoire.framework.events import announce
from gregoire.framework.mail_server import Answer, Line, NoLineError, NoMailServerError, answer_of
from gregoire.framework.models import OutgoingMail
from gregoire.framework.queue import later

DELIVERY = "framework.deliver_mail"  # the job of `jobs.py`, which imports this file
QUEUE = "mail"
MAILS_OF_A_JOB: Final = 25  # they share one line to the server
TURN_S: Final = 1.0  # after which a job lets others pass: what is urgent waits for no more
LONGEST_WAIT: Final = timedelta(minutes=15)  # what waits leaves soon after the server is back
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
        _defer(mails)
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


def deliver(*mail_ids: int) -> None:
    """Hand kept mails to the mail server, over one line; safe to run twice.

    Each mail is recorded for itself, at once. One that is asked to come back has a job for later;
    what is left after the turn has a job for now. A refusal for good is kept, and announced.

    Raises NoLineError, NoMailServerError where no mail can leave at all: the job is then tried
    again. Raises what a listener raised, last of all: a mistake of theirs sends no mail again.
    """
    in_vain: list[OutgoingMail] = []
    mistakes: list[Exception] = []
    left = _waiting(mail_ids)
    until = monotonic() + TURN_S
    with Line(settings.GREGOIRE_SMTP_URL) as line:
        while left:
            mail = _deliver(left.pop(0).pk, line, mistakes)
            if mail.state == OutgoingMail.State.WAITING:
                in_vain.append(mail)
            if monotonic() > until:
                break
    if mistakes:  # the job is tried again, and with it what has not left
        raise mistakes[0]
    _defer(left)
    for mail in in_vain:
        _defer([mail], wait=wait_after(mail.attempts))


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


def wait_after(attempts: int) -> timedelta:
    """Until the next try: seconds, then minutes, at most a quarter of an hour."""
    return min(timedelta(seconds=5 + 2 ** min(attempts, 12)), LONGEST_WAIT)


def _waiting(mail_ids: Sequence[int]) -> list[OutgoingMail]:
    """Those that have not left, without their words."""
    waiting = OutgoingMail.objects.filter(pk__in=mail_ids, state=OutgoingMail.State.WAITING)
    return list(waiting.only("pk", "priority").order_by("attempts", "pk"))


def _deliver(mail_id: int, line: Line, mistakes: list[Exception]) -> OutgoingMail:
    """One mail and its record, in one transaction; what a listener raises joins the mistakes.

    Raises NoLineError, NoMailServerError where no mail can leave, after the record of it.
    """
    with transaction.atomic():
        mail = OutgoingMail.objects.select_for_update().get(pk=mail_id)
        if mail.state != OutgoingMail.State.WAITING:
            return mail
        trouble = _hand_over(mail, line)
        mail.save(update_fields=["state", "sent_at", "attempts", "last_answer"])
        try:
            with transaction.atomic():
                _tell(mail)
        except Exception as error:  # noqa: BLE001 -- a listener's mistake must not send mail again
            mistakes.append(error)
    if isinstance(trouble, NoLineError | NoMailServerError):
        raise trouble
    return mail


def _hand_over(mail: OutgoingMail, line: Line) -> OSError | None:
    """Try; what came of it stands on the mail, not written yet."""
    mail.attempts = min(mail.attempts + 1, MOST_ATTEMPTS_COUNTED)
    try:
        if not settings.GREGOIRE_DEMO:
            line.send(mail.sender, mail.recipients, bytes(mail.raw))
    except OSError as error:
        answer = answer_of(error)
        mail.last_answer = (answer.text if answer else str(error))[:500]
        if answer and _is_the_last(answer, mail):
            mail.state = OutgoingMail.State.REFUSED
        return error
    mail.state, mail.sent_at, mail.last_answer = OutgoingMail.State.SENT, now(), ""
    return None


def _defer(mails: Sequence[OutgoingMail], *, wait: timedelta | None = None) -> None:
    """Jobs for mails of one priority, each for as many as share a line."""
    if not mails:
        return
    keys = [mail.pk for mail in mails]
    shares = (keys[first : first + MAILS_OF_A_JOB] for first in range(0, len(keys), MAILS_OF_A_JOB))
    work: list[JSONDict] = [{"mail_ids": [*share]} for share in shares]
    at = now() + wait if wait else None
    job = later.configure_task(DELIVERY, queue=QUEUE, priority=mails[0].priority, schedule_at=at)
    job.batch_defer(*work)


def _tell(mail: OutgoingMail) -> None:
    if mail.state == OutgoingMail.State.SENT:
        announce(MailLeft(mail.pk))
    elif mail.state != OutgoingMail.State.WAITING:
        announce(MailBounced(mail.pk, mail.last_answer))


def _is_the_last(answer: Answer, mail: OutgoingMail) -> bool:
    """A refusal for good; or one to come back later, for days on end."""
    return not answer.asks_to_come_back or now() - mail.written_at > COMES_BACK_FOR
