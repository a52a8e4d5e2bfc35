"""The filters of the search pages: what can be chosen, and what is chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gregoire.catalogue import wording
from gregoire.catalogue.models import Semester
from gregoire.network.models import Centre
from gregoire.network.wording import BLOCKS


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One select: its choices, under headings where there are any (“” has none)."""

    name: str
    label: str
    any_label: str
    groups: list[tuple[str, list[Choice]]] = field(default_factory=list)

    @property
    def is_used(self) -> bool:
        return any(choice.is_chosen for _, choices in self.groups for choice in choices)


@dataclass(frozen=True, slots=True)
class Narrower:
    """A link to the same search, narrower: how much it would leave."""

    label: str
    count: int
    to: str


def chosen_among(labels: Mapping[Any, str | Promise], chosen: str) -> list[Choice]:
    return [Choice(value, str(label), value == chosen) for value, label in labels.items()]


def centres_filter(centres: Iterable[Centre], chosen: str) -> Filter:
    """Regional centres under their region, with their teaching centres; then overseas, abroad."""
    groups: defaultdict[str, list[Choice]] = defaultdict(list)
    for centre in centres:
        if centre.latitude is not None:
            groups[heading_of(centre)].append(
                Choice(centre.code, centre.name, centre.code == chosen)
            )
    return Filter("centre", _("Centre"), _("All centres"), list(groups.items()))


def heading_of(centre: Centre) -> str:
    return centre.region.name if centre.region else str(BLOCKS[centre.block])  # type: ignore[index]


def semesters_filter(semesters: Iterable[Semester], chosen: str) -> Filter:
    choices = [
        Choice(name := f"{each.year}-{each.number}", semester_label(each), name == chosen)
        for each in semesters
    ]
    return Filter("semestre", _("Semester"), _("All semesters"), [("", choices)])


def semester_label(semester: Semester) -> str:
    """“1st semester 2026-2027”"""
    return f"{wording.SEMESTERS[semester.number]} {semester.academic_year}"


def field_label(name: str) -> str:
    return capfirst(name)


def narrowers(
    name: str, counts: Mapping[str, int], labels: Mapping[Any, object], asked: QueryDict
) -> list[Narrower]:
    """Links for the choices not yet made, where they would leave something."""
    if asked.get(name):
        return []
    return [
        Narrower(str(labels[value]), count, _address(asked, name, value))
        for value, count in counts.items()
        if count
    ]


def _address(asked: QueryDict, name: str, value: str) -> str:
    query = asked.copy()
    query[name] = value
    query.pop("page", None)
    return f"?{query.urlencode()}"
