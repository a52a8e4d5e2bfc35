"""Who they are called and where they live: made up, from the lists of Faker's French providers."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from faker.providers.address.fr_FR import Provider as Places
from faker.providers.person.fr_DZ import Provider as Maghreb
from faker.providers.person.fr_FR import Provider as France
from numpy.typing import NDArray

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Chance, Ints, chance, one_of
from gregoire.demo.drawing.learners import FEMALE, UNKNOWN
from gregoire.kernel.text import folded

MAIL: Final = "demo.gregoire.example"
# Ranges that the French regulator keeps for fiction: nobody answers there.
MOBILE: Final = "06 39 98"
FIXED: Final = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
MOBILE_SHARE: Final = 0.85
MARRIED_NAME: Final = {FEMALE: 0.24}
MARRIED_NAME_OF_OTHERS: Final = 0.02
BORN_WHERE_THEY_LIVE: Final = 0.5
WOMEN: Final = 0.5  # where the sex is not known
TWO_FIRST_NAMES: Final = 0.4
FROM_THE_MAGHREB: Final = 0.07  # of names in France
SOUTHERN: Final = ("maroc", "liban", "autres-antennes")
NATIONALITIES: Final = ("FR", "MA", "DZ", "TN", "PT", "SN", "CI", "ES", "IT", "DE", "RO", "BE")
FOREIGNERS: Final = np.array([88, 2.4, 2.2, 1.4, 1.2, 1, 0.8, 0.8, 0.8, 0.5, 0.5, 0.4])
NATIVE: Final = 0.9  # of the learners of a centre abroad: of its own country
Words = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Identities:
    birth_name: Words
    usage_name: Words
    first_names: Words
    birth_place: Words
    nationality: Words
    mail: Words
    phone: Words
    street: Words
    postcode: Words
    town: Words
    country: Words


def drawn(seed: int, what: str, centre: Ints, sex: Ints) -> Identities:
    """An identity for each person; mail addresses are different from each other."""
    rng = chance(seed, "names", what)
    southern = np.isin(centre, [facts.place()[code] for code in SOUTHERN])
    maghreb = rng.random(len(centre)) < np.where(southern, 0.75, FROM_THE_MAGHREB)
    birth_name = _of_lists(rng, maghreb, France.last_names, Maghreb.last_names)
    first = _first_names(rng, sex, maghreb)
    town = _towns(rng, centre)
    birth_town = np.where(
        rng.random(len(centre)) < BORN_WHERE_THEY_LIVE, town, rng.permutation(town)
    )
    towns = facts.towns()
    names = np.array([row.name for row in towns])
    return Identities(
        birth_name=birth_name,
        usage_name=_usage_names(rng, sex, birth_name),
        first_names=first,
        birth_place=names[birth_town],
        nationality=_nationalities(rng, town),
        mail=_mails(what, first, birth_name),
        phone=_phones(rng, len(centre)),
        street=_streets(rng, len(centre)),
        postcode=np.array([row.postcode for row in towns])[town],
        town=names[town],
        country=np.array([row.country for row in towns])[town],
    )


def _of_lists(rng: Chance, second: Words, *lists: Any) -> Words:
    one, other = (_drawn(rng, len(second), names) for names in lists)
    return np.where(second, other, one)


def _drawn(rng: Chance, size: int, names: Any) -> Words:
    """From a provider's list, by its weights where it has some."""
    weights = np.array([float(w) for w in names.values()]) if hasattr(names, "values") else None
    words = np.array(list(names))
    return words[one_of(rng, np.ones(len(words)) if weights is None else weights, size)]


def _first_names(rng: Chance, sex: Ints, maghreb: Words) -> Words:
    size = len(sex)
    women = _of_lists(rng, maghreb, France.first_names_female, Maghreb.first_names_female)
    men = _of_lists(rng, maghreb, France.first_names_male, Maghreb.first_names_male)
    female = (sex == FEMALE) | ((sex == UNKNOWN) & (rng.random(size) < WOMEN))
    first = np.where(female, women, men)
    second = rng.permutation(size)
    alike = (
        (female == female[second]) & (first != first[second]) & (rng.random(size) < TWO_FIRST_NAMES)
    )
    both = np.char.add(np.char.add(first, " "), first[second])
    return np.where(alike, both, first)


def _usage_names(rng: Chance, sex: Ints, birth_name: Words) -> Words:
    odds = np.where(sex == FEMALE, MARRIED_NAME[FEMALE], MARRIED_NAME_OF_OTHERS)
    other = rng.permutation(birth_name)
    return np.where((rng.random(len(sex)) < odds) & (other != birth_name), other, "")


def _towns(rng: Chance, centre: Ints) -> Ints:
    """A town of the centre's list, the first ones likelier."""
    town = np.zeros(len(centre), dtype=np.int64)
    codes = np.array([row.centre for row in facts.towns()])
    for index, row in enumerate(facts.centres()):
        here = np.flatnonzero(centre == index)
        places = np.flatnonzero(codes == row.code)
        town[here] = places[one_of(rng, 1 / (1.0 + np.arange(len(places))), len(here))]
    return town


def _nationalities(rng: Chance, town: Ints) -> Words:
    countries = np.array([row.country for row in facts.towns()])[town]
    french = np.isin(countries, ["FR", "GP", "GF", "MQ", "YT", "NC", "RE", "PF"])
    drawn_ = np.array(NATIONALITIES)[one_of(rng, FOREIGNERS, len(town))]
    native = rng.random(len(town)) < NATIVE
    return np.where(~french & native, countries, drawn_)


def _mails(what: str, first: Words, last: Words) -> Words:
    """first.last, and a number where somebody of that name has it already."""
    words = {name: folded(name).replace(" ", "-") for name in np.unique(np.r_[first, last])}
    local = np.array(
        [f"{words[f].split('-')[0]}.{words[n]}" for f, n in zip(first, last, strict=True)]
    )
    order = np.argsort(local, kind="stable")
    fresh = np.r_[True, local[order][1:] != local[order][:-1]]
    start = np.maximum.accumulate(np.where(fresh, np.arange(len(local)), 0))
    rank = np.empty(len(local), dtype=np.int64)
    rank[order] = np.arange(len(local)) - start + 1
    suffix = "" if what == "learners" else f".{what}"
    return np.array(
        [
            f"{name}{suffix}{number if number > 1 else ''}@{MAIL}"
            for name, number in zip(local, rank, strict=True)
        ]
    )


def _phones(rng: Chance, size: int) -> Words:
    fixed = np.array(FIXED)[rng.integers(0, len(FIXED), size)]
    start = np.where(rng.random(size) < MOBILE_SHARE, MOBILE, fixed)
    numbers = rng.integers(0, 10_000, size)
    return np.array(
        [f"{s} {n // 100:02d} {n % 100:02d}" for s, n in zip(start, numbers, strict=True)]
    )


def _streets(rng: Chance, size: int) -> Words:
    """A street named after somebody who never lived: a list of Faker's, and its prefixes."""
    prefixes = _drawn(rng, size, [word for word in Places.street_prefixes if word])
    names = _of_lists(rng, np.zeros(size, dtype=np.bool_), France.last_names, Maghreb.last_names)
    firsts = _drawn(rng, size, France.first_names)
    numbers = rng.integers(1, 120, size)
    return np.array(
        [
            f"{number} {prefix[0].lower()}{prefix[1:]} {first} {name}"
            for number, prefix, first, name in zip(numbers, prefixes, firsts, names, strict=True)
        ]
    )
