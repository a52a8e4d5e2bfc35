"""The year 2016-2017 as its regional systems tell it: the drawing, with what the note says of it.

The drawing's counts stand; what is said of persons and of exams is settled again on top of it, by
integer programmes, so that every printed figure comes out under the convention of the note. At a
smaller scale printed windows are met where that can be, and missed by as little as can be elsewhere.
"""

from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, shown
from gregoire.demo.drawing.chance import SEED, Bools, Floats, Ints, chance
from gregoire.demo.drawing.choices import Enrolments
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.feeds import answers, exams, teaching
from gregoire.demo.feeds.arrays import (
    MISSING,
    NO,
    YES,
    Days,
    EnrolmentRows,
    OfferingRows,
    Persons,
    Registrations,
    YearArrays,
)
from gregoire.demo.feeds.printed import figures
from gregoire.observatory.feeds import schema

YEAR: Final = 2016
APPRENTICESHIP, PROFESSIONALISATION = map(
    schema.CONTRACTS.index, ("apprenticeship", "professionalisation")
)
NOT_COMMUNICATED: Final = {
    "liban": ("distance", "diploma", "employment"),
    "cote-d-ivoire": ("distance",),
    facts.NO_RETURN: ("distance",),
}
LEARNERS: Final = 57_816  # who return persons at scale 1: what the hours of the text are for
IN_ALTERNANCE: Final = 1.2  # hours of a unit in alternance, against another
QUARTERS: Final = 4


def drawn_year(drawing: Drawing, *, seed: int = SEED, year: int = YEAR) -> YearArrays:
    """The arrays behind the regional feeds of the present year of a drawing."""
    taken = teaching.taught(drawing, seed)
    who = _learners(drawing)
    answered, _ = answers.answered(drawing, who, seed)
    persons = _persons(drawing, who, answered, seed, year)
    offerings = _offerings(drawing, taken)
    registrations, place = _registrations(drawing, persons, taken)
    offering = np.searchsorted(offerings.offering, taken.offering)
    results = exams.examined(offerings, offering, drawing.people.ability[taken.learner], seed)
    return YearArrays(
        year=year,
        persons=persons,
        registrations=registrations,
        offerings=offerings,
        enrolments=EnrolmentRows(
            registration=place,
            offering=offering,
            sessions_sat=results.sessions_sat,
            mark=results.mark,
            outcome=results.outcome,
        ),
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


def _learners(drawing: Drawing) -> answers.Learners:
    who = drawing.cohorts
    silent = who.centre == facts.place()[facts.NO_RETURN]
    person = np.flatnonzero(who.there[:, 0] & ~silent)
    before: Bools = who.there[person, 1:].max(axis=1)
    return answers.Learners(
        person=person,
        centre=who.centre[person],
        alternance=who.alternance[person],
        before=before,
    )


def _persons(
    drawing: Drawing, who: answers.Learners, answered: answers.Answers, seed: int, year: int
) -> Persons:
    abroad = np.array([row.block == "abroad" for row in facts.centres()])[who.centre]
    apprentice = drawing.people.apprentice[who.person]
    contract = np.where(apprentice, APPRENTICESHIP, PROFESSIONALISATION)
    return Persons(
        person=who.person,
        centre=who.centre,
        sex=answered.sex,
        age=answered.age,
        birth_date=_birth_dates(seed, year, answered.age),
        employment=answered.employment,
        occupation=answered.occupation,
        first_diploma=answered.first_diploma,
        diploma=answered.diploma,
        alternance=np.where(abroad, MISSING, np.where(who.alternance, YES, NO)),
        contract=np.where(who.alternance & ~abroad, contract, MISSING),
    )


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
    ects = catalogue.units().ects[drawing.offerings.unit[taken.offering]]
    return Registrations(
        person=owner,
        centre=where,
        administrative=persons.centre[owner],
        system=home[where],
        entrant=np.arange(len(owner)) >= len(persons),
        hours=_hours(persons, person, ects, place, len(owner)),
    ), place


def _hours(persons: Persons, person: Ints, ects: Ints, place: Ints, size: int) -> Floats:
    """By the credits of what is taught, in quarters of an hour, with the text's sum at scale 1."""
    worth = ects * np.where(persons.alternance[person] == YES, IN_ALTERNANCE, 1.0)
    sums = np.bincount(place, weights=worth, minlength=size)
    total = figures()["million_hours"].printed * 1e6 * len(persons) / LEARNERS
    hours: Floats = np.rint(sums * total / sums.sum() * QUARTERS) / QUARTERS
    return hours
