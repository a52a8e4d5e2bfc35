from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from gregoire.catalogue.models import Offering, Prerequisite, Semester, Unit
from gregoire.catalogue.queries.offers import (
    Offer,
    at_or_around,
    offerings_ahead,
    offers_of,
    semesters_ahead,
)
from gregoire.catalogue.queries.words import best_first, matching
from gregoire.catalogue.rules import Modality, Rhythm, UnitCriteria, semester_named
from gregoire.kernel.text import folded

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class UnitFound:
    unit: Unit
    offers: list[Offer]


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
        units=_with_offers(units, offered),
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


def _with_offers(units: Sequence[Unit], offered: "QuerySet[Offering]") -> list[UnitFound]:
    offerings = (
        offered.filter(unit__in=[unit.pk for unit in units])
        .select_related("centre", "semester")
        .order_by("semester__year", "semester__number", "centre__rank", "pk")
    )
    by_unit: defaultdict[int, list[Offer]] = defaultdict(list)
    for offer in offers_of(list(offerings)):
        by_unit[offer.offering.unit_id].append(offer)
    return [UnitFound(unit, by_unit[unit.pk]) for unit in units]
