"""Addresses that do not work: what the office of the person's centre has to see to."""

from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.homes import home_centre_of
from gregoire.correspondence.models import AddressTask, Delivery
from gregoire.correspondence.rules import AddressRefusal
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError

LONGEST_ADDRESS = 320


@operation(permit=permissions.OPEN_ADDRESS_TASK, on="delivery", journal="delivery")
def open_address_task(*, by: Actor, delivery: Delivery, why: str) -> AddressTask | None:
    """An address did not reach its person: one open task for it, at the centre that wrote to them.

    Their home centre where nobody in particular wrote; None where neither is known.
    """
    notice = delivery.notice
    centre_id = notice.centre_id or home_centre_of(notice.person_id)
    if centre_id is None:
        return None
    task, _made = AddressTask.objects.get_or_create(
        person_id=notice.person_id,
        address=delivery.address.replace("\n", ", ")[:LONGEST_ADDRESS],
        done_at=None,
        defaults={"centre_id": centre_id, "why": why[: rules.LONGEST_NOTE]},
    )
    return task


@operation(permit=permissions.FINISH_ADDRESS_TASK, on="task")
def finish_address_task(*, by: Actor, task: AddressTask, note: str) -> AddressTask:
    """Say what was done about an address. Refuses without a note, and what a colleague has done."""
    note = " ".join(rules.tidied(note).split())
    if not note:
        raise RefusedError(AddressRefusal.NO_NOTE)
    if len(note) > rules.LONGEST_NOTE:
        raise RefusedError(AddressRefusal.NOTE_TOO_LONG, count=len(note), most=rules.LONGEST_NOTE)
    locked = AddressTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if locked.done_at is not None:
        name = locked.done_by.name if locked.done_by else ""
        raise RefusedError(AddressRefusal.ALREADY_DONE, name=name)
    locked.done_at, locked.done_by_id, locked.note = now(), by.person_id, note
    locked.save(update_fields=["done_at", "done_by", "note"])
    return locked
