"""What no plan can avoid, however good: proved for each learner apart, and added up."""

import time
from collections import Counter
from typing import Final

from gregoire.planning.solving.ground import Ground

MOST_TRIES: Final = 4_000
FEW: Final = 3


def unavoidable_collisions(ground: Ground, *, until: float = float("inf")) -> int:
    """A number of collisions that every plan which places all demands has at least.

    Each learner's own classes are looked at as if nobody else learnt and rooms were free. `until`:
    the monotonic instant after which the other learners are left out.
    """
    seen: dict[tuple[tuple[int, frozenset[int]], ...], int] = {}
    total = 0
    for taken, learners in Counter(ground.problem.combinations).items():
        if time.monotonic() > until:
            break
        known = sorted(
            (ground.demands[demand].site, frozenset(_slots(ground, demand))) for demand in taken
        )
        key = tuple(sorted(known, key=lambda one: (one[0], sorted(one[1]))))
        if key not in seen:
            seen[key] = _least(ground, taken)
        total += seen[key] * learners
    return total


def _slots(ground: Ground, demand: int) -> tuple[int, ...]:
    it = ground.demands[demand]
    return (it.held.slot,) if it.fixed and it.held else ground.choices[demand]


def _least(ground: Ground, taken: tuple[int, ...]) -> int:
    """The least number of pairs that meet among one learner's classes, or something below it."""
    if not all(_slots(ground, demand) for demand in taken):
        return 0  # one of them cannot be placed at all
    by_cliques = _pigeons(ground, taken)
    search = _Search(ground, taken, floor=by_cliques)
    found = search.run()
    return by_cliques if found is None else max(found, by_cliques)


def _pigeons(ground: Ground, taken: tuple[int, ...]) -> int:
    """So many classes in so few hours of the week: the fullest hours hold at least these pairs."""
    if len({ground.demands[demand].site for demand in taken}) > 1:
        return 0
    site = ground.demands[taken[0]].site
    overlap = ground.overlap(site, site)
    holes: list[list[int]] = []
    for slot in sorted({slot for demand in taken for slot in _slots(ground, demand)}):
        for hole in holes:
            if all(overlap[slot, other] for other in hole):
                hole.append(slot)
                break
        else:
            holes.append([slot])
    each, more = divmod(len(taken), len(holes))
    return more * (each + 1) * each // 2 + (len(holes) - more) * each * (each - 1) // 2


class _Search:
    """All ways of one learner, the most promising first, until one reaches the floor."""

    def __init__(self, ground: Ground, taken: tuple[int, ...], floor: int) -> None:
        self.ground, self.floor, self.tries = ground, floor, 0
        self.taken = sorted(taken, key=lambda demand: len(_slots(ground, demand)))
        self.best = len(taken) * (len(taken) - 1) // 2

    def run(self) -> int | None:
        """The least number of pairs that meet; None when it took too long to know."""
        self._go([], 0)
        return None if self.tries >= MOST_TRIES else self.best

    def _go(self, placed: list[tuple[int, int]], cost: int) -> None:
        self.tries += 1
        if self.tries >= MOST_TRIES or self.best <= self.floor or cost >= self.best:
            return
        if len(placed) == len(self.taken):
            self.best = cost
            return
        demand = self.taken[len(placed)]
        ways = []
        for slot in _slots(self.ground, demand):
            more = sum(self.ground.meet(demand, slot, *there) for there in placed)
            ways.append((more, slot))
        for more, slot in sorted(ways):
            self._go([*placed, (demand, slot)], cost + more)
