from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from gregoire.catalogue.models import Offering, Semester, Unit
from gregoire.catalogue.rules import Modality, OfferingState, Seats
from gregoire.catalogue.seats import seats_taken
from gregoire.kernel.text import folded
from gregoire.network.models import Centre


@dataclass(frozen=True, slots=True)
class Offer:
    """An offering and how full it is."""

    offering: Offering
    seats: Seats

    def can_be_taken(self, today: date) -> bool:
        """Enrolment is open (perhaps on the waiting list)."""
        semester = self.offering.semester
        within = semester.enrolment_opens_on <= today <= semester.enrolment_closes_on
        return within and self.offering.state != OfferingState.NOT_OPENED


@dataclass(frozen=True, slots=True)
class SemesterOffers:
    semester: Semester
    offers: list[Offer]


def semesters_ahead(today: date) -> list[Semester]:
    """The semesters that are taught now or later, in order."""
    return list(Semester.objects.filter(teaching_ends_on__gte=today).order_by("year", "number"))


def offerings_ahead(semesters: Sequence[Semester]) -> "QuerySet[Offering]":
    """What is or may be taught in these semesters; what will not open is left out."""
    ahead = Offering.objects.filter(semester__in=[semester.pk for semester in semesters])
    return ahead.exclude(state=OfferingState.NOT_OPENED)


def at_or_around(centre_code: str, *, or_distance: bool = False) -> Q:
    """At a centre: its own offerings, those of its teaching centres and of the centre above it."""
    family = Centre.objects.filter(
        Q(code=centre_code) | Q(parent__code=centre_code) | Q(teaching_centres__code=centre_code)
    )
    at_the_centre = Q(centre__in=family.values("pk"))
    anywhere = Q(modality=Modality.DISTANCE, relays=None)
    return at_the_centre | anywhere if or_distance else at_the_centre


def offers_of(offerings: Sequence[Offering]) -> list[Offer]:
    """Each offering with its seats: one query."""
    taken = seats_taken([offering.pk for offering in offerings])
    return [
        Offer(offering, Seats(offering.capacity, taken.get(offering.pk, 0)))
        for offering in offerings
    ]


def offerings_of(unit: Unit, semesters: Sequence[Semester]) -> list[Offering]:
    """Where and how a unit is taught in these semesters; semester and centre are loaded."""
    return list(
        offerings_ahead(semesters)
        .filter(unit=unit)
        .select_related("semester", "centre", "relays__centre", "unit")
        .order_by("semester__year", "semester__number", "centre__rank", "modality", "rhythm", "pk")
    )


def offers_by_semester(unit: Unit, semesters: Sequence[Semester]) -> list[SemesterOffers]:
    offers = offers_of(offerings_of(unit, semesters))
    return [
        SemesterOffers(semester, list(each))
        for semester, each in groupby(offers, key=lambda offer: offer.offering.semester)
    ]


def fields_offered_at(centre: Centre, semesters: Sequence[Semester]) -> list[tuple[str, int]]:
    """How many units a centre and its teaching centres offer in each field, by name of field."""
    offered = (
        offerings_ahead(semesters)
        .filter(at_or_around(centre.code))
        .order_by("unit__field")
        .values_list("unit__field")
        .annotate(units=Count("unit", distinct=True))
    )
    return sorted(offered, key=lambda each: folded(each[0]))
