"""Demands that all share learners two by two, and are more than the hours they can have.

Of so many classes in so few hours some must meet: the fullest hours hold at least the pairs that the
fairest share-out leaves. Cliques of which no two use the same learner twice add up to a bound.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Final

from gregoire.planning.solving.ground import Ground

MOST_SEEDS: Final = 60_000
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clique:
    """Demands, the pairs of them that meet in every plan that places all, and what one less saves."""

    demands: tuple[int, ...]
    pairs: int
    saved_by_one: int


def fewest_pairs(classes: int, holes: int) -> int:
    """The pairs that share a hole when so many classes are shared out as fairly as can be."""
    each, more = divmod(classes, holes)
    return more * (each + 1) * each // 2 + (holes - more) * each * (each - 1) // 2


class Hours:
    """How many classes the hours of some demands hold at most, if none of them may meet."""

    def __init__(self, ground: Ground) -> None:
        overlap = ground.overlap(0, 0)
        self._overlap = [frozenset(row.nonzero()[0].tolist()) for row in overlap]
        self._own = [
            frozenset([demand.held.slot]) if demand.fixed and demand.held else frozenset(choices)
            for demand, choices in zip(ground.demands, ground.choices, strict=True)
        ]
        self.holes = lru_cache(maxsize=100_000)(self._holes)

    def of(self, demand: int) -> frozenset[int]:
        return self._own[demand]

    def _holes(self, slots: frozenset[int]) -> int:
        """A cover of the slots by sets of which all overlap two by two."""
        found: list[frozenset[int]] = []  # what overlaps all the slots of a hole
        for slot in sorted(slots, key=lambda one: (len(self._overlap[one] & slots), one)):
            for place, allowed in enumerate(found):
                if slot in allowed:
                    found[place] = allowed & self._overlap[slot]
                    break
            else:
                found.append(self._overlap[slot])
        return max(len(found), 1)


def cliques(ground: Ground, *, until: float = float("inf")) -> Iterator[Clique]:
    """Cliques that cannot all keep apart, each taken out of the learners that the next may use.

    `until`: the monotonic instant at which to stop.
    """
    left = dict(ground.weights)
    near: dict[int, dict[int, int]] = {}
    for (one, two), weight in left.items():
        near.setdefault(one, {})[two] = weight
        near.setdefault(two, {})[one] = weight
    hours = Hours(ground)
    for seed in sorted(left, key=lambda pair: (-left[pair], pair))[:MOST_SEEDS]:
        while near[seed[0]].get(seed[1]) and time.monotonic() < until:
            found = _grown(seed, near, hours)
            if found is None:
                break
            members, pairs = found
            yield _clique(members, pairs, hours)
            _take_out(members, near)


def _take_out(members: list[int], near: dict[int, dict[int, int]]) -> None:
    """One learner fewer for each pair."""
    for one, two in permutations(members, 2):
        near[one][two] -= 1
        if not near[one][two]:
            del near[one][two]


def _clique(members: list[int], pairs: int, hours: Hours) -> Clique:
    slots = frozenset().union(*(hours.of(one) for one in members))
    saved = pairs - fewest_pairs(len(members) - 1, hours.holes(slots))
    return Clique(tuple(sorted(members)), pairs, max(saved, 1))


def _grown(
    seed: Pair, near: dict[int, dict[int, int]], hours: Hours
) -> tuple[list[int], int] | None:
    """The clique that grows from a pair by whom it is most tied to, where it says most per pair."""
    members = list(seed)
    slots = hours.of(seed[0]) | hours.of(seed[1])
    if not slots:
        return None
    open_ = {one for one in near[seed[0]] if one in near[seed[1]]}
    best: tuple[float, list[int], int] | None = None
    while open_:
        following = min(
            open_,
            key=lambda one: (
                len(hours.of(one) - slots),
                -min(near[one][member] for member in members),
                -len(near[one]),
                one,
            ),
        )
        members.append(following)
        slots |= hours.of(following)
        open_ &= near[following].keys()
        pairs = fewest_pairs(len(members), hours.holes(slots))
        share = pairs / (len(members) * (len(members) - 1))
        if pairs and (best is None or share > best[0]):
            best = (share, list(members), pairs)
    return None if best is None else (best[1], best[2])
