"""What the institution offers, for whoever comes by: public facts, counted in the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from gregoire.catalogue.models import Offering, Programme, Semester, Unit
from gregoire.catalogue.queries import semesters_ahead
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.kernel.text import without_accents
from gregoire.network.models import Centre


@dataclass(frozen=True, slots=True)
class Offer:
    semesters: Sequence[Semester]
    fields: Sequence[tuple[str, int]]  # each field of study, and its units offered
    programmes: int
    units: int
    centres: int
    at_a_distance: int  # units that can be taken from anywhere


def offer_of_the_network(today: date) -> Offer:
    """Five queries: what is or may be taught in the semesters that are not over."""
    semesters = semesters_ahead(today)
    taught = Offering.objects.filter(semester__in=semesters).exclude(state=OfferingState.NOT_OPENED)
    counts = taught.aggregate(
        units=Count("unit", distinct=True),
        at_a_distance=Count("unit", distinct=True, filter=Q(modality=Modality.DISTANCE)),
    )
    fields = (
        Unit.objects.filter(pk__in=taught.values("unit"))
        .order_by("field")
        .values_list("field")
        .annotate(units=Count("pk"))
    )
    return Offer(
        semesters=semesters,
        fields=sorted(fields, key=lambda row: without_accents(row[0]).casefold()),
        programmes=Programme.objects.count(),
        centres=Centre.objects.count(),
        units=counts["units"],
        at_a_distance=counts["at_a_distance"],
    )


def addresses_of_the_catalogue() -> Iterator[str]:
    """Every public page of the catalogue, for search engines."""
    for name in ("programmes", "units", "centres"):
        yield reverse(f"catalogue:{name}")
    for name, rows in (("programme", Programme), ("unit", Unit), ("centre", Centre)):
        for code in rows.objects.order_by("code").values_list("code", flat=True):
            yield reverse(f"catalogue:{name}", args=[code])
