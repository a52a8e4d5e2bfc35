"""Two classes that one person cannot both follow or give: values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from gregoire.network.rules import Place
from gregoire.planning.rules.travel import travel_minutes

LONGEST_JOURNEY: Final = timedelta(hours=24)  # nothing further away in time is looked at


class Held(Protocol):
    """Something held from an instant to another (the second not included)."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a class would be held. `site` None: online, one follows it from anywhere."""

    starts_at: datetime
    ends_at: datetime
    site: int | None = None  # the centre
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Why one person cannot be at both: they overlap, or the way is too long.

    `minutes_needed` and `minutes_there`: of the journey; both 0 where the two overlap.
    """

    overlaps: bool
    minutes_needed: int = 0
    minutes_there: int = 0


def overlap(one: Held, other: Held) -> bool:
    """Classes that touch do not overlap."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clash(one: Slot, other: Slot) -> Clash | None:
    """What keeps a person from being at both; None when nothing does."""
    if overlap(one, other):
        return Clash(overlaps=True)
    if one.site is None or other.site is None or one.site == other.site:
        return None
    first, second = sorted((one, other), key=lambda slot: slot.starts_at)
    there = int((second.starts_at - first.ends_at).total_seconds() // 60)
    needed = travel_minutes(first.place, second.place)
    return (
        Clash(overlaps=False, minutes_needed=needed, minutes_there=there)
        if needed > there
        else None
    )
