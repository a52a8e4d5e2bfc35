"""What is said of each learner: sex, age, employment, earlier diploma, alternance, funding."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, chance, one_of
from gregoire.demo.drawing.cohorts import Cohorts
from gregoire.demo.drawing.shares import chosen_per_group, men_among, percentage_of
from gregoire.kernel.levels import Level

UNKNOWN, FEMALE, MALE = 0, 1, 2
EMPLOYMENTS: Final = ("unknown", "employed", "seeking", "inactive")
OCCUPATIONS: Final = (
    "unknown", "none", "intermediate", "executive", "employee", "worker", "craft_or_trade", "farmer"
)  # fmt: skip
OF_THE_EMPLOYED: Final = np.array([0, 0, 0.51, 0.19, 0.2, 0.06, 0.03, 0.01])
FUNDINGS: Final = (
    "self", "employer", "skills_operator", "training_account", "region", "employment_agency", "other"
)  # fmt: skip
FUNDING_OF_THE_EMPLOYED: Final = np.array([0.42, 0.2, 0.08, 0.22, 0.02, 0, 0.06])
FUNDING_OF_SEEKERS: Final = np.array([0.25, 0, 0, 0.18, 0.27, 0.25, 0.05])
LEVELS: Final = np.array([Level.NONE, Level.CAP, Level.BAC, Level.BAC_2, Level.BAC_3,
                          Level.BAC_5, Level.DOCTORATE, -1])  # fmt: skip
BELOW_BAC_3: Final = np.array([3, 7, 27, 28, 0, 0, 0, 0])  # 37 % BAC at most, 28 % BAC+2 (note)
BAC_3_AND_MORE: Final = np.array([0, 0, 0, 0, 62, 36, 2, 0])
ACTIVE: Final = 0.816  # so that 63 % of all are employed where 22.8 % of the active seek work
AGE_IN_ALTERNANCE: Final = 24.7
YOUNGEST: Final = 17
AGE_SHOWN: Final = 34
MEN_IN_ALTERNANCE: Final = 144 / 244
APPRENTICES: Final = 0.51


@dataclass(frozen=True, slots=True)
class People:
    """One element per person of the cohorts. `age` is on 31 December of the present year."""

    sex: Ints
    age: Ints  # -1: unknown
    employment: Ints
    occupation: Ints
    diploma: Ints  # a Level, -1: unknown
    funding: Ints
    apprentice: Bools
    ability: Floats  # what their presence, success and marks have in common


def drawn(seed: int, cohorts: Cohorts) -> People:
    size = len(cohorts)
    arrays = {name: np.zeros(size, dtype=np.int64) for name in ("sex", "employment", "diploma")}
    age = np.full(size, -1)
    present = cohorts.there[:, 0]
    last_seen = np.argmax(cohorts.there, axis=1)
    for name, group in (("present", np.flatnonzero(present)), ("past", np.flatnonzero(~present))):
        rng = chance(seed, "learners", name)
        centre, alternance = cohorts.centre[group], cohorts.alternance[group]
        shown = group == 0
        arrays["sex"][group] = _sexes(rng, centre, alternance, shown)
        age[group] = _ages(rng, centre, alternance, shown)
        arrays["employment"][group] = _employments(rng, centre, alternance, shown)
        arrays["diploma"][group] = _diplomas(rng, centre, alternance, shown)
    rng = chance(seed, "learners", "together")
    employment = arrays["employment"]
    return People(
        **arrays,
        age=np.where(age < 0, age, age + np.where(present, 0, last_seen)),
        occupation=_occupations(rng, employment),
        funding=_fundings(rng, employment, cohorts.alternance),
        apprentice=_apprentices(rng, cohorts),
        ability=rng.standard_normal(size),
    )


def _counts(centre: Ints) -> Ints:
    return np.bincount(centre, minlength=len(facts.centres()))


def _sexes(rng: Chance, centre: Ints, alternance: Bools, shown: Bools) -> Ints:
    """Men and women as the masculinity ratio says; more men in alternance than elsewhere."""
    counts = _counts(centre)
    ratios = np.array([row.men_per_100_women or -1.0 for row in facts.centres()])
    known = ratios[centre] >= 0
    men = np.array(
        [men_among(int(n), r) if r >= 0 else 0 for n, r in zip(counts, ratios, strict=True)]
    )
    in_alternance = np.rint(_counts(centre[alternance]) * MEN_IN_ALTERNANCE).astype(np.int64)
    others = counts - _counts(centre[alternance])
    in_alternance = np.clip(in_alternance, men - others, men)
    male = np.zeros(len(centre), dtype=np.bool_)
    for chosen, wanted in ((alternance, in_alternance), (~alternance, men - in_alternance)):
        weights = np.where(shown[chosen], 1e-12, 1.0)
        male[chosen] = chosen_per_group(rng, centre[chosen], wanted, weights)
    return np.where(~known, UNKNOWN, np.where(male, MALE, FEMALE))


def _ages(rng: Chance, centre: Ints, alternance: Bools, shown: Bools) -> Ints:
    """Whole years whose mean at each centre is the published one, as near as whole years allow."""
    young = AGE_IN_ALTERNANCE + 0.5 - 19
    ages = np.where(
        alternance, 19.0 + rng.gamma(5, young / 5, len(centre)), 19 + rng.gamma(2.6, 6, len(centre))
    )
    result = np.full(len(centre), -1)
    for index, row in enumerate(facts.centres()):
        here = np.flatnonzero(centre == index)
        if row.mean_age is None or not here.size:
            continue
        total = round(row.mean_age * here.size)
        result[here] = _with_total(ages[here], ~alternance[here] & ~shown[here], shown[here], total)
    return result


def _with_total(ages: Floats, movable: Bools, shown: Bools, total: int) -> Ints:
    """Stretch those who may move until the sum is met: alternance keeps its own mean if it can."""
    whole = np.floor(ages).astype(np.int64)
    whole[shown] = AGE_SHOWN
    if not movable.any():
        movable = ~shown
    if movable.any():
        rest = total - int(whole[~movable].sum())
        room = ages[movable] - YOUNGEST
        mean = max(rest / int(movable.sum()) - YOUNGEST, 0.5)
        stretched = YOUNGEST + room * mean / max(float(room.mean()), 0.1)
        whole[movable] = np.clip(np.rint(stretched), YOUNGEST, 78).astype(np.int64)
    for _ in range(200):
        gap = total - int(whole.sum())
        step = 1 if gap > 0 else -1
        able = np.flatnonzero(movable & (whole + step >= YOUNGEST))
        if gap == 0 or not able.size:
            break
        whole[able[:: max(len(able) // abs(gap), 1)][: abs(gap)]] += step
    return whole


def _employments(rng: Chance, centre: Ints, alternance: Bools, shown: Bools) -> Ints:
    """Seekers as a share of the active (note 4 of table 1); alternance is a work contract."""
    active, seeking = np.zeros_like(_counts(centre)), np.zeros_like(_counts(centre))
    for index, (row, count) in enumerate(zip(facts.centres(), _counts(centre), strict=True)):
        whole = 1.0 if (row.seeking_pct or 0) > 80 else ACTIVE  # noqa: PLR2004 -- Corse: everybody
        share = 22.8 if row.seeking_pct is None else row.seeking_pct
        seeking[index], active[index] = percentage_of(
            round(int(count) * whole), share, most=int(count)
        )
    at_work = np.where(alternance | shown, 1e9, 1.0)
    is_active = chosen_per_group(rng, centre, active, at_work)
    is_seeking = np.zeros(len(centre), dtype=np.bool_)
    weights = np.where(alternance | shown, 1e-12, 1.0)[is_active]
    is_seeking[is_active] = chosen_per_group(rng, centre[is_active], seeking, weights)
    silent = centre == facts.place()[facts.NO_RETURN]
    return np.where(silent, 0, np.where(is_seeking, 2, np.where(is_active, 1, 3)))


def _diplomas(rng: Chance, centre: Ints, alternance: Bools, shown: Bools) -> Ints:
    """BAC+3 and more, among the known, as published; below it, as the note's text divides them."""
    high, known = np.zeros_like(_counts(centre)), np.zeros_like(_counts(centre))
    for index, (row, count) in enumerate(zip(facts.centres(), _counts(centre), strict=True)):
        if row.bac3_pct is not None:
            high[index], known[index] = percentage_of(int(count), row.bac3_pct)
    is_known = chosen_per_group(rng, centre, known, np.where(shown, 1e9, 1.0))
    weights = np.where(shown, 1e-12, np.where(alternance, 0.6, 1.0))[is_known]
    is_high = np.zeros(len(centre), dtype=np.bool_)
    is_high[is_known] = chosen_per_group(rng, centre[is_known], high, weights)
    upper = LEVELS[one_of(rng, BAC_3_AND_MORE.astype(np.float64), len(centre))]
    lower = LEVELS[one_of(rng, BELOW_BAC_3.astype(np.float64), len(centre))]
    lower = np.where(shown, int(Level.BAC_2), lower)
    return np.where(~is_known, -1, np.where(is_high, upper, lower)).astype(np.int64)


def _occupations(rng: Chance, employment: Ints) -> Ints:
    occupation = one_of(rng, OF_THE_EMPLOYED, len(employment))
    occupation[0] = OCCUPATIONS.index("intermediate")
    return np.where(employment == 1, occupation, np.where(employment == 0, 0, 1))


def _fundings(rng: Chance, employment: Ints, alternance: Bools) -> Ints:
    employed = one_of(rng, FUNDING_OF_THE_EMPLOYED, len(employment))
    seeking = one_of(rng, FUNDING_OF_SEEKERS, len(employment))
    funding = np.where(employment == 2, seeking, np.where(employment == 1, employed, 0))  # noqa: PLR2004
    return np.where(alternance, FUNDINGS.index("skills_operator"), funding)


def _apprentices(rng: Chance, cohorts: Cohorts) -> Bools:
    """51 % of those in alternance have a contract of apprenticeship (note 3), each year apart."""
    apprentice = np.zeros(len(cohorts), dtype=np.bool_)
    for present in (True, False):
        group = np.flatnonzero(cohorts.alternance & (cohorts.there[:, 0] == present))
        count = round(len(group) * APPRENTICES)
        apprentice[group[rng.permutation(len(group))[:count]]] = True
    return apprentice
