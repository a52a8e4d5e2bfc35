"""Public holidays, each land its own, as the `holidays` library knows them."""

from datetime import date
from functools import lru_cache
from typing import Final

import holidays

from gregoire.kernel.years import AcademicYear
from gregoire.network.reference import malagasy_holidays

LANGUAGES: Final = {"fr": "fr", "en": "en_US"}


@lru_cache(maxsize=512)
def public_holidays(
    country: str, subdivision: str, year: AcademicYear, language: str = "fr"
) -> dict[date, str]:
    """The public holidays of an academic year in a country or territory, with their names.

    Empty where the centre stands in no country of its own (the antennas abroad).
    """
    if not country:
        return {}
    years = (year.start, year.start + 1)
    if language == "fr" and country == "MG":
        return {day: _in_french(name) for day, name in _known(country, "", years, "en_US", year)}
    return dict(_known(country, subdivision, years, LANGUAGES[language], year))


def _known(
    country: str, subdivision: str, years: tuple[int, int], language: str, within: AcademicYear
) -> list[tuple[date, str]]:
    known = holidays.country_holidays(
        country, subdiv=subdivision or None, years=years, language=language
    )
    return sorted((day, name.replace("'", "’")) for day, name in known.items() if day in within)


def _in_french(name: str) -> str:
    """Two holidays of one day are joined by the library with “; ”."""
    return " ; ".join(malagasy_holidays().get(part, part) for part in name.split("; "))
