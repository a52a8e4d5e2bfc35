"""Counts what the note prints again, from the arrays alone, and tells every figure that differs.

Written apart from what settles the arrays: it follows the definitions of the convention `note-2016`
and knows nothing of programmes or aims. Figures are compared as whole fractions, half away from zero.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Floats, Ints
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.feeds.arrays import MISSING, PASSED, YES, YearArrays
from gregoire.demo.feeds.printed import BLOCKS, figures, members
from gregoire.observatory.feeds import schema

Row: TypeAlias = facts.LearnerFacts | facts.TeachingFacts
SEX, WORK, DEGREE = schema.SEXES.index, schema.EMPLOYMENTS.index, schema.DIPLOMAS.index
LEVEL_1: Final = schema.LEVELS.index("I")
TABLE_1: Final[dict[str, float]] = {
    "learners": 1, "entrants": 1, "distance_pct": 0.1, "men_per_100_women": 1, "mean_age": 0.1,
    "bac3_pct": 0.1, "seeking_pct": 0.1, "alternance_pct": 0.1,
}  # fmt: skip
TABLE_2: Final[dict[str, float]] = {
    "on_site": 1, "distance": 1, "hybrid": 1, "enrolments": 1, "level_1_pct": 0.1,
    "distance_pct": 0.1, "outside_intec": 1, "presence_pct": 0.1, "success_pct": 0.1,
}  # fmt: skip
IMPOSSIBLE: Final = frozenset({"seeking_pct_of_all"})  # of the text: see `impossible.csv`


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure that differs; `table` 0 is the text, and `row` then the key of the figure."""

    table: int
    row: str
    column: str
    printed: float
    found: Decimal | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Per centre; numerators and denominators of the rates by the name of their column."""

    plain: dict[str, Ints]
    parts: dict[str, tuple[Ints, Ints]]


def gaps(year: YearArrays) -> list[Gap]:
    """Every cell of tables 1 and 2, and figure of the text, that differs from what is printed."""
    taught = [row for row in facts.table_2() if row.enrolments]
    found = [
        *_differing(1, TABLE_1, facts.table_1(), learners(year)),
        *_differing(2, TABLE_2, taught, teaching(year)),
    ]
    for key, value in narrative(year):
        figure = figures()[key]
        rounded = _round(value, figure.unit)
        if key not in IMPOSSIBLE and rounded != Decimal(str(figure.printed)):
            found.append(Gap(0, key, "", figure.printed, rounded))
    return found


def _differing(
    table: int, columns: dict[str, float], rows: Sequence[Row], counts: Counts
) -> Iterator[Gap]:
    for row in rows:
        for column, unit in columns.items():
            printed, value = getattr(row, column), _cell(counts, row, column, unit)
            if printed is not None and value != Decimal(str(printed)):
                yield Gap(table, row.code, column, printed, value)


def learners(year: YearArrays) -> Counts:
    """The counts of table 1, by the centre of registration (entrants: by the centre that receives)."""
    who, count = year.persons, _per_centre(year.persons.centre)
    everybody = count(None)
    everybody[facts.place()[facts.NO_RETURN]] = year.antennas
    far = np.zeros(len(who), dtype=np.bool_)
    taken = year.offerings.modality[year.enrolments.offering] > 0
    far[year.registrations.person[year.enrolments.registration[taken]]] = True
    high = who.diploma >= DEGREE("bac_3")
    seeking, employed = (who.employment == WORK(name) for name in ("seeking", "employed"))
    return Counts(
        plain={"learners": everybody, "entrants": _entrants(year)},
        parts={
            "distance_pct": (count(far), everybody),
            "men_per_100_women": (count(who.sex == SEX("M")), count(who.sex == SEX("F"))),
            "mean_age": (count(np.maximum(who.age, 0)), count(who.age != MISSING)),
            "bac3_pct": (count(high), count(who.diploma != MISSING)),
            "seeking_pct": (count(seeking), count(seeking | employed)),
            "alternance_pct": (count(who.alternance == YES), count(None)),
        },
    )


def teaching(year: YearArrays) -> Counts:
    """The counts of table 2, by the centre that teaches."""
    offered, taken = year.offerings, year.enrolments
    opened, count = (_per_centre(places) for places in (offered.centre, _taught(year)))
    own = offered.relayed_from == MISSING
    outside, in_field, present, passed = _exam_facts(year)
    return Counts(
        plain={
            **{
                name: opened(own & (offered.modality == number))
                for number, name in enumerate(schema.MODALITIES)
            },
            "enrolments": count(None),
            "outside_intec": count(outside),
        },
        parts={
            "level_1_pct": (count(offered.level[taken.offering] == LEVEL_1), count(None)),
            "distance_pct": (count(offered.modality[taken.offering] > 0), count(None)),
            "presence_pct": (count(present), count(in_field)),
            "success_pct": (count(passed), count(present)),
        },
    )


def narrative(year: YearArrays) -> Iterator[tuple[str, Fraction]]:
    """Every figure of the text about learners and enrolments, not rounded."""
    table_1, table_2 = learners(year), teaching(year)
    yield from _of_counts(table_1, table_2)
    yield from _of_alternance(year)
    yield from _of_answers(year)
    yield from _of_exams(year)
    hours = year.registrations.hours
    yield "million_hours", Fraction(int(np.rint(hours.sum() * 4)), 4_000_000)


def _of_counts(one: Counts, two: Counts) -> Iterator[tuple[str, Fraction]]:
    abroad = members(next(row for row in facts.table_1() if row.code == "abroad"))
    yield "learners", Fraction(int(one.plain["learners"].sum()))
    yield "learners_abroad", Fraction(int(one.plain["learners"][abroad].sum()))
    yield "enrolments", Fraction(int(two.plain["enrolments"].sum()))
    for modality in schema.MODALITIES:
        yield f"{modality}_offerings", Fraction(int(two.plain[modality].sum()))
    yield "distance_learners", Fraction(int(one.parts["distance_pct"][0].sum()))
    yield "distance_learners_pct", _whole(one.parts["distance_pct"])
    yield "mean_age", _whole(one.parts["mean_age"], 1)
    yield "men_per_100_women", _men_of_all(one)
    yield "on_site_enrolments_pct", 100 - _whole(two.parts["distance_pct"])
    yield "level_1_pct", _whole(two.parts["level_1_pct"])
    yield "presence_pct", _whole(two.parts["presence_pct"])
    yield "success_pct", _whole(two.parts["success_pct"])


def _of_alternance(year: YearArrays) -> Iterator[tuple[str, Fraction]]:
    who = year.persons
    there = who.alternance == YES
    men, women = (int((there & (who.sex == SEX(sex))).sum()) for sex in ("M", "F"))
    contract = schema.CONTRACTS.index("apprenticeship")
    yield "in_alternance", Fraction(int(there.sum()))
    yield "mean_age_in_alternance", Fraction(int(who.age[there].sum()), int(there.sum()))
    yield "men_per_100_women_in_alternance", Fraction(100 * men, women)
    yield "apprenticeship_pct", _share(there & (who.contract == contract), there)


def _of_answers(year: YearArrays) -> Iterator[tuple[str, Fraction]]:
    who = year.persons
    first, told = who.first_diploma, who.first_diploma != MISSING
    yield "first_diploma_bac_at_most_pct", _share(told & (first <= DEGREE("bac")), told)
    yield "first_diploma_bac_2_pct", _share(first == DEGREE("bac_2"), told)
    told, employed = who.employment != MISSING, who.employment == WORK("employed")
    yield "employed_pct", _share(employed, told)
    yield "seeking_pct_of_all", _share(who.employment == WORK("seeking"), told)
    intermediate = who.occupation == schema.OCCUPATIONS.index("intermediate")
    yield "intermediate_pct", _share(employed & intermediate, employed)


def _of_exams(year: YearArrays) -> Iterator[tuple[str, Fraction]]:
    _, in_field, present, passed = _exam_facts(year)
    modality = year.offerings.modality[year.enrolments.offering]
    for number, name in enumerate(schema.MODALITIES):
        here = modality == number
        yield f"presence_{name}_pct", _share(present & here, in_field & here)
        yield f"success_{name}_pct", _share(passed & here, present & here)


def _exam_facts(year: YearArrays) -> tuple[Bools, Bools, Bools, Bools]:
    """Per enrolment: outside INTEC; in the field of the exam rates (note 4); present; passed."""
    taken, intec = year.enrolments, year.offerings.intec
    outside = ~intec[taken.offering]
    came = np.zeros(len(year.offerings), dtype=np.bool_)
    came[taken.offering[taken.sessions_sat > 0]] = True
    in_field: Bools = outside & came[taken.offering]
    present: Bools = in_field & (taken.sessions_sat > 0)
    return outside, in_field, present, present & (taken.outcome == PASSED)


def _entrants(year: YearArrays) -> Ints:
    """Persons taught by a centre that neither counts them nor answers for the one that does."""
    size, home = len(facts.centres()), home_of()
    person = year.registrations.person[year.enrolments.registration]
    pairs = np.unique(person * size + _taught(year))
    foreign = home[year.persons.centre[pairs // size]] != home[pairs % size]
    return np.bincount((pairs % size)[foreign], minlength=size).astype(np.int64)


def _taught(year: YearArrays) -> Ints:
    return year.offerings.centre[year.enrolments.offering]


def _per_centre(centre: Ints) -> Callable[[Bools | Ints | None], Ints]:
    def count(weight: Bools | Ints | None) -> Ints:
        weights: Floats | None = None if weight is None else weight.astype(np.float64)
        return np.bincount(centre, weights, len(facts.centres())).astype(np.int64)

    return count


def _cell(counts: Counts, row: Row, column: str, unit: float) -> Decimal | None:
    covered = members(row)
    if column in counts.plain:
        return Decimal(int(counts.plain[column][covered].sum()))
    if column == "men_per_100_women" and row.kind == "total":
        return _round(_men_of_all(counts), unit)
    part, whole = (int(each[covered].sum()) for each in counts.parts[column])
    scale = 1 if column == "mean_age" else 100
    return _round(Fraction(scale * part, whole), unit) if whole else None


def _men_of_all(counts: Counts) -> Fraction:
    """The note makes it of the three printed subtotals, and of those whose sex is known."""
    men, women = counts.parts["men_per_100_women"]
    sums = [Fraction(0), Fraction(0)]
    for row in facts.table_1():
        if row.code in BLOCKS:
            covered = members(row)
            known = int((men + women)[covered].sum())
            printed = _round(Fraction(100 * int(men[covered].sum()), int(women[covered].sum())), 1)
            sums[0] += known * Fraction(printed) / (100 + Fraction(printed))
            sums[1] += known * 100 / (100 + Fraction(printed))
    return 100 * sums[0] / sums[1]


def _whole(parts: tuple[Ints, Ints], scale: int = 100) -> Fraction:
    return Fraction(scale * int(parts[0].sum()), int(parts[1].sum()))


def _share(part: Bools, whole: Bools) -> Fraction:
    return Fraction(100 * int(part.sum()), max(int(whole.sum()), 1))


def _round(value: Fraction, unit: float) -> Decimal:
    """To a multiple of the unit, half away from zero (nothing here is negative)."""
    step = Fraction(str(unit))
    return Decimal(int(value / step + Fraction(1, 2))) * Decimal(str(unit))
