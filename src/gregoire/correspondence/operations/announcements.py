"""The same thing said to a public: written, sent at an instant, recalled while it has not left.

Nothing of it is slow in a request: the public is written into the tables by a job at the agreed
instant (two statements, however many they are), and its mails are rendered in small batches by
jobs of low priority, so that what is urgent passes between two of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.audiences import ANNOUNCEMENT, Audience, audience_of, topic_of
from gregoire.correspondence.mails import announcement_mail
from gregoire.correspondence.models import Announcement, Delivery, Notice
from gregoire.correspondence.queries.readers import readers_of
from gregoire.correspondence.rules import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    AnnouncementRefusal,
    AnnouncementState,
    Channel,
    DeliveryState,
    MailRhythm,
    MessageRefusal,
)
from gregoire.framework.actors import Actor
from gregoire.framework.models import OutgoingMail
from gregoire.framework.operations import operation
from gregoire.framework.outbox import QUEUE, enqueue
from gregoire.framework.queue import later
from gregoire.kernel.identifiers import new_public_ids
from gregoire.kernel.refusals import RefusedError

Priority = OutgoingMail.Priority
ENQUEUE: Final = "correspondence.enqueue_announcement"  # jobs of `jobs.py`, which imports this file
CARRY: Final = "correspondence.carry_announcement"
NO_MAIL_ADDRESS: Final = "no mail address that works"
BATCH: Final = 50  # mails: what is urgent waits for no more than one batch
MANY: Final = 1000
# The next batch is rendered when the last one has left: a recall finds most of it still here.
BELOW: Final = Priority.BULK - 5
ABOVE: Final = Priority.URGENT

NOTICES: Final = """
    INSERT INTO correspondence_notice (
        public_id, kind, person_id, centre_id, announcement_id, topic, language,
        subject, text, path, is_urgent, is_legal, due_at
    )
    SELECT told.public_id, %(kind)s, person.id, said.centre_id, said.id, %(topic)s,
        CASE WHEN said.text_en = '' THEN 'fr' ELSE person.language END,
        '', '', '', said.is_urgent, false, %(instant)s
    FROM unnest(%(people)s::bigint[], %(ids)s::text[]) AS told (person_id, public_id)
    JOIN people_person AS person ON person.id = told.person_id
    JOIN correspondence_announcement AS said ON said.id = %(announcement)s
"""
DELIVERIES: Final = """
    INSERT INTO correspondence_delivery (
        public_id, notice_id, channel, state, address, words, due_at, bounce, registered_number
    )
    SELECT given.public_id, told.id, 'mail', 'queued', told.mail, '', %(instant)s, '', ''
    FROM (
        SELECT notice.id, person.mail, row_number() OVER (ORDER BY notice.id) AS place
        FROM correspondence_notice AS notice
        JOIN people_person AS person ON person.id = notice.person_id
        LEFT JOIN correspondence_preference AS wish ON wish.person_id = person.id
        WHERE notice.announcement_id = %(announcement)s AND person.mail <> ''
            AND (notice.is_urgent OR coalesce(wish.announcements_by_mail, true))
            AND NOT EXISTS (
                SELECT 1 FROM correspondence_addresstask AS task
                WHERE task.person_id = person.id AND task.address = person.mail
                    AND task.done_at IS NULL
            )
    ) AS told
    JOIN unnest(%(ids)s::text[]) WITH ORDINALITY AS given (public_id, place) USING (place)
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What an announcement says; without an English text, everybody reads the French one."""

    subject_fr: str
    text_fr: str
    subject_en: str = ""
    text_en: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Recall:
    """How many people an announcement was taken back from, and how many it had left for."""

    recalled: int
    had_left: int


@operation(permit=permissions.WRITE_ANNOUNCEMENT, on="audience", journal="result")
def write_announcement(*, by: Actor, audience: Audience, words: Words) -> Announcement:
    """Write to a public, as a draft: nothing leaves. Counts its people. Refuses an empty public."""
    counted = audience.people.count()
    if not counted:
        raise RefusedError(AnnouncementRefusal.NOBODY_THERE)
    return Announcement.objects.create(
        centre=audience.centre,
        author_id=by.person_id or 0,
        audience_kind=audience.kind,
        audience=audience.key,
        counted=counted,
        **_tidied(words),
    )


@operation(permit=permissions.SEND_ANNOUNCEMENT, on="announcement")
def rewrite_announcement(*, by: Actor, announcement: Announcement, words: Words) -> Announcement:
    """Change the words of a draft. Refuses what has been sent or scheduled."""
    locked = _locked(announcement, AnnouncementState.DRAFT)
    for name, value in _tidied(words).items():
        setattr(locked, name, value)
    locked.save()
    return locked


@operation(permit=permissions.SEND_ANNOUNCEMENT, on="announcement")
def send_announcement(
    *, by: Actor, announcement: Announcement, at: datetime | None = None
) -> Announcement:
    """Send a draft, now or at an instant (aware). Counts its people again.

    Of two who click together, one is told that it is no draft any more.
    """
    locked = _locked(announcement, AnnouncementState.DRAFT)
    audience = audience_of(locked, today=by.today)
    instant = now()
    _demand(rules.sending_refusal(at, instant) if at else None)
    counted = audience.people.count() if audience else 0
    if not counted:
        raise RefusedError(AnnouncementRefusal.NOBODY_THERE)
    locked.counted = counted
    locked.state, locked.send_at = AnnouncementState.SCHEDULED, max(at or instant, instant)
    locked.save(update_fields=["counted", "state", "send_at"])
    _defer(ENQUEUE, locked, at=locked.send_at)
    return locked


@operation(permit=permissions.RECALL_ANNOUNCEMENT, on="announcement")
def recall_announcement(*, by: Actor, announcement: Announcement) -> Recall:
    """Take back what has not left: before its instant all of it; later what still waits.

    Whoever has opened it in the campus, or whose mail was handed over, keeps it. Refuses where
    nothing is left to take back.
    """
    going = (AnnouncementState.SCHEDULED, AnnouncementState.SENDING, AnnouncementState.SENT)
    locked = _locked(announcement, *going, refusal=AnnouncementRefusal.NOTHING_TO_RECALL)
    was_enqueued = locked.enqueued_at is not None
    notices = locked.notices.filter(opened_at=None, recalled_at=None)
    gone = Delivery.objects.filter(notice__announcement=locked).exclude(
        mail=None, state=DeliveryState.QUEUED
    )
    waiting = notices.exclude(pk__in=gone.values("notice"))
    keys = list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if was_enqueued and not keys:
        raise RefusedError(AnnouncementRefusal.NOTHING_TO_RECALL)
    Delivery.objects.filter(notice__in=keys, state=DeliveryState.QUEUED, mail=None).update(
        state=DeliveryState.RECALLED
    )
    Notice.objects.filter(pk__in=keys).update(recalled_at=Now())
    locked.state, locked.recalled_at = AnnouncementState.RECALLED, now()
    locked.save(update_fields=["state", "recalled_at"])
    told = locked.notices.filter(recalled_at=None).count()
    return Recall(recalled=len(keys) if was_enqueued else locked.counted, had_left=told)


@operation(permit=permissions.CARRY_ANNOUNCEMENT, on="announcement")
def enqueue_announcement(*, by: Actor, announcement: Announcement) -> int:
    """Write the public of the agreed instant into the inboxes and the queue of mails; how many.

    Safe to run twice: the second finds it no longer scheduled. The public is that of this instant:
    who has left it meanwhile is not told, who has joined it is.
    """
    locked = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if locked.state != AnnouncementState.SCHEDULED:
        return 0
    audience = audience_of(locked, today=by.today)
    people = audience.people.order_by("pk").values_list("pk", flat=True) if audience else ()
    keys = list(people)
    instant = now()
    while Announcement.objects.filter(enqueued_at=instant).exists():  # it names the batches
        instant += timedelta(microseconds=1)
    _write_notices(locked, keys, instant)
    if not locked.is_urgent:
        _put_off(locked, instant)
    locked.state, locked.enqueued_at = AnnouncementState.SENDING, instant
    locked.counted = len(keys)
    locked.save(update_fields=["state", "enqueued_at", "counted"])
    _defer(CARRY, locked)
    return len(keys)


@operation(permit=permissions.CARRY_ANNOUNCEMENT, on="announcement")
def carry_announcement(*, by: Actor, announcement: Announcement) -> int:
    """Render the next mails of an announcement and hand them to the outbox; how many.

    A mail and the mark on its delivery are one transaction: whatever kills the worker, each
    delivery has no mail yet, or the one that it keeps. Where none is left it is sent.
    """
    # The lock of the announcement keeps a recall and a batch apart.
    locked = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
    if locked.state != AnnouncementState.SENDING:
        return 0
    batch = _next_batch(locked)
    if not batch:
        locked.state = AnnouncementState.SENT
        locked.save(update_fields=["state"])
        return 0
    _hand_over(locked, batch)
    _defer(CARRY, locked)
    return len(batch)


def _next_batch(announcement: Announcement) -> list[Delivery]:
    """The next that wait, locked; found by their instant alone, without a join over all of them."""
    waiting = Delivery.objects.filter(
        channel=Channel.MAIL,
        state=DeliveryState.QUEUED,
        mail=None,
        due_at=announcement.enqueued_at or announcement.written_at,
    )
    first = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    rows = waiting.filter(pk__in=first, notice__announcement=announcement)
    shown = rows.select_related("notice__person", "notice__centre")
    return list(shown.select_for_update(of=("self",)).order_by("pk"))


def _hand_over(announcement: Announcement, batch: list[Delivery]) -> None:
    """Mails into the outbox, each marked on its delivery; none where no address can bear one."""
    good = [delivery for delivery in batch if rules.is_mail_address(delivery.address)]
    urgency = Priority.URGENT if announcement.is_urgent else Priority.BULK
    messages = [announcement_mail(announcement, delivery) for delivery in good]
    for delivery, mail in zip(good, enqueue(messages, priority=urgency), strict=True):
        delivery.mail = mail
    Delivery.objects.bulk_update(good, ["mail"])
    wrong = [delivery.pk for delivery in batch if delivery.mail is None]
    Delivery.objects.filter(pk__in=wrong).update(
        state=DeliveryState.BOUNCED, bounced_at=Now(), bounce=NO_MAIL_ADDRESS
    )


def _write_notices(announcement: Announcement, people: list[int], instant: datetime) -> None:
    """One notice each, and the mail of whoever wants it; two statements, however many they are."""
    said: dict[str, Any] = {
        "announcement": announcement.pk,
        "instant": instant,
        "kind": ANNOUNCEMENT.name,
        "topic": topic_of(announcement),
        "people": people,
    }
    with connection.cursor() as cursor:
        for statement in (NOTICES, DELIVERIES):
            cursor.execute(statement, said | {"ids": new_public_ids(len(people))})
        if len(people) >= MANY:  # the batches that follow are planned for what is there now
            cursor.execute("ANALYZE correspondence_notice, correspondence_delivery")


def _put_off(announcement: Announcement, instant: datetime) -> None:
    """Who reads digests, or sleeps, gets it at their own time: `send_due_mail` sees to those."""
    mails = Delivery.objects.filter(notice__announcement=announcement, channel=Channel.MAIL)
    wishes = Q(notice__person__mail_preference__quiet_from__isnull=False) | ~Q(
        notice__person__mail_preference__rhythm=MailRhythm.AT_ONCE
    )
    waiting = mails.filter(wishes, notice__person__mail_preference__isnull=False)
    rows = list(waiting.select_related("notice__person").order_by("pk"))
    readers = readers_of([row.notice.person for row in rows])
    for row in rows:
        wish = readers[row.notice.person_id].wish
        row.due_at = rules.due_at(wish, instant) if wish else instant
    Delivery.objects.bulk_update(rows, ["due_at"], batch_size=1000)


def _tidied(words: Words) -> dict[str, object]:
    """The words as they are kept; raises RefusedError where they cannot be sent."""
    subjects = {
        language: " ".join(rules.tidied(subject).split())
        for language, subject in (("fr", words.subject_fr), ("en", words.subject_en))
    }
    texts = {"fr": rules.tidied(words.text_fr), "en": rules.tidied(words.text_en)}
    if bool(subjects["en"]) != bool(texts["en"]):
        raise RefusedError(AnnouncementRefusal.HALF_IN_ENGLISH)
    for language in ("fr", "en") if texts["en"] else ("fr",):
        subject, text = subjects[language], texts[language]
        said = {"language": language}
        _demand(rules.subject_refusal(subject), count=len(subject), most=LONGEST_SUBJECT, **said)
        _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT, **said)
    return {
        **{f"subject_{language}": subject for language, subject in subjects.items()},
        **{f"text_{language}": text for language, text in texts.items()},
        "is_urgent": words.is_urgent,
    }


def _locked(
    announcement: Announcement,
    *states: AnnouncementState,
    refusal: AnnouncementRefusal = AnnouncementRefusal.NOT_A_DRAFT,
) -> Announcement:
    locked = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
    if locked.state not in states:
        raise RefusedError(refusal)
    return locked


def _defer(job: str, announcement: Announcement, *, at: datetime | None = None) -> None:
    """Enqueued in this transaction: what is committed is carried, whoever dies."""
    priority = ABOVE if announcement.is_urgent else BELOW
    task = later.configure_task(job, queue=QUEUE, priority=priority, schedule_at=at)
    task.defer(announcement_id=announcement.pk)


def _demand(refusal: AnnouncementRefusal | MessageRefusal | None, **facts: object) -> None:
    if refusal:
        raise RefusedError(refusal, **facts)
