"""What the pages of the inbox receive: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import Promise

from gregoire.correspondence import queries
from gregoire.correspondence.kinds import KINDS
from gregoire.correspondence.models import Conversation, Notice
from gregoire.correspondence.queries import Folder, Words
from gregoire.correspondence.rules import Office
from gregoire.correspondence.web.forms import TextForm
from gregoire.correspondence.wording import CAMPUS, OFFICES
from gregoire.framework.actors import Actor
from gregoire.network.models import Centre

A_PAGE: Final = 20
CHOICE: Final = {queries.CONVERSATION: "c", queries.NOTICE: "n"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the inbox; `count` is how many messages of it are new."""

    choice: str
    subject: str
    sender: str
    at: datetime
    url: str
    read_url: str
    count: int
    is_notice: bool
    is_urgent: bool
    waits_for_office: bool
    is_answered: bool
    is_archived: bool

    @classmethod
    def of(cls, row: Conversation | Notice) -> "Entry":
        return _of_notice(row) if isinstance(row, Notice) else _of_conversation(row)


def _of_conversation(row: Any) -> Entry:
    return Entry(
        choice=f"{CHOICE[queries.CONVERSATION]}:{row.public_id}",
        subject=row.subject,
        sender=f"{OFFICES[Office(row.office)]}, {row.centre.name}",
        at=row.last_at,
        url=reverse("correspondence:conversation", args=[row.public_id]),
        read_url=reverse("correspondence:read", args=[row.public_id]),
        count=row.unread,
        is_notice=False,
        is_urgent=False,
        waits_for_office=row.waits_for_office,
        is_answered=False,
        is_archived=row.archived_at is not None,
    )


def _of_notice(row: Notice) -> Entry:
    return Entry(
        choice=f"{CHOICE[queries.NOTICE]}:{row.public_id}",
        subject=queries.words_of(row).subject,
        sender=_sender(row),
        at=row.due_at,
        url=reverse("correspondence:notice", args=[row.public_id]),
        read_url=reverse("correspondence:notice_read", args=[row.public_id]),
        count=int(row.opened_at is None),
        is_notice=True,
        is_urgent=row.is_urgent,
        waits_for_office=False,
        is_answered=row.answered_at is not None,
        is_archived=row.archived_at is not None,
    )


def _sender(notice: Notice) -> str:
    return f"{CAMPUS}, {notice.centre.name}" if notice.centre else str(CAMPUS)


@dataclass(frozen=True, slots=True)
class InboxPage:
    pages: "Page[Any]"
    entries: list[Entry]
    folder: Folder
    words: str

    @classmethod
    def of(cls, actor: Actor, *, folder: str, words: str, number: str) -> "InboxPage":
        """What is looked for is looked for everywhere, in the archive too."""
        known = Folder(folder) if folder in {Folder.UNREAD, Folder.ARCHIVED} else Folder.INBOX
        asked = Folder.EVERYWHERE if words else known
        pages = Paginator(queries.inbox_of(actor, asked, words), A_PAGE).get_page(number)
        return cls(pages, [Entry.of(row) for row in queries.entries_of(pages)], asked, words)

    @property
    def in_inbox(self) -> bool:
        return self.folder is Folder.INBOX

    @property
    def in_unread(self) -> bool:
        return self.folder is Folder.UNREAD

    @property
    def in_archive(self) -> bool:
        return self.folder is Folder.ARCHIVED

    @property
    def has_unread(self) -> bool:
        return any(entry.count for entry in self.entries)


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One thing that the campus said; `centre` is whose office reads an answer, if one can."""

    notice: Notice
    words: Words
    sender: str
    label: Promise | str
    centre: Centre | None
    form: TextForm

    @classmethod
    def of(cls, actor: Actor, notice: Notice, form: TextForm) -> "NoticePage":
        kind = KINDS.get(notice.kind)
        centre = notice.centre
        if centre is None and notice.answer_id is None:
            centre = next(iter(queries.centres_of(actor)), None)
        label = kind.label if kind else ""
        return cls(notice, queries.words_of(notice), _sender(notice), label, centre, form)

    @property
    def is_unread(self) -> bool:
        return self.notice.opened_at is None

    @property
    def choice(self) -> str:
        return f"{CHOICE[queries.NOTICE]}:{self.notice.public_id}"

    @property
    def text(self) -> str:
        """What was said, without the bare address of the page that a button leads to."""
        lines = self.words.text.splitlines()
        here = self.leads_to
        kept = [line for line in lines if not (here and _is_address(line, ending=here))]
        return "\n".join(kept)

    @property
    def leads_to(self) -> str:
        """The page of the campus that it is about; never an address elsewhere."""
        path = self.notice.path
        return path if path.startswith("/") and not path.startswith("//") else ""


def _is_address(line: str, *, ending: str) -> bool:
    bare = line.strip()
    return bare.startswith(("http://", "https://")) and bare.endswith(ending) and " " not in bare
