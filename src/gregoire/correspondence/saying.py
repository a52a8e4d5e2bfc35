"""The one way to say a thing to people.

Like the outbox, it writes in the transaction of the operation that says it: what is rolled back was
never said, and what is committed is never lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Now
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.timezone import now

from gregoire.correspondence import rules
from gregoire.correspondence.composing import Words, message_of, plain
from gregoire.correspondence.homes import home_centre_of
from gregoire.correspondence.kinds import Kind
from gregoire.correspondence.models import AddressTask, Delivery, Notice
from gregoire.correspondence.queries import Reader, readers_of
from gregoire.correspondence.rules import LONGEST_SUBJECT, Channel, DeliveryState
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import QUEUE, enqueue
from gregoire.framework.queue import later
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person

SEND_DUE: Final = "correspondence.send_due_mail"  # the job of `jobs.py`, which imports this file
MADE_AT_ONCE: Final = 50  # mails; more would keep whoever says it waiting
NOT_AN_ADDRESS: Final = "not a mail address"
Priority = OutgoingMail.Priority


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told: the facts of the kind's sentence, in whose name, about what.

    `after`: nothing leaves before that instant (it can be recalled until then). `call_before`: the
    office has to phone as well, and before then, so that the rest is urgent too; None: no call.
    """

    person: Person
    facts: Mapping[str, object] = field(default_factory=dict)
    centre: Centre | None = None
    topic: str = ""
    path: str = ""
    after: datetime | None = None
    call_before: datetime | None = None


def say(kind: Kind, *tellings: Telling) -> list[Notice]:
    """Tell each person, in this order: in the campus inbox, and on the channels that reach them.

    A fixed number of statements, however many they are. The mails of many are made by a job right
    after the commit, so that whoever says it need not wait for them.
    """
    readers = readers_of([telling.person for telling in tellings])
    instant = now()
    sayings = [_Saying(kind, one, readers[one.person.pk], instant) for one in tellings]
    with transaction.atomic():
        Notice.objects.bulk_create([one.notice for one in sayings])
        leaving = [one for one in sayings if one.mail and one.mail.due_at <= instant]
        instants = {one.mail.due_at for one in sayings if one.mail and one.is_held_back}
        if len(leaving) <= MADE_AT_ONCE:
            _post(leaving)
        else:
            instants.add(instant)
        Delivery.objects.bulk_create([way for one in sayings for way in one.deliveries])
        for due in instants:
            send_due_at(due)
        for one in sayings:
            if one.has_no_address:
                ask_for_address(one.telling.person, NOT_AN_ADDRESS, centre=one.telling.centre)
    return [one.notice for one in sayings]


def recall(topic: str, *, person: int | None = None) -> int:
    """Take back what was said about something and has not left yet; how many notices.

    `person`: only what was said to the one of this key (who has left meanwhile).
    Of a recall and a mail that become due at the same instant one wins, whole.
    """
    waiting = Notice.objects.filter(topic=topic, recalled_at=None, due_at__gt=now())
    if person is not None:
        waiting = waiting.filter(person=person)
    with transaction.atomic():
        notices = waiting.select_for_update().order_by("pk")
        ways = Delivery.objects.filter(notice__in=list(notices)).select_for_update().order_by("pk")
        queued = [way for way in ways if way.state == DeliveryState.QUEUED]
        gone = {way.notice_id for way in queued if way.mail_id is not None}
        keys = {notice.pk for notice in notices} - gone
        Delivery.objects.filter(pk__in=[way.pk for way in queued if way.notice_id in keys]).update(
            state=DeliveryState.RECALLED
        )
        return Notice.objects.filter(pk__in=keys).update(recalled_at=Now())


class _Saying:
    """One telling on its way: the rows that it becomes, not written yet."""

    def __init__(self, kind: Kind, telling: Telling, reader: Reader, instant: datetime) -> None:
        self.kind, self.telling, self.reader, self.said_at = kind, telling, reader, instant
        self.instant = max(telling.after or instant, instant)
        self.is_held_back = self.instant > instant
        self.is_urgent = kind.is_urgent or telling.call_before is not None
        self.words = words_of(kind, telling)
        self.notice = self._notice()
        self.mail = self._mail() if self._goes_by_mail() else None
        ways = (self.mail, self._letter(), self._call())
        self.deliveries = [way for way in ways if way is not None]

    def _notice(self) -> Notice:
        return Notice(
            kind=self.kind.name,
            person=self.telling.person,
            centre=self.telling.centre,
            topic=self.telling.topic,
            language=self.telling.person.language,
            subject=self.words.subject,
            text=self.words.text,
            path=self.telling.path,
            is_urgent=self.is_urgent,
            is_legal=self.kind.legal is not None,
            due_at=self.instant,
        )

    def _goes_by_mail(self) -> bool:
        by_mail = self.kind.by_mail or self.kind.legal is Channel.MAIL
        refused = self.kind.may_unsubscribe and not self.reader.wants_announcements
        return bool(by_mail and self.reader.address) and (self.is_urgent or not refused)

    def _mail(self) -> Delivery:
        must = self.is_urgent or self.notice.is_legal
        wish = self.reader.wish
        return Delivery(
            notice=self.notice,
            channel=Channel.MAIL,
            address=self.reader.address,
            words=self.words.html,
            due_at=rules.due_at(wish, self.instant, at_once=must) if wish else self.instant,
        )

    def _letter(self) -> Delivery | None:
        legal = self.kind.legal
        wanted = legal is Channel.LETTER or self.kind.by_letter
        if wanted or (legal is not None and self.mail is None):
            return letter(self.notice)
        return None

    def _call(self) -> Delivery | None:
        if self.telling.call_before is None:
            return None
        return Delivery(
            notice=self.notice,
            channel=Channel.CALL,
            address=self.telling.person.phone,
            words=self.words.call or self.words.text,
            due_at=self.said_at,  # the list is there before anything leaves
            deadline=self.telling.call_before,
        )

    @property
    def has_no_address(self) -> bool:
        """Something is written where their address should be, and it is none."""
        mail = self.telling.person.mail
        return bool(mail) and not rules.is_mail_address(mail)

    @property
    def priority(self) -> Priority:
        return priority_of(is_urgent=self.is_urgent, is_bulk=self.kind.may_unsubscribe)

    @property
    def message(self) -> EmailMultiAlternatives:
        regular = self.kind.may_unsubscribe and not self.is_urgent
        path = self.telling.path
        return message_of(self.words, self.telling.person, path=path, may_unsubscribe=regular)


def priority_of(*, is_urgent: bool, is_bulk: bool) -> Priority:
    """How soon a mail leaves, of all those that wait."""
    return Priority.URGENT if is_urgent else Priority.BULK if is_bulk else Priority.ORDINARY


def words_of(kind: Kind, telling: Telling) -> Words:
    """What a kind says of these facts, in the language of the person."""
    person = telling.person
    page: dict[str, object] = {
        "person": person,
        "language": person.language,
        "url": f"{settings.GREGOIRE_URL}{telling.path}",
        **telling.facts,
    }
    with translation.override(person.language):
        subject = rules.one_line(plain(f"{kind.template}.subject.txt", page))
        text = rules.tidied(plain(f"{kind.template}.txt", page)) + "\n"
        html = _rendered(f"{kind.template}.html", page, render_to_string)
        call = _rendered(f"{kind.template}.call.txt", page, plain) if telling.call_before else ""
    return Words(_shortened(subject), text, html, rules.tidied(call))


def letter(notice: Notice) -> Delivery:
    """A notice as a letter that the office prints; the row, not written yet."""
    return Delivery(
        notice=notice,
        channel=Channel.LETTER,
        address=_postal_address(notice.person),
        due_at=notice.due_at,
    )


def ask_for_address(person: Person, why: str, *, centre: Centre | None = None) -> None:
    """A task for the office of the person's centre: the address that they have now does not work.

    One open task for an address. `centre` stands in for a home; nothing where there is neither,
    nor any centre to which the person is attached.
    """
    place = home_centre_of(person.pk) or (centre.pk if centre else None)
    if place is None:
        attached = Attachment.objects.filter(person=person).order_by("-since", "-pk")
        place = attached.values_list("centre", flat=True).first()
    if place is not None:
        task = AddressTask(person=person, centre_id=place, address=person.mail, why=why[:500])
        AddressTask.objects.bulk_create([task], ignore_conflicts=True)


def _post(sayings: Sequence[_Saying]) -> None:
    """Into the outbox, which hands them over after the commit."""
    for priority in {one.priority for one in sayings}:
        ours = [one for one in sayings if one.priority is priority]
        mails = enqueue([one.message for one in ours], priority=priority)
        for one, mail in zip(ours, mails, strict=True):
            if one.mail is not None:
                one.mail.mail, one.mail.words = mail, ""


def send_due_at(instant: datetime, priority: Priority = Priority.URGENT) -> None:
    """What waits for this instant leaves at its second; the job of each minute would be late."""
    job = later.configure_task(SEND_DUE, queue=QUEUE, priority=priority, schedule_at=instant)
    job.defer(timestamp=int(instant.timestamp()))


def _rendered(template: str, page: dict[str, object], render: Callable[..., str]) -> str:
    """Nothing where the kind has no such template."""
    return render(template, page) if _exists(template) else ""


@cache
def _exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


def _shortened(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def _postal_address(person: Person) -> str:
    lines = (person.street, f"{person.postcode} {person.town}".strip(), person.country)
    return "\n".join(line for line in lines if line)
