"""What awaits an office in its own centres: counts, and the first few of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import OfferingState
from gregoire.correspondence.models import Conversation
from gregoire.correspondence.queries import office_conversations
from gregoire.correspondence.queries.desk import awaiting_office
from gregoire.enrolment.models import OFFICES, Registration
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor

FIRST: Final = 5
ENROLLED: Final = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED))
IN_LINE: Final = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING))


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
        to_decide=list(to_decide[:FIRST]),
        to_decide_count=to_decide.count(),
        waited_for=list(waited_for[:FIRST]),
        waited_for_count=waited_for.count(),
    )


def _to_validate(actor: Actor) -> QuerySet[Registration]:
    return (
        Registration.objects.filter(
            centre__in=actor.centres_as(*OFFICES), state=RegistrationState.REQUESTED
        )
        .select_related("person", "centre", "programme")
        .order_by("requested_on", "pk")
    )


def _here(actor: Actor) -> QuerySet[Offering]:
    return Offering.objects.filter(
        centre__in=actor.centres_as(*OFFICES), semester__teaching_ends_on__gte=actor.today
    ).select_related("unit", "centre", "semester")


def _to_decide(actor: Actor) -> QuerySet[Offering]:
    """Announced and under their minimum: those whose classes begin first."""
    return (
        _here(actor)
        .filter(state=OfferingState.ANNOUNCED)
        .annotate(enrolled=ENROLLED)
        .filter(enrolled__lt=F("minimum"))
        .order_by("semester__teaching_starts_on", "unit__code", "pk")
    )


def _waited_for(actor: Actor) -> QuerySet[Offering]:
    """Those with people in line, the longest line first."""
    return (
        _here(actor)
        .annotate(in_line=IN_LINE)
        .filter(in_line__gt=0)
        .order_by("-in_line", "unit__code", "pk")
    )
