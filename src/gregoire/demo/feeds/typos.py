"""What schooling systems do to identities: the same person, spelt otherwise in each. All made up.

Rows are identities as systems know them; several rows may be one person's (`person` says so, and
never leaves this module's callers: it is the truth that a linkage has to find again).
"""

import string
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeAlias

import numpy as np
from faker.providers.person.fr_FR import Provider as France
from numpy.typing import NDArray

from gregoire.demo.drawing.chance import Bools, Chance, Ints
from gregoire.kernel.text import without_accents

Words: TypeAlias = NDArray[Any]
Dates: TypeAlias = NDArray[np.datetime64]

MONTHS: Final = 12
PLAUSIBLE_DAYS: Final = 28  # every month has them
DECADE: Final = 10


@dataclass(frozen=True, slots=True)
class Identities:
    """The columns of `identities/persons.parquet` that say who somebody is, one row per system."""

    person: Ints  # rows of one person bear the same number
    national_number: Words  # empty where not known
    birth_name: Words
    usage_name: Words  # empty where it is the birth name
    first_names: Words
    birth_date: Dates  # datetime64[D]; NaT where not known
    birth_place: Words
    sex: Words  # F, M, or empty
    nationality: Words
    mail: Words
    postcode: Words


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each thing happens. Shares of rows, unless said.

    Orders of magnitude: those of the linkages of civil registers and of pupils' registers (a few
    typing errors per hundred names, one wrong birth date per hundred), rather above than below.
    """

    # of persons, before any row is written: two different persons who look alike
    twins: float = 0.003  # the same birth name, date and place, and home as somebody else
    homonyms: float = 0.003  # the same birth name and first names as somebody else
    # of persons: in no system
    number_unknown: float = 0.15
    # of rows
    number_left_out: float = 0.02  # known elsewhere, not in this system
    number_mistyped: float = 0.003
    name_mistyped: float = 0.02  # of each of birth name, usage name, first names, birth place
    spelt_plainly: float = 0.15  # capitals, no accents, blanks for hyphens
    surname_changed: float = 0.03  # a usage name that other systems do not know
    usage_for_birth: float = 0.01  # the usage name stands where the birth name should
    first_names_cut: float = 0.30  # where there are several: the first alone
    birth_date_wrong: float = 0.012  # swapped, a digit wrong, or the first of January
    birth_date_missing: float = 0.003
    birth_place_missing: float = 0.12
    birth_place_other: float = 0.02  # the parents' home rather than the maternity, or the reverse
    sex_missing: float = 0.005
    moved: float = 0.08  # another postcode
    mail_changed: float = 0.25  # another address, or none


def corrupted(identities: Identities, rates: Rates, rng: Chance) -> Identities:
    """The same rows in the same order, damaged at these rates; the arguments are left as they are.

    Persons are changed first (twins, homonyms, unknown numbers: alike in all rows of a person), then
    each row by itself.
    """
    alike = _persons_alike(identities, rates, rng)
    numbers = _numbers(alike.person, alike.national_number, rates, rng)
    names = _names(alike, rates, rng)
    dates = _birth_dates(alike.birth_date, rates, rng)
    places = _places(alike.birth_place, rates, rng)
    others = rng.permutation(len(dates))
    moved = _hit(rng, rates.moved, len(dates))
    return replace(
        names,
        national_number=numbers,
        birth_date=dates,
        birth_place=places,
        sex=np.where(_hit(rng, rates.sex_missing, len(dates)), "", alike.sex),
        postcode=np.where(moved, alike.postcode[others], alike.postcode),
        mail=_mails(alike.mail, rates, rng),
    )


def _hit(rng: Chance, rate: float, size: int) -> Bools:
    """Which of so many things it happens to."""
    hit: Bools = rng.random(size) < rate
    return hit


def _persons_alike(identities: Identities, rates: Rates, rng: Chance) -> Identities:
    """Some persons take after another one, in all their rows at once."""
    persons, first, row_of = np.unique(
        identities.person, return_index=True, return_inverse=True
    )  # `first`: a row of each person
    draw = rng.random(len(persons))
    model = first[rng.permutation(len(persons))][row_of]  # a row of somebody (else, as a rule)
    other = identities.person[model] != identities.person
    twin = (draw < rates.twins)[row_of] & other
    homonym = ((draw >= rates.twins) & (draw < rates.twins + rates.homonyms))[row_of] & other

    def taken(name: str, rows: Bools) -> Words:
        column: Words = getattr(identities, name)
        return np.where(rows, column[model], column)

    return replace(
        identities,
        birth_name=taken("birth_name", twin | homonym),
        first_names=taken("first_names", homonym),
        sex=taken("sex", homonym),
        **{name: taken(name, twin) for name in ("birth_date", "birth_place", "postcode")},
    )


def _numbers(person: Ints, numbers: Words, rates: Rates, rng: Chance) -> Words:
    _, row_of = np.unique(person, return_inverse=True)
    unknown = _hit(rng, rates.number_unknown, int(row_of.max(initial=-1)) + 1)[row_of]
    left_out = _hit(rng, rates.number_left_out, len(numbers))
    mistyped = _changed(numbers, _hit(rng, rates.number_mistyped, len(numbers)), _misread, rng)
    return np.where(unknown | left_out, "", mistyped)


def _names(identities: Identities, rates: Rates, rng: Chance) -> Identities:
    size = len(identities.birth_name)
    surnames = np.array(list(France.last_names))
    drawn = surnames[rng.integers(0, len(surnames), size)]
    usage = np.where(_hit(rng, rates.surname_changed, size), drawn, identities.usage_name)
    swapped = _hit(rng, rates.usage_for_birth, size) & (usage != "")
    birth = np.where(swapped, usage, identities.birth_name)
    cut = _hit(rng, rates.first_names_cut, size)
    first = _changed(identities.first_names, cut, lambda text, _: text.split(" ")[0], rng)
    plainly = _hit(rng, rates.spelt_plainly, size)  # a habit of the desk: all names of the row
    written = {
        name: _changed(
            _changed(column, _hit(rng, rates.name_mistyped, size), mistyped, rng),
            plainly,
            _plain,
            rng,
        )
        for name, column in (("birth_name", birth), ("usage_name", usage), ("first_names", first))
    }
    return replace(identities, **written)


def _places(places: Words, rates: Rates, rng: Chance) -> Words:
    size = len(places)
    other = rng.permutation(size)
    moved = np.where(_hit(rng, rates.birth_place_other, size), places[other], places)
    typed = _changed(moved, _hit(rng, rates.name_mistyped, size), mistyped, rng)
    return np.where(_hit(rng, rates.birth_place_missing, size), "", typed)


def _mails(mails: Words, rates: Rates, rng: Chance) -> Words:
    """Another address; nobody has it: it ends in a number that was never given."""
    changed = _hit(rng, rates.mail_changed, len(mails))
    drawn = rng.integers(10**6, 10**7, len(mails))
    other = [f"{mail.split('@')[0]}.{n}@mail.example" for mail, n in zip(mails, drawn, strict=True)]
    return np.where(changed, np.where(drawn % 4 == 0, "", other), mails)


def _birth_dates(dates: Dates, rates: Rates, rng: Chance) -> Dates:
    size = len(dates)
    wrong = _hit(rng, rates.birth_date_wrong, size)
    how = rng.integers(0, 3, size)
    amount = rng.integers(1, 9, size)
    result = dates.copy()
    for row in np.flatnonzero(wrong & ~np.isnat(dates)):
        result[row] = _wrong_date(dates[row], int(how[row]), int(amount[row]))
    result[_hit(rng, rates.birth_date_missing, size)] = np.datetime64("NaT")
    return result


def _wrong_date(date: np.datetime64, how: int, amount: int) -> np.datetime64:
    """Day and month swapped where that is a date, else one digit wrong; or only the year known."""
    year, month, day = map(int, str(date).split("-"))
    if how == 0 and day <= MONTHS and day != month:
        month, day = day, month
    elif how <= 1:
        unit = (day % DECADE + amount) % DECADE
        wrong = day // DECADE * DECADE + unit
        if 1 <= wrong <= PLAUSIBLE_DAYS:
            day = wrong
        else:
            year = year // DECADE * DECADE + (year % DECADE + amount) % DECADE
            day = min(day, PLAUSIBLE_DAYS)  # the 29th of February is not in every year
    else:
        month, day = 1, 1
    return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}")


def _changed(
    words: Words, which: Bools, change: Callable[[str, Chance], str], rng: Chance
) -> Words:
    """The words, those of `which` changed one by one; an empty one stays empty."""
    result = words.astype(object)
    for row in np.flatnonzero(which):
        if result[row]:
            result[row] = change(str(result[row]), rng)
    return result.astype(str)


def _plain(text: str, _: Chance) -> str:
    return without_accents(text).upper().replace("-", " ")


def _misread(number: str, rng: Chance) -> str:
    """One digit of a number taken for another."""
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    if not digits:
        return number
    place = digits[int(rng.integers(len(digits)))]
    digit = (int(number[place]) + int(rng.integers(1, 10))) % 10
    return f"{number[:place]}{digit}{number[place + 1 :]}"


def mistyped(text: str, rng: Chance) -> str:
    """One letter replaced, left out, doubled, or swapped with the next."""
    place, how = int(rng.integers(len(text))), int(rng.integers(4))
    letter = string.ascii_lowercase[int(rng.integers(26))]
    before, here, after = text[:place], text[place], text[place + 1 :]
    if how == 0 or len(text) < 3:  # noqa: PLR2004 -- what is left of two letters is no name
        return f"{before}{letter}{after}"
    if how == 1:
        return f"{before}{after}"
    if how == 2 or not after:  # noqa: PLR2004 -- the third of four ways
        return f"{before}{here}{here}{after}"
    return f"{before}{after[0]}{here}{after[1:]}"


def rows(identities: Identities, which: Ints) -> Identities:
    """These rows of them, in this order."""
    return Identities(
        **{one.name: getattr(identities, one.name)[which] for one in fields(Identities)}
    )
