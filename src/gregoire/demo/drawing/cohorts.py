"""Who is there in which year: learners return, stop, and come back."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Chance, Ints, chance
from gregoire.demo.drawing.shares import apportioned, chosen_per_group, percentage_of
from gregoire.demo.drawing.targets import Targets

YEARS: Final = 4  # the present one, and three behind it
SIZE: Final = (1.0, 0.985, 0.962, 0.95)  # of a year, against the present one
WAS_THERE_BEFORE: Final = 0.46
CAME_BACK: Final = 0.09  # after a year away


@dataclass(frozen=True, slots=True)
class Cohorts:
    """One element per person; the showcase learner is person 0.

    `there[:, 0]` is the present year, `there[:, 1]` the one before, and so on. Whoever is there in
    the present year stands first, so that their share of everything is exact.
    """

    centre: Ints
    there: Bools
    far: Bools
    alternance: Bools

    def __len__(self) -> int:
        return len(self.centre)

    def of_year(self, back: int) -> Ints:
        return np.flatnonzero(self.there[:, back])


def drawn(seed: int, targets: Targets, shown: int) -> Cohorts:
    """The people of four years; `shown` is the centre of the showcase learner."""
    centre = np.repeat(np.arange(len(targets.learners)), targets.learners)
    first = int(np.flatnonzero(centre == shown)[0])
    centre[[0, first]] = centre[[first, 0]]
    there = np.zeros((len(centre), YEARS), dtype=np.bool_)
    there[:, 0] = True
    for back in range(1, YEARS):
        centre, there = _a_year_before(chance(seed, "cohort", back), centre, there, back, targets)
    there[0] = [True, *[False] * (YEARS - 1)]  # their past is told apart
    far, alternance = _ways(chance(seed, "ways"), centre, there, targets)
    return Cohorts(centre, there, far, alternance)


def _a_year_before(
    rng: Chance, centre: Ints, there: Bools, back: int, targets: Targets
) -> tuple[Ints, Bools]:
    """Some of those of the year after were there already; others were, and have left."""
    wanted = apportioned(targets.learners, round(int(targets.learners.sum()) * SIZE[back]))
    odds = np.where(there[:, back - 1], WAS_THERE_BEFORE, 0.0)
    if back > 1:
        odds = np.where(there[:, back - 2] & ~there[:, back - 1], CAME_BACK, odds)
    staying = rng.random(len(centre)) < odds
    staying &= chosen_per_group(rng, centre, wanted, np.where(staying, 1.0, 1e-9))
    there[:, back] = staying
    missing = wanted - np.bincount(centre[staying], minlength=len(wanted))
    newcomers = np.repeat(np.arange(len(wanted)), missing)
    rows = np.zeros((len(newcomers), there.shape[1]), dtype=np.bool_)
    rows[:, back] = True
    return np.r_[centre, newcomers], np.r_[there, rows]


def _ways(rng: Chance, centre: Ints, there: Bools, targets: Targets) -> tuple[Bools, Bools]:
    """Who learns at a distance, who alternates: exact among those of the present year."""
    alternance = np.zeros(len(centre), dtype=np.bool_)
    far = np.zeros_like(alternance)
    for chosen in (np.flatnonzero(there[:, 0]), np.flatnonzero(~there[:, 0])):
        local = centre[chosen]
        count = np.bincount(local, minlength=len(targets.learners))
        present = bool(there[chosen[0], 0]) if chosen.size else True
        alternating = targets.alternance if present else _share(count, "alternance_pct")
        at_a_distance = targets.distance_learners if present else _share(count, "distance_pct")
        weights = np.where(chosen == 0, 1e-9, 1.0)
        alternance[chosen] = chosen_per_group(rng, local, alternating, weights)
        weights = np.where(chosen == 0, 1e9, np.where(alternance[chosen], 0.15, 1.0))
        far[chosen] = chosen_per_group(rng, local, at_a_distance, weights)
    return far, alternance


def _share(counts: Ints, column: str) -> Ints:
    percentages = [getattr(centre, column) or 0.0 for centre in facts.centres()]
    parts = [percentage_of(int(n), p)[0] for n, p in zip(counts, percentages, strict=True)]
    return np.array(parts, dtype=np.int64)
