"""Calls that the office has to make, addresses to find: of the centres for which the actor sends."""

from typing import Final

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import AddressTask, CallAttempt, Delivery
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Actor

IN_TIME: Final = Q(deadline=None) | Q(deadline__gt=Now())
ATTEMPTS: Final = Prefetch(
    "attempts", CallAttempt.objects.select_related("by").order_by("at", "pk")
)


def _calls(actor: Actor) -> QuerySet[Delivery]:
    """Those of the actor's centres: from the first instant, while the rest can still be recalled."""
    return Delivery.objects.filter(
        channel=Channel.CALL, notice__centre__in=actor.centres_as(*SENDERS)
    )


def _shown(calls: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return calls.select_related("notice__person", "notice__centre").prefetch_related(ATTEMPTS)


def calls_to_make(actor: Actor) -> QuerySet[Delivery]:
    """Who is still to be phoned: the nearest deadline first, then the next try.

    Who has read the notice on the campus knows: they come in `calls_spared`.
    """
    waiting = _calls(actor).filter(IN_TIME, state=DeliveryState.QUEUED, notice__opened_at=None)
    return _shown(waiting).order_by(F("deadline").asc(nulls_last=True), "due_at", "pk")


def calls_spared(actor: Actor) -> QuerySet[Delivery]:
    """Who need not be phoned any more: they have opened the notice on the campus meanwhile."""
    spared = _calls(actor).filter(
        IN_TIME, state=DeliveryState.QUEUED, notice__opened_at__isnull=False
    )
    return _shown(spared).order_by("-notice__opened_at", "-pk")


def calls_made(actor: Actor) -> QuerySet[Delivery]:
    """What is over: told, a wrong number, or too late; the latest first."""
    over = ~Q(state=DeliveryState.QUEUED) | Q(deadline__lte=Now())
    made = _calls(actor).filter(over).exclude(state=DeliveryState.RECALLED)
    return _shown(made).order_by("-due_at", "-pk")


def call_for(actor: Actor, public_id: str) -> Delivery:
    """One call of one's centres; raises DoesNotExist otherwise."""
    return _shown(_calls(actor)).get(public_id=public_id)


def address_tasks(actor: Actor, *, done: bool = False) -> QuerySet[AddressTask]:
    """Addresses that do not work, the oldest first; or those that were seen to, the latest first."""
    tasks = AddressTask.objects.filter(
        centre__in=actor.centres_as(*SENDERS), done_at__isnull=not done
    ).select_related("person", "centre", "done_by")
    return tasks.order_by("-done_at", "-pk") if done else tasks.order_by("at", "pk")


def address_tasks_count(actor: Actor) -> int:
    return address_tasks(actor).count() if actor.holds_any(*SENDERS) else 0


def address_task_for(actor: Actor, public_id: str) -> AddressTask:
    """One task of one's centres; raises DoesNotExist otherwise."""
    tasks = AddressTask.objects.filter(centre__in=actor.centres_as(*SENDERS))
    return tasks.select_related("person", "centre", "done_by").get(public_id=public_id)
