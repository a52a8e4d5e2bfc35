"""The year 2016-2017 as its regional systems tell it: the drawing, with what the note says of it.

The drawing's counts stand; what is said of persons and of exams is settled again on top of it, by an
integer programme, so that every printed figure comes out under the convention of the note.
"""

from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, learners, shown
from gregoire.demo.drawing.chance import SEED, Bools, Ints, chance
from gregoire.demo.drawing.choices import Enrolments
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.feeds.arrays import (
    ABSENT,
    DIPLOMA_OF,
    FAILED,
    MISSING,
    PASSED,
    PENDING,
    Days,
    EnrolmentRows,
    OfferingRows,
    Persons,
    Registrations,
    YearArrays,
    nothing,
)
from gregoire.observatory.feeds import schema

YEAR: Final = 2016
NOT_COMMUNICATED: Final = {
    "liban": ("distance", "diploma", "employment"),
    "cote-d-ivoire": ("distance",),
    facts.NO_RETURN: ("distance",),
}


def drawn_year(drawing: Drawing, *, seed: int = SEED, year: int = YEAR) -> YearArrays:
    """The arrays behind the regional feeds of the present year of a drawing."""
    taken = drawing.enrolments[0]
    persons = _persons(drawing, seed, year)
    offerings = _offerings(drawing, taken)
    registrations, place = _registrations(drawing, persons, taken)
    return YearArrays(
        year=year,
        persons=persons,
        registrations=registrations,
        offerings=offerings,
        enrolments=_enrolments(seed, taken, offerings, place),
        antennas=int(drawing.targets.learners[facts.place()[facts.NO_RETURN]]),
        withheld=withheld(),
    )


def withheld() -> dict[str, dict[str, str]]:
    """What each centre does not communicate, and what does not apply to it."""
    told = {
        code: dict.fromkeys(fields, "not_communicated") for code, fields in NOT_COMMUNICATED.items()
    }
    for centre in facts.centres():
        if centre.block == "abroad" and centre.code != facts.NO_RETURN:
            told.setdefault(centre.code, {})["alternance"] = "not_applicable"
    return told


def _persons(drawing: Drawing, seed: int, year: int) -> Persons:
    who, people = drawing.cohorts, drawing.people
    silent = who.centre == facts.place()[facts.NO_RETURN]
    person = np.flatnonzero(who.there[:, 0] & ~silent)
    centre, alternance = who.centre[person], who.alternance[person]
    abroad = np.array([row.block == "abroad" for row in facts.centres()])[centre]
    closed = np.isin(centre, [facts.place()["liban"]])
    employment = np.where(closed, MISSING, people.employment[person] - 1)
    diploma = _diplomas(people.diploma[person])
    contract = np.where(people.apprentice[person], 0, 1)
    return Persons(
        person=person,
        centre=centre,
        sex=people.sex[person] - 1,
        age=people.age[person],
        birth_date=_birth_dates(seed, year, people.age[person]),
        employment=employment,
        occupation=np.where(closed, MISSING, _occupations(people.occupation[person])),
        first_diploma=diploma,
        diploma=diploma,
        alternance=np.where(abroad, MISSING, alternance.astype(np.int64)),
        contract=np.where(alternance & ~abroad, contract, MISSING),
    )


def _diplomas(levels: Ints) -> Ints:
    diploma = nothing(len(levels))
    for level, name in DIPLOMA_OF.items():
        diploma[levels == level] = schema.DIPLOMAS.index(name)
    return diploma


def _occupations(drawn: Ints) -> Ints:
    codes = [
        schema.OCCUPATIONS.index(name) if name in schema.OCCUPATIONS else MISSING
        for name in learners.OCCUPATIONS
    ]
    occupation: Ints = np.array(codes)[drawn]
    return occupation


def _birth_dates(seed: int, year: int, age: Ints) -> Days:
    """A day of the year in which one was born who turns `age` in this one."""
    day = chance(seed, "birth dates").integers(0, 365, len(age))
    starts = (np.datetime64(str(year), "Y") - age.astype("timedelta64[Y]")).astype("datetime64[D]")
    dates: Days = np.where(age >= 0, starts + day.astype("timedelta64[D]"), np.datetime64("NaT"))
    dates[0] = np.datetime64(shown.birth_date(year, int(age[0])))
    return dates


def _offerings(drawing: Drawing, taken: Enrolments) -> OfferingRows:
    offered, units = drawing.offerings, catalogue.units()
    rows = np.unique(taken.offering)
    unit, relays = offered.unit[rows], offered.relays[rows]
    levels = np.array([schema.LEVELS.index(row.level.roman) for row in facts.units()])
    return OfferingRows(
        offering=rows,
        centre=offered.centre[rows],
        unit=unit,
        level=levels[unit],
        modality=offered.modality[rows],
        intec=units.of_intec[unit],
        semester=offered.semester[rows] - 1,
        relayed_from=np.where(relays < 0, MISSING, offered.centre[np.maximum(relays, 0)]),
    )


def _registrations(
    drawing: Drawing, persons: Persons, taken: Enrolments
) -> tuple[Registrations, Ints]:
    """All registrations, and that of each enrolment: at home, or where one is an entrant."""
    size, home = len(facts.centres()), home_of()
    person = np.searchsorted(persons.person, taken.learner)
    centre = drawing.offerings.centre[taken.offering]
    foreign: Bools = home[persons.centre[person]] != home[centre]
    keys = person * size + centre
    entrant = np.unique(keys[foreign])
    place = np.where(foreign, len(persons) + np.searchsorted(entrant, keys), person)
    owner = np.r_[np.arange(len(persons)), entrant // size]
    where = np.r_[persons.centre, entrant % size]
    hours = np.bincount(place, minlength=len(owner)) * 54.5
    return Registrations(
        person=owner,
        centre=where,
        administrative=persons.centre[owner],
        system=home[where],
        entrant=np.arange(len(owner)) >= len(persons),
        hours=hours,
    ), place


def _enrolments(
    seed: int, taken: Enrolments, offerings: OfferingRows, place: Ints
) -> EnrolmentRows:
    rng = chance(seed, "exams")
    offering = np.searchsorted(offerings.offering, taken.offering)
    presence = np.array([0.8, 0.58, 0.73])[offerings.modality[offering]]
    present = rng.random(len(taken)) < presence
    passed = present & (rng.random(len(taken)) < 0.825)  # noqa: PLR2004 -- the note's
    outcome = np.where(passed, PASSED, np.where(present, FAILED, ABSENT))
    silent = offerings.centre[offering] == facts.place()["polynesie-francaise"]
    return EnrolmentRows(
        registration=place,
        offering=offering,
        sessions_sat=np.where(silent, 0, present.astype(np.int64)),
        mark=np.where(present & ~silent, np.where(passed, 1200, 700), MISSING),
        outcome=np.where(silent, PENDING, outcome),
    )
