"""A person's inbox: what the campus told them, and what they and the offices write to each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from gregoire.correspondence.kinds import ANSWERED
from gregoire.correspondence.models import Attachment, Conversation, Message, Notice
from gregoire.correspondence.queries.conversations import UNREAD, plain, that_say
from gregoire.framework.actors import Actor
from gregoire.kernel.text import without_accents

# Said so that word of an answer leaves by mail; in the inbox the conversation itself stands.
STANDS_FOR_A_CONVERSATION: Final = ANSWERED.name
CONVERSATION, NOTICE = "conversation", "notice"


class Folder(StrEnum):
    """What of the inbox is shown."""

    INBOX = "inbox"  # but what was put into the archive
    UNREAD = "unread"
    ARCHIVED = "archived"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str


def words_of(notice: Notice) -> Words:
    """What a notice says; what an announcement says stands on the announcement, in one language or two."""
    said = notice.announcement
    if said is None:
        return Words(notice.subject, notice.text)
    if notice.language == "en" and said.text_en:
        return Words(said.subject_en or said.subject_fr, said.text_en)
    return Words(said.subject_fr, said.text_fr)


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """One's own notices that may be seen by now, with what they say."""
    own = Notice.objects.of(actor).exclude(kind=STANDS_FOR_A_CONVERSATION)
    return own.select_related("announcement", "centre", "answer")


def notice_of(actor: Actor, public_id: str) -> Notice:
    """One of one's own notices; raises DoesNotExist otherwise, and where it was recalled."""
    return notices_of(actor).get(public_id=public_id)


def inbox_of(
    actor: Actor, folder: Folder = Folder.INBOX, words: str = ""
) -> QuerySet[Any, dict[str, Any]]:
    """What stands in the inbox, the latest first: the kind and the key of each entry."""
    unread = Message.objects.filter(conversation=OuterRef("pk"), from_office=True, read_at=None)
    conversations = that_say(words, Conversation.objects.of(actor))
    notices = _notices_that_say(words, notices_of(actor))
    shown = Q() if folder is Folder.EVERYWHERE else Q(archived_at__isnull=folder != Folder.ARCHIVED)
    if folder is Folder.UNREAD:
        conversations, notices = (
            conversations.filter(Exists(unread)),
            notices.filter(opened_at=None),
        )
    return _keys(conversations.filter(shown), CONVERSATION, "last_at").union(
        _keys(notices.filter(shown), NOTICE, "due_at"), all=True
    ).order_by("-at", "-pk")  # fmt: skip


def entries_of(keys: Iterable[Mapping[str, Any]]) -> list[Conversation | Notice]:
    """What these keys of the inbox stand for, in their order: two queries at most."""
    keys = list(keys)
    found: dict[str, dict[int, Any]] = {CONVERSATION: {}, NOTICE: {}}
    if chosen := [key["pk"] for key in keys if key["what"] == CONVERSATION]:
        conversations = Conversation.objects.select_related("centre")
        found[CONVERSATION] = conversations.annotate(
            unread=Count("messages", filter=UNREAD),
        ).in_bulk(chosen)
    if chosen := [key["pk"] for key in keys if key["what"] == NOTICE]:
        found[NOTICE] = Notice.objects.select_related("announcement", "centre").in_bulk(chosen)
    return [found[key["what"]][key["pk"]] for key in keys if key["pk"] in found[key["what"]]]


def unread_count(actor: Actor) -> int:
    """How many messages of offices and of the campus the person has not read yet."""
    if not actor.is_known:
        return 0
    notices = notices_of(actor).filter(opened_at=None, archived_at=None)
    unread = Message.objects.filter(from_office=True, read_at=None, conversation__archived_at=None)
    return notices.count() + unread.filter(conversation__person=actor.person_id).count()


def attachment_for(actor: Actor, public_id: str) -> Attachment:
    """A file of a conversation that the actor sees, as its person or as the office; or DoesNotExist."""
    conversations = Conversation.objects.visible_to(actor).values("pk")
    return (
        Attachment.objects.select_related("message__conversation")
        .filter(message__conversation__in=conversations)
        .get(public_id=public_id)
    )


@dataclass(frozen=True, slots=True)
class Received:
    """One of the latest things that a person was told or answered; `office` is empty for a notice."""

    public_id: str
    at: datetime
    subject: str
    office: str
    centre: str
    zone: ZoneInfo
    is_unread: bool


def latest_received(actor: Actor, limit: int = 3) -> list[Received]:
    """What offices wrote and the campus told, newest first, archive left out: one query."""
    if not actor.is_known:
        return []
    with connection.cursor() as cursor:
        asked = {"person": actor.person_id, "limit": limit, "hidden": STANDS_FOR_A_CONVERSATION}
        cursor.execute(LATEST, asked)
        return [
            Received(public_id, at, subject, office, centre, ZoneInfo(zone), is_unread)
            for public_id, at, subject, office, centre, zone, is_unread in cursor.fetchall()
        ]


# Written out, as the frame's: it stands on every learner's home page. Each half is cut before the
# two are put together, so that an index gives the few rows.
LATEST: Final = """
SELECT l.public_id, l.at, l.subject, l.office, coalesce(c.name, ''),
    coalesce(c.time_zone, 'Europe/Paris'), l.is_unread
FROM (
    (SELECT v.public_id, m.at, v.subject, v.office, v.centre_id, m.read_at IS NULL AS is_unread
     FROM correspondence_message m
     JOIN correspondence_conversation v ON v.id = m.conversation_id
     WHERE v.person_id = %(person)s AND m.from_office AND v.archived_at IS NULL
     ORDER BY m.id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT n.public_id, n.due_at,
        CASE WHEN a.id IS NULL THEN n.subject
             WHEN n.language = 'en' AND a.text_en <> ''
                THEN coalesce(nullif(a.subject_en, ''), a.subject_fr)
             ELSE a.subject_fr END,
        '', n.centre_id, n.opened_at IS NULL
     FROM correspondence_notice n
     LEFT JOIN correspondence_announcement a ON a.id = n.announcement_id
     WHERE n.person_id = %(person)s AND n.recalled_at IS NULL AND n.due_at <= statement_timestamp()
         AND n.archived_at IS NULL AND n.kind <> %(hidden)s
     ORDER BY n.due_at DESC LIMIT %(limit)s)
) l LEFT JOIN network_centre c ON c.id = l.centre_id
ORDER BY l.at DESC LIMIT %(limit)s
"""


def _keys(rows: QuerySet[Any], what: str, at: str) -> QuerySet[Any, dict[str, Any]]:
    kind = Value(what, output_field=CharField())
    keys: QuerySet[Any, dict[str, Any]] = rows.order_by().annotate(what=kind, at=F(at))
    return keys.values("what", "pk", "at")


def _notices_that_say(words: str, notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those whose subject or text holds every word, whatever its accents and its case."""
    asked = without_accents(words).lower().split()[:8]
    if not asked:
        return notices
    in_english = Q(language="en") & ~Q(announcement__text_en="")
    said = Case(
        When(announcement=None, then=_joined("subject", "text")),
        When(in_english, then=_joined("announcement__subject_en", "announcement__text_en")),
        default=_joined("announcement__subject_fr", "announcement__text_fr"),
        output_field=TextField(),
    )
    notices = notices.annotate(whole=said).annotate(plain=plain("whole"))
    for word in asked:
        notices = notices.filter(plain__contains=word)
    return notices


def _joined(subject: str, text: str) -> Concat:
    return Concat(subject, Value("\n"), text, output_field=TextField())
