"""Whole counts from an engine: DuckDB on the linked files, or any backend of Ibis that holds the tables."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import ibis

from gregoire.observatory import linked
from gregoire.observatory.indicators import facts
from gregoire.observatory.indicators.catalogue import indicators
from gregoire.observatory.indicators.definition import Count, Indicator, Returned, both, equals
from gregoire.observatory.linked import TABLES

Where = tuple[str, str]  # place, period; empty where the fact has none
Terms = Mapping[str, int]
Row = dict[str, Any]
MEMORY: Final = "3GB"  # that DuckDB may take; beyond, it writes to disk


@dataclass(frozen=True)
class Query:
    """A query, as Ibis writes it, and the column of each count."""

    expression: Any
    columns: Mapping[Count, str] = field(default_factory=dict)

    @cached_property
    def sql(self) -> str:
        """As DuckDB is asked."""
        return str(ibis.to_sql(self.expression, dialect="duckdb", pretty=False))


Run = Callable[[Query], list[Row]]


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


@contextmanager
def duckdb_on(folder: Path) -> Iterator[Run]:
    """DuckDB, with a view on each linked file; raises FileNotFoundError where one lacks.

    It is asked what Ibis compiles, without its backend, which would bring pandas and pyarrow along.
    """
    with (
        TemporaryDirectory(prefix="gregoire-tables-") as spill,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": spill}) as engine,
    ):
        for table in TABLES:
            file = folder / f"{table.name}.parquet"
            if not file.is_file():
                raise FileNotFoundError(file)
            engine.read_parquet(str(file)).create_view(table.name)

        def run(query: Query) -> list[Row]:
            found = engine.execute(query.sql)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

        yield run


def backend_of(backend: Any) -> Run:
    """Any backend of Ibis that holds the linked tables under their names: PostgreSQL, Spark."""

    def run(query: Query) -> list[Row]:
        rows: list[Row] = backend.to_pyarrow(query.expression).to_pylist()
        return rows

    return run


def counts_on(run: Run) -> Counts:
    """All counts, one query for each linked table."""
    return Counts(
        of=_own(run),
        returned=_counted(run, "aggregates"),
        withheld=_withheld(run),
        offerings=_offerings(run),
    )


def _own(run: Run) -> dict[tuple[str, str], dict[Where, Terms]]:
    found: dict[tuple[str, str], dict[Where, Terms]] = {}
    for fact in own_counts():
        found |= _counted(run, fact)
    return found


def wanted(fact: str) -> dict[tuple[str, str, str], Count]:
    """Every count that is asked of a fact, by (indicator, category, term)."""
    return returned_counts() if fact == "aggregates" else own_counts()[fact]


@cache
def query_of(fact: str) -> Query:
    """The one query of a fact; it is compiled once in a process."""
    return Query(*facts.fused(facts.FACTS[fact], wanted(fact).values()))


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


def columns_read() -> dict[str, list[str]]:
    """Which columns of each linked table the indicators read: what a bare scan reads too."""
    found: dict[str, set[str]] = {}
    for name in own_counts():
        table = facts.FACTS[name].table
        read = facts.fields(query_of(name).expression, table)
        found[table.name] = found.get(table.name, set()) | read
    return {table: sorted(columns) for table, columns in found.items()}


def _counted(run: Run, name: str) -> dict[tuple[str, str], dict[Where, Terms]]:
    """Terms of each indicator and category, where there are any rows at all."""
    fact, query, counts = facts.FACTS[name], query_of(name), wanted(name)
    found: dict[tuple[str, str], dict[Where, Terms]] = {
        (code, category): {} for code, category, _ in counts
    }
    for row in run(query):
        where = tuple(str(row[key]) if key else "" for key in (fact.place, fact.period))
        split: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for (code, category, term), count in counts.items():
            split[code, category][term] = row[query.columns[count]]
        for key, terms in split.items():
            found[key][where[0], where[1]] = terms
    return found


def _withheld(run: Run) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in run(Query(facts.unbound(linked.WITHHELD))):
        found[row["centre"]][row["field"]] = row["reason"]
    return dict(found)


def _offerings(run: Run) -> tuple[Offered, ...]:
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
        for row in run(Query(taken))
    )
    return tuple(sorted(offered, key=lambda each: each.offering))
