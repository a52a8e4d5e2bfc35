"""Proof of notice: who was told what, when, on which channel, with every instant."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import CallAttempt, Delivery, Notice
from gregoire.correspondence.queries.inbox import words_of
from gregoire.correspondence.queries.readers import PARIS
from gregoire.correspondence.rules import CallOutcome, Channel, DeliveryState
from gregoire.correspondence.wording import CHANNELS, DELIVERY_STATES, OUTCOMES
from gregoire.framework.actors import Actor

DELIVERIES = Prefetch("deliveries", Delivery.objects.select_related("mail").order_by("pk"))
CALLS = Prefetch(
    "deliveries__attempts", CallAttempt.objects.select_related("by").order_by("at", "pk")
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a notice on a channel."""

    at: datetime
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One channel that a notice took: to what address, and all that happened there."""

    channel: Channel
    address: str
    state: str
    events: tuple[Event, ...]

    @property
    def name(self) -> str:
        return str(CHANNELS[self.channel])


@dataclass(frozen=True, slots=True)
class Proof:
    """One notice to one person, in the zone of the centre that said it."""

    notice: Notice
    subject: str
    text: str
    ways: tuple[Way, ...]

    @property
    def zone(self) -> ZoneInfo:
        return self.notice.centre.zone if self.notice.centre else PARIS

    @property
    def reached_at(self) -> datetime | None:
        """The first instant at which the person certainly had it: opened, answered, told by voice."""
        told = [
            event.at
            for way in self.ways
            for event in way.events
            if way.channel is Channel.CALL and event.what == str(OUTCOMES[CallOutcome.REACHED])
        ]
        seen = (self.notice.opened_at, self.notice.answered_at, *told)
        return min((at for at in seen if at is not None), default=None)


def notices_told(actor: Actor) -> QuerySet[Notice]:
    """What was said in the name of one's centres; all of it for who administers the network."""
    said = Notice.objects.select_related("person", "centre", "announcement")
    if not actor.is_national_administrator:
        said = said.filter(Q(centre__in=actor.centres_as(*SENDERS)))
    return said.prefetch_related(DELIVERIES, CALLS)


def notice_told(actor: Actor, public_id: str) -> Notice:
    """One of them; raises DoesNotExist otherwise."""
    return notices_told(actor).get(public_id=public_id)


def told_of(actor: Actor, topic: str) -> QuerySet[Notice]:
    """Everybody who was told of one thing, by name."""
    said = notices_told(actor).filter(topic=topic)
    return said.order_by("person__birth_name", "person__first_names", "pk")


def proof_of(notice: Notice) -> Proof:
    """All that is known of a notice; no query where it came from `notices_told`."""
    words = words_of(notice)
    ways = [_campus(notice), *(_way(delivery) for delivery in notice.deliveries.all())]
    return Proof(notice, words.subject, words.text, tuple(ways))


def _campus(notice: Notice) -> Way:
    events = [
        Event(notice.said_at, _("written")),
        Event(notice.due_at, _("placed in the person’s messages")),
        *_at(notice.recalled_at, _("recalled")),
        *_at(notice.opened_at, _("opened")),
        *_at(notice.answered_at, _("answered")),
    ]
    state = _("not opened")
    if notice.recalled_at:
        state = _("recalled")
    elif notice.answered_at:
        state = _("answered")
    elif notice.opened_at:
        state = _("opened")
    return Way(Channel.CAMPUS, "", state, tuple(events))


def _way(delivery: Delivery) -> Way:
    channel, state = Channel(delivery.channel), DeliveryState(delivery.state)
    events = [Event(delivery.queued_at, _("queued"))]
    if channel is Channel.CALL:
        events += [
            Event(
                one.at, str(OUTCOMES[CallOutcome(one.outcome)]), f"{one.by.name} {one.note}".strip()
            )
            for one in delivery.attempts.all()
        ]
    else:
        events += _at(delivery.sent_at, _said_sent(delivery), _trace(delivery))
        events += _at(delivery.bounced_at, _("came back"), delivery.bounce)
    address = delivery.address.replace("\n", ", ")
    return Way(channel, address, str(DELIVERY_STATES[channel, state]), tuple(events))


def _said_sent(delivery: Delivery) -> str:
    return str(DELIVERY_STATES[Channel(delivery.channel), DeliveryState.SENT])


def _trace(delivery: Delivery) -> str:
    """By what it can be found again outside: the Message-ID, the number of a registered letter."""
    if delivery.mail is not None:
        return delivery.mail.message_id
    number = delivery.registered_number
    return _("registered letter %(number)s") % {"number": number} if number else ""


def _at(at: datetime | None, what: str, detail: str = "") -> list[Event]:
    return [Event(at, what, detail)] if at else []
