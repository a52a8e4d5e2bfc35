"""Letters of a centre: printed as one batch, posted, come back."""

from collections.abc import Mapping

from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.models import AddressTask, Delivery, LetterBatch
from gregoire.correspondence.operations.addresses import open_address_task
from gregoire.correspondence.queries.letters import letters_of, postal_address_of, printable
from gregoire.correspondence.rules import Channel, DeliveryState, LetterRefusal
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre


@operation(permit=permissions.PRINT_LETTERS, on="centre", journal="result")
def print_letters(*, by: Actor, centre: Centre) -> LetterBatch:
    """Make one batch of the letters that wait at a centre and have their address, the oldest first.

    At most `LETTERS_AT_ONCE`; the others wait for the next batch. The address is that of today. Of two offices at once the second finds nothing to print.
    """
    waiting = list(printable(centre).select_for_update(of=("self",))[: rules.LETTERS_AT_ONCE])
    if not waiting:
        raise RefusedError(LetterRefusal.NOTHING_TO_PRINT)
    batch = LetterBatch.objects.create(centre=centre, made_by_id=by.person_id or 0)
    for letter in waiting:
        letter.batch = batch
        letter.address = postal_address_of(letter.notice.person, home=centre.country)
    Delivery.objects.bulk_update(waiting, ["batch", "address"])
    return batch


@operation(permit=permissions.POST_LETTERS, on="batch")
def post_letters(*, by: Actor, batch: LetterBatch, numbers: Mapping[str, str]) -> int:
    """Say that letters of a batch have been posted: those named, by their public identifier.

    Each with its registered number, or with nothing where it went as a plain letter. Those that
    were posted already keep what they have; how many are new.
    """
    numbers = {letter: " ".join(number.split()) for letter, number in numbers.items()}
    letters = list(letters_of(batch).select_for_update(of=("self",)))
    posted = [
        letter
        for letter in letters
        if letter.state == DeliveryState.QUEUED and letter.public_id in numbers
    ]
    others = [letter.registered_number for letter in letters if letter not in posted]
    for letter in posted:
        number = numbers[letter.public_id]
        if number and (refusal := rules.number_refusal(number, others)):
            raise RefusedError(refusal, number=number, most=rules.LONGEST_NUMBER)
        others.append(number)
        letter.registered_number = number
        letter.state, letter.sent_at = DeliveryState.SENT, now()
    Delivery.objects.bulk_update(posted, ["registered_number", "state", "sent_at"])
    return len(posted)


@operation(permit=permissions.NOTE_LETTER_BACK, on="letter", journal="letter")
def note_letter_back(*, by: Actor, letter: Delivery, why: str) -> AddressTask | None:
    """The post brought a letter back: kept on it, and a task for the office to find the address.

    Clicked twice, it is one. None where the letter was not posted or is back already.
    """
    locked = Delivery.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if locked.channel != Channel.LETTER or locked.state != DeliveryState.SENT:
        return None
    locked.state, locked.bounce = DeliveryState.BOUNCED, why[: rules.LONGEST_NOTE]
    locked.bounced_at = now()
    locked.save(update_fields=["state", "bounce", "bounced_at"])
    return open_address_task(by=SYSTEM, delivery=locked, why=why)
