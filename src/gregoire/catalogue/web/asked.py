"""What was asked in an address: odd values ask for nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from gregoire.catalogue.rules import (
    Modality,
    ProgrammeCriteria,
    ProgrammeKind,
    Rhythm,
    UnitCriteria,
    semester_named,
)
from gregoire.kernel.levels import Level
from gregoire.network.queries import KnownPlace, place_of_country, place_of_postcode
from gregoire.network.rules import Place

LONGEST: Final = 200
LEVELS: Final = frozenset(str(level.value) for level in Level)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody says that they are; `unknown` where it is on no list of ours."""

    postcode: str = ""
    country: str = ""
    place: Place | None = None
    known: KnownPlace | None = None

    @property
    def is_asked(self) -> bool:
        return bool(self.postcode or self.country or self.place)

    @property
    def is_unknown(self) -> bool:
        return self.is_asked and self.place is None


def unit_criteria(asked: QueryDict, *, centre_codes: Collection[str]) -> UnitCriteria:
    semester = _text(asked, "semestre")
    return UnitCriteria(
        words=_text(asked, "q"),
        centre=_one_of(_text(asked, "centre"), centre_codes),
        or_distance=_text(asked, "ou_distance") == "1",
        modality=_one_of(_text(asked, "modalite"), list(Modality)),
        rhythm=_one_of(_text(asked, "rythme"), list(Rhythm)),
        semester=semester if semester_named(semester) else "",
        programme=_text(asked, "formation").upper(),
        field=_text(asked, "domaine"),
    )


def programme_criteria(asked: QueryDict) -> ProgrammeCriteria:
    return ProgrammeCriteria(
        words=_text(asked, "q"),
        kind=_one_of(_text(asked, "type"), list(ProgrammeKind)),
        field=_text(asked, "domaine"),
        level=_one_of(_text(asked, "niveau"), LEVELS),
    )


def whereabouts(asked: QueryDict) -> Whereabouts:
    """The phone's position first, then a postcode, then a country."""
    place = _position(_text(asked, "latitude"), _text(asked, "longitude"))
    if place:
        return Whereabouts(place=place)
    postcode, country = _text(asked, "code_postal"), _text(asked, "pays")
    known = place_of_postcode(postcode) if postcode else place_of_country(country)
    return Whereabouts(postcode, country, known.place if known else None, known)


def _position(latitude: str, longitude: str) -> Place | None:
    try:
        place = Place(float(latitude), float(longitude))
    except ValueError:
        return None
    on_the_globe = -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180  # noqa: PLR2004
    return place if on_the_globe else None


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\0", "").strip()[:LONGEST]


def _one_of(text: str, known: Collection[str]) -> str:
    return text if text in known else ""
