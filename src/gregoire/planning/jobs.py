"""What planning does when people come and go, and when courses are not taught after all."""

from django.utils.timezone import now as the_present
from django.utils.translation import gettext as _
from django.utils.translation import override

from gregoire.catalogue.events import OfferingNotOpened
from gregoire.catalogue.models import Offering
from gregoire.enrolment.events import LearnerEnrolled
from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import SYSTEM
from gregoire.framework.events import listens_to
from gregoire.planning import mails
from gregoire.planning.models import SessionChange
from gregoire.planning.operations import cancel_classes


@listens_to(OfferingNotOpened)
def when_it_does_not_open(event: OfferingNotOpened) -> None:
    """Nobody comes to a class of a course that is not taught: rooms and teachers are free."""
    with override("fr"):
        reason = _("The course is not opened")
    offering = Offering.objects.get(pk=event.offering_id)
    cancel_classes(by=SYSTEM, offering=offering, reason=reason)


@listens_to(LearnerEnrolled)
def when_somebody_comes_in(event: LearnerEnrolled) -> None:
    """Who comes in while a change waits to be told is told of it with the others."""
    if event.rank is not None:
        return
    enrolment = _with_person(event.enrolment_id)
    for change in _waiting(enrolment):
        mails.say_change(change, only={enrolment.registration.person_id})


def _with_person(enrolment_id: int) -> Enrolment:
    return Enrolment.objects.select_related("registration", "offering").get(pk=enrolment_id)


def _waiting(enrolment: Enrolment) -> list[SessionChange]:
    taught = enrolment.offering.relays_id or enrolment.offering_id
    waiting = SessionChange.objects.filter(
        session__offering=taught, undone_at=None, tell_at__gt=the_present()
    )
    return list(waiting.order_by("pk"))
