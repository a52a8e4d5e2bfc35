"""The moments of a semester at which classes can meet, and who competes for which rooms."""

from collections import defaultdict
from itertools import combinations
from typing import Final

from gregoire.planning.solving.ground import Ground

MOST_FAMILIES: Final = 48  # of rooms at one site; beyond, what they forbid is found by giving rooms


class Moments:
    """Bits of time at which exactly the same slots are held count as one moment."""

    def __init__(self, ground: Ground) -> None:
        held: dict[int, list[int]] = defaultdict(list)
        for slot, mask in enumerate(ground.masks):
            left = mask
            while left:
                bit = left & -left
                held[bit.bit_length()].append(slot)
                left ^= bit
        distinct = _largest(sorted({tuple(slots) for slots in held.values()}))
        self._held = distinct
        self.of_slot: list[set[int]] = [set() for _ in ground.masks]
        for moment, slots in enumerate(distinct):
            for slot in slots:
                self.of_slot[slot].add(moment)
        self._at_site = _moments_by_site(ground, self.of_slot)
        self.families = _families(ground)

    def __len__(self) -> int:
        return len(self._held)

    def at_site(self, site: int) -> list[int]:
        return self._at_site[site]


def _largest(sets: list[tuple[int, ...]]) -> list[frozenset[int]]:
    """Those that no other contains: the others forbid nothing more."""
    known = sorted((frozenset(one) for one in sets), key=lambda one: (-len(one), sorted(one)))
    kept: list[frozenset[int]] = []
    for one in known:
        if not any(one < other for other in kept):
            kept.append(one)
    return kept


def _moments_by_site(ground: Ground, of_slot: list[set[int]]) -> dict[int, list[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for demand, slots in enumerate(ground.choices):
        for slot in slots:
            found[ground.demands[demand].site] |= of_slot[slot]
    return {site: sorted(moments) for site, moments in found.items()}


def _families(ground: Ground) -> list[tuple[set[int], int, int]]:
    """Demands that only certain rooms suit: (demands, how many such rooms, site).

    For nested sizes these are all that Hall's condition asks; unions are added for equipment.
    """
    by_rooms: dict[tuple[int, frozenset[int]], set[int]] = defaultdict(set)
    for demand, rooms in enumerate(ground.rooms):
        if rooms:
            by_rooms[ground.demands[demand].site, frozenset(rooms)].add(demand)
    found = []
    for site in sorted({site for site, _ in by_rooms}):
        own = {rooms: demands for (at, rooms), demands in by_rooms.items() if at == site}
        for union in _closed(sorted(own, key=lambda rooms: (len(rooms), sorted(rooms)))):
            demands = set().union(*(who for rooms, who in own.items() if rooms <= union))
            found.append((demands, len(union), site))
    return found


def _closed(sets: list[frozenset[int]]) -> list[frozenset[int]]:
    """The sets, and the unions of pairs that overlap without one holding the other."""
    known = dict.fromkeys(sets)
    for one, other in combinations(sets, 2):
        if len(known) >= MOST_FAMILIES + len(sets):
            break
        if one & other and not (one <= other or other <= one):
            known[one | other] = None
    return list(known)
