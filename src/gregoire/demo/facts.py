"""The published facts and the catalogue that the drawing starts from, read from `data/*.csv`."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from gregoire.kernel.levels import Level

MERGED: Final = "auvergne-rhone-alpes"  # one row of table 2 for two centres of table 1
ANSWERS_FOR: Final = {"mayotte": "la-reunion", "madagascar": "la-reunion"}  # note 6 of table 1
NO_RETURN: Final = "autres-antennes"  # they return a number of learners and nothing else
INTEC_CENTRE: Final = "paris"


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    """A row of table 1; None where the note prints a dash or “n.c.”."""

    code: str
    kind: str
    block: str
    region: str
    learners: int
    entrants: int
    distance_pct: float | None
    men_per_100_women: float | None
    mean_age: float | None
    bac3_pct: float | None
    seeking_pct: float | None
    alternance_pct: float | None


@dataclass(frozen=True, slots=True)
class TeachingFacts:
    """A row of table 2; None where the note prints a dash or “s.o.”."""

    code: str
    kind: str
    block: str
    on_site: int
    distance: int
    hybrid: int
    enrolments: int
    level_1_pct: float
    distance_pct: float
    outside_intec: int
    presence_pct: float | None
    success_pct: float | None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    code: str
    title: str
    kind: str
    level: Level
    ects: int
    field: str
    of_intec: bool
    needs: str


@dataclass(frozen=True, slots=True)
class GroupFacts:
    rank: int
    title: str
    rule: str
    credits_needed: int | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    code: str
    title: str
    kind: str
    level: Level
    entry_level: Level
    ects: int
    rncp_code: str
    field: str
    alternance: bool
    of_intec: bool
    weight: float
    groups: tuple[GroupFacts, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit for group in self.groups for unit in group.units))


@dataclass(frozen=True, slots=True)
class Town:
    centre: str
    postcode: str
    name: str
    country: str


@cache
def table_1() -> tuple[LearnerFacts, ...]:
    """Every row, subtotals and total included."""
    return tuple(
        LearnerFacts(
            code=row["code"],
            kind=row["kind"],
            block=row["block"],
            region=row["region"],
            learners=int(row["learners"]),
            entrants=int(row["entrants"]),
            distance_pct=_number(row["distance_pct"]),
            men_per_100_women=_number(row["men_per_100_women"]),
            mean_age=_number(row["mean_age"]),
            bac3_pct=_number(row["bac3_pct"]),
            seeking_pct=_number(row["seeking_pct"]),
            alternance_pct=_number(row["alternance_pct"]),
        )
        for row in rows("learners")
    )


@cache
def table_2() -> tuple[TeachingFacts, ...]:
    """Every row, subtotals and total included; `auvergne-rhone-alpes` is one row."""
    return tuple(
        TeachingFacts(
            code=row["code"],
            kind=row["kind"],
            block=row["block"],
            on_site=int(row["on_site"] or 0),
            distance=int(row["distance"] or 0),
            hybrid=int(row["hybrid"] or 0),
            enrolments=int(row["enrolments"] or 0),
            level_1_pct=_number(row["level_1_pct"]) or 0,
            distance_pct=_number(row["distance_pct"]) or 0,
            outside_intec=int(row["outside_intec"] or 0),
            presence_pct=_number(row["presence_pct"]),
            success_pct=_number(row["success_pct"]),
        )
        for row in rows("teaching")
    )


@cache
def centres() -> tuple[LearnerFacts, ...]:
    """The centres alone, in the order of table 1: their place here is their index in the arrays."""
    return tuple(row for row in table_1() if row.kind == "centre")


@cache
def place() -> dict[str, int]:
    return {centre.code: index for index, centre in enumerate(centres())}


@cache
def units() -> tuple[UnitFacts, ...]:
    return tuple(
        UnitFacts(
            code=row["code"],
            title=row["title"],
            kind=row["kind"],
            level=Level[row["level"]],
            ects=int(row["ects"]),
            field=row["field"],
            of_intec=row["of_intec"] == "1",
            needs=row["needs"],
        )
        for row in rows("units")
    )


@cache
def unit_index() -> dict[str, int]:
    return {unit.code: index for index, unit in enumerate(units())}


@cache
def programmes() -> tuple[ProgrammeFacts, ...]:
    groups: dict[str, list[GroupFacts]] = {}
    for row in rows("requirement_groups"):
        groups.setdefault(row["programme"], []).append(
            GroupFacts(
                rank=int(row["rank"]),
                title=row["title"],
                rule=row["rule"],
                credits_needed=int(row["credits_needed"]) if row["credits_needed"] else None,
                units=tuple(row["units"].split()),
            )
        )
    return tuple(
        ProgrammeFacts(
            code=row["code"],
            title=row["title"],
            kind=row["kind"],
            level=Level[row["level"]],
            entry_level=Level[row["entry_level"]],
            ects=int(row["ects"]),
            rncp_code=row["rncp_code"],
            field=row["field"],
            alternance=row["alternance"] == "1",
            of_intec=row["of_intec"] == "1",
            weight=float(row["weight"]),
            groups=tuple(groups[row["code"]]),
        )
        for row in rows("programmes")
    )


@cache
def towns() -> tuple[Town, ...]:
    return tuple(
        Town(row["centre"], row["postcode"], row["town"], row["country"]) for row in rows("towns")
    )


def rows(name: str) -> list[dict[str, str]]:
    text = (files("gregoire.demo") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(text: str) -> float | None:
    return float(text) if text else None
