"""Learners, teachers, offices, and the ten accounts that the demo prints."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.contrib.auth.hashers import make_password

from gregoire.demo import facts
from gregoire.demo.drawing import names, shown
from gregoire.demo.drawing.chance import chance
from gregoire.demo.drawing.identifiers import birth_dates, public_ids
from gregoire.demo.drawing.learners import AGE_SHOWN, FEMALE
from gregoire.demo.drawing.names import MAIL, Identities
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.drawing.surroundings import sites
from gregoire.demo.load_copy import Loader
from gregoire.framework.actors import Role
from gregoire.kernel.text import folded
from gregoire.people.models import Account, Appointment, Person
from gregoire.people.rules import Sex

PASSWORD: Final = "gregoire-demo"  # noqa: S105 -- a demo's, printed at its start
SEXES: Final = (Sex.UNKNOWN, Sex.FEMALE, Sex.MALE)
OFFICES: Final = (Role.SCHOOLING, Role.ADVISER, Role.EXAMS, Role.RECOGNITION, Role.DIPLOMAS)
AT_BOURGOGNE: Final = {
    "conseiller": Role.ADVISER,
    "scolarite": Role.SCHOOLING,
    "examens": Role.EXAMS,
    "jury": Role.JURY,
    "diplomes": Role.DIPLOMAS,
}
NATIONAL: Final = {
    "bibliotheque": Role.LIBRARIAN,
    "observatoire": Role.OBSERVATORY,
    "admin": Role.ADMINISTRATOR,
}
STAFF_SINCE: Final = 5  # years before the present one


@dataclass(frozen=True, slots=True)
class Staff:
    teachers: range
    offices: dict[tuple[str, Role], int]  # (code of the centre, role) → person


def load_learners(loader: Loader, drawing: Drawing, *, year: int) -> range:
    """Every learner of four years; the one whom the demo shows is the first."""
    who, people, seed = drawing.cohorts, drawing.people, drawing.seed
    given = names.drawn(seed, "learners", who.centre, people.sex)
    rng = chance(seed, "births")
    births = birth_dates(year, people.age, rng.integers(0, 365, len(who)))
    entered = year - (who.there.shape[1] - 1 - np.argmax(who.there[:, ::-1], axis=1))
    entered[0] = year - max(step.back for step in shown.TAKEN)
    columns = _persons(given, births, people.sex.tolist(), _numbers(entered.tolist()))
    columns["public_id"] = public_ids(seed, "learners", len(who))
    _show(columns, year)
    return loader.copy("learners", Person, columns)


def load_staff(
    loader: Loader, drawing: Drawing, taught_at: list[str], centres: dict[str, int], *, year: int
) -> Staff:
    """Teachers at their site, five offices at each centre, and those whose accounts are printed."""
    since = date(year - STAFF_SINCE, 9, 1)
    homes = [centre.code for centre in facts.centres()]
    posts = [(site, Role.TEACHER) for site in taught_at]
    posts += [(code, role) for code in homes for role in OFFICES]
    posts += [("bourgogne", role) for role in AT_BOURGOGNE.values()]
    posts += [("", role) for role in NATIONAL.values()]
    index = np.array([_place_of(code) for code, _ in posts])
    rng = chance(drawing.seed, "staff")
    sex = rng.integers(1, 3, len(posts))
    given = names.drawn(drawing.seed, "personnel", index, sex)
    births = birth_dates(year, rng.integers(28, 64, len(posts)), rng.integers(0, 365, len(posts)))
    numbers = [f"P-{rank:06}" for rank in range(1, len(posts) + 1)]
    columns = _persons(given, births, sex.tolist(), numbers)
    columns["public_id"] = public_ids(drawing.seed, "personnel", len(posts))
    _give_addresses(columns, taught_at)
    keys = loader.copy("personnel", Person, columns)
    loader.copy(
        "posts",
        Appointment,
        {
            "person": list(keys),
            "role": [str(role) for _, role in posts],
            "centre": [centres[code] if code else None for code, _ in posts],
            "starts_on": [since] * len(posts),
        },
    )
    offices = dict(zip(posts[len(taught_at) :], keys[len(taught_at) :], strict=True))
    return Staff(keys[: len(taught_at)], offices)


def load_accounts(loader: Loader, learners: range, present: list[int]) -> None:
    """Ten people can sign in with the demo's password; the others would ask for theirs by mail."""
    roles = ("auditeur", "enseignant", *AT_BOURGOGNE, *NATIONAL)
    mails = [f"{role}@{MAIL}" for role in roles]
    known = dict(Person.objects.filter(mail__in=mails).values_list("mail", "pk"))
    others = [learners[index] for index in present if index > 0]
    rest = dict(
        Person.objects.filter(pk__range=(learners.start, learners.stop)).values_list("pk", "mail")
    )
    keys = [known[mail] for mail in mails] + others
    loader.copy(
        "accounts",
        Account,
        {
            "person": keys,
            "email": mails + [rest[key] for key in others],
            "password": [
                make_password(PASSWORD, salt=folded(mail).replace(" ", "")) for mail in mails
            ]
            + [f"!{k:040}" for k in others],
            "is_active": [True] * len(keys),
        },
    )


def _persons(
    given: Identities, births: list[str | None], sex: list[int], numbers: list[str]
) -> dict[str, list[Any]]:
    return {
        "number": numbers,
        "birth_name": given.birth_name.tolist(),
        "usage_name": given.usage_name.tolist(),
        "first_names": given.first_names.tolist(),
        "birth_date": births,
        "birth_place": given.birth_place.tolist(),
        "sex": [str(SEXES[value]) for value in sex],
        "nationality": given.nationality.tolist(),
        "national_number": [""] * len(numbers),
        "mail": given.mail.tolist(),
        "phone": given.phone.tolist(),
        "street": given.street.tolist(),
        "postcode": given.postcode.tolist(),
        "town": given.town.tolist(),
        "country": given.country.tolist(),
        "language": ["fr"] * len(numbers),
    }


def _numbers(entered: list[int]) -> list[str]:
    """The learner's number: the year of entry, and a rank in it."""
    ranks: dict[int, int] = {}
    numbers = []
    for year in entered:
        ranks[year] = ranks.get(year, 0) + 1
        numbers.append(f"{year % 100:02}-{ranks[year]:06}")
    return numbers


def _show(columns: dict[str, list[Any]], year: int) -> None:
    postcode, town, country = shown.TOWN
    values = {
        "birth_name": shown.BIRTH_NAME,
        "usage_name": shown.USAGE_NAME,
        "first_names": shown.FIRST_NAMES,
        "birth_date": shown.birth_date(year, AGE_SHOWN),
        "birth_place": shown.BIRTH_PLACE,
        "sex": str(SEXES[FEMALE]),
        "nationality": "FR",
        "mail": f"auditeur@{MAIL}",
        "phone": shown.PHONE,
        "street": shown.STREET,
        "postcode": postcode,
        "town": town,
        "country": country,
    }
    for field, value in values.items():
        columns[field][0] = value


def _place_of(code: str) -> int:
    """The index of the centre of a site; Paris for the whole network."""
    of_site = {site: index for index, own in enumerate(sites()) for site in own}
    return (of_site | facts.place()).get(code, facts.place()["paris"])


def _give_addresses(columns: dict[str, list[Any]], taught_at: list[str]) -> None:
    """The printed addresses: the first teacher of Dijon, then the last posts, in their order."""
    columns["mail"][taught_at.index("dijon")] = f"enseignant@{MAIL}"
    last = (*AT_BOURGOGNE, *NATIONAL)
    for offset, role in enumerate(last, start=len(columns["mail"]) - len(last)):
        columns["mail"][offset] = f"{role}@{MAIL}"
