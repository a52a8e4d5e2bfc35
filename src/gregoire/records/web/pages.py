"""What each template receives: one value, named `page`, with nothing left to query."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gregoire.framework import formats
from gregoire.framework.templatetags.ui import tag
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Person
from gregoire.records import wording
from gregoire.records.queries import Cursus, StillToTake, TranscriptLine, TranscriptYear
from gregoire.records.rules import (
    INTERNSHIP_SHARE,
    GroupAudit,
    Outcome,
    ProgrammeAudit,
    UnitAsked,
    Way,
)

TONES: Final = {Outcome.EARNED: "green", Outcome.FAILED: "red", Outcome.ABSENT: "amber"}


@dataclass(frozen=True, slots=True)
class LineShown:
    """One unit of the transcript, in the words of its row."""

    code: str
    title: str
    detail: str
    sign: SafeString
    mark: str
    way: Promise | str

    @classmethod
    def of(cls, line: TranscriptLine) -> "LineShown":
        result = line.result
        told = {"centre": line.centre, "credits": line.ects}
        return cls(
            line.unit_code,
            line.unit_title,
            str(wording.CENTRE_AND_CREDITS) % told,
            _sign(result.outcome if result else "", get_language() or ""),
            formats.mark(result.mark) if result and result.mark is not None else "",
            wording.WAYS[Way(result.way)] if result else "",
        )


@cache
def _sign(outcome: str, _language: str) -> SafeString:
    """The tag of an outcome, drawn once for each language."""
    if not outcome:
        return tag(wording.UNDER_WAY, tone="blue")
    return tag(wording.OUTCOMES[Outcome(outcome)], tone=TONES[Outcome(outcome)])


@dataclass(frozen=True, slots=True)
class YearShown:
    year: AcademicYear
    credits: int
    lines: tuple[LineShown, ...]

    @classmethod
    def of(cls, year: TranscriptYear) -> "YearShown":
        return cls(year.year, year.credits, tuple(LineShown.of(line) for line in year.lines))


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group of a programme: how far it is, and its units under what they are to the learner."""

    audit: GroupAudit
    units: tuple[tuple[Promise, tuple[str, ...]], ...]

    @classmethod
    def of(cls, audit: GroupAudit) -> "GroupShown":
        missing = wording.MISSING if audit.group.takes_all else wording.TO_CHOOSE_FROM
        units = (
            (wording.EARNED, _with_credits(audit.earned)),
            (wording.UNDER_WAY, _with_credits(audit.under_way)),
            (missing, _with_credits(audit.missing)),
            (wording.COUNTED_ELSEWHERE, _without_credits(audit.elsewhere)),
            (wording.SPARE, _without_credits(audit.spare)),
        )
        return cls(audit, tuple((label, found) for label, found in units if found))


def _with_credits(units: Iterable[UnitAsked]) -> tuple[str, ...]:
    return tuple(f"{unit.code} {unit.title}, {unit.ects} ECTS" for unit in units)


def _without_credits(units: Iterable[UnitAsked]) -> tuple[str, ...]:
    return tuple(f"{unit.code} {unit.title}" for unit in units)


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    cursus: Cursus
    person: Person | None  # whose, when it is not one's own

    @property
    def years(self) -> list[YearShown]:
        return [YearShown.of(year) for year in self.cursus.years]

    @property
    def groups(self) -> list[GroupShown]:
        return [GroupShown.of(group) for group in self.audit.groups] if self.audit else []

    @property
    def code_shown(self) -> str:
        return self.cursus.programme.code if self.cursus.programme else ""

    @property
    def audit(self) -> ProgrammeAudit | None:
        return self.cursus.audit

    @property
    def share_asked(self) -> int:
        return INTERNSHIP_SHARE

    @property
    def credits(self) -> int:
        return sum(year.credits for year in self.cursus.years)


@dataclass(frozen=True, slots=True)
class StillToTakePage:
    found: StillToTake

    @property
    def is_open(self) -> bool:
        return self.found.is_open

    @property
    def without_courses(self) -> list[str]:
        """The missing units that nobody near or at a distance teaches now."""
        offered = {unit.code for unit, _choices in self.found.units}
        missing = self.found.audit.missing if self.found.audit else ()
        return [f"{unit.code} {unit.title}" for unit in missing if unit.code not in offered]
