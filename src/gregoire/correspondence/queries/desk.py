"""What waits in the office's lists, counted: for the tabs of its pages and for its day."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Now

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import Conversation, Delivery
from gregoire.correspondence.queries.calls import address_tasks, calls_to_make
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Actor
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class Awaiting:
    """How much waits in each list; `sends` is False for offices that only answer messages."""

    messages: int = 0
    letters: int = 0
    calls: int = 0
    addresses: int = 0
    sends: bool = False


def awaiting_office(actor: Actor) -> Awaiting:
    """One query, whatever the number of centres."""
    letters = Delivery.objects.filter(
        channel=Channel.LETTER,
        state=DeliveryState.QUEUED,
        batch=None,
        due_at__lte=Now(),
        notice__centre__in=actor.centres_as(*SENDERS),
    )
    messages = Conversation.objects.for_the_offices_of(actor).filter(waits_for_office=True)
    lists = (messages, letters, calls_to_make(actor), address_tasks(actor))
    counts = Person.objects.filter(pk=actor.person_id or 0).values_list(
        *(_count(rows) for rows in lists)
    )
    messages_count, letters_count, calls_count, tasks_count = counts.first() or (0, 0, 0, 0)
    return Awaiting(
        messages=messages_count,
        letters=letters_count,
        calls=calls_count,
        addresses=tasks_count,
        sends=actor.holds_any(*SENDERS),
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows, as a part of another query."""
    counted = Func("pk", function="count", output_field=IntegerField())
    return Subquery(rows.order_by().select_related(None).values(count=counted))
