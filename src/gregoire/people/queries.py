from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from gregoire.framework.actors import NOBODY, Actor, Post, Role
from gregoire.network.models import Centre
from gregoire.people.models import Account, Appointment


def actor_for(account: AbstractBaseUser | AnonymousUser, *, today: date) -> Actor:
    """The actor behind a signed-in account, with the posts held today: one query or two.

    A post at a centre counts for the centres under it; a post in the whole network, for all.
    """
    if not isinstance(account, Account):
        return NOBODY
    held = (
        Appointment.objects.filter(person=account.person_id, starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
        .values_list("role", "centre_id", "starts_on", "ends_on")
    )
    appointments = list(held)
    centres = _centres_under([centre for _, centre, _, _ in appointments])
    posts = frozenset(
        Post(Role(role), under, starts_on, ends_on)
        for role, centre, starts_on, ends_on in appointments
        for under in centres[centre]
    )
    return Actor(account.person_id, posts, today)


def _centres_under(held: list[int | None]) -> dict[int | None, list[int]]:
    if not held:
        return {}
    family = list(Centre.objects.values_list("pk", "parent_id"))
    under: dict[int | None, list[int]] = {
        centre: [pk for pk, parent in family if centre in (pk, parent)] for centre in held
    }
    if None in under:
        under[None] = [pk for pk, _ in family]
    return under
