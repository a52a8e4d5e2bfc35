"""How long people need from one site to another (docs/reference/rules/travel.md)."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from gregoire.network.rules import Place, distance_km

ROUNDED_TO: Final = 5  # minutes


@dataclass(frozen=True, slots=True)
class Leg:
    """How one travels up to a distance: at a speed, after some minutes of waiting and walking."""

    up_to_km: float
    km_per_hour: float
    minutes_before: int


LEGS: Final = (
    Leg(1, 5, 0),  # on foot
    Leg(30, 25, 10),  # in town
    Leg(150, 60, 55),  # a regional train, a car
    Leg(800, 200, 160),  # a fast train
    Leg(float("inf"), 700, 340),  # a plane
)


def travel_minutes(place_a: Place | None, place_b: Place | None) -> int:
    """Door to door, rounded up to five minutes; 0 where it is the same place or one is not known."""
    if place_a is None or place_b is None or place_a == place_b:
        return 0
    kilometres = distance_km(place_a, place_b)
    leg = next(leg for leg in LEGS if kilometres <= leg.up_to_km)
    minutes = leg.minutes_before + 60 * kilometres / leg.km_per_hour
    return ceil(minutes / ROUNDED_TO - 1e-9) * ROUNDED_TO
