from django.db.models import Q

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor
from gregoire.framework.permissions import any_of, permission
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession
from gregoire.planning.models.sessions import OFFICES


def plans_at_its_centre(actor: Actor, offering: Offering) -> bool:
    """The offices of the centre that teaches the offering."""
    return offering.centre_id in actor.centres_as(*OFFICES)


def looks_after_the_class(actor: Actor, session: ClassSession) -> bool:
    """The offices of the centre where it is held."""
    return session.centre_id in actor.centres_as(*OFFICES)


def gives_the_class(actor: Actor, session: ClassSession) -> bool:
    return actor.is_known and actor.person_id == session.teacher_id


# One's own planning


def is_oneself(actor: Actor, person: Person) -> bool:
    return actor.is_known and actor.person_id == person.pk


MAKE_FEED_ADDRESS = permission("planning.make_feed_address", allow=is_oneself)
MARK_VISIT = permission("planning.mark_visit", allow=is_oneself)


# Attendance and learning hours


def teaches_the_offering(actor: Actor, session: ClassSession) -> bool:
    """Whoever answers for the offering, also where somebody else gives the class."""
    return actor.is_known and actor.person_id == session.offering.teacher_id


def follows_the_class(actor: Actor, session: ClassSession) -> bool:
    """Learners of its offering, and of those that relay it."""
    own = Enrolment.objects.filter(
        registration__person=actor.person_id or 0, state=EnrolmentState.ENROLLED
    )
    offering = session.offering_id
    return own.filter(Q(offering=offering) | Q(offering__relays=offering)).exists()


def certifies_at_the_centre(actor: Actor, centre: Centre) -> bool:
    return centre.pk in actor.centres_as(*OFFICES)


RECORD_ATTENDANCE = permission(
    "planning.record_attendance",
    allow=any_of(gives_the_class, teaches_the_offering, looks_after_the_class),
)
CHECK_IN = permission("planning.check_in", allow=follows_the_class)
CERTIFY_HOURS = permission("planning.certify_hours", allow=certifies_at_the_centre)
