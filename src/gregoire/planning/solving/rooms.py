"""Rooms for classes whose hours are known: first the obvious way, then exactly."""

from collections.abc import Sequence
from typing import Final

from gregoire.planning.solving.ground import Ground

NOWHERE: Final = -1


def given_rooms(
    ground: Ground, slots: Sequence[int], kept: Sequence[int | None]
) -> list[int | None]:
    """A room for each placed demand (None where it asks for none), those of `kept` if they hold.

    Raises `ImpossibleError`, with the demands that cannot be held together, where there are none.
    """
    rooms: list[int | None] = [None] * len(slots)
    taken = [0] * len(ground.problem.rooms)
    homeless = []
    order = [demand for demand, slot in enumerate(slots) if slot != NOWHERE]
    for demand in order:
        room = kept[demand]
        if not ground.rooms[demand]:
            continue
        if room is not None and not taken[room] & ground.masks[slots[demand]]:
            rooms[demand] = room
            taken[room] |= ground.masks[slots[demand]]
        else:
            homeless.append(demand)
    if not _fill(ground, slots, rooms, taken, homeless):
        _fill_exactly(ground, slots, rooms, homeless)
    return rooms


class ImpossibleError(Exception):
    """No room can be given to all of `demands` at once, or none was found."""

    def __init__(self, demands: list[int], *, proved: bool) -> None:
        super().__init__(f"{len(demands)} classes and too few rooms")
        self.demands = demands
        self.proved = proved


def _fill(
    ground: Ground, slots: Sequence[int], rooms: list[int | None], taken: list[int],
    homeless: list[int],
) -> bool:  # fmt: skip
    """Give the homeless the least wasteful free room, the hardest first."""
    done = True
    for demand in sorted(homeless, key=lambda one: (len(ground.rooms[one]), one)):
        mask = ground.masks[slots[demand]]
        room = next((room for room in ground.rooms[demand] if not taken[room] & mask), None)
        if room is None:
            done = False
            continue
        rooms[demand] = room
        taken[room] |= mask
    return done


def _fill_exactly(
    ground: Ground, slots: Sequence[int], rooms: list[int | None], homeless: list[int]
) -> None:
    """Give every demand that shares its hours with a homeless one its room anew, by CP-SAT."""
    from gregoire.planning.solving import housing  # noqa: PLC0415 -- only where it is needed

    for demand in homeless:
        if rooms[demand] is None:
            near = _together(ground, slots, demand)
            found = housing.housed(ground, slots, near)
            if not found:
                raise ImpossibleError(near, proved=found is None)
            for one, room in found.items():
                rooms[one] = room


def _together(ground: Ground, slots: Sequence[int], demand: int) -> list[int]:
    """All at its site that are tied to it by hours that overlap, one after the other."""
    site, found, edge = ground.demands[demand].site, {demand}, ground.masks[slots[demand]]
    here = [
        other
        for other, slot in enumerate(slots)
        if slot != NOWHERE and ground.demands[other].site == site and ground.rooms[other]
    ]
    while True:
        more = {other for other in here if ground.masks[slots[other]] & edge} - found
        if not more:
            return sorted(found)
        found |= more
        for other in more:
            edge |= ground.masks[slots[other]]
