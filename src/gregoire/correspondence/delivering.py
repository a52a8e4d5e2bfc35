"""Makes mail of what is due, and keeps what became of each mail.

What waits (for its instant, for the end of quiet hours, for a digest) is a delivery without a mail.
The mail, its job and the mark on the delivery are one transaction, under the lock of the delivery:
whoever dies, and however many do it at once, each delivery gets one mail.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from gregoire.correspondence import rules
from gregoire.correspondence.composing import Words, message_of, plain
from gregoire.correspondence.kinds import KINDS
from gregoire.correspondence.mails import announcement_mail
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.queries import Reader, readers_of
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.correspondence.saying import (
    ask_for_address,
    letter,
    priority_of,
    send_due_at,
)
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import TURN_S, enqueue
from gregoire.people.models import Person

PEOPLE_AT_ONCE: Final = 100
NO_ADDRESS: Final = "no mail address that works"
CHANGED: Final = ("mail", "address", "words", "state", "bounced_at", "bounce")


def send_due_mail() -> int:
    """Put in the outbox every mail whose instant has come, urgent ones first; how many mails.

    After its turn it lets others pass: what is left has a job of its own. Safe to run twice, and
    by several workers at once.
    """
    sent = 0
    until = monotonic() + TURN_S
    while people := _whose_mail_is_due():
        with transaction.atomic():
            sent += _send_to(people)
            if monotonic() > until:
                _go_on()
                break
    return sent


def note_mail_left(mail_id: int) -> None:
    """The mail server has it: what it carried is sent, at the instant that the outbox kept."""
    left = OutgoingMail.objects.filter(pk=OuterRef("mail")).values("sent_at")
    Delivery.objects.filter(mail=mail_id, state=DeliveryState.QUEUED).update(
        state=DeliveryState.SENT, sent_at=Subquery(left)
    )


def note_mail_bounced(mail_id: int, answer: str) -> None:
    """It did not reach its reader: what it carried has bounced; what the law asks for goes by post.

    Where the answer blames the address, the office of the person's centre has a task.
    """
    carried = Delivery.objects.filter(mail=mail_id)
    rows = list(carried.select_related("notice__person", "notice__centre").order_by("pk"))
    carried.update(state=DeliveryState.BOUNCED, bounced_at=Now(), bounce=answer)
    _post_legal_letters([row.notice for row in rows])
    if rules.blames_address(answer):
        centre = rows[0].notice.centre if rows else None
        addresses = OutgoingMail.objects.values_list("recipients", flat=True).get(pk=mail_id)
        readers = [row.notice.person for row in rows[:1]] or _people_at(addresses)
        for person in readers:
            if person.mail in addresses:  # they may have given another since
                ask_for_address(person, answer, centre=centre)


def _people_at(addresses: Sequence[str]) -> list[Person]:
    """Whom a mail of another module (a forgotten password) was for."""
    return list(Person.objects.filter(mail__in=addresses).order_by("pk"))


def _post_legal_letters(notices: Sequence[Notice]) -> None:
    letters = [letter(notice) for notice in notices if notice.is_legal]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)


@dataclass(frozen=True, slots=True)
class _Mail:
    """The deliveries that go into one mail."""

    rows: list[Delivery]
    is_digest: bool = False

    @property
    def priority(self) -> OutgoingMail.Priority:
        return priority_of(
            is_urgent=self.rows[0].notice.is_urgent,
            is_bulk=all(_may_unsubscribe(row.notice) for row in self.rows),
        )

    @property
    def message(self) -> EmailMultiAlternatives:
        row = self.rows[0]
        notice, person = row.notice, row.notice.person
        if self.is_digest:
            return message_of(_digest(person, [one.notice for one in self.rows]), person)
        if notice.announcement is not None:
            row.address = person.mail
            return announcement_mail(notice.announcement, row)
        words = Words(notice.subject, notice.text, row.words)
        regular = _may_unsubscribe(notice)
        return message_of(words, person, path=notice.path, may_unsubscribe=regular)


def _due() -> QuerySet[Delivery]:
    """What has no mail yet; of announcements what their own batches leave to us: who waits."""
    return Delivery.objects.filter(
        Q(notice__announcement=None) | Q(due_at__gt=F("notice__announcement__enqueued_at")),
        channel=Channel.MAIL,
        state=DeliveryState.QUEUED,
        mail=None,
        due_at__lte=now(),
    )


def _whose_mail_is_due() -> list[int]:
    first = _due().order_by("-notice__is_urgent", "due_at", "pk")
    return list(dict.fromkeys(first.values_list("notice__person", flat=True)[:PEOPLE_AT_ONCE]))


def _go_on() -> None:
    """A digest of sixty thousand is long work, and nobody whose class is cancelled waits for it."""
    is_urgent = _due().filter(notice__is_urgent=True).exists()
    priority = OutgoingMail.Priority
    send_due_at(now(), priority.URGENT if is_urgent else priority.ORDINARY)


def _send_to(people: Sequence[int]) -> int:
    locked = _due().filter(notice__person__in=people).select_for_update(of=("self",))
    loaded = locked.select_related("notice__person", "notice__centre", "notice__announcement")
    rows = list(loaded.order_by("pk"))
    readers = readers_of([row.notice.person for row in rows])
    by_person: defaultdict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_person[row.notice.person_id].append(row)
    mails = [mail for key, theirs in by_person.items() for mail in _mails(readers[key], theirs)]
    for priority in OutgoingMail.Priority:
        _hand_over([mail for mail in mails if mail.priority is priority], priority)
    Delivery.objects.bulk_update(rows, CHANGED)
    return len(mails)


def _mails(reader: Reader, rows: list[Delivery]) -> Iterator[_Mail]:
    """One for all that a digest holds; one for each of the others; none where no address works."""
    if not reader.address:
        for row in rows:
            row.state, row.bounced_at, row.bounce = DeliveryState.BOUNCED, now(), NO_ADDRESS
        _post_legal_letters([row.notice for row in rows])
        return
    digest = [row for row in rows if reader.reads_digests and not _must_leave(row.notice)]
    if digest:
        yield _Mail(digest, is_digest=True)
    yield from (_Mail([row]) for row in rows if row not in digest)


def _hand_over(mails: Sequence[_Mail], priority: OutgoingMail.Priority) -> None:
    kept = enqueue([mail.message for mail in mails], priority=priority)
    for mail, row_of_outbox in zip(mails, kept, strict=True):
        for row in mail.rows:
            row.mail, row.address, row.words = row_of_outbox, row.notice.person.mail, ""


def _must_leave(notice: Notice) -> bool:
    return notice.is_urgent or notice.is_legal


def _may_unsubscribe(notice: Notice) -> bool:
    kind = KINDS.get(notice.kind)
    return kind is not None and kind.may_unsubscribe and not notice.is_urgent


def _digest(person: Person, notices: Sequence[Notice]) -> Words:
    """All that waited, in the order in which it was said, each with its page."""
    with translation.override(person.language):
        greeting = _("Hello %(name)s,") % {"name": person.name}  # once for all
        page = {"person": person, "notices": [_line(notice, greeting) for notice in notices]}
        return Words(
            plain("correspondence/mail/digest.subject.txt", page).strip(),
            plain("correspondence/mail/digest.txt", page).strip() + "\n",
            render_to_string("correspondence/mail/digest.html", page),
        )


def _line(notice: Notice, greeting: str) -> dict[str, str]:
    said, english = notice.announcement, notice.language == "en"
    subject, text = notice.subject, notice.text
    if said is not None:
        subject = said.subject_en if english and said.text_en else said.subject_fr
        text = said.text_en if english and said.text_en else said.text_fr
    path = notice.path or reverse("correspondence:notice", args=[notice.public_id])
    text = text.strip().removeprefix(greeting).strip()
    return {"subject": subject, "text": text, "url": f"{settings.GREGOIRE_URL}{path}"}
