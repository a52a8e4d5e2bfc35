from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from gregoire.catalogue.models import GroupUnit, Programme, RequirementGroup, Semester, Unit
from gregoire.catalogue.queries.offers import offerings_ahead
from gregoire.catalogue.queries.words import BY_TITLE, best_first, matching
from gregoire.catalogue.rules import ProgrammeCriteria

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ProgrammesFound:
    """One page of what was found, and how much each choice would leave."""

    page: "Page[Programme]"
    total: int
    kinds: dict[str, int]
    fields: dict[str, int]
    levels: dict[str, int]


def programme_by_code(code: str) -> Programme:
    """A programme with its groups and their units; raises Programme.DoesNotExist."""
    entries = GroupUnit.objects.select_related("unit").defer("unit__search_words")
    groups = RequirementGroup.objects.order_by("rank").prefetch_related(
        Prefetch("entries", entries.order_by("rank", "pk"))
    )
    return Programme.objects.prefetch_related(Prefetch("groups", groups)).get(code=code.upper())


def programme_named(code: str) -> Programme | None:
    """The programme of that code alone, or None."""
    return Programme.objects.filter(code=code).defer("search_words").first()


def programmes_counting(unit: Unit) -> list[Programme]:
    """The programmes in which a unit counts."""
    counting = Programme.objects.filter(
        pk__in=GroupUnit.objects.filter(unit=unit).values("group__programme")
    )
    return list(counting.defer("search_words").order_by("level", BY_TITLE, "code"))


def units_offered_among(unit_ids: Iterable[int], semesters: Sequence[Semester]) -> set[int]:
    """Those of these units that are taught in these semesters."""
    offered = offerings_ahead(semesters).filter(unit__in=list(unit_ids))
    return set(offered.order_by().values_list("unit", flat=True).distinct())


def programmes_found(criteria: ProgrammeCriteria, *, page: str | int | None) -> ProgrammesFound:
    """The programmes that meet all that was asked."""
    by_words = matching(Programme.objects.all(), criteria.words)
    asked = {
        name: value
        for name in ("kind", "field", "level")
        if (value := getattr(criteria, name)) != ""
    }
    ways = [
        {"kind": kind, "field": field, "level": str(level)}
        for kind, field, level in by_words.order_by("pk").values_list("kind", "field", "level")
    ]
    found = best_first(by_words.filter(**asked).defer("search_words"), criteria.words)
    paginator = Paginator(found, PER_PAGE)
    total = sum(_meets(way, asked) for way in ways)
    vars(paginator)["count"] = total  # known already
    return ProgrammesFound(
        page=paginator.get_page(page),
        total=total,
        kinds=_left_by("kind", ways, asked),
        fields=_left_by("field", ways, asked),
        levels=_left_by("level", ways, asked),
    )


def _left_by(name: str, ways: Sequence[dict[str, str]], asked: dict[str, str]) -> dict[str, int]:
    """How many programmes each choice of this one filter would leave, the others as they are."""
    others = {key: value for key, value in asked.items() if key != name}
    return dict(sorted(Counter(way[name] for way in ways if _meets(way, others)).items()))


def _meets(way: dict[str, str], asked: dict[str, str]) -> bool:
    return all(way[key] == value for key, value in asked.items())
