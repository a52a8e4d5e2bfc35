"""Phone calls that the office of a centre makes, and what came of each."""

from datetime import timedelta
from typing import Final

from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.models import CallAttempt, Delivery
from gregoire.correspondence.operations.addresses import open_address_task
from gregoire.correspondence.rules import CallOutcome, CallRefusal, Channel, DeliveryState
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError

A_DOUBLE_CLICK: Final = timedelta(seconds=rules.SAME_WORDS_WITHIN_S)
TOLD: Final = (CallOutcome.REACHED, CallOutcome.MESSAGE_LEFT)


@operation(permit=permissions.NOTE_CALL, on="delivery", journal="delivery")
def note_call(
    *, by: Actor, delivery: Delivery, outcome: CallOutcome, note: str = ""
) -> CallAttempt:
    """Note what came of a call. Reached, or a message left: told, and it leaves the list.

    No answer: it comes back at the next try, while there is time for one. Wrong number: a task for
    the office. Every call that was made is kept, also one that a colleague made at the same time;
    a double click is one. Refuses what is no call, or was taken back.
    """
    note = " ".join(rules.tidied(note).split())
    if len(note) > rules.LONGEST_NOTE:
        raise RefusedError(CallRefusal.NOTE_TOO_LONG, count=len(note), most=rules.LONGEST_NOTE)
    locked = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if locked.channel != Channel.CALL or locked.state == DeliveryState.RECALLED:
        raise RefusedError(CallRefusal.NOT_TO_MAKE)
    instant = now()
    same = locked.attempts.filter(by=by.person_id, outcome=outcome, note=note)
    twin = same.filter(at__gt=instant - A_DOUBLE_CLICK).order_by("-pk").first()
    if twin is not None:
        return twin
    attempt = locked.attempts.create(by_id=by.person_id or 0, outcome=outcome, note=note)
    if locked.state != DeliveryState.SENT:  # told already: a later try takes nothing back
        _move(locked, outcome)
    return attempt


def _move(delivery: Delivery, outcome: CallOutcome) -> None:
    """Where a call stands after an attempt."""
    instant = now()
    if outcome in TOLD:
        delivery.state, delivery.sent_at = DeliveryState.SENT, instant
    elif outcome == CallOutcome.WRONG_NUMBER:
        delivery.state, delivery.bounced_at = DeliveryState.BOUNCED, instant
        delivery.bounce = str(outcome)
        delivery.address = delivery.address or delivery.notice.person.phone
        open_address_task(by=SYSTEM, delivery=delivery, why=str(outcome))
    else:
        delivery.due_at = rules.next_try(instant, delivery.deadline) or delivery.due_at
    delivery.save(update_fields=["state", "sent_at", "bounced_at", "bounce", "address", "due_at"])
