"""Offerings, registrations and enrolments of four years."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from faker.providers.company.fr_FR import Provider as Firms
from faker.providers.person.fr_FR import Provider as France

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality, OfferingState, Rhythm
from gregoire.demo.drawing import shown, surroundings
from gregoire.demo.drawing.chance import Ints, chance
from gregoire.demo.drawing.choices import Enrolments
from gregoire.demo.drawing.cohorts import YEARS
from gregoire.demo.drawing.identifiers import days, instants, public_ids
from gregoire.demo.drawing.learners import EMPLOYMENTS, FUNDINGS, OCCUPATIONS
from gregoire.demo.drawing.network import Drawing, shown_offerings
from gregoire.demo.load_catalogue import Catalogue, present_number
from gregoire.demo.load_copy import Loader
from gregoire.enrolment.models import AlternanceContract, Enrolment, Registration
from gregoire.enrolment.rules import ContractKind
from gregoire.enrolment.states import EnrolmentState, RegistrationState

MODALITIES: Final = (Modality.ON_SITE, Modality.DISTANCE, Modality.HYBRID)
RHYTHMS: Final = (Rhythm.OUT_OF_HOURS, Rhythm.DAY, Rhythm.ALTERNANCE)
FEWEST: Final = (6, 10, 8)  # for an offering to open, by modality: our guess
EMPLOYED, SEEKING = EMPLOYMENTS.index("employed"), EMPLOYMENTS.index("seeking")
OTHER_SITUATION: Final = 0.07  # of learners, from one year to the next


@dataclass(frozen=True, slots=True)
class Places:
    """Keys of the rows on which the others stand."""

    catalogue: Catalogue
    centres: dict[str, int]
    offering_sites: list[str]
    teachers: list[int]  # of each offering
    homes: list[int]  # the centre of each person
    learners: range
    last: date  # of the year, or the day of loading: people have done nothing after it


@dataclass(frozen=True, slots=True)
class Year:
    """One academic year as it was written; `enrolments` counts only those with a place."""

    back: int
    enrolments: Enrolments
    offerings: range
    registrations: dict[int, int]  # person → registration
    rows: range


def years_of(drawing: Drawing) -> tuple[Enrolments, ...]:
    """The drawn enrolments, with the past of the learner whom the demo shows at the end of each."""
    years = [drawing.enrolments[0]]
    for back in range(1, YEARS):
        rows = [
            row
            for step in shown.TAKEN
            if step.back == back
            and (row := shown.offering_for(drawing.offerings, step.unit)) is not None
        ]
        own = np.array(rows, dtype=np.int64)
        year = drawing.enrolments[back]
        years.append(Enrolments(np.r_[year.learner, np.zeros_like(own)], np.r_[year.offering, own]))
    return tuple(years)


def load_year(
    loader: Loader,
    drawing: Drawing,
    places: Places,
    enrolments: Enrolments,
    *,
    back: int,
    year: int,
) -> Year:
    """All that was written in an academic year, but for its results."""
    start = year - back
    full = np.zeros(0, dtype=np.int64)
    if back == 0:
        full = surroundings.full_offerings(drawing, places.offering_sites)
    offerings = _load_offerings(loader, drawing, places, enrolments, full, back=back, start=start)
    registrations = _load_registrations(loader, drawing, places, enrolments, back=back, start=start)
    rows = _load_enrolments(
        loader, drawing, places, enrolments, offerings, registrations, back=back, start=start
    )
    result = Year(back, enrolments, offerings, registrations, rows)
    if back == 0:
        _load_waiting(loader, drawing, result, full, since=min(date(start, 9, 30), places.last))
        _load_extras(loader, drawing, places, start=start)
    return result


def _load_offerings(
    loader: Loader, drawing: Drawing, places: Places, enrolments: Enrolments, full: Ints,
    *, back: int, start: int,
) -> range:  # fmt: skip
    offered = drawing.offerings
    count = np.bincount(enrolments.offering, minlength=len(offered))
    capacity = surroundings.capacities(offered, count, full)
    fewest = np.minimum(np.array(FEWEST)[offered.modality], capacity)
    first = 1 + (Offering.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    present = present_number(start, places.last)
    numbers = offered.semester.copy()
    if back == 0:  # what the demo shows is under way, whatever the season
        numbers[list(shown_offerings(offered).values())] = present
    semester = [places.catalogue.semesters[back, number] for number in numbers.tolist()]
    states = [
        OfferingState.ANNOUNCED if back == 0 and number > present
        else OfferingState.OPEN if there else OfferingState.NOT_OPENED
        for number, there in zip(numbers.tolist(), count.tolist(), strict=True)
    ]  # fmt: skip
    decided = [min(places.last, day) for day in (date(start, 9, 21), date(start + 1, 2, 1))]
    return loader.copy(
        f"offerings of {start}-{start + 1}",
        Offering,
        {
            "public_id": public_ids(drawing.seed, f"offerings {back}", len(offered)),
            "unit": [places.catalogue.units[unit] for unit in offered.unit.tolist()],
            "centre": [places.centres[code] for code in places.offering_sites],
            "semester": semester,
            "modality": [str(MODALITIES[value]) for value in offered.modality.tolist()],
            "rhythm": [str(RHYTHMS[value]) for value in offered.rhythm.tolist()],
            "group": offered.group.tolist(),
            "capacity": capacity.tolist(),
            "minimum": fewest.tolist(),
            "state": [str(state) for state in states],
            "decided_on": [
                None if state == OfferingState.ANNOUNCED else decided[number - 1]
                for state, number in zip(states, numbers.tolist(), strict=True)
            ],
            "teacher": places.teachers,
            "timetable": surroundings.timetables(chance(drawing.seed, "timetables"), offered),
            "relays": [first + row if row >= 0 else None for row in offered.relays.tolist()],
        },
    )


def _load_registrations(
    loader: Loader,
    drawing: Drawing,
    places: Places,
    enrolments: Enrolments,
    *,
    back: int,
    start: int,
) -> dict[int, int]:
    there = np.union1d(drawing.cohorts.of_year(back), enrolments.learner)
    size = len(there)
    rng = chance(drawing.seed, "registrations", back)
    latest = (places.last - date(start, 6, 15)).days
    asked = np.minimum(rng.triangular(0, 85, 110, size).astype(np.int64), latest)
    validated = np.minimum(asked + rng.integers(1, 9, size), latest)
    keys = loader.copy(
        f"registrations of {start}-{start + 1}",
        Registration,
        {
            **said_of(drawing, places, there, back=back, start=start),
            "public_id": public_ids(drawing.seed, f"registrations {back}", size),
            "state": [str(RegistrationState.VALIDATED)] * size,
            "requested_on": days(date(start, 6, 15), asked),
            "validated_on": days(date(start, 6, 15), validated),
        },
    )
    registrations = dict(zip(there.tolist(), keys, strict=True))
    _load_contracts(loader, drawing, registrations, back=back, start=start)
    return registrations


def said_of(
    drawing: Drawing, places: Places, there: Ints, *, back: int, start: int
) -> dict[str, list[Any]]:
    """What a registration says of each of these people."""
    people, chosen = drawing.people, there.tolist()
    employment = _situations(drawing, there, back)
    return {
        "person": [places.learners[person] for person in chosen],
        "centre": [places.homes[person] for person in chosen],
        "year": [start] * len(chosen),
        "programme": [
            places.catalogue.programmes[drawing.programme[person]] if drawing.told[person] else None
            for person in chosen
        ],
        "employment": [EMPLOYMENTS[value] for value in employment.tolist()],
        "occupation": _occupations(drawing, there, employment),
        "earlier_diploma": [v if v >= 0 else None for v in people.diploma[there].tolist()],
        "funding": [FUNDINGS[value] for value in people.funding[there].tolist()],
    }


def _situations(drawing: Drawing, there: Ints, back: int) -> Ints:
    """Employment as it is now; in earlier years a few were seeking work, or not yet."""
    employment = drawing.people.employment[there]
    if back == 0:
        return employment
    other = chance(drawing.seed, "situations", back).random(len(there)) < OTHER_SITUATION
    other &= ~drawing.cohorts.alternance[there] & (there > 0)
    found, lost = other & (employment == SEEKING), other & (employment == EMPLOYED)
    return np.where(lost, SEEKING, np.where(found, EMPLOYED, employment))


def _occupations(drawing: Drawing, there: Ints, employment: Ints) -> list[str]:
    occupation = np.where(employment == 1, drawing.people.occupation[there], 1)
    silent = OCCUPATIONS.index("unknown")
    occupation = np.where(employment == 0, silent, occupation)
    newly = (employment == 1) & (occupation == OCCUPATIONS.index("none"))
    occupation = np.where(newly, OCCUPATIONS.index("employee"), occupation)
    return [OCCUPATIONS[value] for value in occupation.tolist()]


def _load_contracts(
    loader: Loader, drawing: Drawing, registrations: dict[int, int], *, back: int, start: int
) -> None:
    chosen = [person for person in registrations if drawing.cohorts.alternance[person]]
    rng = chance(drawing.seed, "contracts", back)
    firms = rng.integers(0, len(France.last_names), (len(chosen), 2)).tolist()
    forms = rng.integers(0, len(Firms.company_suffixes), len(chosen)).tolist()
    mentors = rng.integers(0, len(France.first_names), len(chosen)).tolist()
    kinds = (ContractKind.PROFESSIONALISATION, ContractKind.APPRENTICESHIP)
    names, suffixes, first = France.last_names, Firms.company_suffixes, France.first_names
    loader.copy(
        f"alternance contracts of {start}-{start + 1}",
        AlternanceContract,
        {
            "registration": [registrations[person] for person in chosen],
            "kind": [str(kinds[int(drawing.people.apprentice[person])]) for person in chosen],
            "employer": [
                f"{names[pair[0]]} {suffixes[form]}"
                for pair, form in zip(firms, forms, strict=True)
            ],
            "mentor": [
                f"{first[mentor]} {names[pair[1]]}"
                for pair, mentor in zip(firms, mentors, strict=True)
            ],
            "starts_on": [date(start, 9, 1)] * len(chosen),
            "ends_on": [date(start + 1, 8, 31)] * len(chosen),
        },
    )


def _load_enrolments(
    loader: Loader, drawing: Drawing, places: Places, enrolments: Enrolments, offerings: range,
    registrations: dict[int, int], *, back: int, start: int,
) -> range:  # fmt: skip
    size = len(enrolments)
    asked = chance(drawing.seed, "asked", back).integers(0, 100 * 86_400, size)
    asked = np.minimum(asked, (places.last - date(start, 6, 20)).days * 86_400)
    return loader.copy(
        f"enrolments of {start}-{start + 1}",
        Enrolment,
        {
            "public_id": public_ids(drawing.seed, f"enrolments {back}", size),
            "registration": [registrations[person] for person in enrolments.learner.tolist()],
            "offering": [offerings[row] for row in enrolments.offering.tolist()],
            "state": [str(EnrolmentState.ENROLLED)] * size,
            "asked_at": instants(date(start, 6, 20), asked),
        },
    )


def _load_waiting(loader: Loader, drawing: Drawing, year: Year, full: Ints, *, since: date) -> None:
    waiting = surroundings.waiting(drawing, full)
    size = len(waiting.person)
    loader.copy(
        "waiting lists",
        Enrolment,
        {
            "public_id": public_ids(drawing.seed, "waiting", size),
            "registration": [year.registrations[person] for person in waiting.person.tolist()],
            "offering": [year.offerings[row] for row in waiting.offering.tolist()],
            "state": [str(EnrolmentState.WAITING)] * size,
            "asked_at": instants(since - timedelta(days=1), np.arange(size) * 60),
        },
    )


def _load_extras(loader: Loader, drawing: Drawing, places: Places, *, start: int) -> None:
    extras = surroundings.extras(drawing)
    size = len(extras.unit)
    opened = extras.opened.tolist()
    columns: dict[str, list[Any]] = {
        "public_id": public_ids(drawing.seed, "extras", size),
        "unit": [places.catalogue.units[unit] for unit in extras.unit.tolist()],
        "centre": [
            places.centres[surroundings.sites()[centre][0]] for centre in extras.centre.tolist()
        ],
        "semester": [places.catalogue.semesters[0, n] for n in extras.semester.tolist()],
        "modality": [str(MODALITIES[value]) for value in extras.modality.tolist()],
        "rhythm": [str(Rhythm.OUT_OF_HOURS)] * size,
        "group": [1] * size,
        "capacity": [24] * size,
        "minimum": [6] * size,
        "state": [str(OfferingState.ANNOUNCED if o else OfferingState.NOT_OPENED) for o in opened],
        "decided_on": [None if o else min(places.last, date(start, 10, 5)) for o in opened],
        "timetable": [""] * size,
    }
    loader.copy("offerings without anybody", Offering, columns)
