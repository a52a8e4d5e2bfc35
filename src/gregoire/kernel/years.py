"""The academic year: from the first of September to the last of August."""

from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST_MONTH: Final = 9


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """One academic year, known by the calendar year in which it starts.

    The database keeps `start` alone, a small integer; everything that is said of a year is said here.
    """

    start: int

    @classmethod
    def of(cls, day: date) -> "AcademicYear":
        """The year to which a day belongs."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "AcademicYear":
        """Read “2016-2017”; raises ValueError where the two years do not follow each other."""
        first, separator, second = text.partition("-")
        if separator != "-" or not (first.isdecimal() and second.isdecimal()):
            raise ValueError(f"not an academic year: {text!r}")
        if int(second) != int(first) + 1:
            raise ValueError(f"not two years in a row: {text!r}")
        return cls(int(first))

    @property
    def first_day(self) -> date:
        return date(self.start, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, FIRST_MONTH - 1, 31)

    @property
    def next(self) -> "AcademicYear":
        return AcademicYear(self.start + 1)

    @property
    def previous(self) -> "AcademicYear":
        return AcademicYear(self.start - 1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"
