from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import any_of, permission
from gregoire.network.models import Centre
from gregoire.people.models import Account, Appointment, Attachment, Person

OFFICE = (Role.SCHOOLING, Role.ADMINISTRATOR)


def is_the_person(actor: Actor, person: Person) -> bool:
    return actor.is_known and actor.person_id == person.pk


def is_the_account_holder(actor: Actor, account: Account) -> bool:
    return actor.is_known and actor.person_id == account.person_id


def keeps_the_centre(actor: Actor, centre: Centre) -> bool:
    """The schooling office of the centre, and administrators."""
    return centre.pk in actor.centres_as(*OFFICE)


def keeps_some_centre(actor: Actor, _person: Person) -> bool:
    return actor.holds_any(*OFFICE)


def keeps_the_file(actor: Actor, person: Person) -> bool:
    """The schooling office of a centre to which the person is attached."""
    centres = actor.centres_as(*OFFICE)
    return bool(centres) and Attachment.objects.filter(person=person, centre__in=centres).exists()


def gives_posts(actor: Actor, _person: Person) -> bool:
    return actor.holds_any(Role.ADMINISTRATOR)


def gives_posts_at(actor: Actor, centre_id: int | None) -> bool:
    """At a centre its administrators; in the whole network those of the network."""
    if centre_id is None:
        return actor.is_system or actor.is_national_administrator
    return actor.is_system or actor.holds(Role.ADMINISTRATOR, at=centre_id)


def gives_this_post(actor: Actor, appointment: Appointment) -> bool:
    return gives_posts_at(actor, appointment.centre_id)


REGISTER_PERSON = permission("people.register_person", allow=keeps_the_centre)
ATTACH_PERSON = permission("people.attach_person", allow=any_of(is_the_person, keeps_some_centre))
CHANGE_PERSONAL_DATA = permission(
    "people.change_personal_data", allow=any_of(is_the_person, keeps_the_file)
)
ASK_MAIL_CHANGE = permission("people.ask_mail_change", allow=any_of(is_the_person, keeps_the_file))
CHOOSE_LANGUAGE = permission("people.choose_language", allow=is_the_person)
CONFIRM_MAIL_CHANGE = permission("people.confirm_mail_change", allow=is_the_person)
SEND_IDENTIFIERS = permission("people.send_identifiers", allow=keeps_the_file)
CHOOSE_FIRST_PASSWORD = permission("people.choose_first_password", allow=is_the_account_holder)
APPOINT_PERSON = permission("people.appoint_person", allow=gives_posts)
END_APPOINTMENT = permission("people.end_appointment", allow=gives_this_post)
