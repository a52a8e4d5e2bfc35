from datetime import date
from itertools import count

from gregoire.framework.actors import Actor, Post, Role
from gregoire.network.models import Centre
from gregoire.people.models import Account, Appointment, Attachment, Person
from gregoire.people.rules import Sex

_number = count(1)
PASSWORD = "correct horse battery"


def make_person(
    *,
    first_names: str = "Camille",
    birth_name: str = "Roy",
    usage_name: str = "",
    mail: str = "",
    birth_date: date = date(1992, 3, 14),
    at: Centre | None = None,
) -> Person:
    """A person; attached to a centre where one is given."""
    number = next(_number)
    person = Person.objects.create(
        number=f"26-{number:06d}",
        first_names=first_names,
        birth_name=birth_name,
        usage_name=usage_name,
        birth_date=birth_date,
        birth_place="Dijon",
        sex=Sex.FEMALE,
        mail=mail or f"person-{number}@example.org",
    )
    if at is not None:
        attach(person, at)
    return person


def attach(person: Person, centre: Centre) -> Attachment:
    return Attachment.objects.create(person=person, centre=centre, since=date(2024, 9, 1))


def make_account(person: Person | None = None, *, password: str = PASSWORD) -> Account:
    """A person's account; the mail address is that of the person."""
    person = person or make_person()
    account = Account(person=person, email=person.mail)
    account.set_password(password)
    account.save()
    return account


def appoint(
    person: Person,
    role: Role,
    *,
    at: Centre | None,
    starts_on: date = date(2020, 1, 1),
    ends_on: date | None = None,
) -> Appointment:
    return Appointment.objects.create(
        person=person, role=role, centre=at, starts_on=starts_on, ends_on=ends_on
    )


def acting(
    person: Person,
    role: Role | None = None,
    *,
    at: Centre | None = None,
    everywhere: bool = False,
) -> Actor:
    """The person as an actor, with one post where a role and a centre are given.

    `everywhere`: the post is held in the whole network, of which the centre is all there is.
    """
    posts = frozenset({Post(role, at.pk, is_national=everywhere)}) if role and at else frozenset()
    return Actor(person.pk, posts)
