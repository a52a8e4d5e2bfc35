"""The linked facts: what remains of the feeds once persons are known across centres.

One folder of Parquet files, without names: the only thing that indicators read. Keys of persons are
pseudonyms, the same from one edition to the next. A missing answer is null; what a centre has not
communicated is in `withheld`, so that a convention can tell one from the other.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """Columns with their DuckDB types, in order; rows are sorted by all of them."""

    name: str
    columns: tuple[tuple[str, str], ...]


LEARNERS: Final = LinkedTable("learners", (  # one row per person: the partition of table 1
    ("person", "VARCHAR"),
    ("centre", "VARCHAR"),  # where they are counted: their administrative registration
    ("age", "SMALLINT"),  # whole years on 31 December of the first half of the year
    ("sex", "VARCHAR"),  # F, M
    ("employment", "VARCHAR"), ("occupation", "VARCHAR"),
    ("first_diploma", "VARCHAR"), ("diploma", "VARCHAR"),
    ("alternance", "BOOLEAN"), ("contract", "VARCHAR"),
    ("hours", "DOUBLE"),  # all their registrations of the year together
    ("at_distance", "BOOLEAN"),  # enrolled in at least one distance or hybrid offering, anywhere
))  # fmt: skip
LINKS: Final = LinkedTable("links", (  # one row per person and centre where they are registered or taught
    ("person", "VARCHAR"),
    ("centre", "VARCHAR"),
    ("entrant", "BOOLEAN"),  # counted in another centre, and not through the centre that answers for it
))  # fmt: skip
OFFERINGS: Final = LinkedTable("offerings", (
    ("offering", "VARCHAR"),  # system/key
    ("centre", "VARCHAR"), ("unit", "VARCHAR"), ("title", "VARCHAR"), ("level", "VARCHAR"),
    ("modality", "VARCHAR"), ("intec", "BOOLEAN"), ("semester", "VARCHAR"),
    ("relayed", "BOOLEAN"),
    ("enrolments", "INTEGER"), ("presents", "INTEGER"), ("passes", "INTEGER"),
))  # fmt: skip
ENROLMENTS: Final = LinkedTable("enrolments", (
    ("centre", "VARCHAR"),  # that teaches
    ("home", "VARCHAR"),  # where the person is counted
    ("offering", "VARCHAR"),
    ("level", "VARCHAR"), ("modality", "VARCHAR"), ("intec", "BOOLEAN"),
    ("examined", "BOOLEAN"),  # the offering has at least one present: the field of exam rates (note 4)
    ("present", "BOOLEAN"), ("passed", "BOOLEAN"),
))  # fmt: skip
PARCHMENTS: Final = LinkedTable("parchments", (
    ("year", "VARCHAR"), ("kind", "VARCHAR"), ("type", "VARCHAR"), ("level", "VARCHAR"),
    ("provisional", "BOOLEAN"),
))  # fmt: skip
RECOGNITION: Final = LinkedTable("recognition", (
    ("civil_year", "SMALLINT"), ("procedure", "VARCHAR"), ("candidate", "VARCHAR"),
    ("outcome", "VARCHAR"), ("sex", "VARCHAR"), ("age", "SMALLINT"), ("employment", "VARCHAR"),
    ("experience_years", "DOUBLE"), ("years_since_diploma", "DOUBLE"),
    ("units_granted", "INTEGER"), ("units_refused", "INTEGER"),
))  # fmt: skip
MOOCS: Final = LinkedTable(
    "moocs", (("year", "VARCHAR"), ("mooc", "VARCHAR"), ("registrations", "INTEGER"))
)
AGGREGATES: Final = LinkedTable("aggregates", (
    ("centre", "VARCHAR"), ("year", "VARCHAR"), ("measure", "VARCHAR"), ("category", "VARCHAR"),
    ("count", "INTEGER"),
))  # fmt: skip
WITHHELD: Final = LinkedTable("withheld", (
    ("centre", "VARCHAR"),
    ("field", "VARCHAR"),  # one of schema.WITHHELD
    ("reason", "VARCHAR"),  # not_communicated, not_applicable
))  # fmt: skip
TABLES: Final = (
    LEARNERS, LINKS, OFFERINGS, ENROLMENTS, PARCHMENTS, RECOGNITION, MOOCS, AGGREGATES, WITHHELD,
)  # fmt: skip
