"""What each centre teaches in a year: a unit, a semester, a modality, a rhythm."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, chance, one_of, ranks_within
from gregoire.demo.drawing.targets import Targets

ON_SITE, DISTANCE, HYBRID = 0, 1, 2
OUT_OF_HOURS, DAY, ALTERNANCE = 0, 1, 2
DAY_SHARE: Final = 0.12
FAVOURED, FEW = 2, 20  # programmes that a small centre carries, for each so many offerings
SMALL: Final = 60  # offerings; a small centre teaches fewer fields
TAKEN_FOR_SHOW: Final = (  # what the learner whom the demo shows has to find, and where
    ("bourgogne", ON_SITE, "GDN100"),
    ("bourgogne", ON_SITE, "NFP121"),
    ("rhone-alpes", DISTANCE, "RSX101"),
    ("paris", DISTANCE, "MVA101"),
    ("paris", DISTANCE, "SMB101"),
)
TAUGHT_FOR_SHOW: Final = (  # what she took in earlier years stands near her at every scale
    *TAKEN_FOR_SHOW,
    *(
        ("bourgogne", ON_SITE, code)
        for code in (
            "NFA031", "NFA032", "NFA035", "NFA008", "NFA016", "NFA017", "NFP107", "ANG100",
            "CCE001", "UEU001",
        )
    ),
    *(("paris", DISTANCE, code) for code in ("GLG102", "NFE113", "NFE115", "SEC101")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offerings:
    centre: Ints
    unit: Ints
    semester: Ints
    modality: Ints
    rhythm: Ints
    group: Ints
    relays: Ints  # the offering of another centre that this one gives its own learners; -1: none
    size: Floats  # how sought after it is
    learning_class: Ints  # see `Classes`

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Classes:
    """What is counted together: a centre, on site or at a distance, INTEC or not."""

    centre: Ints
    far: Bools
    of_intec: Bools
    offerings: Ints
    enrolments: Ints

    def __len__(self) -> int:
        return len(self.centre)


def drawn(seed: int, targets: Targets) -> tuple[Classes, Offerings]:
    classes = _classes(targets)
    parts = [_of_class(seed, classes, row, targets) for row in range(len(classes))]
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Offerings)
    }
    offerings = Offerings(**joined)
    _relay(chance(seed, "relays"), offerings)
    offerings.group[:] = 1 + ranks_within(_key(offerings))
    return classes, offerings


def _classes(targets: Targets) -> Classes:
    size, paris = len(targets.learners), facts.place()[facts.INTEC_CENTRE]
    centre = np.r_[np.arange(size), np.arange(size), paris, paris]
    far = np.r_[np.zeros(size), np.ones(size), 0, 1].astype(np.bool_)
    of_intec = np.r_[np.zeros(2 * size), 1, 1].astype(np.bool_)
    offerings = np.r_[
        targets.on_site,
        targets.distance + targets.hybrid + targets.relays,
        targets.intec_offerings,
    ]
    enrolments = np.r_[
        targets.enrolments_on_site, targets.enrolments_distance, targets.intec_enrolments
    ]
    for intec, whole in ((2 * size, paris), (2 * size + 1, size + paris)):
        offerings[whole] -= offerings[intec]
        enrolments[whole] -= enrolments[intec]
    kept = offerings > 0
    return Classes(centre[kept], far[kept], of_intec[kept], offerings[kept], enrolments[kept])


def _of_class(seed: int, classes: Classes, row: int, targets: Targets) -> Offerings:
    rng = chance(seed, "offerings", row)
    centre, far, count = int(classes.centre[row]), bool(classes.far[row]), classes.offerings[row]
    intec = bool(classes.of_intec[row])
    learners = max(int(targets.learners[centre]), 1)
    alternance = 0 if far or intec else int(targets.alternance[centre]) / learners
    every = targets.enrolments_on_site[centre] + targets.enrolments_distance[centre]
    asked = tuple(
        facts.unit_index()[code]
        for place, modality, code in TAUGHT_FOR_SHOW
        if facts.place()[place] == centre and (modality != ON_SITE) == far and not intec
    )
    level_1 = _how_many_of_level_1(int(count), int(targets.level_1[centre]), int(every))
    own = chance(
        seed, "favoured", facts.centres()[centre].code
    )  # the same on site and at a distance
    fame = _fame(own, int(count), intec=intec, alternance=alternance)
    unit = _units(rng, int(count), level_1, fame, asked)
    rank = ranks_within(unit)
    specific = catalogue.units().specific[unit]
    in_the_day = rng.random(count)
    rhythm = np.where(in_the_day < DAY_SHARE, DAY, OUT_OF_HOURS)
    rhythm = np.where(rng.random(count) < alternance * 0.6, ALTERNANCE, rhythm)
    rhythm = np.where(specific, ALTERNANCE, np.where(far | intec, OUT_OF_HOURS, rhythm))
    rhythm[: len(asked)] = OUT_OF_HOURS
    semester = 1 + (catalogue.units().ects[unit] + unit + rank) % 2
    semester[: len(asked)] = [1 if _now(unit) else 1 + unit % 2 for unit in asked]
    size = rng.lognormal(0, 0.6, int(count)) * (1 - 0.4 * (rank > 0))
    return Offerings(
        centre=np.full(count, centre),
        unit=unit,
        semester=semester.astype(np.int64),
        modality=_modalities(rng, classes, row, targets, shown=len(asked)),
        rhythm=rhythm.astype(np.int64),
        group=np.ones(count, dtype=np.int64),
        relays=np.full(count, -1),
        size=size,
        learning_class=np.full(count, row),
    )


def _now(unit: int) -> bool:
    """Whether she takes it in the present year."""
    return facts.units()[unit].code in {code for _, _, code in TAKEN_FOR_SHOW}


def _fame(rng: Chance, count: int, *, intec: bool, alternance: float) -> Floats:
    """How likely a centre is to teach each unit: it has its own strong fields."""
    units = catalogue.units()
    if intec:
        return np.where(units.of_intec, 1.0, 0.0)
    strength = rng.lognormal(0, 0.9, int(units.field.max()) + 1)
    open_ = units.taught & ~units.of_intec & ~(units.specific & (alternance == 0))
    fame = np.where(units.specific, units.fame * alternance, units.fame)
    fame = fame * strength[units.field]
    if count < SMALL:
        rows = catalogue.programmes()
        weights = rows.weight * strength[rows.field]
        carried = one_of(rng, weights, FAVOURED * (1 + count // FEW))
        fame = np.where(rows.holds[carried].any(axis=0), fame * 12, fame)
    return np.where(open_, fame, 0.0)


def _how_many_of_level_1(count: int, level_1: int, enrolments: int) -> int:
    """Offerings of level I: their share of the enrolments, and some wherever there is one."""
    if level_1 == 0 or enrolments == 0:
        return 0
    return min(max(round(count * level_1 / enrolments), 1), max(count - 1, 0))


def _units(rng: Chance, count: int, level_1: int, fame: Floats, asked: tuple[int, ...]) -> Ints:
    """So many units, so many of them of level I, each once before any comes twice."""
    is_level_1 = catalogue.units().level_1
    chosen = [np.array(asked, dtype=np.int64)]
    lower = _rounds(rng, np.where(is_level_1, 0, fame), count - level_1, asked)
    upper = _rounds(rng, np.where(is_level_1, fame, 0), level_1, ())
    chosen += [lower, upper]
    return np.concatenate(chosen)[:count]


def _rounds(rng: Chance, fame: Floats, count: int, asked: tuple[int, ...]) -> Ints:
    wanted, rounds = count - len(asked), []
    first = fame.copy()
    first[list(asked)] = 0
    while wanted > 0:
        keys = -np.log(rng.random(len(first))) / np.maximum(first, 1e-9)
        one_round = np.argsort(keys, kind="stable")[: min(wanted, int((first > 0).sum()))]
        rounds.append(one_round)
        wanted -= len(one_round)
        first = np.where(rng.random(len(fame)) < fame / fame.max() + 0.15, fame, 0)
        if not first.any():
            first = fame
    return np.concatenate(rounds).astype(np.int64) if rounds else np.zeros(0, dtype=np.int64)


def _modalities(rng: Chance, classes: Classes, row: int, targets: Targets, *, shown: int) -> Ints:
    centre, count = int(classes.centre[row]), int(classes.offerings[row])
    if not classes.far[row]:
        return np.full(count, ON_SITE)
    if classes.of_intec[row] or targets.relays[centre]:
        return np.full(count, DISTANCE)
    modality = np.full(count, DISTANCE)
    hybrid = shown + rng.permutation(count - shown)[: int(targets.hybrid[centre])]
    modality[hybrid] = HYBRID
    return modality


def _relay(rng: Chance, offerings: Offerings) -> None:
    """La Réunion's distance offerings are those of other centres, as they are."""
    carrier = facts.place()[facts.ANSWERS_FOR["mayotte"]]
    relayed = np.flatnonzero((offerings.centre == carrier) & (offerings.modality == DISTANCE))
    level_1 = catalogue.units().level_1[offerings.unit]
    open_ = (offerings.centre != carrier) & (offerings.modality == DISTANCE)
    open_ &= ~catalogue.units().of_intec[offerings.unit]
    for wanted in (False, True):
        mine = relayed[level_1[relayed] == wanted]
        theirs = np.flatnonzero(open_ & (level_1 == wanted))
        _, first = np.unique(offerings.unit[theirs], return_index=True)
        theirs = theirs[first]
        originals = theirs[rng.permutation(len(theirs))][: len(mine)]
        if len(originals) < len(mine):
            more = one_of(rng, np.ones(len(theirs)), len(mine) - len(originals))
            originals = np.r_[originals, theirs[more]]
        offerings.relays[mine] = originals
        for name in ("unit", "semester", "rhythm"):
            getattr(offerings, name)[mine] = getattr(offerings, name)[originals]


def _key(offerings: Offerings) -> Ints:
    key = offerings.centre
    for part, size in (
        (offerings.unit, len(catalogue.units())),
        (offerings.semester, 3),
        (offerings.modality, 3),
        (offerings.rhythm, 3),
    ):
        key = key * size + part
    return key
