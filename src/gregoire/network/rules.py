"""What a centre is, and where it stands.  Pure values: no clock, no database, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Final, Protocol
from zoneinfo import ZoneInfo

EARTH_RADIUS_KM: Final = 6371.0
SAME_TOWN_KM: Final = 1.0
POSTCODE_LENGTH: Final = 5
SOUTH_CORSICA: Final = ("200", "201")  # the rest of “20” is Haute-Corse


class Block(StrEnum):
    """The three subtotals of the statistics (note, table 1)."""

    METROPOLE = "metropole"
    OVERSEAS = "overseas"
    ABROAD = "abroad"


class CentreKind(StrEnum):
    REGIONAL = "regional"
    TEACHING = "teaching"
    ABROAD = "abroad"
    ANTENNA = "antenna"


class RoomRefusal(StrEnum):
    NAME_TAKEN = "name_taken"
    NO_NAME = "no_name"
    NO_SEATS = "no_seats"
    COMPUTERS_WITHOUT_SEATS = "computers_without_seats"
    IN_USE = "in_use"


class ClosingRefusal(StrEnum):
    ALREADY_CLOSED = "already_closed"
    NO_REASON = "no_reason"
    IN_THE_PAST = "in_the_past"
    PUBLIC_HOLIDAY = "public_holiday"


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the globe, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a centre stands, and under which it stands; None: it has no place of its own."""

    centre: int
    parent: int | None
    place: Place | None
    rank: int


@dataclass(frozen=True, slots=True)
class Distance:
    """A centre, and how far it is as the crow flies."""

    centre: int
    kilometres: int


class InAZone(Protocol):
    @property
    def zone(self) -> ZoneInfo: ...


def distance_km(start: Place, end: Place) -> float:
    """The great-circle distance (haversine)."""
    north = radians(end.latitude - start.latitude)
    east = radians(end.longitude - start.longitude)
    across = cos(radians(start.latitude)) * cos(radians(end.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(sin(north / 2) ** 2 + across)))


def nearest(place: Place, centres: Sequence[Standing], *, limit: int) -> list[Distance]:
    """The nearest centres, nearest first.

    A regional centre is left out where one of its teaching centres stands in the same town: people
    go to the teaching centre. A centre without a place of its own (the antennas) is never near.
    """
    places = {centre.centre: centre.place for centre in centres if centre.place}
    standing = [centre for centre in centres if centre.centre in places]
    doubled = {
        centre.parent
        for centre in standing
        if centre.parent in places
        and distance_km(places[centre.centre], places[centre.parent]) < SAME_TOWN_KM
    }
    near = sorted(
        (distance_km(place, places[centre.centre]), centre.rank, centre.centre)
        for centre in standing
        if centre.centre not in doubled
    )
    return [Distance(centre, round(far)) for far, _, centre in near[:limit]]


def department_of(postcode: str) -> str | None:
    """The département (or overseas collectivity) of a French postcode; None where it is not one.

    Its first two digits; three overseas and in Monaco; Corsica's two départements share “20”.
    """
    digits = "".join(postcode.split())
    if len(digits) != POSTCODE_LENGTH or not (digits.isascii() and digits.isdecimal()):
        return None
    if digits.startswith("20"):
        return "2A" if digits.startswith(SOUTH_CORSICA) else "2B"
    return digits[:3] if digits.startswith(("97", "98")) else digits[:2]


def local_instant(centre: InAZone, instant: datetime) -> datetime:
    """The same instant, as the clock on the wall of the centre says it."""
    return instant.astimezone(centre.zone)


def local_day(centre: InAZone, instant: datetime) -> date:
    """The day that it is at the centre: when Paris goes to bed, Nouméa is a day ahead."""
    return local_instant(centre, instant).date()


def room_refusal(*, name: str, seats: int, computers: int) -> RoomRefusal | None:
    """Why a room cannot be described so; None when it can."""
    if not name.strip():
        return RoomRefusal.NO_NAME
    if seats < 1:
        return RoomRefusal.NO_SEATS
    return RoomRefusal.COMPUTERS_WITHOUT_SEATS if computers > seats else None


def closing_refusal(*, day: date, reason: str, today: date) -> ClosingRefusal | None:
    """Why a centre cannot decide to close on a day; None when it can."""
    if not reason.strip():
        return ClosingRefusal.NO_REASON
    return ClosingRefusal.IN_THE_PAST if day < today else None
