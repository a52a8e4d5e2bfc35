"""What enrolment does when the catalogue decides: inside the transaction of the decision."""

from collections.abc import Sequence

from gregoire.catalogue.events import OfferingEnlarged, OfferingNotOpened, OfferingOpened
from gregoire.catalogue.models import Offering
from gregoire.catalogue.seats import counts_seats_taken
from gregoire.enrolment import queries
from gregoire.enrolment.operations import close_enrolments, fill_free_places, tell_of_opening
from gregoire.framework.actors import SYSTEM
from gregoire.framework.events import listens_to


@counts_seats_taken
def seats_taken(offering_ids: Sequence[int]) -> dict[int, int]:
    return queries.seats_taken(offering_ids)


@listens_to(OfferingOpened)
def when_it_opens(event: OfferingOpened) -> None:
    tell_of_opening(by=SYSTEM, offering=Offering.objects.get(pk=event.offering_id))


@listens_to(OfferingNotOpened)
def when_it_does_not_open(event: OfferingNotOpened) -> None:
    close_enrolments(by=SYSTEM, offering=Offering.objects.get(pk=event.offering_id))


@listens_to(OfferingEnlarged)
def when_there_are_more_places(event: OfferingEnlarged) -> None:
    fill_free_places(by=SYSTEM, offering=Offering.objects.get(pk=event.offering_id))
