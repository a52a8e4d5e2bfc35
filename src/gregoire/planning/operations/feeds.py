"""The private address of a person's feed, and when they last saw their planning."""

from datetime import datetime

from django.utils.timezone import now

from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.identifiers import new_public_id
from gregoire.people.models import Person
from gregoire.planning import permissions
from gregoire.planning.models import FeedAddress, PlanningVisit


@operation(permit=permissions.MAKE_FEED_ADDRESS, on="person")
def make_feed_address(*, by: Actor, person: Person) -> FeedAddress:
    """Give a person a new address for their feed; the one they had answers no more."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    FeedAddress.objects.filter(person=person, revoked_at=None).update(revoked_at=now())
    return FeedAddress.objects.create(person=person, key=new_public_id() + new_public_id())


@operation(permit=permissions.MAKE_FEED_ADDRESS, on="person")
def revoke_feed_address(*, by: Actor, person: Person) -> int:
    """Close the address of a person's feed; return how many were open: 0 or 1."""
    return FeedAddress.objects.filter(person=person, revoked_at=None).update(revoked_at=now())


@operation(permit=permissions.MARK_VISIT, on="person")
def mark_visit(*, by: Actor, person: Person, seen_at: datetime) -> PlanningVisit:
    """Remember until when a person has seen what changed; an earlier instant changes nothing.

    `seen_at` is when the page was made: what changed while it was being read is still news.
    """
    seen_at = min(seen_at, now())
    visit, made = PlanningVisit.objects.get_or_create(person=person, defaults={"at": seen_at})
    if not made and visit.at < seen_at:
        visit.at = seen_at
        visit.save(update_fields=["at"])
    return visit
