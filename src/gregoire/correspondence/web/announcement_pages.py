"""What the templates of announcements receive."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gregoire.correspondence.audiences import Offered, audience_of
from gregoire.correspondence.models import Announcement
from gregoire.correspondence.operations.announcements import Recall
from gregoire.correspondence.permissions import RECALL_ANNOUNCEMENT, SEND_ANNOUNCEMENT
from gregoire.correspondence.queries.announcements import Progress, progress_of
from gregoire.correspondence.rules import AnnouncementState, AudienceKind
from gregoire.correspondence.web.area import AreaTab
from gregoire.correspondence.web.desk_forms import AnnouncementForm, SendForm
from gregoire.correspondence.web.zones import label_of
from gregoire.correspondence.wording import ANNOUNCEMENT_STATES, ANNOUNCEMENT_TONES, AUDIENCES
from gregoire.framework import formats
from gregoire.framework.actors import Actor

State = AnnouncementState


def persons(count: int) -> str:
    """`412 persons`"""
    words = ngettext("%(count)s person", "%(count)s persons", count)
    return words % {"count": formats.number(count)}


def said_of_recall(recall: Recall) -> str:
    """How many were spared, and how many had it already."""
    if not recall.had_left:
        return _("Recalled: it had left for nobody.")
    words = _("Recalled for %(recalled)s. It had left for %(left)s, who keep it.")
    return words % {"recalled": persons(recall.recalled), "left": persons(recall.had_left)}


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    announcement: Announcement

    @property
    def state(self) -> Promise:
        return ANNOUNCEMENT_STATES[State(self.announcement.state)]

    @property
    def tone(self) -> str:
        return ANNOUNCEMENT_TONES[State(self.announcement.state)]

    @property
    def persons(self) -> str:
        return persons(self.announcement.counted)

    @property
    def zone(self) -> ZoneInfo:
        return SendForm.zone_of(self.announcement)

    @property
    def zone_label(self) -> str:
        return label_of(self.zone.key)


@dataclass(frozen=True, slots=True)
class AnnouncementsPage:
    area: list[AreaTab]
    pages: "Page[Announcement]"

    @property
    def rows(self) -> list[AnnouncementRow]:
        return [AnnouncementRow(each) for each in self.pages]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    words: str
    offered: list[tuple[AudienceKind, Sequence[Offered]]]

    @property
    def groups(self) -> list[tuple[Promise, Sequence[Offered]]]:
        return [(AUDIENCES[kind], publics) for kind, publics in self.offered]


@dataclass(frozen=True, slots=True)
class WritePage:
    audience: str
    counted: int
    form: AnnouncementForm

    @property
    def persons(self) -> str:
        return persons(self.counted)


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    announcement: Announcement
    audience: str  # empty where the public is gone
    progress: Progress | None  # None before it goes
    form: SendForm
    may_send: bool
    may_recall: bool

    @classmethod
    def of(cls, announcement: Announcement, form: SendForm, actor: Actor) -> "AnnouncementPage":
        audience = audience_of(announcement, today=actor.today)
        progress = progress_of(announcement) if announcement.enqueued_at else None
        state = State(announcement.state)
        left = progress is None or progress.waiting + progress.later > 0
        going = state == State.SCHEDULED or (state in {State.SENDING, State.SENT} and left)
        return cls(
            announcement,
            audience.label if audience else "",
            progress,
            form,
            may_send=state == State.DRAFT and SEND_ANNOUNCEMENT.granted(actor, announcement),
            may_recall=going and RECALL_ANNOUNCEMENT.granted(actor, announcement),
        )

    @property
    def row(self) -> AnnouncementRow:
        return AnnouncementRow(self.announcement)

    @property
    def persons(self) -> str:
        return persons(self.announcement.counted)

    @property
    def goes_on(self) -> bool:
        """Is there more to come soon, so that the page asks again by itself?"""
        if self.announcement.state == State.SCHEDULED:
            return True
        return self.announcement.state == State.SENDING or bool(
            self.progress and self.progress.waiting
        )
