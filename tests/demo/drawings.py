"""Drawings that several tests look at: each scale is drawn once."""

from functools import cache

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.drawing.network import Drawing, draw

SCALES = (0.005, 0.02, 1.0)


@cache
def drawing_at(scale: float) -> Drawing:
    return draw(scale)


def per_centre(centre: Ints) -> Ints:
    return np.bincount(centre, minlength=len(facts.centres()))


def entrants(drawing: Drawing) -> Ints:
    """Pairs of a person and a centre that teaches them without having registered them."""
    year, size = drawing.enrolments[0], len(facts.centres())
    pairs = np.unique(year.learner * size + drawing.offerings.centre[year.offering])
    person, centre = pairs // size, pairs % size
    foreign = home_of()[drawing.cohorts.centre[person]] != home_of()[centre]
    return per_centre(centre[foreign])


def at_a_distance(drawing: Drawing) -> Ints:
    """Learners of each centre with an enrolment at a distance or in hybrid form."""
    year = drawing.enrolments[0]
    distant = np.unique(year.learner[drawing.offerings.modality[year.offering] > 0])
    return per_centre(drawing.cohorts.centre[distant])


def of_level_1(drawing: Drawing) -> Ints:
    year, offered = drawing.enrolments[0], drawing.offerings
    upper = catalogue.units().level_1[offered.unit[year.offering]]
    return per_centre(offered.centre[year.offering][upper])
