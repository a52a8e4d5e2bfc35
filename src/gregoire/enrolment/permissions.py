"""Who may do what with registrations and enrolments."""

from typing import Protocol

from django.core.exceptions import PermissionDenied

from gregoire.catalogue.models import Offering
from gregoire.enrolment import states
from gregoire.enrolment.models import OFFICES, Enrolment, Registration
from gregoire.framework.actors import Actor
from gregoire.framework.permissions import administers_the_network, any_of, permission
from gregoire.people.models import Attachment, Person


class Application(Protocol):
    """What somebody asks to be registered for."""

    @property
    def person_id(self) -> int: ...
    @property
    def centre_id(self) -> int: ...


def holds_an_office(actor: Actor, centre_id: int) -> bool:
    return centre_id in actor.centres_as(*OFFICES)


def demand_an_office(actor: Actor) -> None:
    """Pages of the desk are for those who hold one, whatever they are about."""
    if not actor.holds_any(*OFFICES):
        raise PermissionDenied


def applies_for_oneself(actor: Actor, application: Application) -> bool:
    return actor.is_known and actor.person_id == application.person_id


def registers_for_the_centre(actor: Actor, application: Application) -> bool:
    """The office of the centre, for somebody whose file it, or one of its centres, keeps."""
    return (
        holds_an_office(actor, application.centre_id)
        and Attachment.objects.filter(
            person=application.person_id, centre__in=actor.centres_as(*OFFICES)
        ).exists()
    )


def is_the_learner(actor: Actor, registration: Registration) -> bool:
    return actor.is_known and actor.person_id == registration.person_id


def keeps_the_registration(actor: Actor, registration: Registration) -> bool:
    return holds_an_office(actor, registration.centre_id)


def is_enrolled(actor: Actor, enrolment: Enrolment) -> bool:
    return is_the_learner(actor, enrolment.registration)


def keeps_the_enrolment(actor: Actor, enrolment: Enrolment) -> bool:
    """The office of the learner's centre, or of the centre that teaches."""
    return keeps_the_registration(actor, enrolment.registration) or holds_an_office(
        actor, enrolment.offering.centre_id
    )


def decides_at_the_centre(actor: Actor, offering: Offering) -> bool:
    return holds_an_office(actor, offering.centre_id)


def is_oneself(actor: Actor, person: Person) -> bool:
    return actor.is_known and actor.person_id == person.pk


REQUEST_REGISTRATION = permission(
    "enrolment.request_registration", allow=any_of(applies_for_oneself, registers_for_the_centre)
)
MANAGE_REGISTRATION = permission(states.MANAGE_REGISTRATION, allow=keeps_the_registration)
PAUSE_REGISTRATION = permission(
    states.PAUSE_REGISTRATION, allow=any_of(is_the_learner, keeps_the_registration)
)
TRANSFER_REGISTRATION = permission("enrolment.transfer_registration", allow=keeps_the_registration)
RECORD_CONTRACT = permission("enrolment.record_contract", allow=keeps_the_registration)
ENROL = permission("enrolment.enrol", allow=any_of(is_the_learner, keeps_the_registration))
WITHDRAW = permission("enrolment.withdraw", allow=any_of(is_enrolled, keeps_the_enrolment))
ACCEPT_REGULATION = permission("enrolment.accept_regulation", allow=is_oneself)
# A text binds everybody.
PUBLISH_REGULATION = permission("enrolment.publish_regulation", allow=administers_the_network)
TELL_OF_OPENING = permission("enrolment.tell_of_opening", allow=decides_at_the_centre)
