from django.db.models import Q

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import any_of, permission
from gregoire.network.models import Centre
from gregoire.people.models import Appointment, Person
from gregoire.planning.models import ClassSession, PlanRun, SessionChange
from gregoire.planning.models.sessions import OFFICES


def plans_at_its_centre(actor: Actor, offering: Offering) -> bool:
    """The offices of the centre that teaches the offering."""
    return offering.centre_id in actor.centres_as(*OFFICES)


def looks_after_the_class(actor: Actor, session: ClassSession) -> bool:
    """The offices of the centre where it is held."""
    return session.centre_id in actor.centres_as(*OFFICES)


def gives_the_class(actor: Actor, session: ClassSession) -> bool:
    return actor.is_known and actor.person_id == session.teacher_id


def teaches_the_class_at_its_centre(actor: Actor, session: ClassSession) -> bool:
    """The offices of the centre that teaches, where the class is held at another site."""
    return session.offering.centre_id in actor.centres_as(*OFFICES)


def may_change_what_was_done(actor: Actor, change: SessionChange) -> bool:
    return changes_the_class(actor, change.session)


makes_classes_up = any_of(looks_after_the_class, teaches_the_class_at_its_centre)
changes_the_class = any_of(makes_classes_up, gives_the_class)


# Classes and what happens to them

PLAN_SERIES = permission("planning.plan_series", allow=plans_at_its_centre)
ADD_SESSION = permission("planning.add_session", allow=plans_at_its_centre)
TELL_OF_PLANNED = permission("planning.tell_of_planned", allow=plans_at_its_centre)
CANCEL_CLASSES = permission("planning.cancel_classes", allow=plans_at_its_centre)
CANCEL_SESSION = permission("planning.cancel_session", allow=changes_the_class)
POSTPONE_SESSION = permission("planning.postpone_session", allow=changes_the_class)
MOVE_SESSION = permission("planning.move_session", allow=changes_the_class)
MAKE_UP_SESSION = permission("planning.make_up_session", allow=makes_classes_up)
UNDO_CHANGE = permission("planning.undo_change", allow=may_change_what_was_done)
SAY_MATERIAL_IS_ONLINE = permission("planning.say_material_is_online", allow=changes_the_class)


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


# The semester planner


def plans_the_semester_of(actor: Actor, centre: Centre) -> bool:
    return centre.pk in actor.centres_as(*OFFICES)


def plans_by_the_run(actor: Actor, run: PlanRun) -> bool:
    return run.centre_id in actor.centres_as(*OFFICES)


def keeps_the_hours_of(actor: Actor, person: Person) -> bool:
    """A teacher says their own hours; so does the office of a centre where they teach."""
    if is_oneself(actor, person):
        return True
    centres = actor.centres_as(*OFFICES)
    return bool(centres) and (
        Offering.objects.filter(teacher=person, centre__in=centres).exists()
        or Appointment.objects.filter(person=person, centre__in=centres, role=Role.TEACHER).exists()
    )


SAY_NEED = permission("planning.say_need", allow=plans_at_its_centre)
SAY_AVAILABILITY = permission("planning.say_availability", allow=keeps_the_hours_of)
ASK_FOR_PLAN = permission("planning.ask_for_plan", allow=plans_the_semester_of)
STOP_PLAN = permission("planning.stop_plan", allow=plans_by_the_run)
PUBLISH_PLAN = permission("planning.publish_plan", allow=plans_by_the_run)
