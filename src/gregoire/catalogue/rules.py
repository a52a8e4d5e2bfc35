"""What can be learnt, as values: no clock, no database, no Django."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from gregoire.kernel.levels import Level

CODE: Final = re.compile(r"[A-Z0-9]{3,12}")
WORD: Final = re.compile(r"[^\W_]+")
SEMESTER: Final = re.compile(r"([0-9]{4})-([12])", re.ASCII)
MOST_WORDS: Final = 10
LONGEST_WORD: Final = 40


class UnitKind(StrEnum):
    UE = "ue"  # unité d'enseignement
    US = "us"  # unité spécifique
    UA = "ua"  # unité d'activité (experience, dissertation)


class ProgrammeKind(StrEnum):
    BACHELOR = "bachelor"  # licence générale
    PROFESSIONAL_BACHELOR = "professional_bachelor"
    INSTITUTION_DIPLOMA = "institution_diploma"  # diplôme d'établissement
    RNCP_TITLE = "rncp_title"
    ENGINEER = "engineer"
    MASTER = "master"
    SPECIALISED_MASTER = "specialised_master"
    COMPETENCE_CERTIFICATE = "competence_certificate"  # CC
    PROFESSIONAL_CERTIFICATE = "professional_certificate"  # CP


class GroupRule(StrEnum):
    ALL_OF = "all_of"
    CREDITS_OF = "credits_of"  # at least N credits of


class Modality(StrEnum):
    ON_SITE = "on_site"
    DISTANCE = "distance"  # FOD
    HYBRID = "hybrid"


class Rhythm(StrEnum):
    OUT_OF_HOURS = "out_of_hours"  # hors temps de travail: evenings, Saturdays
    DAY = "day"
    ALTERNANCE = "alternance"


class OfferingState(StrEnum):
    ANNOUNCED = "announced"  # it opens if enough people enrol
    OPEN = "open"
    NOT_OPENED = "not_opened"


class CatalogueRefusal(StrEnum):
    BAD_CODE = "bad_code"
    CODE_TAKEN = "code_taken"
    NO_TITLE = "no_title"
    NEEDS_ITSELF = "needs_itself"
    UNKNOWN_UNIT = "unknown_unit"
    GROUP_WITHOUT_UNITS = "group_without_units"
    CREDITS_OUT_OF_REACH = "credits_out_of_reach"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    SEMESTER_EXISTS = "semester_exists"


class OfferingRefusal(StrEnum):
    OFFERED_ALREADY = "offered_already"
    MINIMUM_OVER_CAPACITY = "minimum_over_capacity"
    NO_SEATS = "no_seats"
    SEMESTER_OVER = "semester_over"
    SEATS_ARE_TAKEN = "seats_are_taken"
    DECIDED_ALREADY = "decided_already"
    RELAY_AT_A_DISTANCE_ONLY = "relay_at_a_distance_only"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is said of a unit, by whoever writes the catalogue."""

    code: str
    title: str
    kind: UnitKind
    ects: int
    level: Level
    field: str
    of_intec: bool = False
    aims: str = ""
    content: str = ""
    assessment: str = ""
    prerequisite_text: str = ""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group of requirements: its units by their codes, in order."""

    title: str
    rule: GroupRule
    units: tuple[str, ...]
    credits_needed: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    code: str
    title: str
    kind: ProgrammeKind
    level: Level
    entry_level: Level
    ects: int
    field: str
    rncp_code: str = ""
    aims: str = ""
    prospects: str = ""
    experience_text: str = ""


@dataclass(frozen=True, slots=True)
class SemesterDates:
    teaching_starts_on: date
    teaching_ends_on: date
    enrolment_opens_on: date
    enrolment_closes_on: date


@dataclass(frozen=True, slots=True)
class Terms:
    """How an offering is taught, and for how many; `group` tells parallel groups apart."""

    modality: str
    rhythm: str
    capacity: int
    minimum: int
    group: int = 1
    timetable: str = ""


@dataclass(frozen=True, slots=True)
class Seats:
    """How full an offering is."""

    capacity: int
    taken: int

    @property
    def left(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0


def title_refusal(*, code: str, title: str) -> CatalogueRefusal | None:
    """A code is three to twelve capitals and digits; nothing stands in the catalogue untitled."""
    if not CODE.fullmatch(code):
        return CatalogueRefusal.BAD_CODE
    return None if title.strip() else CatalogueRefusal.NO_TITLE


def each_unit_once(group: GroupFacts) -> GroupFacts:
    """The group with a unit that was named twice named once: its credits count once."""
    return replace(group, units=tuple(dict.fromkeys(group.units)))


def group_refusal(group: GroupFacts, *, ects_of: Mapping[str, int]) -> CatalogueRefusal | None:
    """Why a group of requirements cannot stand: it must be possible to meet it."""
    if not group.units:
        return CatalogueRefusal.GROUP_WITHOUT_UNITS
    if any(code not in ects_of for code in group.units):
        return CatalogueRefusal.UNKNOWN_UNIT
    if group.rule == GroupRule.ALL_OF:
        return None
    reachable = sum(ects_of[code] for code in group.units)
    within = 0 < (group.credits_needed or 0) <= reachable
    return None if within else CatalogueRefusal.CREDITS_OUT_OF_REACH


def offering_refusal(*, capacity: int, minimum: int, taken: int = 0) -> OfferingRefusal | None:
    """Why an offering cannot have these figures; nobody who has a seat loses it."""
    if capacity < 1:
        return OfferingRefusal.NO_SEATS
    if minimum > capacity:
        return OfferingRefusal.MINIMUM_OVER_CAPACITY
    return OfferingRefusal.SEATS_ARE_TAKEN if capacity < taken else None


def opening_is_advised(*, taken: int, minimum: int) -> bool:
    """The guide: an offering opens only with enough enrolled ("un nombre suffisant d'inscrits")."""
    return taken >= minimum


def asked_words(text: str) -> list[str]:
    """The words of a search, as they were typed; what nobody types is left out."""
    return [word[:LONGEST_WORD] for word in WORD.findall(text)[:MOST_WORDS]]


@dataclass(frozen=True, slots=True)
class UnitCriteria:
    """What somebody looks for among the units; an empty string asks for nothing."""

    words: str = ""
    centre: str = ""
    or_distance: bool = False  # with a centre: or at a distance, from wherever
    modality: str = ""
    rhythm: str = ""
    semester: str = ""  # “2026-1”
    programme: str = ""
    field: str = ""

    @property
    def asks_for_an_offering(self) -> bool:
        return any((self.centre, self.modality, self.rhythm, self.semester))


@dataclass(frozen=True, slots=True)
class ProgrammeCriteria:
    words: str = ""
    kind: str = ""
    field: str = ""
    level: str = ""


def semester_named(text: str) -> tuple[int, int] | None:
    """“2026-1” is the first semester of 2026-2027; None where nothing is named so."""
    found = SEMESTER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
