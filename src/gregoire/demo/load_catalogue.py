"""Units, programmes, semesters: what the network teaches, before anybody learns."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gregoire.catalogue.models import (
    GroupUnit,
    Prerequisite,
    Programme,
    RequirementGroup,
    Semester,
    Unit,
)
from gregoire.demo import facts
from gregoire.demo.drawing.cohorts import YEARS
from gregoire.demo.load_copy import Loader
from gregoire.kernel.years import AcademicYear

ASSESSMENT: Final = {
    "ue": "Examen sur table de deux à trois heures, ou dossier remis au centre ; deux sessions.",
    "us": "Contrôle continu et soutenance devant un jury.",
    "ua": "Rapport d’activité professionnelle, ou rapport de stage, soumis à l’avis d’un jury.",
}
WEEKS_GONE: Final = timedelta(weeks=3)  # of classes, at least, where the semester can have begun
MOST_GONE: Final = timedelta(weeks=10)
WEEKS_LEFT: Final = timedelta(weeks=4)
EXPERIENCE: Final = (
    "Une expérience professionnelle en rapport avec le diplôme, ou un stage de 3 à 6 mois une fois "
    "70 % des unités validées, et un rapport d’activité."
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The keys of the rows, by their place in the drawing."""

    units: range
    programmes: range
    semesters: dict[tuple[int, int], int]  # (years back, number)


def load_catalogue(loader: Loader, *, year: int, today: date) -> Catalogue:
    units = _load_units(loader)
    programmes = _load_programmes(loader, units)
    semesters = _load_semesters(loader, year, today)
    return Catalogue(units, programmes, semesters)


def _load_units(loader: Loader) -> range:
    rows = facts.units()
    keys = loader.copy(
        "units",
        Unit,
        {
            "code": [row.code for row in rows],
            "title": [row.title for row in rows],
            "kind": [row.kind for row in rows],
            "ects": [row.ects for row in rows],
            "level": [int(row.level) for row in rows],
            "field": [row.field for row in rows],
            "of_intec": [row.of_intec for row in rows],
            "aims": [f"Comprendre et mettre en pratique : {_inside(row.title)}." for row in rows],
            "content": [_content(row) for row in rows],
            "assessment": [ASSESSMENT[row.kind] for row in rows],
            "prerequisite_text": [_prerequisite(row) for row in rows],
        },
    )
    needing = [row for row in rows if row.needs]
    loader.copy(
        "prerequisites",
        Prerequisite,
        {
            "unit": [keys[facts.unit_index()[row.code]] for row in needing],
            "needs": [keys[facts.unit_index()[row.needs]] for row in needing],
            "is_required": [row.of_intec for row in needing],
        },
    )
    return keys


def _inside(title: str) -> str:
    """A title inside a sentence; an acronym keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _content(row: facts.UnitFacts) -> str:
    hours = row.ects * 10
    return (
        f"{row.title}. Environ {hours} heures de cours, d’exercices dirigés et de travail "
        f"personnel accompagné, dans le champ : {row.field}."
    )


def _prerequisite(row: facts.UnitFacts) -> str:
    if not row.needs:
        return ""
    needed = facts.units()[facts.unit_index()[row.needs]]
    return f"Il est conseillé d’avoir suivi {needed.code}, {_inside(needed.title)}."


def _load_programmes(loader: Loader, units: range) -> range:
    rows = facts.programmes()
    keys = loader.copy(
        "programmes",
        Programme,
        {
            "code": [row.code for row in rows],
            "title": [row.title for row in rows],
            "kind": [row.kind for row in rows],
            "level": [int(row.level) for row in rows],
            "entry_level": [int(row.entry_level) for row in rows],
            "ects": [row.ects for row in rows],
            "rncp_code": [row.rncp_code for row in rows],
            "field": [row.field for row in rows],
            "aims": [f"Former des professionnels : {_inside(row.title)}." for row in rows],
            "prospects": [f"Métiers du champ : {row.field}." for row in rows],
            "experience_text": [EXPERIENCE] * len(rows),
        },
    )
    groups = [(key, group) for key, row in zip(keys, rows, strict=True) for group in row.groups]
    group_keys = loader.copy(
        "requirements",
        RequirementGroup,
        {
            "programme": [key for key, _ in groups],
            "rank": [group.rank for _, group in groups],
            "title": [group.title for _, group in groups],
            "rule": [group.rule for _, group in groups],
            "credits_needed": [group.credits_needed for _, group in groups],
        },
    )
    entries = [
        (key, units[facts.unit_index()[code]], rank)
        for key, (_, group) in zip(group_keys, groups, strict=True)
        for rank, code in enumerate(group.units, start=1)
    ]
    loader.copy(
        "units of the requirements",
        GroupUnit,
        {
            "group": [group for group, _, _ in entries],
            "unit": [unit for _, unit, _ in entries],
            "rank": [rank for _, _, rank in entries],
        },
    )
    return keys


def present_number(year: int, today: date) -> int:
    """The semester of a year that is under way, or about to be."""
    return 1 if today < _usually_taught(year, 2)[0] else 2


def taught(year: int, number: int, today: date) -> tuple[date, date]:
    """When a semester is taught: first and last day.

    The present one is under way on any day, between semesters and in August too: three weeks of it are
    behind where it can have begun, ten at most (courses of fifteen classes go on), four are to come.
    """
    starts, ends = _usually_taught(year, number)
    if not AcademicYear(year).first_day <= today <= AcademicYear(year).last_day:
        return starts, ends
    present = present_number(year, today)
    if number == present:
        early = max(_free_since(year, number), today - WEEKS_GONE)
        late = today - timedelta(days=today.weekday()) - MOST_GONE
        return max(min(starts, early), late), max(ends, today + WEEKS_LEFT)
    if number > present:
        return max(starts, taught(year, present, today)[1] + timedelta(days=1)), ends
    return starts, ends


def _free_since(year: int, number: int) -> date:
    if number == 1:
        return AcademicYear(year).first_day
    return _usually_taught(year, 1)[1] + timedelta(days=1)


def _usually_taught(year: int, number: int) -> tuple[date, date]:
    if number == 1:
        return date(year, 9, 28), date(year + 1, 1, 30)
    return date(year + 1, 2, 8), date(year + 1, 6, 19)


def _load_semesters(loader: Loader, year: int, today: date) -> dict[tuple[int, int], int]:
    """Four years of two; the present year's second one stays open to the last day of the year."""
    wanted = [(back, number) for back in reversed(range(YEARS)) for number in (1, 2)]
    starts = [year - back for back, _ in wanted]
    first = [number == 1 for _, number in wanted]
    pairs = list(zip(starts, first, strict=True))
    days = [taught(year - back, number, today) for back, number in wanted]
    keys = loader.copy(
        "semesters",
        Semester,
        {
            "year": starts,
            "number": [number for _, number in wanted],
            "teaching_starts_on": [starts_on for starts_on, _ in days],
            "teaching_ends_on": [ends_on for _, ends_on in days],
            "enrolment_opens_on": [date(y, 6, 15) if one else date(y, 9, 1) for y, one in pairs],
            "enrolment_closes_on": [
                date(y, 12, 31) if one else date(y + 1, 8, 31) for y, one in pairs
            ],
        },
    )
    return dict(zip(wanted, keys, strict=True))
