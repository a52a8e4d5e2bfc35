"""Editions drawn by chance, with every sum in them right: what hiding must stand up to."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from gregoire.observatory.editions.building import identified
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.figures import Cell, Edition, HeadCount, Key, Status
from gregoire.observatory.places import centres, centres_of, place, places

PERIOD = "2016-2017"
HEADS = HeadCount(100, 110, 98, 103, 0.9, 0.5, 0.99, None, None, 0.99, 0.99, 0, 3)
SHARES = {
    "distance_share": "learners", "bac3_share": "known", "seeking_share": "active",
    "alternance_share": "learners", "level_1_share": "enrolments",
    "distance_enrolment_share": "enrolments", "presence_rate": "examined",
    "success_rate": "presents",
}  # fmt: skip
NUMERATORS = {
    "distance_share": "distant", "bac3_share": "bac3", "seeking_share": "seeking",
    "alternance_share": "alternance", "level_1_share": "level_1",
    "distance_enrolment_share": "distance", "presence_rate": "presents", "success_rate": "passes",
}  # fmt: skip
COUNTS = {
    "learners": "learners", "entrants": "entrants", "enrolments": "enrolments",
    "enrolments_outside_intec": "outside",
}  # fmt: skip
DEFINITIONS = {code: {"unit": {"en": "%"}} for code in SHARES} | {
    "masculinity": {"unit": {"en": "men per 100 women"}}, "mean_age": {"unit": {"en": "years"}},
}  # fmt: skip


def drawn(
    seed: int, *, persons: int, offerings: int, only: Callable[[str], bool] = lambda _: True
) -> tuple[Edition, tuple[Teaching, ...]]:
    """An edition of all places: `persons` and `offerings` are the most that one centre has."""
    chance = Random(seed)  # noqa: S311 -- nothing is secret here
    teaching: list[Teaching] = []
    sizes: dict[str, int] = {}
    counts = {}
    for centre in centres():
        is_taught_elsewhere = bool(place(centre).answered_by)
        many = 0 if is_taught_elsewhere else chance.randint(1, offerings)
        here = draw_offerings(chance, centre, many)
        teaching += here
        sizes |= {one.offering: 1 + int(chance.lognormvariate(2.2, 1.1)) for one in here}
        counts[centre] = draw_counts(chance, persons) | count(here, sizes)
        draw_exams(chance, counts[centre])
    cells = [
        Cell(Key("enrolments", offering, PERIOD), Decimal(size), numerator=size)
        for offering, size in sizes.items()
    ]
    for row in places():
        if row.kind != "region" or row.is_merged:
            below = [counts[centre] for centre in centres_of(row.code)]
            sums = {name: sum(one[name] for one in below) for name in below[0]}
            cells += [cell for cell in cells_of(row.code, sums) if only(cell.key.indicator)]
    edition = Edition(
        PERIOD, "clean", "", "0" * 64, "1" * 64, "2" * 64, 1794, HEADS, DEFINITIONS, tuple(cells)
    )
    return identified(edition), tuple(teaching)


def draw_counts(chance: Random, persons: int) -> dict[str, int]:
    learners = 1 + int(persons * chance.random() ** 3)
    known = learners - chance.randint(0, learners // 10)
    active = learners - chance.randint(0, learners // 5)
    women = chance.randint(0, learners)
    part = chance.betavariate
    return {
        "learners": learners, "entrants": chance.choice([0, 0, 1, 3, 7, persons // 5]),
        "distant": int(learners * part(1, 2)), "known": known, "bac3": int(known * part(4, 2)),
        "active": active, "seeking": int(active * part(1, 5)),
        "alternance": int(learners * part(1, 8)), "women": women, "men": learners - women,
        "ages": sum(chance.randint(18, 60) for _ in range(learners)),
    }  # fmt: skip


def draw_offerings(chance: Random, centre: str, many: int) -> list[Teaching]:
    return [
        Teaching(
            centre=centre,
            offering=f"{centre}/{number}",
            unit=f"U{number}",
            title="",
            level=chance.choice(["I", "II", "III", "IV", "V"]),
            modality=chance.choice(["on_site", "on_site", "on_site", "distance", "hybrid"]),
            intec=centre == "paris" and number % 5 == 0,
            relayed=False,
        )
        for number in range(many)
    ]


def count(offerings: list[Teaching], sizes: dict[str, int]) -> dict[str, int]:
    def over(keep: Callable[[Teaching], bool]) -> int:
        return sum(sizes[one.offering] for one in offerings if keep(one))

    return {
        "enrolments": over(lambda _: True), "level_1": over(lambda one: one.level == "I"),
        "distance": over(lambda one: one.modality != "on_site"),
        "outside": over(lambda one: not one.intec),
    }  # fmt: skip


def draw_exams(chance: Random, counts: dict[str, int]) -> None:
    counts["examined"] = int(counts["outside"] * chance.uniform(0.8, 1))
    counts["presents"] = int(counts["examined"] * chance.uniform(0.5, 1))
    counts["passes"] = int(counts["presents"] * chance.uniform(0.6, 1))


def cells_of(code: str, counts: dict[str, int]) -> list[Cell]:
    cells = [
        Cell(Key(indicator, code, PERIOD), Decimal(counts[name]), numerator=counts[name])
        for indicator, name in COUNTS.items()
    ]
    cells += [
        rate(Key(indicator, code, PERIOD), counts[NUMERATORS[indicator]], counts[name], 100, "0.1")
        for indicator, name in SHARES.items()
    ]
    ratio = rate(Key("masculinity", code, PERIOD), counts["men"], counts["women"], 100, "1")
    age = rate(Key("mean_age", code, PERIOD), counts["ages"], counts["learners"], 1, "0.1")
    return [*cells, ratio, age]


def rate(key: Key, numerator: int, denominator: int, scale: int, step: str) -> Cell:
    if not denominator:
        return Cell(key, None, Status.MISSING)
    value = (Decimal(scale * numerator) / denominator).quantize(Decimal(step), ROUND_HALF_UP)
    return Cell(key, value, numerator=numerator, denominator=denominator)
