"""The whole draw, from a seed, a scale and nothing else."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import (
    catalogue,
    choices,
    cohorts,
    flows,
    learners,
    offerings,
    paths,
    targets,
)
from gregoire.demo.drawing.chance import SEED, Bools, Ints, chance
from gregoire.demo.drawing.choices import Enrolments
from gregoire.demo.drawing.cohorts import YEARS, Cohorts
from gregoire.demo.drawing.flows import Links
from gregoire.demo.drawing.learners import People
from gregoire.demo.drawing.offerings import TAKEN_FOR_SHOW, Classes, Offerings
from gregoire.demo.drawing.targets import Targets

WAITED_FOR: Final = "SMB101"  # the showcase learner waits for a place in it


@dataclass(frozen=True, slots=True)
class Drawing:
    """`enrolments[0]` is the present year; their learners are persons, by index."""

    seed: int
    targets: Targets
    classes: Classes
    offerings: Offerings
    cohorts: Cohorts
    people: People
    programme: Ints
    told: Bools
    enrolments: tuple[Enrolments, ...]


def draw(scale: float, *, seed: int = SEED) -> Drawing:
    wanted = targets.at_scale(scale)
    classes, offered = offerings.drawn(seed, wanted)
    who = cohorts.drawn(seed, wanted, facts.place()[targets.SHOWN])
    programme, told = paths.drawn(seed, who, offered, wanted)
    years: list[Enrolments] = []
    taken = np.zeros(0, dtype=np.int64)
    for back in reversed(range(YEARS)):
        year = _year(seed, back, who, programme, offered, classes, wanted, taken)
        years.append(year)
        fresh = year.learner * len(catalogue.units()) + offered.unit[year.offering]
        taken = np.union1d(taken, fresh)
    return Drawing(
        seed=seed,
        targets=wanted,
        classes=classes,
        offerings=offered,
        cohorts=who,
        people=learners.drawn(seed, who),
        programme=programme,
        told=told,
        enrolments=tuple(reversed(years)),
    )


def shown_offerings(offered: Offerings) -> dict[str, int]:
    """The offerings that the showcase learner takes (and the one that they wait for), by unit."""
    found = {}
    for code, modality, unit in TAKEN_FOR_SHOW:
        here = (offered.centre == facts.place()[code]) & (offered.modality == modality)
        here &= offered.unit == facts.unit_index()[unit]
        found[unit] = int(np.flatnonzero(here & (offered.semester == 1))[0])
    return found


def _year(
    seed: int, back: int, who: Cohorts, programme: Ints, offered: Offerings, classes: Classes,
    wanted: Targets, taken: Ints,
) -> Enrolments:  # fmt: skip
    """One academic year, in which learners are numbered from 0, turned back to persons."""
    persons = who.of_year(back)
    size = len(catalogue.units())
    local = np.searchsorted(persons, taken // size)
    there = np.isin(taken // size, persons)
    takers = choices.Takers(
        programme=programme[persons],
        alternance=who.alternance[persons],
        of_intec=catalogue.programmes().of_intec[programme[persons]],
        taken=(local * size + taken % size)[there],
    )
    shown = _shown(offered) if back == 0 else _nothing()
    links_shown = Links(
        shown.learner, offered.centre[shown.offering], offered.modality[shown.offering] > 0
    )
    aims = wanted if back == 0 else _smaller(wanted, cohorts.SIZE[back])
    links = flows.drawn(
        chance(seed, "flows", back),
        flows.Learners(who.centre[persons], who.far[persons]),
        aims,
        links_shown,
    )
    enrolments = choices.drawn(
        chance(seed, "choices", back),
        takers,
        links,
        offered,
        replace(classes, enrolments=_sized(classes, cohorts.SIZE[back])),
        shown,
        aims.level_1,
    )
    return Enrolments(persons[enrolments.learner], enrolments.offering)


def _shown(offered: Offerings) -> Enrolments:
    taken = [row for unit, row in shown_offerings(offered).items() if unit != WAITED_FOR]
    return Enrolments(np.zeros(len(taken), dtype=np.int64), np.array(taken, dtype=np.int64))


def _nothing() -> Enrolments:
    return Enrolments(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _sized(classes: Classes, size: float) -> Ints:
    if size == 1:
        return classes.enrolments
    sized: Ints = np.maximum(np.rint(classes.enrolments * size), 1).astype(np.int64)
    return sized


def _smaller(wanted: Targets, size: float) -> Targets:
    """The aims of an earlier year, which was a little smaller."""
    return replace(
        wanted,
        entrants=np.floor(wanted.entrants * size).astype(np.int64),
        level_1=np.rint(wanted.level_1 * size * size).astype(np.int64),
    )
