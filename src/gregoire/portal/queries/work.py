"""What awaits an office in its own centres: counts, and the first few of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import OfferingState
from gregoire.correspondence.models import Conversation
from gregoire.correspondence.queries import office_conversations
from gregoire.correspondence.queries.desk import awaiting_office
from gregoire.enrolment.models import OFFICES, Enrolment, Registration
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor

FIRST: Final = 5


@dataclass(frozen=True, slots=True)
class Work:
    """Each list holds the first few, oldest or most pressing first; each count, all of them."""

    registrations: Sequence[Registration]
    registrations_count: int
    conversations: Sequence[Conversation]
    conversations_count: int
    letters_count: int
    calls_count: int
    addresses_count: int
    to_decide: Sequence[Offering]  # under their minimum; with `enrolled`
    to_decide_count: int
    waited_for: Sequence[Offering]  # with `in_line`
    waited_for_count: int


def awaiting(actor: Actor) -> Work:
    """Eight queries, whatever the size of the centres."""
    registrations = _to_validate(actor)
    conversations = office_conversations(actor, waiting=True)
    to_decide, waited_for = _to_decide(actor), _waited_for(actor)
    office = awaiting_office(actor)
    return Work(
        registrations=list(registrations[:FIRST]),
        registrations_count=registrations.count(),
        conversations=list(conversations[:FIRST]),
        conversations_count=office.messages,
        letters_count=office.letters,
        calls_count=office.calls,
        addresses_count=office.addresses,
        to_decide=_first_of(to_decide, "enrolled"),
        to_decide_count=len(to_decide),
        waited_for=_first_of(waited_for, "in_line"),
        waited_for_count=len(waited_for),
    )


def _to_validate(actor: Actor) -> QuerySet[Registration]:
    return (
        Registration.objects.filter(
            centre__in=actor.centres_as(*OFFICES), state=RegistrationState.REQUESTED
        )
        .select_related("person", "centre", "programme")
        .order_by("requested_on", "pk")
    )


def _first_of(counted: Sequence[tuple[int, int]], name: str) -> list[Offering]:
    """The first offerings of some keys with what was counted of each, under that name.

    Counting and loading are two queries: grouped with all that is shown of an offering, the
    enrolments of the whole network take a second.
    """
    first = dict(counted[:FIRST])
    found = Offering.objects.select_related("unit", "centre", "semester").in_bulk([*first])
    for key, count in first.items():
        setattr(found[key], name, count)
    return [found[key] for key in first]


def _to_decide(actor: Actor) -> list[tuple[int, int]]:
    """Announced and under their minimum, with who is enrolled: those that begin first."""
    taken = (
        Enrolment.objects.filter(offering=OuterRef("pk"), state=EnrolmentState.ENROLLED)
        .order_by()
        .values("offering")
        .values(taken=Count("pk"))
    )
    found = (
        Offering.objects.filter(
            centre__in=actor.centres_as(*OFFICES),
            semester__teaching_ends_on__gte=actor.today,
            state=OfferingState.ANNOUNCED,
        )
        .annotate(taken=Coalesce(Subquery(taken, output_field=IntegerField()), 0))
        .order_by("semester__teaching_starts_on", "unit__code", "pk")
        .values_list("pk", "taken", "minimum")
    )
    return [(key, taken) for key, taken, minimum in found if taken < minimum]


def _waited_for(actor: Actor) -> list[tuple[int, int]]:
    """Those with people in line, the longest line first."""
    found = (
        Enrolment.objects.filter(
            state=EnrolmentState.WAITING,
            offering__centre__in=actor.centres_as(*OFFICES),
            offering__semester__teaching_ends_on__gte=actor.today,
        )
        .values("offering")
        .annotate(in_line=Count("pk"))
        .order_by("-in_line", "offering__unit__code", "offering")
    )
    return list(found.values_list("offering", "in_line"))
