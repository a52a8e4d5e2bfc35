"""Whole counts from an engine: DuckDB on the linked files, or any backend of Ibis that holds the tables."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import ibis

from gregoire.observatory import linked
from gregoire.observatory.indicators import facts
from gregoire.observatory.indicators.catalogue import indicators
from gregoire.observatory.indicators.definition import Count, Indicator, Returned, both, equals
from gregoire.observatory.linked import TABLES

Where = tuple[str, str]  # place, period; empty where the fact has none
Terms = Mapping[str, int]
MEMORY: Final = "3GB"  # that DuckDB may take; beyond, it writes to disk


@dataclass(frozen=True, slots=True)
class Offered:
    """An offering with enrolments: a row of the drill-down."""

    offering: str
    intec: bool
    enrolments: int
    presents: int
    passes: int


@dataclass(frozen=True, slots=True)
class Counts:
    """All that figures are made of. `of` and `returned`: terms by (indicator, category), then where.

    `withheld`: by centre, what it has not communicated or what does not apply, with the reason.
    """

    of: Mapping[tuple[str, str], Mapping[Where, Terms]]
    returned: Mapping[tuple[str, str], Mapping[Where, Terms]]
    withheld: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offerings: tuple[Offered, ...] = ()


def opened(folder: Path) -> Any:
    """DuckDB, with a view on each linked file; raises FileNotFoundError where one lacks."""
    for table in TABLES:
        if not (folder / f"{table.name}.parquet").is_file():
            raise FileNotFoundError(folder / f"{table.name}.parquet")
    backend = ibis.duckdb.connect(memory_limit=MEMORY)
    for table in TABLES:
        backend.read_parquet(folder / f"{table.name}.parquet", table_name=table.name)
    return backend


def counts_on(backend: Any) -> Counts:
    """All counts, one query for each linked table."""
    return Counts(
        of=_own(backend),
        returned=_counted(backend, "aggregates", returned_counts()),
        withheld=_withheld(backend),
        offerings=_offerings(backend),
    )


def _own(backend: Any) -> dict[tuple[str, str], dict[Where, Terms]]:
    found: dict[tuple[str, str], dict[Where, Terms]] = {}
    for fact, counts in own_counts().items():
        found |= _counted(backend, fact, counts)
    return found


@cache
def own_counts() -> dict[str, dict[tuple[str, str, str], Count]]:
    """For each fact, every count that some indicator needs, by (indicator, category, term)."""
    wanted: dict[str, dict[tuple[str, str, str], Count]] = defaultdict(dict)
    for code, indicator in indicators().items():
        for category in indicator.categories:
            for term, count in facts.terms(indicator, category).items():
                wanted[indicator.fact][code, category, term] = count
    return dict(wanted)


@cache
def returned_counts() -> dict[tuple[str, str, str], Count]:
    """The same from returns by aggregate."""
    return {
        (code, category, term): count
        for code, indicator in indicators().items()
        if indicator.returned
        for category in indicator.categories
        for term, count in _returned_terms(indicator, indicator.returned, category).items()
    }


def _returned_terms(indicator: Indicator, returned: Returned, category: str) -> dict[str, Count]:
    measure = equals("measure", returned.measure)
    categories = (category,) if indicator.by else returned.categories
    of = both(measure, equals("category", *categories)) if categories else measure
    below = equals("measure", returned.of or returned.measure)
    return {
        "numerator": Count(of, "count"),
        "denominator": Count(below, "count"),
        "lines": Count(measure),  # none: it was not returned
        "learners": Count(equals("measure", "learners"), "count"),
    }


def _counted(
    backend: Any, name: str, counts: Mapping[tuple[str, str, str], Count]
) -> dict[tuple[str, str], dict[Where, Terms]]:
    """Terms of each indicator and category, where there are any rows at all."""
    fact = facts.FACTS[name]
    columns = {f"c{place}": key for place, key in enumerate(counts)}
    query = facts.counted(fact, {column: counts[key] for column, key in columns.items()})
    found: dict[tuple[str, str], dict[Where, Terms]] = {
        (code, category): {} for code, category, _ in counts
    }
    for row in _rows(backend, query):
        where = tuple(str(row[key]) if key else "" for key in (fact.place, fact.period))
        split: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for column, (code, category, term) in columns.items():
            split[code, category][term] = row[column]
        for key, terms in split.items():
            found[key][where[0], where[1]] = terms
    return found


def _withheld(backend: Any) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(backend, facts.unbound(linked.WITHHELD)):
        found[row["centre"]][row["field"]] = row["reason"]
    return dict(found)


def _offerings(backend: Any) -> tuple[Offered, ...]:
    table = facts.unbound(linked.OFFERINGS)
    names = ("offering", "intec", "enrolments", "presents", "passes")
    taken = table.filter(table.enrolments > 0).select(*names)
    offered = (
        Offered(
            row["offering"],
            bool(row["intec"]),
            row["enrolments"],
            row["presents"] or 0,
            row["passes"] or 0,
        )
        for row in _rows(backend, taken)
    )
    return tuple(sorted(offered, key=lambda each: each.offering))


def _rows(backend: Any, query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = backend.to_pyarrow(query).to_pylist()
    return rows
