from datetime import date
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from gregoire.framework.actors import NOBODY, Actor, Post, Role
from gregoire.network.models import Centre
from gregoire.people.models import FILE_ROLES, Account, Appointment, Person, PersonQuerySet
from gregoire.people.rules import are_same_names, person_search

# Written out: every request asks it, and composing it anew costs more than its answer.
POSTS: Final = """
SELECT a.role, a.centre_id, a.starts_on, a.ends_on,
    ARRAY(
        SELECT c.id FROM network_centre c
        WHERE a.centre_id IS NULL OR a.centre_id IN (c.id, c.parent_id)
    )
FROM people_appointment a
WHERE a.person_id = %(person)s AND a.starts_on <= %(today)s
    AND (a.ends_on IS NULL OR a.ends_on >= %(today)s)
ORDER BY a.id
"""


def actor_for(account: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor:
    """The actor behind a signed-in account, with the posts held today: one query.

    A post at a centre counts for the centres under it; a post in the whole network, for all.
    """
    if not isinstance(account, Account):
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(POSTS, {"person": account.person_id, "today": today})
        appointments = cursor.fetchall()
    posts = frozenset(
        Post(Role(role), centre_id, starts_on, ends_on, is_national=not centre)
        for role, centre, starts_on, ends_on, there in appointments
        for centre_id in there
    )
    return Actor(account.person_id, posts, today)


def person_of(actor: Actor) -> Person:
    """The person who acts; raises DoesNotExist for a visitor."""
    return Person.objects.get(pk=actor.person_id or 0)


def person_for(actor: Actor, public_id: str) -> Person:
    """One person, if the actor may see their file; raises DoesNotExist otherwise."""
    return Person.objects.visible_to(actor).get(public_id=public_id)


def persons_matching(actor: Actor, words: str) -> PersonQuerySet:
    """The people whom these words may mean, among those whom the actor may see; in order of name."""
    search = person_search(words)
    found = Person.objects.visible_to(actor) if not search.is_empty else Person.objects.none()
    if search.words:
        terms = SearchQuery(search.terms, config="simple", search_type="raw")
        found = found.filter(search_words=terms)
    if search.born_on is not None:
        found = found.filter(birth_date=search.born_on)
    return found.order_by("birth_name", "first_names", "pk")


def persons_found(actor: Actor, words: str, limit: int = 30) -> list[Person]:
    """Find a person by words of any of their names, their number, their mail or their birth date."""
    return list(persons_matching(actor, words)[:limit])


def persons_like(*, birth_name: str, first_names: str, birth_date: date) -> list[Person]:
    """Who bears the same names and was born on the same day, anywhere in the network.

    For the check made at registration: what is shown of it is restricted by `visible_to`.
    """
    born_then = Person.objects.filter(birth_date=birth_date).order_by("pk")
    names = (birth_name, first_names)
    return [
        person
        for person in born_then
        if are_same_names(names, (person.birth_name, person.first_names))
    ]


def centres_of(person: Person) -> list[Centre]:
    """The centres to which a person is attached, the first one first."""
    attached = person.attachments.select_related("centre").order_by("since", "pk")
    return [attachment.centre for attachment in attached]


def posts_of(person: Person) -> list[Appointment]:
    return list(person.appointments.select_related("centre").order_by("-starts_on", "role", "pk"))


def account_of(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def post_for(actor: Actor, person: Person, post_id: int) -> Appointment:
    """One post of a person whom the actor may see; raises DoesNotExist otherwise."""
    visible = Person.objects.visible_to(actor).filter(pk=person.pk)
    return Appointment.objects.select_related("centre").get(pk=post_id, person__in=visible)


def person_by_number(number: str, *, birth_date: date) -> Person:
    """Somebody of another centre who gives their number and birth date; raises DoesNotExist."""
    return Person.objects.get(number=number.strip(), birth_date=birth_date)


def person_registered_from(actor: Actor, form_token: str) -> Person:
    """Whom a form that was sent twice has registered; raises DoesNotExist."""
    return Person.objects.visible_to(actor).get(form_token=form_token)


def known_twins(actor: Actor, pks: object) -> tuple[list[Person], int]:
    """Of the people pointed out at a registration: those whom the actor may see, and how many more."""
    wanted = list(pks) if isinstance(pks, list) else []
    seen = list(Person.objects.visible_to(actor).filter(pk__in=wanted).order_by("pk"))
    return seen, len(wanted) - len(seen)


def centre_speaking(actor: Actor, person: Person) -> Centre | None:
    """In the name of which centre an office writes to a person: the first that both have."""
    shared = actor.centres_as(*FILE_ROLES)
    return next((centre for centre in centres_of(person) if centre.pk in shared), None)
