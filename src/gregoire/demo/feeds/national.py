"""What no centre keeps: parchments, decisions of recognition, registrations in open online courses.

Counts are those of table 3 of the note (`data/parchments.csv`, `data/recognition.csv`), shares those
of its text; what the note does not say is a named constant marked as a guess. One feed per year.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Chance, Floats, Ints, chance
from gregoire.demo.drawing.identifiers import birth_dates
from gregoire.demo.drawing.shares import apportioned

Columns = dict[str, NDArray[Any]]
FIRST_YEAR: Final = 2011  # of table 3
YEARS: Final = 6

# Text of the note, 2015-2016: 19 + 19 + 17 = 55 % of diplomas, 49 % of level II. Guessed: the rest,
# how the others divide, and that the other years divide alike.
DIPLOMAS: Final = {
    ("bachelor", "II"): 19.0, ("professional_bachelor", "II"): 19.0,
    ("institution_diploma", "II"): 5.0, ("institution_diploma", "III"): 8.0,
    ("institution_diploma", "IV"): 4.0,
    ("engineer", "I"): 10.0, ("master", "I"): 14.0,
    ("title", "I"): 6.0, ("title", "II"): 6.0, ("title", "III"): 2.0,
    ("other_diploma", "III"): 5.0, ("other_diploma", "IV"): 2.0,
}  # fmt: skip
CERTIFICATES: Final = {
    ("amf", ""): 50.0, ("c2i", ""): 13.0,
    ("competence_certificate", ""): 30.0, ("professional_certificate", "III"): 7.0,
}  # fmt: skip
MOOCS: Final = 17
MOOC_REGISTRATIONS: Final = 140_000
MOOC_SPREAD: Final = 0.7  # of the logarithm of a course's audience: our guess


@dataclass(frozen=True, slots=True)
class Procedure:
    """What the text says of the candidates of 2017; guessed: that the other years are alike."""

    outcomes: dict[str, int]  # of 2017; what the note leaves out is refused
    women: float
    seeking: float
    inactive: float
    mean_age: float
    experience: float | None  # years at the request
    since_diploma: float | None  # years since the highest diploma


PROCEDURES: Final = {
    "VAPP": Procedure(
        outcomes={"direct_access": 503, "conditional_access": 222, "refused": 38},
        women=0.52, seeking=0.23, inactive=0, mean_age=40.6,
        experience=16.5,  # "16 to 17 years"
        since_diploma=17.5,  # our guess
    ),
    "VAE": Procedure(
        outcomes={"full": 319, "partial": 243, "refused": 32},
        women=0.54,  # our guess
        seeking=0.13, inactive=0, mean_age=42.9,
        experience=17.0,  # our guess
        since_diploma=16.5,
    ),
    "VES": Procedure(
        outcomes={"granted": 704, "granted_with_refusals": 409, "refused": 376},
        women=0.51,
        seeking=0.2, inactive=0.15,  # our guess
        mean_age=33.3, experience=None, since_diploma=None,
    ),
}  # fmt: skip
YOUNGEST: Final = {"VAPP": 22, "VAE": 24, "VES": 19}
ADULT: Final = 18
MOST_UNITS: Final = 8  # that one decision of VES grants or refuses: our guess


def parchments(seed: int, scale: float, back: int, *, year: int) -> Columns:
    """Diplomas and certificates of `back` years before; those of the present year are provisional."""
    label = f"{year - back}-{year - back + 1}"
    table = [(row["kind"], year_) for row in facts.rows("parchments") for year_ in _years()]
    printed = [int(row[str(y)]) for row in facts.rows("parchments") for y in _years()]
    counts = dict(zip(table, at_scale(np.array(printed), scale, 1).tolist(), strict=True))
    kinds: list[tuple[str, str, str]] = []
    for kind, shares in (("diploma", DIPLOMAS), ("certificate", CERTIFICATES)):
        parts = apportioned(np.array(list(shares.values())), counts[kind, _printed(back)])
        for (type_, level), count in zip(shares, parts.tolist(), strict=True):
            kinds += [(kind, type_, level)] * count
    mixed = np.array(kinds)[chance(seed, "parchments", back).permutation(len(kinds))]
    return {
        "parchment": keys(f"P{year - back}", len(kinds)),
        "kind": mixed[:, 0],
        "type": mixed[:, 1],
        "level": mixed[:, 2],
        "year": np.full(len(kinds), label),
        "status": np.full(len(kinds), "provisional" if back == 0 else "final"),
    }


def recognition(seed: int, scale: float, back: int, *, year: int) -> Columns:
    """Decisions of the civil year that ends the academic year: VAPP, VAE, VES."""
    counts = _recognition_counts(scale)
    parts = [
        _decisions(
            chance(seed, "recognition", procedure, back),
            procedure,
            counts[procedure, _printed(back) + 1],
            year - back + 1,
        )
        for procedure in PROCEDURES
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def moocs(seed: int, scale: float, *, year: int) -> Columns:
    """Registrations of the present year in seventeen courses."""
    rng = chance(seed, "moocs")
    count = round(MOOC_REGISTRATIONS * scale)
    audience = apportioned(rng.lognormal(0, MOOC_SPREAD, MOOCS), count, 1)
    mooc = np.repeat(np.arange(1, MOOCS + 1), audience)
    opening = rng.integers(0, 240, MOOCS)[mooc - 1]  # from September to May
    day = opening + np.minimum(rng.exponential(9, len(mooc)), 60).astype(np.int64)
    order = np.lexsort((mooc, day))
    days = np.datetime64(f"{year}-09-05") + day[order].astype("timedelta64[D]")
    return {
        "registration": keys("M", len(mooc)),
        "mooc": np.char.add("MOOC", np.char.zfill(mooc[order].astype(str), 2)),
        "year": np.full(len(mooc), f"{year}-{year + 1}"),
        "registered_on": np.datetime_as_string(days),
    }


def at_scale(counts: Ints, scale: float, least: int = 0) -> Ints:
    """Counts at a scale, by largest remainders; those of scale 1 are the printed ones."""
    return apportioned(counts, round(int(counts.sum()) * scale), least)


def keys(prefix: str, count: int) -> NDArray[Any]:
    """As many different keys, in order."""
    return np.char.add(f"{prefix}-", np.char.zfill(np.arange(1, count + 1).astype(str), 6))


def whole_with_mean(weights: Floats, mean: float, least: int) -> Ints:
    """Whole numbers from `least` up, as the weights say, whose mean is as near as whole ones allow."""
    total = round(mean * len(weights)) - least * len(weights)
    return least + apportioned(weights, max(total, 0))


def _years() -> range:
    return range(FIRST_YEAR, FIRST_YEAR + YEARS)


def _printed(back: int) -> int:
    return FIRST_YEAR + YEARS - 1 - back


def _recognition_counts(scale: float) -> dict[tuple[str, int], tuple[int, int]]:
    """Candidates, and decisions, of each procedure and civil year."""
    rows = {(row["procedure"], row["count"]): row for row in facts.rows("recognition")}
    cells = [(procedure, year + 1) for procedure in PROCEDURES for year in _years()]
    candidates, decisions = (
        np.array([int(rows[procedure, count][str(year)]) for procedure, year in cells])
        for count in ("candidates", "decisions")
    )
    persons = at_scale(candidates, scale, 1)
    all_ = persons + at_scale(decisions - candidates, scale)
    pairs = zip(persons.tolist(), all_.tolist(), strict=True)
    return dict(zip(cells, pairs, strict=True))


def _decisions(rng: Chance, procedure: str, counts: tuple[int, int], civil_year: int) -> Columns:
    """Candidates are described once; some receive a second decision in the year."""
    persons, decisions = counts
    facts_ = _candidates(rng, procedure, persons, civil_year)
    # Taken at equal steps through a sorted list, the second decisions keep shares and means.
    order = np.lexsort((facts_["age"], facts_["employment"], facts_["sex"]))
    steps = (np.arange(decisions - persons) + 0.5) * persons / max(decisions - persons, 1)
    whose = np.r_[np.arange(persons), order[steps.astype(np.int64) % persons]]
    day = rng.integers(0, 365, decisions)
    sorted_ = np.lexsort((whose, day))
    whose, day = whose[sorted_], day[sorted_]
    shares = PROCEDURES[procedure].outcomes
    parts = apportioned(np.array(list(shares.values())), decisions)
    outcome = rng.permutation(np.repeat(list(shares), parts))
    granted, refused = _units(rng, procedure, outcome)
    days = np.datetime64(f"{civil_year}-01-01") + day.astype("timedelta64[D]")
    return {
        "decision": keys(f"{procedure}{civil_year}", decisions),
        "candidate": keys(f"C{procedure}{civil_year}", persons)[whose],
        "procedure": np.full(decisions, procedure),
        "civil_year": np.full(decisions, str(civil_year)),
        "decided_on": np.datetime_as_string(days),
        **{name: facts_[name][whose] for name in facts_ if name != "age"},
        "outcome": outcome,
        "units_granted": granted,
        "units_refused": refused,
    }


def _candidates(rng: Chance, procedure: str, count: int, civil_year: int) -> Columns:
    said = PROCEDURES[procedure]
    sex = _shared(rng, {"F": said.women, "M": 1 - said.women}, count)
    employed = 1 - said.seeking - said.inactive
    employment = _shared(
        rng, {"employed": employed, "seeking": said.seeking, "inactive": said.inactive}, count
    )
    age = whole_with_mean(rng.beta(2, 3, count), said.mean_age, YOUNGEST[procedure])
    empty = np.full(count, "", dtype="U4")
    since_adult = (age - ADULT).astype(np.float64)

    def years(mean: float | None) -> NDArray[Any]:
        if mean is None:
            return empty
        share = mean / (said.mean_age - ADULT)  # of their adult life, all of it at the most
        return whole_with_mean(since_adult * rng.uniform(2 * share - 1, 1, count), mean, 0).astype(
            str
        )

    births = birth_dates(civil_year, age, rng.integers(0, 365, count))
    return {
        "age": age,
        "sex": sex,
        "birth_date": np.array(births),
        "employment": employment,
        "experience_years": years(said.experience),
        "years_since_diploma": years(said.since_diploma),
    }


def _shared(rng: Chance, shares: dict[str, float], count: int) -> NDArray[Any]:
    parts = apportioned(np.array(list(shares.values())), count)
    return rng.permutation(np.repeat(list(shares), parts))


def _units(rng: Chance, procedure: str, outcome: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Units granted and refused: VAPP gives access and no unit, the others say how many."""
    size = len(outcome)
    if procedure == "VAPP":
        return np.full(size, ""), np.full(size, "")
    some, others = rng.integers(1, MOST_UNITS + 1, (2, size))
    granted = np.where(outcome == "refused", 0, some)
    mixed = np.isin(outcome, ["refused", "partial", "granted_with_refusals"])
    return granted.astype(str), np.where(mixed, others, 0).astype(str)
