"""What waits in the office's lists, counted: for the tabs of its pages and for its day."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Now

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import Delivery
from gregoire.correspondence.queries.calls import IN_TIME, address_tasks_count
from gregoire.correspondence.queries.conversations import to_answer_count
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Actor


@dataclass(frozen=True, slots=True)
class Awaiting:
    """How much waits in each list; `sends` is False for offices that only answer messages."""

    messages: int = 0
    letters: int = 0
    calls: int = 0
    addresses: int = 0
    sends: bool = False


def awaiting_office(actor: Actor) -> Awaiting:
    """Three queries, whatever the number of centres."""
    messages = to_answer_count(actor)
    if not actor.holds_any(*SENDERS):
        return Awaiting(messages=messages)
    waiting = Delivery.objects.filter(
        channel__in=(Channel.LETTER, Channel.CALL),
        state=DeliveryState.QUEUED,
        notice__centre__in=actor.centres_as(*SENDERS),
        notice__due_at__lte=Now(),
    )
    unread = Q(channel=Channel.CALL, notice__opened_at=None) & IN_TIME
    counts = waiting.aggregate(
        letters=Count("pk", filter=Q(channel=Channel.LETTER, batch=None)),
        calls=Count("pk", filter=unread),
    )
    return Awaiting(messages, **counts, addresses=address_tasks_count(actor), sends=True)
