"""How many must meet where many courses share few hours, though no clique of them is too large.

Give every course a unit vector, the same for courses at the same hours, and vectors as far apart as k
can be for k different hours: their products are 1, or −1/(k−1). The learners who meet are then a sum of
products, and whatever vectors there are, that sum is at least what the least eigenvalue says (the
semidefinite relaxation of Frieze and Jerrum, *Improved approximation algorithms for MAX k-CUT*, 1997).
Any multipliers prove a bound; climbing only makes it better, so it can be stopped at any time.
"""

import time
from collections import defaultdict
from typing import Final

import numpy as np

from gregoire.planning.solving.cliques import Hours
from gregoire.planning.solving.ground import Ground, Ints

FEWEST_COURSES: Final = 12
MOST_ROUNDS: Final = 300
SMOOTH: Final = (0.3, 0.01)  # how much of the eigenvalues near the least is heard, first and last
STEP: Final = 0.15
SAFE: Final = 1e-6


def crowded(ground: Ground, *, until: float = float("inf")) -> int:
    """Learners who meet in every plan that places all: added up over courses of the same hours."""
    hours = Hours(ground)
    alike: dict[frozenset[int], list[int]] = defaultdict(list)
    for demand in range(len(ground.demands)):
        if hours.of(demand):
            alike[hours.of(demand)].append(demand)
    total = 0
    for slots, demands in sorted(alike.items(), key=lambda row: (-len(row[1]), min(row[0]))):
        if len(demands) >= FEWEST_COURSES and time.monotonic() < until:
            total += least(_shared(ground, demands), hours.holes(slots), until=until)
    return total


def _shared(ground: Ground, demands: list[int]) -> Ints:
    """How many learners each two of them share."""
    place = {demand: row for row, demand in enumerate(demands)}
    found = np.zeros((len(demands), len(demands)), dtype=np.int64)
    for (one, two), weight in ground.weights.items():
        if one in place and two in place:
            found[place[one], place[two]] = found[place[two], place[one]] = weight
    return found


def least(shared: Ints, holes: int, *, until: float = float("inf")) -> int:
    """The least weight inside groups when so many groups are made; `shared` is symmetric."""
    if holes < 2:  # noqa: PLR2004 -- one group holds all
        return int(shared.sum()) // 2
    climb, begun = _Climb(shared, holes), time.monotonic()
    done = 0.0
    for rounds in range(MOST_ROUNDS):
        climb.step(done)
        done = max(rounds / MOST_ROUNDS, (time.monotonic() - begun) / max(until - begun, 1e-3))
        if done >= 1:
            break
    return max(int(np.ceil(climb.best - SAFE)), 0)


class _Climb:
    """Ascent on the multipliers: `apart` for −1/(k−1) ≤ product, `length` for unit vectors."""

    def __init__(self, shared: Ints, holes: int) -> None:
        size = len(shared)
        self.shared, self.holes, self.best = shared.astype(float), holes, 0.0
        self.apart, self.length = self.shared.copy(), np.zeros(size)
        self._pace_apart = _Pace(self.apart.shape)
        self._pace_length = _Pace(self.length.shape)

    def step(self, share_done: float) -> None:
        size, others = len(self.length), self.holes - 1
        values, vectors = np.linalg.eigh(self.shared - self.apart + np.diag(self.length))
        lowest = size * float(values[0]) - float(self.length.sum())
        proved = float(self.shared.sum()) + others * lowest - float(self.apart.sum())
        self.best = max(self.best, proved / (2 * self.holes))
        first, last = SMOOTH
        smooth = first * (last / first) ** share_done
        heard = np.exp((values[0] - values) / smooth)
        products = (vectors * (size * heard / heard.sum())) @ vectors.T
        step = STEP * (1 - share_done) + STEP / 100
        self.apart += step * self._pace_apart.of(-products - 1 / others)
        np.maximum(self.apart, 0, out=self.apart)
        self.length += step * self._pace_length.of(np.diag(products) - 1)


class _Pace:
    """Steps of a like size in every direction (Adam: Kingma and Ba, 2015)."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._mean, self._square, self._times = np.zeros(shape), np.zeros(shape), 0

    def of(
        self, gradient: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        self._times += 1
        self._mean += 0.1 * (gradient - self._mean)
        self._square += 0.01 * (gradient**2 - self._square)
        mean = self._mean / (1 - 0.9**self._times)
        square = self._square / (1 - 0.99**self._times)
        result: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = mean / (np.sqrt(square) + 1e-3)
        return result
