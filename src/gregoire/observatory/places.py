"""The rows of the published tables, in their order: centres, regions, blocks, the total."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

TOTAL: Final = "total"
BLOCKS: Final = ("metropole", "overseas", "abroad")


@dataclass(frozen=True, slots=True)
class Place:
    """A row. `code` of a region begins with “region:”, as some regions bear the name of a centre.

    `answered_by`: the centre whose feed also holds this one's data (note 6 of table 1).
    `is_merged`: table 2 prints one row for the region, and its centres without figures.
    """

    code: str
    kind: str  # centre, region, block, total
    label: str
    block: str
    region: str
    answered_by: str
    is_merged: bool


@cache
def places() -> tuple[Place, ...]:
    """Every row, in the order of print; a region stands before its centres, a block after them."""
    text = (files("gregoire.observatory") / "data" / "places.csv").read_text(encoding="utf-8")
    return tuple(
        Place(
            code=row["code"],
            kind=row["kind"],
            label=row["label"],
            block=row["block"],
            region=row["region"],
            answered_by=row["answered_by"],
            is_merged=row["merged_in_table_2"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def place(code: str) -> Place:
    """One row; raises KeyError."""
    return {each.code: each for each in places()}[code]


@cache
def centres() -> tuple[str, ...]:
    return tuple(each.code for each in places() if each.kind == "centre")


@cache
def centres_of(code: str) -> tuple[str, ...]:
    """The centres whose counts make up a row."""
    row = place(code)
    if row.kind == "centre":
        return (code,)
    return tuple(
        each.code
        for each in places()
        if each.kind == "centre"
        and (
            row.kind == TOTAL or (row.kind == "block" and each.block == code) or each.region == code
        )
    )
