"""What each learner is after: a programme that their centre can carry, or some units only."""

from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, chance, one_of
from gregoire.demo.drawing.cohorts import Cohorts
from gregoire.demo.drawing.offerings import Offerings
from gregoire.demo.drawing.targets import Targets

UNITS_ONLY: Final = 0.1  # of learners: no programme in mind (or none that was told)
SHOWN: Final = "LG025"
INTEC_AMONG_DISTANT: Final = 0.42  # of the learners of Paris
INTEC_ELSEWHERE: Final = 0.08
INTEC_ON_SITE: Final = 0.16


def drawn(
    seed: int, cohorts: Cohorts, offerings: Offerings, targets: Targets
) -> tuple[Ints, Bools]:
    """The programme of each person, and whether it is told."""
    rng = chance(seed, "programmes")
    programme = np.zeros(len(cohorts), dtype=np.int64)
    of_intec = _intec(rng, cohorts)
    for index in range(len(targets.learners)):
        for alternating in (False, True):
            chosen = (cohorts.centre == index) & (cohorts.alternance == alternating) & ~of_intec
            weights = _weights(offerings, targets, index, alternating=alternating)
            programme[chosen] = one_of(rng, weights, int(chosen.sum()))
    rows = catalogue.programmes()
    intec = np.flatnonzero(rows.of_intec)
    programme[of_intec] = intec[one_of(rng, np.array([0.7, 0.3]), int(of_intec.sum()))]
    programme[0] = [row.code for row in facts.programmes()].index(SHOWN)
    told = rng.random(len(cohorts)) >= np.where(cohorts.alternance | of_intec, 0, UNITS_ONLY)
    told[0] = True
    return programme, told


def _intec(rng: Chance, cohorts: Cohorts) -> Bools:
    """INTEC teaches in Paris and at a distance from there."""
    here = cohorts.centre == facts.place()[facts.INTEC_CENTRE]
    distant = np.where(here, INTEC_AMONG_DISTANT, INTEC_ELSEWHERE)
    odds = np.where(cohorts.far, distant, np.where(here, INTEC_ON_SITE, 0))
    abroad = np.array([row.block == "abroad" for row in facts.centres()])[cohorts.centre]
    of_intec = (rng.random(len(cohorts)) < np.where(abroad, 0, odds)) & ~cohorts.alternance
    of_intec[0] = False
    return of_intec


def _weights(offerings: Offerings, targets: Targets, centre: int, *, alternating: bool) -> Floats:
    rows = catalogue.programmes()
    carrier = facts.place().get(facts.ANSWERS_FOR.get(facts.centres()[centre].code, ""), centre)
    taught = np.zeros(len(catalogue.units()))
    np.add.at(taught, offerings.unit[offerings.centre == carrier], 1.0)
    carried = rows.holds @ np.minimum(taught, 2) / rows.holds.sum(axis=1) + 0.02
    every = targets.enrolments_on_site[carrier] + targets.enrolments_distance[carrier]
    share = targets.level_1[carrier] / every if every else 0.2
    weights = np.where(rows.of_intec, 0, rows.weight * carried**2)
    if alternating:
        weights = np.where(rows.alternance, weights, 0)
    upper = weights[rows.level_1].sum() or 1.0
    lower = weights[~rows.level_1].sum() or 1.0
    return np.where(rows.level_1, weights * share / upper, weights * (1 - share) / lower)
