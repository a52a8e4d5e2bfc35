"""What a person's calendar reads: two queries for whom, one for what."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery

from gregoire.planning.models import ClassSession, FeedAddress, SessionChange
from gregoire.planning.queries.agendas import Reach
from gregoire.planning.rules.agendas import EventFacts

_REASON: Final = Subquery(
    SessionChange.objects.filter(session=OuterRef("pk"), undone_at=None)
    .order_by("-pk")
    .values("reason")[:1]
)
_FACTS: Final = (
    "public_id",
    "starts_at",
    "ends_at",
    "mode",
    "state",
    "material",
    "sequence",
    "made_at",
    "changed_at",
    "title",
    "link",
    "offering__unit__code",
    "offering__unit__title",
    "teacher__first_names",
    "teacher__birth_name",
    "teacher__usage_name",
    "room__name",
    "centre__name",
    "centre__street",
    "centre__postcode",
    "centre__town",
    "centre__latitude",
    "centre__longitude",
    "centre__time_zone",
    "makes_up__public_id",
    "made_up_by__public_id",
    "made_up_by__starts_at",
)


def address_by(key: str) -> FeedAddress | None:
    """The open address that bears this key, with its person."""
    return FeedAddress.objects.filter(key=key, revoked_at=None).select_related("person").first()


def events_of(reach: Reach, start: datetime, end: datetime) -> Iterator[EventFacts]:
    """All classes of a person that begin in [start, end), in the order of their hours."""
    mine = ClassSession.objects.filter(reach.classes, starts_at__gte=start, starts_at__lt=end)
    rows = mine.annotate(reason=_REASON).order_by("starts_at", "pk")
    return map(EventFacts._make, rows.values_list(*_FACTS, "reason"))
