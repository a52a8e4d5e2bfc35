"""The year's feeds as arrays, before anybody has a name: what `year.drawn_year` gives."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gregoire.demo.drawing.chance import Bools, Floats, Ints
from gregoire.kernel.levels import Level
from gregoire.observatory.feeds import schema

Days: TypeAlias = NDArray[np.datetime64]
MISSING: Final = -1  # in place of any index: an empty cell of the feed
NO, YES = 0, 1
DIPLOMA_OF: Final = {
    Level.NONE: "none", Level.CAP: "cap", Level.BAC: "bac", Level.BAC_2: "bac_2",
    Level.BAC_3: "bac_3", Level.BAC_5: "bac_5", Level.DOCTORATE: "doctorate",
}  # fmt: skip
PASSED, FAILED, ABSENT, PENDING = map(
    schema.OUTCOMES.index, ("passed", "failed", "absent", "pending")
)


@dataclass(frozen=True, slots=True)
class Persons:
    """One element per learner of the year whose centre returns persons (57 816 at scale 1).

    Those of `autres-antennes` are not among them: `YearArrays.antennas` counts them.
    """

    person: Ints  # the index in the drawing's cohorts
    centre: Ints  # where they are counted; an index of `facts.centres()`
    sex: Ints  # an index of `schema.SEXES`, or MISSING
    age: Ints  # whole years on 31 December of the first half of the year, or MISSING
    birth_date: Days  # NaT where the age is missing
    employment: Ints  # an index of `schema.EMPLOYMENTS`, or MISSING
    occupation: Ints  # an index of `schema.OCCUPATIONS`, or MISSING
    first_diploma: Ints  # an index of `schema.DIPLOMAS`, or MISSING
    diploma: Ints  # the same; never lower than `first_diploma`
    alternance: Ints  # YES, NO, or MISSING (where it does not apply)
    contract: Ints  # an index of `schema.CONTRACTS`, or MISSING

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Registrations:
    """The administrative one of each person first, in the order of persons; then the second ones.

    What is said of a person (employment, diplomas, alternance) stands on each of their registrations.
    """

    person: Ints  # an index of `Persons`
    centre: Ints  # that has written it: the person's own, or the one where they are an entrant
    administrative: Ints  # the person's own centre
    system: Ints  # the centre whose system holds it: La Réunion's for Mayotte and Madagascar
    entrant: Bools
    hours: Floats  # trainee hours of what is taught on this registration, in quarters

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class OfferingRows:
    """Every offering with somebody in it."""

    offering: Ints  # the index in the drawing's offerings
    centre: Ints  # that teaches; its system holds it
    unit: Ints  # an index of `facts.units()`: code and title
    level: Ints  # an index of `schema.LEVELS`
    modality: Ints  # an index of `schema.MODALITIES`
    intec: Bools
    semester: Ints  # an index of `schema.SEMESTERS`
    relayed_from: Ints  # the centre whose offering this one passes on, or MISSING

    def __len__(self) -> int:
        return len(self.offering)


@dataclass(frozen=True, slots=True)
class EnrolmentRows:
    """One element per enrolment; its registration and its offering stand in the same system."""

    registration: Ints  # an index of `Registrations`
    offering: Ints  # an index of `OfferingRows`
    sessions_sat: Ints  # 0 to 2
    mark: Ints  # hundredths of a mark out of 20, or MISSING
    outcome: Ints  # an index of `schema.OUTCOMES`

    def __len__(self) -> int:
        return len(self.registration)


@dataclass(frozen=True, slots=True)
class YearArrays:
    """Everything of the regional feeds of a year but names, addresses and keys.

    `withheld` tells by centre what it does not communicate, and why: field → reason of the manifest
    (`not_communicated`, `not_applicable`).
    """

    year: int  # the civil year in which the academic one begins
    persons: Persons
    registrations: Registrations
    offerings: OfferingRows
    enrolments: EnrolmentRows
    antennas: int  # learners that `autres-antennes` returns as one number
    withheld: dict[str, dict[str, str]]


def nothing(size: int) -> NDArray[Any]:
    return np.full(size, MISSING, dtype=np.int64)
