"""What came of the past years' enrolments: who sat the exam, who passed, with what mark."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, chance, picked, ranks_within
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.drawing.targets import MERGED_PARTS
from gregoire.kernel.levels import Level

ABSENT, FAILED, EARNED = 0, 1, 2
PRESENCE: Final = np.array([0.80, 0.58, 0.73])  # on site, distance, hybrid (note, text)
SUCCESS: Final = np.array([0.83, 0.80, 0.83])
ROUNDS: Final = 40
SECOND_SESSION: Final = 0.22  # of those who pass
VES_SHARE: Final = 0.025  # of learners: about 1 500 decisions a year in the note
VAE_SHARE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One element per enrolment of a past year."""

    outcome: Ints
    hundredths: Ints  # of a mark out of 20; -1 where there is none
    second_session: Bools


@dataclass(frozen=True, slots=True)
class Validated:
    """Units earned without having been taught: by earlier studies (VES) or experience (VAE)."""

    person: Ints
    unit: Ints
    back: Ints
    by_experience: Bools


def drawn(drawing: Drawing, back: int, later: Ints) -> Outcomes:
    """The outcomes of a past year; `later` holds the sorted keys of what is taken again later."""
    rng = chance(drawing.seed, "results", back)
    year, offered = drawing.enrolments[back], drawing.offerings
    centre, modality = offered.centre[year.offering], offered.modality[year.offering]
    counts = np.zeros((len(facts.centres()), 3))
    np.add.at(counts, (centre, modality), 1)
    presence = rates(counts, _published("presence_pct"), PRESENCE)
    ability = drawing.people.ability[year.learner]
    again = np.isin(keys_of(year.learner, offered.unit[year.offering]), later)
    liking = 0.7 * ability + rng.standard_normal(len(year))
    present = _best(liking, centre * 3 + modality, presence.ravel())
    success = rates(counts * presence, _published("success_pct"), SUCCESS)
    earned = np.zeros(len(year), dtype=np.bool_)
    liking = 0.8 * ability + rng.standard_normal(len(year)) - 50.0 * again
    cell = (centre * 3 + modality)[present]
    earned[present] = _best(liking[present], cell, success.ravel())
    earned &= ~again & (ranks_within(keys_of(year.learner, offered.unit[year.offering])) == 0)
    return Outcomes(
        outcome=np.where(earned, EARNED, np.where(present, FAILED, ABSENT)),
        hundredths=marks(rng, ability, present, earned),
        second_session=earned & (rng.random(len(year)) < SECOND_SESSION),
    )


def keys_of(person: Ints, unit: Ints) -> Ints:
    return person * len(catalogue.units()) + unit


def rates(counts: Floats, by_centre: Floats, by_modality: Floats) -> Floats:
    """A rate per centre and modality that gives each centre its own, and leans to the modality's.

    `by_centre` is nan where nothing was published. Centres are met last, and so exactly.
    """
    odds = np.zeros_like(counts) + _logit(by_modality)
    known = ~np.isnan(by_centre) & (counts.sum(axis=1) > 0)
    for _ in range(ROUNDS):
        for column in range(counts.shape[1]):
            if counts[:, column].sum() > 0:
                odds[:, column] += _shift(odds[:, column], counts[:, column], by_modality[column])
        for row in np.flatnonzero(known):
            odds[row] += _shift(odds[row], counts[row], by_centre[row])
    result: Floats = 1 / (1 + np.exp(-odds))
    return result


def validated(drawing: Drawing) -> Validated:
    """A few learners of the present year come with studies or experience that count."""
    rng = chance(drawing.seed, "validations")
    who, size = drawing.cohorts, len(catalogue.units())
    taken = np.concatenate(
        [
            keys_of(year.learner, drawing.offerings.unit[year.offering])
            for year in drawing.enrolments
        ]
    )
    taken = np.unique(taken)
    candidates = np.flatnonzero(who.there[:, 0] & drawing.told)
    candidates = candidates[candidates > 0]
    present = int(who.there[:, 0].sum())
    parts = []
    for by_experience, share in ((False, VES_SHARE), (True, VAE_SHARE)):
        people = picked(rng, candidates, round(present * share))
        candidates = np.setdiff1d(candidates, people)
        holds = catalogue.programmes().holds[drawing.programme[people]]
        lower = np.array([unit.level <= Level.BAC_3 for unit in facts.units()])
        keys = -np.log(rng.random(holds.shape)) / np.where(
            holds & lower & catalogue.units().taught, 1, 1e-9
        )
        count = (
            rng.integers(4, 10, len(people)) if by_experience else rng.integers(2, 7, len(people))
        )
        order = np.argsort(keys, axis=1)
        rows, columns = np.nonzero(
            np.arange(size) < np.minimum(count, holds.sum(axis=1) // 2)[:, None]
        )
        person, unit = people[rows], order[rows, columns]
        fits = ~np.isin(keys_of(person, unit), taken) & holds[rows, unit]
        years = rng.integers(1, 4, len(who))
        parts.append((person[fits], unit[fits], years[person[fits]], by_experience))
    return Validated(
        person=np.concatenate([part[0] for part in parts]),
        unit=np.concatenate([part[1] for part in parts]),
        back=np.concatenate([part[2] for part in parts]),
        by_experience=np.concatenate([np.full(len(part[0]), part[3]) for part in parts]),
    )


def _published(column: str) -> Floats:
    rows = {row.code: row for row in facts.table_2()}
    values = []
    for centre in facts.centres():
        row = rows.get(facts.MERGED if centre.code in MERGED_PARTS else centre.code)
        value = getattr(row, column) if row else None
        values.append(np.nan if value is None else value / 100)
    return np.array(values)


def _logit(rate: Floats | float) -> Floats:
    bounded = np.clip(rate, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(bounded / (1 - bounded)), dtype=np.float64)


def _shift(odds: Floats, weights: Floats, rate: float) -> float:
    """How far the log-odds have to move together for their weighted mean to be the rate."""
    low, high = -12.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        mean = float((weights / (1 + np.exp(-odds - middle))).sum() / weights.sum())
        low, high = (middle, high) if mean < rate else (low, middle)
    return (low + high) / 2


def _best(liking: Floats, group: Ints, rate: Floats) -> Bools:
    """In each group, the best so many: its size times its rate."""
    counts = np.bincount(group, minlength=len(rate))
    wanted = np.rint(counts * rate)
    order = np.lexsort((-liking, group))
    best = np.zeros(len(group), dtype=np.bool_)
    best[order] = ranks_within(group[order]) < wanted[group[order]]
    return best


def marks(rng: Chance, ability: Floats, present: Bools, earned: Bools) -> Ints:
    """Hundredths of a mark, by quarters of a point: 10 and more where the unit is earned."""
    passed = np.clip(12.6 + 0.9 * ability + 1.8 * rng.standard_normal(len(ability)), 10, 19.5)
    failed = np.clip(7.0 + 0.5 * ability + 1.7 * rng.standard_normal(len(ability)), 0.5, 9.75)
    quarters = np.rint(4 * np.where(earned, passed, failed)).astype(np.int64)
    return np.where(present, quarters * 25, -1)
