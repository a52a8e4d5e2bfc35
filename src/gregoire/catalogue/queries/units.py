from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from gregoire.catalogue.models import Offering, Prerequisite, Semester, Unit
from gregoire.catalogue.queries.offers import (
    at_or_around,
    offerings_ahead,
    semesters_ahead,
)
from gregoire.catalogue.queries.words import best_first, matching
from gregoire.catalogue.rules import Modality, Rhythm, Seats, UnitCriteria, semester_named
from gregoire.catalogue.seats import seats_taken
from gregoire.kernel.text import folded

PER_PAGE = 20


class Glance(NamedTuple):
    """What a list says of an offering: hundreds are read for one page, so that it is no more."""

    offering_id: int
    unit_id: int
    semester_id: int
    centre_id: int
    modality: str
    capacity: int


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A unit, where and when it is taught, and how many seats are left in all."""

    unit: Unit
    taught: list[Glance]
    left: int


@dataclass(frozen=True, slots=True)
class UnitsFound:
    """One page of what was found, and how much each choice would leave."""

    page: "Page[Unit]"
    units: list[UnitFound]
    total: int
    semesters: list[Semester]
    fields: list[tuple[str, int]]
    modalities: dict[str, int]
    rhythms: dict[str, int]


def unit_by_code(code: str) -> Unit:
    """A unit with what it needs; raises Unit.DoesNotExist."""
    needs = Prerequisite.objects.select_related("needs").order_by("-is_required", "needs__code")
    return Unit.objects.prefetch_related(Prefetch("prerequisites", needs)).get(code=code.upper())


def units_found(criteria: UnitCriteria, *, page: str | int | None, today: date) -> UnitsFound:
    """The units that meet all that was asked, with their offerings of now and later."""
    semesters = semesters_ahead(today)
    offered = _offerings(criteria, semesters)
    fields = _fields(_units(criteria, offered))
    total = sum(units for field, units in fields if criteria.field in ("", field))
    found = _units(criteria, offered).filter(**_of_field(criteria)).defer("search_words")
    paginator = Paginator(best_first(found, criteria.words), PER_PAGE)
    vars(paginator)["count"] = total  # known already
    shown = paginator.get_page(page)
    units = list(shown.object_list)
    modalities, rhythms = _ways(criteria, semesters)
    return UnitsFound(
        page=shown,
        units=_with_seats(units, offered),
        total=total,
        semesters=semesters,
        fields=fields,
        modalities=modalities,
        rhythms=rhythms,
    )


def _offerings(criteria: UnitCriteria, semesters: Sequence[Semester]) -> "QuerySet[Offering]":
    """The offerings of now and later that meet what was asked of where, when and how."""
    return _where_and_when(criteria, semesters).filter(
        **{"modality": criteria.modality} if criteria.modality else {},
        **{"rhythm": criteria.rhythm} if criteria.rhythm else {},
    )


def _where_and_when(criteria: UnitCriteria, semesters: Sequence[Semester]) -> "QuerySet[Offering]":
    named = semester_named(criteria.semester)
    within = [each for each in semesters if named in (None, (each.year, each.number))]
    offered = offerings_ahead(within)
    if criteria.centre:
        offered = offered.filter(at_or_around(criteria.centre, or_distance=criteria.or_distance))
    return offered


def _units(criteria: UnitCriteria, offered: "QuerySet[Offering]") -> "QuerySet[Unit]":
    """Units by words, programme and offering; the field is asked apart, to count the others."""
    units = matching(Unit.objects.all(), criteria.words)
    if criteria.programme:
        units = units.filter(
            pk__in=Unit.objects.filter(
                group_entries__group__programme__code=criteria.programme
            ).values("pk")
        )
    if criteria.asks_for_an_offering:
        units = units.filter(Exists(offered.filter(unit=OuterRef("pk"))))
    return units


def _of_field(criteria: UnitCriteria) -> dict[str, str]:
    return {"field": criteria.field} if criteria.field else {}


def _fields(units: "QuerySet[Unit]") -> list[tuple[str, int]]:
    counted = units.order_by("field").values_list("field").annotate(units=Count("pk"))
    return sorted(counted, key=lambda each: folded(each[0]))


def _ways(
    criteria: UnitCriteria, semesters: Sequence[Semester]
) -> tuple[dict[str, int], dict[str, int]]:
    """How many units each modality and each rhythm would leave: one query."""
    words_only = UnitCriteria(words=criteria.words, programme=criteria.programme)
    units = _units(words_only, Offering.objects.none()).filter(**_of_field(criteria))
    of_rhythm = Q(rhythm=criteria.rhythm) if criteria.rhythm else Q()
    of_modality = Q(modality=criteria.modality) if criteria.modality else Q()
    counts = {
        f"modality_{each}": Count("unit", distinct=True, filter=Q(modality=each) & of_rhythm)
        for each in Modality
    } | {
        f"rhythm_{each}": Count("unit", distinct=True, filter=Q(rhythm=each) & of_modality)
        for each in Rhythm
    }
    offered = _where_and_when(criteria, semesters).filter(unit__in=units.values("pk"))
    counted = offered.aggregate(**counts)
    return (
        {each: counted[f"modality_{each}"] for each in Modality},
        {each: counted[f"rhythm_{each}"] for each in Rhythm},
    )


def _with_seats(units: Sequence[Unit], offered: "QuerySet[Offering]") -> list[UnitFound]:
    taught: defaultdict[int, list[Glance]] = defaultdict(list)
    rows = offered.filter(unit__in=[unit.pk for unit in units]).order_by("pk")
    for row in rows.values_list(
        "pk", "unit_id", "semester_id", "centre_id", "modality", "capacity"
    ):
        glance = Glance(*row)
        taught[glance.unit_id].append(glance)
    taken = seats_taken([glance.offering_id for each in taught.values() for glance in each])
    return [
        UnitFound(
            unit,
            taught[unit.pk],
            sum(
                Seats(each.capacity, taken.get(each.offering_id, 0)).left
                for each in taught[unit.pk]
            ),
        )
        for unit in units
    ]
