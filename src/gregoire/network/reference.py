"""The network's reference facts, read from the files of `data/`: our own transcription."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from gregoire.network.rules import Block, CentreKind, Place, department_of

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """One line of `centres.csv`; fields are named as those of the model."""

    code: str
    name: str
    kind: CentreKind
    block: Block
    region: str
    parent: str
    reports_through: str
    time_zone: str
    country: str
    subdivision: str
    street: str
    postcode: str
    town: str
    phone: str
    mail: str
    latitude: float | None
    longitude: float | None
    rank: int


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A département or a country, and the town that stands for it."""

    code: str
    name: str
    town: str
    place: Place


@cache
def centre_facts() -> tuple[CentreFacts, ...]:
    """Every centre of the published tables, then their teaching centres: parents come first."""
    return tuple(_centre(line) for line in _lines("centres.csv"))


@cache
def departments() -> dict[str, KnownPlace]:
    return {
        line["code"]: KnownPlace(line["code"], line["name"], line["town"], _place(line))
        for line in _lines("departments.csv")
    }


@cache
def countries() -> dict[str, KnownPlace]:
    """Countries abroad, by their ISO code; their names are those of the reader's language."""
    return {
        line["code"]: KnownPlace(line["code"], line["town"], line["town"], _place(line))
        for line in _lines("countries.csv")
    }


@cache
def malagasy_holidays() -> dict[str, str]:
    """The French names of Madagascar's holidays, which the holidays library says in English."""
    return {line["english"]: line["french"] for line in _lines("holiday_names_mg.csv")}


def place_of_postcode(postcode: str) -> KnownPlace | None:
    """Where a French postcode lies; None where it is not one."""
    return departments().get(department_of(postcode) or "")


def place_of_country(code: str) -> KnownPlace | None:
    return countries().get(code)


def _lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(line: dict[str, str]) -> Place:
    return Place(float(line["latitude"]), float(line["longitude"]))


def _centre(line: dict[str, str]) -> CentreFacts:
    text = {key: value for key, value in line.items() if key not in _TYPED}
    return CentreFacts(
        **text,
        kind=CentreKind(line["kind"]),
        block=Block(line["block"]),
        latitude=float(line["latitude"]) if line["latitude"] else None,
        longitude=float(line["longitude"]) if line["longitude"] else None,
        rank=int(line["rank"]),
    )


_TYPED: Final = frozenset({"kind", "block", "latitude", "longitude", "rank"})
