"""What each template receives: one value, named `page`, with nothing left to query."""

from dataclasses import dataclass

from gregoire.people.models import Person
from gregoire.records.queries import Cursus, StillToTake, TranscriptYear
from gregoire.records.rules import INTERNSHIP_SHARE, ProgrammeAudit


@dataclass(frozen=True, slots=True)
class TranscriptPage:
    cursus: Cursus
    person: Person | None  # whose, when it is not one's own

    @property
    def years(self) -> list[TranscriptYear]:
        return self.cursus.years

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
