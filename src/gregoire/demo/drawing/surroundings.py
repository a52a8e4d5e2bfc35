"""What stands around the enrolments: places, teachers, seats, waiting lists, offers without anybody."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue, shown
from gregoire.demo.drawing.chance import Bools, Chance, Ints, chance, one_of, picked
from gregoire.demo.drawing.network import WAITED_FOR, Drawing, shown_offerings
from gregoire.demo.drawing.offerings import DISTANCE, ON_SITE, OUT_OF_HOURS, Offerings

SITES: Final = {  # teaching centres, by the first figures of a postcode
    "bourgogne": {"21": "dijon", "71": "chalon", "89": "auxerre", "58": "nevers"},
    "franche-comte": {"90": "belfort", "25": "belfort"},
    "rhone-alpes": {"38": "grenoble", "69": "lyon", "42": "lyon", "73": "annecy", "74": "annecy"},
    "lorraine": {"57": "metz"},
}
DESK: Final = "dijon"  # the office that the demo shows: something always waits there
SHOWN_SITES: Final = {"bourgogne": "dijon", "rhone-alpes": "grenoble"}
FULL: Final = 0.04  # of the offerings of the first semester
WITHOUT_ANYBODY: Final = 0.06  # announced, or given up, on top of those that are counted
STILL_ANNOUNCED: Final = 0.7  # of those; the others were given up
THOSE_AT_A_DISTANCE: Final = 0.2
LEAST_SEATS: Final = {"on_site": 20, "distance": 40}
OFFERINGS_PER_TEACHER: Final = 6


@dataclass(frozen=True, slots=True)
class Extras:
    """Offerings with nobody enrolled: announced for the second semester, or not opened."""

    centre: Ints
    unit: Ints
    semester: Ints
    modality: Ints
    opened: Bools


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for a place in a full offering, in order."""

    person: Ints
    offering: Ints


def site_of(centre: int, postcode: str) -> str:
    """The code of the teaching centre near a postcode, or of the centre itself."""
    code = facts.centres()[centre].code
    return SITES.get(code, {}).get(postcode[:2], code)


@cache
def sites() -> tuple[tuple[str, ...], ...]:
    """The places where each centre teaches, by its index."""
    return tuple(
        tuple(dict.fromkeys(SITES.get(centre.code, {}).values())) or (centre.code,)
        for centre in facts.centres()
    )


def offering_sites(drawing: Drawing) -> list[str]:
    """Where each offering is taught."""
    rng = chance(drawing.seed, "sites")
    offered = drawing.offerings
    order = np.floor(rng.random(len(offered)) ** 1.6 * 1e6).astype(np.int64)
    codes = [
        sites()[centre][draw * len(sites()[centre]) // 1_000_000]
        for centre, draw in zip(offered.centre.tolist(), order.tolist(), strict=True)
    ]
    past = (shown.offering_for(offered, step.unit) for step in shown.TAKEN)
    for row in sorted(
        {*shown_offerings(offered).values(), *(one for one in past if one is not None)}
    ):
        code = facts.centres()[int(offered.centre[row])].code
        codes[row] = SHOWN_SITES.get(code, codes[row])
    return codes


def capacities(offered: Offerings, enrolled: Ints, full: Ints) -> Ints:
    least = np.where(offered.modality == ON_SITE, LEAST_SEATS["on_site"], LEAST_SEATS["distance"])
    seats = np.maximum(np.ceil((enrolled * 1.15 + 3) / 5).astype(np.int64) * 5, least)
    seats[full] = np.maximum(enrolled[full], 1)
    return seats


def full_offerings(drawing: Drawing, site: list[str]) -> Ints:
    """Those of the first semester where no place is left: one in twenty-five.

    Where the demo shows the office, the largest offering of each semester is full besides.
    """
    offered = drawing.offerings
    rng = chance(drawing.seed, "full")
    ours = shown_offerings(offered)
    open_ = np.flatnonzero((offered.semester == 1) & (offered.relays < 0))
    open_ = np.setdiff1d(open_, list(ours.values()))
    full: Ints = np.r_[ours[WAITED_FOR], picked(rng, open_, round(len(open_) * FULL))]
    shown_too = _largest_at(drawing, np.array(site) == DESK, np.array(list(ours.values())))
    both: Ints = np.r_[full, np.setdiff1d(shown_too, full)]
    return both


def _largest_at(drawing: Drawing, here: Bools, besides: Ints) -> Ints:
    """In each semester the offering with most learners among those given, but for some."""
    offered = drawing.offerings
    count = np.bincount(drawing.enrolments[0].offering, minlength=len(offered))
    count = np.where(here & (offered.relays < 0), count, 0)
    count[besides] = 0
    each = [np.where(offered.semester == number, count, 0) for number in (1, 2)]
    return np.array([np.argmax(sizes) for sizes in each if sizes.any()], dtype=np.int64)


def waiting(drawing: Drawing, full: Ints) -> Waiting:
    """Two to four for each full offering, from those whom the same centre teaches already."""
    rng = chance(drawing.seed, "waiting")
    year, offered = drawing.enrolments[0], drawing.offerings
    group = offered.learning_class[year.offering]
    people, rows = [], []
    for offering in full.tolist():
        same = np.unique(year.learner[group == offered.learning_class[offering]])
        busy = year.learner[offered.unit[year.offering] == offered.unit[offering]]
        waiters = picked(rng, np.setdiff1d(same, np.r_[busy, 0]), int(rng.integers(2, 5)))
        if offering == full[0]:
            waiters = np.r_[waiters, 0]
        people.append(waiters)
        rows.append(np.full(len(waiters), offering))
    return Waiting(np.concatenate(people), np.concatenate(rows))


def extras(drawing: Drawing) -> Extras:
    rng = chance(drawing.seed, "extras")
    offered, units = drawing.offerings, catalogue.units()
    open_ = units.taught & ~units.specific & ~units.of_intec
    centres, chosen = [], []
    for centre in np.unique(offered.centre):
        here = offered.unit[offered.centre == centre]
        fresh = np.setdiff1d(np.flatnonzero(open_), here)
        count = max(round(len(here) * WITHOUT_ANYBODY), 2)
        picks = picked(rng, fresh, count, units.fame[fresh])
        chosen.append(picks)
        centres.append(np.full(len(picks), centre))
    unit = np.concatenate(chosen)
    opened = rng.random(len(unit)) < STILL_ANNOUNCED
    return Extras(
        centre=np.concatenate(centres),
        unit=unit,
        semester=np.where(opened, 2, 1),
        modality=np.where(rng.random(len(unit)) < THOSE_AT_A_DISTANCE, DISTANCE, ON_SITE),
        opened=opened,
    )


def teachers(drawing: Drawing, site: list[str]) -> tuple[list[str], Ints]:
    """The site of each teacher, and the teacher of each offering (by index)."""
    codes, place = np.unique(site, return_inverse=True)
    counts = np.bincount(place)
    staff = np.ceil(counts / OFFERINGS_PER_TEACHER).astype(np.int64)
    start = np.cumsum(staff) - staff
    rng = chance(drawing.seed, "teachers")
    teacher = start[place] + (rng.random(len(place)) * staff[place]).astype(np.int64)
    at_home = [codes[0] if not len(codes) else code for code in np.repeat(codes, staff).tolist()]
    ours = shown_offerings(drawing.offerings)
    teacher[ours["GDN100"]] = start[codes.tolist().index("dijon")]
    return at_home, teacher


def timetables(rng: Chance, offered: Offerings) -> list[str]:
    """When it happens, in words, until it is planned."""
    evenings = (
        "Lundi, 18 h 30 – 21 h 30", "Mardi, 18 h 30 – 21 h 30", "Mercredi, 18 h 30 – 21 h 30",
        "Jeudi, 18 h 30 – 21 h 30", "Vendredi, 18 h – 21 h", "Samedi, 9 h – 12 h",
    )  # fmt: skip
    days = ("Lundi, 9 h – 17 h", "Jeudi, 9 h – 17 h", "Vendredi, 9 h – 17 h")
    far = ("À distance, classe en direct le mercredi à 20 h", "À distance, à votre rythme",
           "À distance, classe en direct le lundi à 19 h")  # fmt: skip
    mixed = ("Mardi soir et à distance", "Un samedi par mois et à distance")
    school = ("Semaines d’école, du lundi au vendredi",)
    words = []
    draws = one_of(rng, np.ones(60), len(offered)).tolist()
    pairs = zip(offered.modality.tolist(), offered.rhythm.tolist(), draws, strict=True)
    for modality, rhythm, draw in pairs:
        if modality != ON_SITE:
            choices: tuple[str, ...] = far if modality == DISTANCE else mixed
        else:
            choices = (evenings, days, school)[rhythm - OUT_OF_HOURS]
        words.append(choices[draw % len(choices)])
    return [text.replace(" h", "\u00a0h").replace("h 30", "h\u00a030") for text in words]
