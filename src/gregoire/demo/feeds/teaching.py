"""Which enrolments are of level I: the drawing's, but for the few that the subtotals ask to move.

Table 2 prints level I a little low in every subtotal; its centres have to round up for that.
"""

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Ints, chance
from gregoire.demo.drawing.choices import Enrolments, Exchange
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.drawing.offerings import TAKEN_FOR_SHOW
from gregoire.demo.feeds import printed
from gregoire.demo.feeds.solving import Programme


def taught(drawing: Drawing, seed: int) -> Enrolments:
    """The enrolments of the present year, in their order; some in another offering of their class."""
    year, offered = drawing.enrolments[0], drawing.offerings
    told = len(TAKEN_FOR_SHOW) - 1  # those of the learner whom the demo shows stand first
    exchange = Exchange(
        chance(seed, "level I of the year"), offered, year.learner, year.offering.copy(), told
    )
    upper = catalogue.units().level_1[offered.unit[year.offering]]
    centre = offered.centre[year.offering]
    exchange.share_level_1(level_1_aims(_counts(centre), _counts(centre[upper])))
    return Enrolments(year.learner, exchange.offering)


def level_1_aims(enrolments: Ints, drawn: Ints) -> Ints:
    """Enrolments of level I per centre, near those drawn, so that every share prints as published."""
    programme = Programme()
    upper = [programme.count(0, float(count)) for count in enrolments]
    whole = [programme.count(float(count), float(count)) for count in enrolments]
    for variable, count in zip(upper, drawn, strict=True):
        programme.near([(variable, 1.0)], float(count), 1)
    for centres, within in printed.teaching("level_1_pct", 0.1):
        programme.ratio([upper[i] for i in centres], [whole[i] for i in centres], within)
    return programme.solved().values[upper]


def _counts(centre: Ints) -> Ints:
    return np.bincount(centre, minlength=len(facts.centres())).astype(np.int64)
