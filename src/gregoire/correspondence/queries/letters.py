"""Letters of the centres for which the actor sends: what waits, what was printed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from babel import Locale
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import Delivery, LetterBatch
from gregoire.correspondence.rules import (
    LETTERS_AT_ONCE,
    Channel,
    DeliveryState,
    address_lines,
    is_abroad,
)
from gregoire.framework.actors import Actor
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person

NO_ADDRESS = Q(notice__person__street="") | Q(notice__person__town="")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at one centre: the letters that can be printed, and those without an address."""

    centre: Centre
    letters: Sequence[Delivery]

    @property
    def ready(self) -> list[Delivery]:
        """Those of the next batch."""
        return self._complete[:LETTERS_AT_ONCE]

    @property
    def later(self) -> int:
        """How many wait for the batches after the next."""
        return len(self._complete) - len(self.ready)

    @property
    def _complete(self) -> list[Delivery]:
        return [letter for letter in self.letters if has_address(letter.notice.person)]

    @property
    def incomplete(self) -> list[Delivery]:
        return [letter for letter in self.letters if not has_address(letter.notice.person)]


def _letters() -> QuerySet[Delivery]:
    """Letters that may be printed by now, in the order in which they were said."""
    return Delivery.objects.filter(channel=Channel.LETTER).select_related(
        "notice__person", "notice__centre"
    )


def _waiting() -> QuerySet[Delivery]:
    return _letters().filter(state=DeliveryState.QUEUED, batch=None, due_at__lte=Now())


def printable(centre: Centre) -> QuerySet[Delivery]:
    """The letters of a centre that wait and have their address, in the order of the list."""
    return _waiting().filter(notice__centre=centre).exclude(NO_ADDRESS).order_by("due_at", "pk")


def letters_waiting(actor: Actor) -> list[Waiting]:
    """What waits at each centre of the actor, the centres in the order of the published tables."""
    found = _waiting().filter(notice__centre__in=actor.centres_as(*SENDERS))
    by_centre: dict[Centre, list[Delivery]] = {}
    for letter in found.order_by("notice__centre__rank", "notice__centre", "due_at", "pk"):
        if letter.notice.centre:
            by_centre.setdefault(letter.notice.centre, []).append(letter)
    return [Waiting(centre, letters) for centre, letters in by_centre.items()]


def batches_of(actor: Actor) -> QuerySet[LetterBatch]:
    """Printed batches of one's centres, the latest first; `count`, and how many are `to_post`."""
    still_here = Q(letters__state=DeliveryState.QUEUED)
    return (
        LetterBatch.objects.filter(centre__in=actor.centres_as(*SENDERS))
        .select_related("centre", "made_by")
        .annotate(count=Count("letters"), to_post=Count("letters", filter=still_here))
        .order_by("-pk")
    )


def batch_for(actor: Actor, public_id: str) -> LetterBatch:
    """One batch of one's centres; raises DoesNotExist otherwise."""
    return batches_of(actor).get(public_id=public_id)


def letters_of(batch: LetterBatch) -> QuerySet[Delivery]:
    """The letters of a batch, in the order of its list."""
    return _letters().filter(batch=batch).order_by("due_at", "pk")


def letter_for(actor: Actor, public_id: str) -> Delivery:
    """One letter of one's centres; raises DoesNotExist otherwise."""
    return _letters().filter(notice__centre__in=actor.centres_as(*SENDERS)).get(public_id=public_id)


def has_address(person: Person) -> bool:
    return bool(person.street and person.town)


def postal_address_of(person: Person, *, home: str) -> str:
    """Name and address as the post reads them, line by line; `home` is the sender's country."""
    country = person.country
    lines = address_lines(
        name=person.name,
        street=person.street,
        place=f"{person.postcode} {person.town}".strip(),
        country=_country(country) if is_abroad(country, home) else "",
    )
    return "\n".join(lines)


def _country(code: str) -> str:
    """Its name in French, as the French post asks."""
    return str(Locale("fr").territories.get(code, code))


def centre_that_writes_to(person: Person, *, among: Collection[int]) -> Centre | None:
    """In whose name a letter goes: the centre to which the person was attached last, of these."""
    attached = Attachment.objects.filter(person=person, centre__in=among).select_related("centre")
    latest = attached.order_by("-since", "pk").first()
    return latest.centre if latest else None
