"""The arrays of the year as the columns of feeds: keys, codes and text, one schooling system at a time."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gregoire.demo import facts
from gregoire.demo.drawing import names
from gregoire.demo.drawing.chance import Bools, Ints, chance, ranks_within
from gregoire.demo.feeds.arrays import MISSING, YearArrays
from gregoire.demo.feeds.typos import Identities
from gregoire.observatory.feeds import schema

Words: TypeAlias = NDArray[Any]
Columns: TypeAlias = dict[str, Words]

# A made-up national number: nine figures, a letter that marks it as ours, a letter of control.
NUMBER_MARK: Final = "Z"
CONTROL: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
NUMBERS: Final = 10**9
STEP: Final = 387_420_489  # without a common factor with NUMBERS: no number comes twice
FIRST_DAY: Final = "08-25"
REGISTRATION_DAYS: Final = 130  # most register by October, some for the second semester


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known to which system: one element per person and system, in the order of the keys."""

    system: Ints
    person: Ints  # an index of `Persons`
    key: Words


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that rows bear in their system, for other rows to point at."""

    known: Known
    registration: Words
    registration_rank: Ints
    person_of_registration: Words
    offering: Words


def keys_of(arrays: YearArrays, seed: int) -> Keys:
    """Every system numbers its persons, registrations and offerings from 1, in an order of its own."""
    rows, size = arrays.registrations, len(arrays.persons)
    pairs, which = np.unique(rows.system * size + rows.person, return_inverse=True)
    rng = chance(seed, "feeds", "keys")
    shuffled = rng.permutation(len(pairs))
    rank = np.empty(len(pairs), dtype=np.int64)
    rank[shuffled] = ranks_within(pairs[shuffled] // size)
    order = np.lexsort((rank, pairs // size))
    key = _numbered("P", rank)
    drawn = rng.permutation(len(rows))
    registration_rank = np.empty(len(rows), dtype=np.int64)
    registration_rank[drawn] = ranks_within(rows.system[drawn])
    return Keys(
        known=Known(pairs[order] // size, pairs[order] % size, key[order]),
        registration=_numbered("R", registration_rank),
        registration_rank=registration_rank,
        person_of_registration=key[which],
        offering=_numbered("O", ranks_within(arrays.offerings.centre)),
    )


def identities_of(arrays: YearArrays, known: Known, seed: int) -> Identities:
    """Who they are, one row per person and system, the same in each."""
    persons = arrays.persons
    given = names.drawn(seed, "learners", persons.centre, persons.sex + 1)
    row = known.person
    return Identities(
        person=row,
        national_number=_national_numbers(seed, len(persons))[row],
        birth_name=given.birth_name[row],
        usage_name=given.usage_name[row],
        first_names=given.first_names[row],
        birth_date=persons.birth_date[row],
        birth_place=given.birth_place[row],
        sex=chosen(schema.SEXES, persons.sex)[row],
        nationality=given.nationality[row],
        mail=given.mail[row],
        postcode=given.postcode[row],
    )


def persons(known: Known, identities: Identities, here: Bools) -> Columns:
    told = (
        "national_number", "birth_name", "usage_name", "first_names", "birth_place", "sex",
        "nationality", "mail", "postcode",
    )  # fmt: skip
    return {
        "person": known.key[here],
        "birth_date": days(identities.birth_date[here]),
        **{name: getattr(identities, name)[here] for name in told},
    }


def registrations(arrays: YearArrays, keys: Keys, seed: int, system: int) -> Columns:
    rows, people = arrays.registrations, arrays.persons
    here = np.flatnonzero(rows.system == system)
    here = here[np.argsort(keys.registration_rank[here])]
    person = rows.person[here]
    codes = [centre.code for centre in facts.centres()]
    rng = chance(seed, "feeds", "registered", codes[system])
    day = np.floor(rng.beta(1.6, 4, len(here)) * REGISTRATION_DAYS).astype("timedelta64[D]")
    return {
        "registration": keys.registration[here],
        "person": keys.person_of_registration[here],
        "centre": chosen(codes, rows.centre[here]),
        "year": np.full(len(here), f"{arrays.year}-{arrays.year + 1}"),
        "administrative_centre": chosen(codes, rows.administrative[here]),
        "registered_on": days(np.datetime64(f"{arrays.year}-{FIRST_DAY}") + day),
        "employment": chosen(schema.EMPLOYMENTS, people.employment[person]),
        "occupation": chosen(schema.OCCUPATIONS, people.occupation[person]),
        "first_diploma": chosen(schema.DIPLOMAS, people.first_diploma[person]),
        "diploma": chosen(schema.DIPLOMAS, people.diploma[person]),
        "alternance": chosen(("no", "yes"), people.alternance[person]),
        "contract": chosen(schema.CONTRACTS, people.contract[person]),
        "hours": rows.hours[here],
    }


def offerings(arrays: YearArrays, keys: Keys, here: Ints) -> Columns:
    rows = arrays.offerings
    codes = [centre.code for centre in facts.centres()]
    units = facts.units()
    return {
        "offering": keys.offering[here],
        "centre": chosen(codes, rows.centre[here]),
        "unit": chosen([unit.code for unit in units], rows.unit[here]),
        "title": chosen([unit.title for unit in units], rows.unit[here]),
        "level": chosen(schema.LEVELS, rows.level[here]),
        "modality": chosen(schema.MODALITIES, rows.modality[here]),
        "intec": rows.intec[here],
        "semester": chosen(schema.SEMESTERS, rows.semester[here]),
        "relayed_from": chosen(codes, rows.relayed_from[here]),
    }


def enrolments(arrays: YearArrays, keys: Keys, system: int) -> Columns:
    """In the order of registrations; what is said of the offering is repeated, as systems do."""
    rows = arrays.enrolments
    here = np.flatnonzero(arrays.registrations.system[rows.registration] == system)
    order = np.lexsort((rows.offering[here], keys.registration_rank[rows.registration[here]]))
    here = here[order]
    offered = offerings(arrays, keys, rows.offering[here])
    repeated = ("offering", "unit", "level", "modality", "centre", "intec", "semester")
    marks = rows.mark[here]
    return {
        "enrolment": _numbered("E", np.arange(len(here))),
        "registration": keys.registration[rows.registration[here]],
        **{name: offered[name] for name in repeated},
        "sessions_sat": rows.sessions_sat[here],
        "mark": np.where(marks == MISSING, np.nan, marks / 100),
        "outcome": chosen(schema.OUTCOMES, rows.outcome[here]),
    }


def chosen(words: tuple[str, ...] | list[str], indices: Ints) -> Words:
    """The word of each index; an empty one where it is MISSING."""
    return np.array([*words, ""])[indices]


def days(dates: NDArray[np.datetime64]) -> Words:
    """As text; an empty one where there is no date."""
    return np.where(np.isnat(dates), "", np.datetime_as_string(dates.astype("datetime64[D]")))


def _numbered(letter: str, ranks: Ints) -> Words:
    return np.char.add(letter, np.char.zfill((ranks + 1).astype(str), 6))


def _national_numbers(seed: int, count: int) -> Words:
    start = int(chance(seed, "feeds", "national numbers").integers(0, NUMBERS))
    numbers = (start + STEP * np.arange(count)) % NUMBERS
    control = np.array(list(CONTROL))[numbers % len(CONTROL)]
    words = np.char.zfill(numbers.astype(str), 9)
    return np.char.add(np.char.add(words, NUMBER_MARK), control)
