"""How many of everything, per centre, at a scale of the national network."""

from dataclasses import dataclass

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.drawing.shares import apportioned, percentage_of

FEWEST_LEARNERS = 3  # of a centre, however small the scale
INTEC_AT_A_DISTANCE = 0.743  # of INTEC enrolments; the note does not say: our guess
INTEC_OFFERINGS = (40, 40)  # on site, distance: our guess too
FEWEST_INTEC = 6  # offerings of each kind, however small the scale
RELAYS = 60  # distance offerings that La Réunion gives its learners: our guess
SHOWN = "bourgogne"  # the centre of the learner whom the demo shows
MERGED_PARTS = {  # table 2 prints one row for the two: shared by their learners
    "auvergne": {"on_site": 8, "distance": 2, "enrolments": 268},
    "rhone-alpes": {"on_site": 236, "distance": 27, "enrolments": 8940},
}


@dataclass(frozen=True, slots=True)
class Teaching:
    """What the centres teach nationally: table 2 on the 35 centres of table 1."""

    on_site: Ints
    distance: Ints
    hybrid: Ints
    enrolments_on_site: Ints
    enrolments_distance: Ints
    level_1: Ints  # enrolments of level I
    intec: int


@dataclass(frozen=True, slots=True)
class Targets:
    """The same at a scale; one element per centre, in the order of `facts.centres()`."""

    learners: Ints
    distance_learners: Ints
    alternance: Ints
    entrants: Ints
    on_site: Ints
    distance: Ints
    hybrid: Ints
    relays: Ints
    enrolments_on_site: Ints
    enrolments_distance: Ints
    level_1: Ints
    intec_offerings: tuple[int, int]
    intec_enrolments: tuple[int, int]


def national() -> Teaching:
    """Table 2, with its merged row shared between the two centres that it covers."""
    rows = {row.code: row for row in facts.table_2()}
    size = len(facts.centres())
    kept = {name: np.zeros(size, dtype=np.int64) for name in ("on_site", "distance", "hybrid")}
    enrolments, far, level_1 = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for code, index in facts.place().items():
        part = MERGED_PARTS.get(code)
        row = rows.get(facts.MERGED if part else code)
        if row is None:
            continue  # its centre returns a number of learners and nothing else
        kept["on_site"][index] = part["on_site"] if part else row.on_site
        kept["distance"][index] = part["distance"] if part else row.distance
        kept["hybrid"][index] = 0 if part else row.hybrid
        enrolments[index] = part["enrolments"] if part else row.enrolments
        far[index] = round(int(enrolments[index]) * row.distance_pct / 100)
        level_1[index] = round(int(enrolments[index]) * row.level_1_pct / 100)
    total = rows["total"]
    return Teaching(
        **kept,
        enrolments_on_site=enrolments - far,
        enrolments_distance=far,
        level_1=level_1,
        intec=total.enrolments - total.outside_intec,
    )


def at_scale(scale: float) -> Targets:
    """The national figures at a scale; exact where the scale is 1.

    Offerings shrink less than learners do: a learner takes four units a year at every scale, and
    has to find four different ones.
    """
    table, centres = national(), facts.centres()
    learners = _scaled(np.array([c.learners for c in centres]), scale, FEWEST_LEARNERS)
    offers = _offerings(table, scale)
    classes = (offers[0], offers[1] + offers[2] + offers[3])
    enrolments = _scaled(
        np.r_[table.enrolments_on_site, table.enrolments_distance], scale, np.r_[classes]
    )
    on_site, far = enrolments[: len(centres)], enrolments[len(centres) :]
    distant = _shares(learners, [c.distance_pct for c in centres])
    entrants = _scaled(np.array([c.entrants for c in centres]), scale, 0)
    nobody = (distant == 0) & (entrants == 0)  # at a small scale, nobody to learn at a distance
    on_site, far = np.where(nobody, on_site + far, on_site), np.where(nobody, 0, far)
    distance, hybrid, relays = (np.where(nobody, 0, part) for part in offers[1:])
    paris = facts.place()[facts.INTEC_CENTRE]
    intec = round(table.intec * scale)
    intec_far = min(round(intec * INTEC_AT_A_DISTANCE), int(far[paris] * 0.6))
    return Targets(
        learners=learners,
        distance_learners=distant,
        alternance=_shares(learners, [c.alternance_pct for c in centres]),
        entrants=entrants,
        on_site=offers[0],
        distance=distance,
        hybrid=hybrid,
        relays=relays,
        enrolments_on_site=on_site,
        enrolments_distance=far,
        level_1=_level_1(table, on_site + far),
        intec_offerings=(
            max(round(INTEC_OFFERINGS[0] * scale), FEWEST_INTEC),
            max(round(INTEC_OFFERINGS[1] * scale), FEWEST_INTEC),
        ),
        intec_enrolments=(intec - intec_far, intec_far),
    )


def _offerings(table: Teaching, scale: float) -> tuple[Ints, Ints, Ints, Ints]:
    learners = np.array([centre.learners for centre in facts.centres()])
    widest = np.ceil(1.6 * table.enrolments_on_site / np.maximum(learners, 1)).astype(np.int64)
    fewest = np.minimum(table.on_site, np.maximum(widest, 2))
    fewest[facts.place()[SHOWN]] = 14
    fewest[facts.place()[facts.INTEC_CENTRE]] = 4 * FEWEST_INTEC
    on_site = _scaled(table.on_site, scale, fewest)
    fewest_far = np.minimum(table.distance, 3)
    fewest_far[facts.place()[facts.INTEC_CENTRE]] = 2 * FEWEST_INTEC + 8
    distance = _scaled(table.distance, scale, fewest_far)
    hybrid = _scaled(table.hybrid, scale, np.minimum(table.hybrid, 1 + (table.distance == 0)))
    relays = np.zeros_like(on_site)
    carrier = facts.place()[facts.ANSWERS_FOR["mayotte"]]
    relays[carrier] = max(round(RELAYS * scale), 10)
    return on_site, distance, hybrid, relays


def _scaled(counts: Ints, scale: float, minimum: Ints | int) -> Ints:
    total = round(int(counts.sum()) * scale)
    return apportioned(counts, total, np.where(counts > 0, minimum, 0))


def _shares(counts: Ints, percentages: list[float | None]) -> Ints:
    return np.array(
        [
            percentage_of(int(count), percentage or 0)[0]
            for count, percentage in zip(counts, percentages, strict=True)
        ],
        dtype=np.int64,
    )


def _level_1(table: Teaching, enrolments: Ints) -> Ints:
    whole = np.maximum(table.enrolments_on_site + table.enrolments_distance, 1)
    level_1: Ints = np.rint(table.level_1 * enrolments / whole).astype(np.int64)
    return level_1
