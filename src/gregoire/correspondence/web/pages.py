"""What each template receives: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.timezone import now

from gregoire.correspondence import queries
from gregoire.correspondence.models import Conversation, Message
from gregoire.correspondence.rules import Office
from gregoire.correspondence.web.area import AreaTab, area_for
from gregoire.correspondence.web.forms import TextForm, WriteForm
from gregoire.correspondence.wording import OFFICES, OFFICES_DO
from gregoire.framework.actors import Actor
from gregoire.network.models import Centre
from gregoire.network.queries import NearCentre, nearest_centres, place_of_postcode
from gregoire.people.queries import person_of

A_PAGE = 20


def office_of(conversation: Conversation) -> Promise:
    return OFFICES[Office(conversation.office)]


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom the person can write, and the centres near a postcode."""

    centres: list[Centre]
    near: list[NearCentre]
    postcode: str
    is_unknown_postcode: bool
    offices: dict[int, list[Office]]

    @classmethod
    def of(cls, actor: Actor, postcode: str) -> "Recipients":
        """One's own centres; for whoever has none yet, the nearest to where they live."""
        own = queries.centres_of(actor)
        if not own and not postcode:
            postcode = person_of(actor).postcode
        known = place_of_postcode(postcode)
        place = known.place if known else None
        near = nearest_centres(place.latitude, place.longitude) if place else []
        centres = own or [one.centre for one in near]
        offices = queries.offices_at(centres, today=actor.today)
        return cls(own, near, postcode, bool(postcode) and known is None, offices)

    @property
    def places(self) -> list[tuple[Centre, list[Office]]]:
        centres = self.centres or [one.centre for one in self.near]
        return [(centre, self.offices[centre.pk]) for centre in centres]


@dataclass(frozen=True, slots=True)
class ContactPage:
    recipients: Recipients
    form: WriteForm
    now: datetime

    @classmethod
    def of(cls, recipients: Recipients, form: WriteForm) -> "ContactPage":
        return cls(recipients, form, now())

    @property
    def offices(self) -> list[tuple[Promise, Promise]]:
        """What each office that can be written to is for."""
        there = {office for _, offices in self.recipients.places for office in offices}
        return [(OFFICES[office], OFFICES_DO[office]) for office in Office if office in there]


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list."""

    conversation: Conversation
    office: Promise


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A conversation, as the person or as the office sees it."""

    conversation: Conversation
    messages: list[Message]
    form: TextForm
    can_open_file: bool = False

    @property
    def office(self) -> Promise:
        return office_of(self.conversation)

    @property
    def choice(self) -> str:
        """What ticking it in the inbox would send."""
        return f"c:{self.conversation.public_id}"

    @property
    def is_archived(self) -> bool:
        return self.conversation.archived_at is not None

    @property
    def unread(self) -> int:
        return sum(message.from_office and message.read_at is None for message in self.messages)


@dataclass(frozen=True, slots=True)
class DeskPage:
    pages: "Page[Conversation]"
    words: str
    waiting: bool
    to_answer: int | None  # None where the tabs of the area say it
    area: list[AreaTab]

    @classmethod
    def of(cls, actor: Actor, *, waiting: bool, words: str, number: str) -> "DeskPage":
        found = queries.office_conversations(actor, waiting=waiting, words=words)
        pages = Paginator(found, A_PAGE).get_page(number)
        area = area_for(actor, "desk")
        to_answer = None if area else queries.to_answer_count(actor)
        return cls(pages, words, waiting, to_answer, area)

    @property
    def rows(self) -> list[Row]:
        return [Row(conversation, office_of(conversation)) for conversation in self.pages]
