"""What each learner of the year answers: the drawing's own answers, moved as little as the aims ask."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import learners
from gregoire.demo.drawing.chance import Bools, Floats, Ints, chance, one_of
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.drawing.shares import chosen_per_group
from gregoire.demo.feeds import aims
from gregoire.demo.feeds.aims import Aims
from gregoire.demo.feeds.arrays import DIPLOMA_OF, MISSING, nothing
from gregoire.demo.feeds.printed import figures
from gregoire.kernel.levels import Level
from gregoire.observatory.feeds import schema

WOMAN, MAN = (schema.SEXES.index(sex) for sex in ("F", "M"))
EMPLOYED, SEEKING, INACTIVE = map(schema.EMPLOYMENTS.index, ("employed", "seeking", "inactive"))
NO_OCCUPATION: Final = schema.OCCUPATIONS.index("none")
INTERMEDIATE: Final = schema.OCCUPATIONS.index("intermediate")
BAC, BAC_2, BAC_3 = map(schema.DIPLOMAS.index, ("bac", "bac_2", "bac_3"))
SURE, LIKELY = 1e12, 1e6  # weights: of those who have to be chosen, of those chosen already
YOUNGEST, OLDEST = learners.YOUNGEST, 78
SHOWN: Final = 0  # the learner whom the demo shows keeps her story
WAS_HERE_BEFORE: Final = 20.0  # how much likelier it is to hold more than at the first registration
BAC_3_SINCE: Final = 4.0  # and for those who now hold BAC+3, rather than more
FROM_BAC_2: Final = 0.06  # of the known: BAC+2 now, BAC at most at the first registration


@dataclass(frozen=True, slots=True)
class Answers:
    """One element per learner, in the codes of `arrays.Persons`."""

    sex: Ints
    age: Ints
    employment: Ints
    occupation: Ints
    first_diploma: Ints
    diploma: Ints


@dataclass(frozen=True, slots=True)
class Learners:
    """Those who are asked: `before` was registered in an earlier year too."""

    person: Ints
    centre: Ints
    alternance: Bools
    before: Bools

    @property
    def shown(self) -> Bools:
        shown: Bools = self.person == SHOWN
        return shown


def answered(drawing: Drawing, who: Learners, seed: int) -> tuple[Answers, Aims]:
    """The answers, and what they were aimed at."""
    people = drawing.people
    age = people.age[who.person]
    wanted = aims.settled(_people(who, age))
    diploma = _diplomas(who, people.diploma[who.person], wanted, seed)
    employment = _employments(who, people.employment[who.person], wanted, seed)
    return Answers(
        sex=_sexes(who, people.sex[who.person], wanted, seed),
        age=_ages(who, age, wanted),
        employment=employment,
        occupation=_occupations(people.occupation[who.person], employment, seed),
        first_diploma=_first_diplomas(who, diploma, seed),
        diploma=diploma,
    ), wanted


def _people(who: Learners, age: Ints) -> aims.People:
    def per_centre(weight: Ints | Bools) -> Ints:
        size = len(facts.centres())
        return np.bincount(who.centre, weights=weight, minlength=size).astype(np.int64)

    return aims.People(
        learners=per_centre(np.ones_like(age)),
        alternance=per_centre(who.alternance),
        ages=per_centre(age),
        alternance_ages=per_centre(age * who.alternance),
    )


def _sexes(who: Learners, drawn: Ints, wanted: Aims, seed: int) -> Ints:
    rng = chance(seed, "sexes of the year")
    man = np.zeros(len(drawn), dtype=np.bool_)
    liking = np.where(who.shown, 1e-12, np.where(drawn == learners.MALE, LIKELY, 1.0))
    others = wanted.men - wanted.alternance_men
    for group, counts in ((who.alternance, wanted.alternance_men), (~who.alternance, others)):
        man[group] = chosen_per_group(rng, who.centre[group], counts, liking[group])
    rest = np.flatnonzero(~man)
    liking = np.where(who.alternance | who.shown, SURE, 1.0)[rest]
    woman = rest[chosen_per_group(rng, who.centre[rest], wanted.women, liking)]
    sex = np.where(man, MAN, MISSING)
    sex[woman] = WOMAN
    return sex


def _ages(who: Learners, drawn: Ints, wanted: Aims) -> Ints:
    age = drawn.copy()
    others = wanted.ages - wanted.alternance_ages
    for index in np.unique(who.centre):
        here = (who.centre == index) & ~who.shown
        fixed = int(age[(who.centre == index) & who.shown].sum())
        _move(age, np.flatnonzero(here & who.alternance), int(wanted.alternance_ages[index]))
        _move(age, np.flatnonzero(here & ~who.alternance), int(others[index]) - fixed)
    return age


def _move(age: Ints, rows: Ints, total: int) -> None:
    """Make these ages sum to the total, by steps of one year, evenly."""
    while gap := total - int(age[rows].sum()):
        step = 1 if gap > 0 else -1
        moved = age[rows] + step
        able = rows[(moved >= YOUNGEST) & (moved <= OLDEST)]
        if not able.size:
            return
        chosen = np.linspace(0, able.size - 1, min(abs(gap), able.size)).astype(np.int64)
        age[able[chosen]] += step


def _employments(who: Learners, drawn: Ints, wanted: Aims, seed: int) -> Ints:
    """Alternance is a work contract."""
    rng = chance(seed, "employments of the year")
    silent = np.isin(who.centre, _silent("seeking_pct"))
    liking = np.where(who.alternance | who.shown, SURE, np.where(drawn == 1, LIKELY, 1.0))
    employed = chosen_per_group(rng, who.centre, wanted.active - wanted.seeking, liking)
    rest = np.flatnonzero(~employed)
    liking = np.where(drawn[rest] == 2, LIKELY, 1.0)  # noqa: PLR2004 -- the drawing's seekers
    seeking = rest[chosen_per_group(rng, who.centre[rest], wanted.seeking, liking)]
    employment = np.where(employed, EMPLOYED, INACTIVE)
    employment[seeking] = SEEKING
    return np.where(silent, MISSING, employment)


def _occupations(drawn: Ints, employment: Ints, seed: int) -> Ints:
    """So many of the employed hold an intermediate profession as the text says."""
    rng = chance(seed, "occupations of the year")
    employed = np.flatnonzero(employment == EMPLOYED)
    other = learners.OF_THE_EMPLOYED.copy()
    intermediate = learners.OCCUPATIONS.index("intermediate")
    other[intermediate] = 0
    codes = np.array([
        schema.OCCUPATIONS.index(name) if name in schema.OCCUPATIONS else MISSING
        for name in learners.OCCUPATIONS
    ])  # fmt: skip
    kept = drawn[employed]
    worked = codes[np.where((kept <= 1) | (kept == intermediate),
                            one_of(rng, other, len(employed)), kept)]  # fmt: skip
    figure = figures()["intermediate_pct"]
    liking = np.where(kept == intermediate, LIKELY, 1.0)
    count = np.array([round(len(employed) * figure.printed / 100)])
    chosen = chosen_per_group(rng, np.zeros(len(employed), dtype=np.int64), count, liking)
    occupation = np.where(employment == MISSING, MISSING, NO_OCCUPATION)
    occupation[employed] = np.where(chosen, INTERMEDIATE, worked)
    return occupation


def _diplomas(who: Learners, drawn: Ints, wanted: Aims, seed: int) -> Ints:
    rng = chance(seed, "diplomas of the year")
    levels = nothing(len(drawn))
    for level, name in DIPLOMA_OF.items():
        levels[drawn == level] = schema.DIPLOMAS.index(name)
    upper = levels >= BAC_3
    liking = np.where(who.shown, 1e-12, np.where(upper, LIKELY, 1.0))
    high = chosen_per_group(rng, who.centre, wanted.high_diplomas, liking)
    rest = np.flatnonzero(~high)
    liking = np.where(who.shown, SURE, np.where(levels != MISSING, LIKELY, 1.0))[rest]
    lower = wanted.diplomas - wanted.high_diplomas
    low = rest[chosen_per_group(rng, who.centre[rest], lower, liking)]
    diploma = nothing(len(drawn))
    fresh = _of(rng, learners.BAC_3_AND_MORE, len(drawn))
    diploma[high] = np.where(upper, levels, fresh)[high]
    fresh = _of(rng, learners.BELOW_BAC_3, len(drawn))
    diploma[low] = np.where(upper | (levels == MISSING), fresh, levels)[low]
    return diploma


def _of(rng: np.random.Generator, weights: Ints, size: int) -> Ints:
    """Diplomas drawn with the drawing's weights of levels."""
    names = [DIPLOMA_OF.get(Level(int(level)), "") for level in learners.LEVELS[:-1]]
    codes = np.array([schema.DIPLOMAS.index(name) for name in names])
    drawn: Ints = codes[one_of(rng, weights[:-1].astype(np.float64), size)]
    return drawn


def _first_diplomas(who: Learners, diploma: Ints, seed: int) -> Ints:
    """What was held at the first registration: the text's shares, and never more than now.

    Those who were there in earlier years are the likeliest to have earned something since.
    """
    rng = chance(seed, "first diplomas")
    first, known = diploma.copy(), int((diploma != MISSING).sum())
    aimed = [
        round(known * figures()[f"first_diploma_{key}_pct"].printed / 100)
        for key in ("bac_at_most", "bac_2")
    ]
    weights = np.where(who.before, WAS_HERE_BEFORE, 1.0) * np.where(
        diploma == BAC_3, BAC_3_SINCE, 1
    )
    weights[who.shown] = 1e-12
    low_now = int(((diploma != MISSING) & (diploma <= BAC)).sum())
    from_bac_2 = min(round(known * FROM_BAC_2), max(aimed[0] - low_now, 0))
    to_bac = max(aimed[0] - low_now - from_bac_2, 0)
    to_bac_2 = aimed[1] - int((diploma == BAC_2).sum()) + from_bac_2
    at_most_bac = np.where(learners.LEVELS < Level.BAC_2, learners.BELOW_BAC_3, 0)
    below = _of(rng, at_most_bac, len(first))
    raised = _some(rng, diploma == BAC_2, from_bac_2, weights)
    first[raised] = below[raised]
    raised = _some(rng, diploma >= BAC_3, to_bac + to_bac_2, weights)
    raised = rng.permutation(raised)
    first[raised[:to_bac]] = BAC
    first[raised[to_bac:]] = BAC_2
    return first


def _some(rng: np.random.Generator, among: Bools, count: int, weights: Floats) -> Ints:
    rows = np.flatnonzero(among)
    counts = np.array([max(count, 0)])
    chosen = chosen_per_group(rng, np.zeros(len(rows), dtype=np.int64), counts, weights[rows])
    return rows[chosen]


def _silent(column: str) -> Ints:
    """Centres that do not return what this column is made of."""
    return np.array([i for i, row in enumerate(facts.centres()) if getattr(row, column) is None])
