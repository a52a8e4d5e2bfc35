"""The linked tables as facts, and the one query that gives all counts of each.

Two levels: rows are first counted by the few values of the columns that conditions read (the only pass
over what may be millions of rows), then conditions are applied to these groups.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import ibis
from ibis.expr import operations

from gregoire.observatory import linked
from gregoire.observatory.feeds import schema
from gregoire.observatory.indicators.definition import (
    By,
    Count,
    Indicator,
    both,
)
from gregoire.observatory.linked import LinkedTable

HUNDREDTHS: Final = 100
TYPES: Final = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "SMALLINT": "int16",
    "INTEGER": "int32",
    "DOUBLE": "float64",
}
Weight = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A linked table. `place`, `period`: the columns by which it is counted; None: it has no such.

    `per`: columns whose values are told apart at the first level whatever is asked. `weights`: what else
    may be added up there than rows: whole numbers, for all engines the same.
    """

    table: LinkedTable
    place: str | None = None
    period: str | None = None
    per: tuple[str, ...] = ()
    weights: tuple[tuple[str, Weight], ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.place, self.period) if key)


def hundredths(column: Any) -> Any:
    """A number with decimals as whole hundredths (half up): their sums are the same on every engine."""
    return (column * HUNDREDTHS + 0.5).floor().cast("int64")


def _decided(outcome: str) -> Weight:
    return lambda t: (t.outcome == outcome).sum()


FACTS: Final = {
    "learners": Fact(linked.LEARNERS, "centre", weights=(
        ("ages", lambda t: t.age.sum()),
        ("known_ages", lambda t: t.age.count()),
        ("hundredths_of_hours", lambda t: hundredths(t.hours).sum()),
        ("known_hours", lambda t: t.hours.count()),
    )),
    "centres": Fact(linked.LEARNERS, "centre"),
    "links": Fact(linked.LINKS, "centre"),
    "offerings": Fact(linked.OFFERINGS, "centre", weights=(
        ("open", lambda t: ((t.enrolments > 0) & ~t.relayed.fill_null(False)).sum()),  # noqa: FBT003
    )),
    "enrolments": Fact(linked.ENROLMENTS, "centre"),
    "parchments": Fact(linked.PARCHMENTS, period="year"),
    "moocs": Fact(linked.MOOCS, period="year", per=("mooc",), weights=(
        ("registrations", lambda t: t.registrations.sum()),
    )),
    "recognition": Fact(linked.RECOGNITION, period="civil_year", per=("procedure", "candidate"), weights=(
        ("sex", lambda t: t.sex.max()),
        ("employment", lambda t: t.employment.max()),
        ("age", lambda t: t.age.max()),
        ("hundredths_of_experience", lambda t: hundredths(t.experience_years).max()),
        ("hundredths_since_diploma", lambda t: hundredths(t.years_since_diploma).max()),
        *((outcome, _decided(outcome)) for outcome in schema.DECISIONS),
    )),
    "aggregates": Fact(linked.AGGREGATES, "centre", "year", weights=(
        ("count", lambda t: t["count"].sum()),
    )),
}  # fmt: skip


@cache
def unbound(table: LinkedTable) -> Any:
    """The table as engines will know it: its name, its columns and their types."""
    return ibis.table({name: TYPES[kind] for name, kind in table.columns}, name=table.name)


def counted(fact: Fact, counts: Mapping[str, Count]) -> Any:
    """The query: a row for each place and period, a column for each count."""
    first = _first_level(fact, counts.values())
    return _second_level(fact, first, {name: _sum(first, each) for name, each in counts.items()})


def fused(fact: Fact, counts: Iterable[Count]) -> tuple[Any, dict[Count, str]]:
    """The same for many counts, those that are alike only once; and the column of each."""
    all_ = list(dict.fromkeys(counts))
    first = _first_level(fact, all_)
    sums = {each: _sum(first, each) for each in all_}
    names: dict[Any, str] = {}
    columns = {
        each: names.setdefault(column.op(), f"c{len(names)}") for each, column in sums.items()
    }
    return _second_level(fact, first, {columns[each]: sums[each] for each in all_}), columns


def _first_level(fact: Fact, counts: Iterable[Count]) -> Any:
    """Rows counted by all columns that the counts read."""
    base = unbound(fact.table)
    read = set(fact.per).union(*(_read(fact, count) for count in counts))
    weights = {name: weight(base) for name, weight in fact.weights if name in read}
    told_apart = [
        name
        for name, _ in fact.table.columns
        if name in read - weights.keys() and name not in fact.keys
    ]
    first = base.group_by([*fact.keys, *told_apart]).aggregate(rows=base.count(), **weights)
    return first.mutate(groups=ibis.literal(1, "int64"))


def _second_level(fact: Fact, first: Any, sums: Mapping[str, Any]) -> Any:
    keys = list(fact.keys)
    return first.group_by(keys).aggregate(**sums).order_by(keys)


def _sum(first: Any, count: Count) -> Any:
    where = None if count.where is None else count.where(first)
    return first[count.weight].sum(where=where).fill_null(0).cast("int64")


@cache
def _grouped(fact: Fact) -> Any:
    """What conditions are given to find out which columns they read: rows or groups."""
    columns = {name: TYPES[kind] for name, kind in fact.table.columns}
    weights = {name: weight(unbound(fact.table)).type() for name, weight in fact.weights}
    return ibis.table(columns | weights, name="groups")


def _read(fact: Fact, count: Count) -> set[str]:
    """The columns and weights that a count reads."""
    if count.where is None:
        return {count.weight}
    found = count.where(_grouped(fact)).op().find(operations.Field)
    return {count.weight} | {field.name for field in found}


def fields(query: Any, table: LinkedTable) -> set[str]:
    """The columns of a linked table that a query reads."""
    relation = unbound(table).op()
    return {field.name for field in query.op().find(operations.Field) if field.rel == relation}


def terms(indicator: Indicator, category: str = "") -> dict[str, Count]:
    """The counts that an indicator (or one category of it) is made of, by the name of the term."""
    denominator = indicator.denominator
    found = {"numerator": _within(indicator.by, category, indicator.numerator)}
    if denominator:
        found["denominator"] = _within(indicator.by, category, denominator)
    answered = indicator.answered or denominator
    if answered:
        restricted = indicator.by if indicator.is_rate else None
        found["answered"] = _within(restricted, category, answered)
        found["field"] = _within(restricted, category, indicator.field)
    if indicator.provisional:
        found["provisional"] = indicator.provisional
    return found


def _within(by: By | None, category: str, count: Count) -> Count:
    if by is None:
        return count
    holds = by.holds(category)
    return Count(both(count.where, holds) if count.where else holds, count.weight)


def sql(indicator: Indicator) -> str:
    """The query of one indicator alone, as DuckDB would be asked."""
    counts = {
        f"{category}_{term}".lstrip("_"): count
        for category in indicator.categories
        for term, count in terms(indicator, category).items()
    }
    return str(ibis.to_sql(counted(FACTS[indicator.fact], counts), dialect="duckdb"))
