"""Counts both published tables again from the rows of the database, and compares cell by cell.

Additive columns only: what has to be met exactly at scale 1. A teaching centre counts in its
regional centre; a relayed offering counts as opened where it is taught, and its enrolments where
they are taken; La Réunion answers for Mayotte and Madagascar (notes 5 and 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.drawing.targets import MERGED_PARTS, Targets

REGIONAL: Final = """
WITH regional AS (
    SELECT c.id, coalesce(p.code, c.code) AS code, coalesce(p.reports_through_id, c.reports_through_id,
           p.id, c.id) AS answering
    FROM network_centre c LEFT JOIN network_centre p ON p.id = c.parent_id
), taken AS (
    SELECT e.id, r.person_id, rc.code AS home, rc.answering, oc.code AS taught, oc.id AS taught_site,
           oc.answering AS taught_by, o.id AS offering, o.modality, o.relays_id, u.of_intec
    FROM enrolment_enrolment e
    JOIN enrolment_registration r ON r.id = e.registration_id
    JOIN regional rc ON rc.id = r.centre_id
    JOIN catalogue_offering o ON o.id = e.offering_id
    JOIN catalogue_unit u ON u.id = o.unit_id
    JOIN regional oc ON oc.id = o.centre_id
    WHERE e.state = 'enrolled' AND r.year = %(year)s
)
"""
LEARNERS: Final = """
SELECT rc.code, count(DISTINCT r.person_id) FROM enrolment_registration r
JOIN regional rc ON rc.id = r.centre_id
WHERE r.year = %(year)s AND r.state IN ('validated', 'paused') GROUP BY 1
"""
ENTRANTS: Final = """
SELECT taught, count(DISTINCT person_id) FROM taken WHERE answering <> taught_by GROUP BY 1
"""
OFFERINGS: Final = """
SELECT taught, count(DISTINCT offering) FROM taken
WHERE modality = %(modality)s AND relays_id IS NULL GROUP BY 1
"""
ENROLMENTS: Final = "SELECT taught, count(*) FROM taken GROUP BY 1"
OUTSIDE_INTEC: Final = "SELECT taught, count(*) FROM taken WHERE NOT of_intec GROUP BY 1"
MODALITIES: Final = {"on_site": "on_site", "distance": "distance", "hybrid": "hybrid"}
BLOCKS: Final = ("metropole", "overseas", "abroad")


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed figure, and the same counted in the database."""

    table: int
    row: str
    column: str
    published: int
    counted: int

    @property
    def agrees(self) -> bool:
        return self.published == self.counted


def compared(year: int) -> list[Cell]:
    """Every additive cell of both tables, subtotals and totals included."""
    counts = counted(year)
    cells = []
    for row in facts.table_1():
        cells += [
            Cell(1, row.code, column, getattr(row, column), _sum(counts[column], row))
            for column in ("learners", "entrants")
        ]
    for taught in facts.table_2():
        cells += [
            Cell(2, taught.code, column, getattr(taught, column), _sum(counts[column], taught))
            for column in ("on_site", "distance", "hybrid", "enrolments", "outside_intec")
        ]
    return cells


def counted(year: int) -> dict[str, dict[str, int]]:
    """Each additive column by the code of the centre, in a database that holds the network."""
    counts = {
        "learners": _counts(LEARNERS, year),
        "entrants": _counts(ENTRANTS, year),
        "enrolments": _counts(ENROLMENTS, year),
        "outside_intec": _counts(OUTSIDE_INTEC, year),
    }
    return counts | {
        column: _counts(OFFERINGS, year, modality=value) for column, value in MODALITIES.items()
    }


def expected(targets: Targets) -> dict[str, dict[str, int]]:
    """The same columns as the drawing aims at, at any scale."""
    codes = [centre.code for centre in facts.centres()]
    enrolments = targets.enrolments_on_site + targets.enrolments_distance
    outside = enrolments.copy()
    outside[facts.place()[facts.INTEC_CENTRE]] -= sum(targets.intec_enrolments)
    columns: dict[str, Ints] = {
        "learners": targets.learners,
        "entrants": targets.entrants,
        "on_site": targets.on_site,
        "distance": targets.distance,
        "hybrid": targets.hybrid,
        "enrolments": enrolments,
        "outside_intec": outside,
    }
    return {
        name: {code: count for code, count in zip(codes, values.tolist(), strict=True) if count}
        for name, values in columns.items()
    }


def _counts(query: str, year: int, **values: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(REGIONAL + query, {"year": year, **values})
        return dict(cursor.fetchall())


def _sum(counts: dict[str, int], row: facts.LearnerFacts | facts.TeachingFacts) -> int:
    return sum(counts.get(code, 0) for code in _codes(row))


def _codes(row: facts.LearnerFacts | facts.TeachingFacts) -> Iterable[str]:
    """The centres that a row of the tables covers."""
    if row.kind == "centre":
        return (row.code,)
    if row.code == facts.MERGED:
        return MERGED_PARTS
    blocks = BLOCKS if row.kind == "total" else (row.block,)
    return [centre.code for centre in facts.centres() if centre.block in blocks]
