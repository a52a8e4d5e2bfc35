from datetime import date

from gregoire.framework.actors import Actor, Role
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.events import AppointmentEnded, PersonAppointed
from gregoire.people.models import Appointment, Person
from gregoire.people.permissions import APPOINT_PERSON, END_APPOINTMENT, gives_posts_at
from gregoire.people.rules import PeopleRefusal


@operation(permit=APPOINT_PERSON, on="person", journal="result")
def appoint_person(
    *,
    by: Actor,
    person: Person,
    role: Role,
    centre: Centre | None,
    starts_on: date,
    ends_on: date | None = None,
) -> Appointment:
    """Give a person a post at a centre, or in the whole network, for a period."""
    if not gives_posts_at(by, centre.pk if centre else None):
        raise RefusedError(PeopleRefusal.POST_IS_NOT_YOURS_TO_GIVE)
    with refusing(
        one_post_once=PeopleRefusal.POST_HELD_ALREADY,
        a_post_ends_after_it_starts=PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS,
        only_national_roles_are_held_everywhere=PeopleRefusal.POST_NEEDS_A_CENTRE,
    ):
        appointment = Appointment.objects.create(
            person=person, role=role, centre=centre, starts_on=starts_on, ends_on=ends_on
        )
    announce(PersonAppointed(person.pk, appointment.pk))
    return appointment


@operation(permit=END_APPOINTMENT, on="appointment")
def end_appointment(*, by: Actor, appointment: Appointment, ends_on: date) -> None:
    """Say the last day of a post; what was done while it was held stays done."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if ends_on < appointment.starts_on:
        raise RefusedError(PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS)
    appointment.ends_on = ends_on
    appointment.save(update_fields=["ends_on"])
    announce(AppointmentEnded(appointment.person_id, appointment.pk))
