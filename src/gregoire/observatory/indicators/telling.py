"""Definitions told: in words of both languages, and in the SQL that DuckDB is asked. Plain values only."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from gregoire.observatory.indicators import facts
from gregoire.observatory.indicators.catalogue import changes, indicators
from gregoire.observatory.indicators.definition import CONVENTIONS, PERCENT, Change, Indicator
from gregoire.observatory.indicators.words import LANGUAGES, data, footnotes

Words = dict[str, str]  # a sentence by language


@dataclass(frozen=True, slots=True)
class Definition:
    """How an indicator is defined, as editions keep it and compare it.

    `missing` and `totals` are sentences by convention, then language. `scale`: what numerator ÷
    denominator (or a count) is multiplied by. `sql`: the counts, by centre or year.
    """

    code: str
    title: Words
    how: Words
    unit: Words
    field: Words
    role: Words
    missing: dict[str, Words]
    totals: dict[str, Words]
    rounding: Words
    decimals: int
    scale: str
    is_rate: bool
    categories: tuple[str, ...]
    statuses: tuple[str, ...]
    sources: Words
    footnotes: tuple[Words, ...]
    caveats: tuple[Words, ...]
    sql: str


@cache
def definitions() -> dict[str, Definition]:
    """Every indicator, in the order of the tables; then changes from year to year."""
    told = {code: _told(indicator) for code, indicator in indicators().items()}
    return told | {code: _changed(change) for code, change in changes().items()}


def _told(indicator: Indicator) -> Definition:
    return Definition(
        code=indicator.code,
        unit=_words(data()["units"][indicator.unit]),
        role=_words(data()["roles"][indicator.role]),
        missing=_by_convention("missing", indicator.missing),
        totals=_by_convention("totals", indicator.totals),
        decimals=indicator.decimals,
        scale=str(indicator.scale),
        is_rate=indicator.is_rate,
        categories=indicator.by.categories if indicator.by else (),
        statuses=_statuses(indicator),
        footnotes=tuple(_words(data()["footnotes"][note]) for note in _notes(indicator)),
        sql=facts.sql(indicator),
        **_said(indicator.code),
    )


def _changed(change: Change) -> Definition:
    """Of a change, the query is that of what changes."""
    of = indicators()[change.of]
    return Definition(
        code=change.code,
        unit=_words(data()["units"][change.unit]),
        role=_words(data()["roles"]["national"]),
        missing=_by_convention("missing", of.missing),
        totals=_by_convention("totals", "counts"),
        decimals=change.decimals,
        scale=str(PERCENT),
        is_rate=True,
        categories=(),
        statuses=("A",),
        footnotes=(),
        sql=facts.sql(of),
        **_said(change.code),
    )


def _said(code: str) -> dict[str, Any]:
    entry = data()["indicators"][code]
    return {
        "title": _words(entry),
        "how": _words(entry["how"]),
        "field": _words(data()["fields"][entry["field"]]),
        "rounding": _words(data()["rounding"]),
        "sources": _words(data()["sources"][entry["source"]]),
        "caveats": tuple(_words(data()["caveats"][each]) for each in entry.get("caveats", ())),
    }


def _words(entry: dict[str, Any]) -> Words:
    return {language: entry[language] for language in LANGUAGES}


def _by_convention(section: str, code: str) -> dict[str, Words]:
    return {name: _words(data()[section][name][code]) for name in CONVENTIONS}


def _notes(indicator: Indicator) -> tuple[str, ...]:
    """Footnotes of the indicator, then those that single figures of it may bear."""
    of_places = data()["places"].get(indicator.code, {}).values()
    own = dict.fromkeys([*indicator.footnotes, *(note for notes in of_places for note in notes)])
    return tuple(note for note in own if note in footnotes())


def _statuses(indicator: Indicator) -> tuple[str, ...]:
    """SDMX statuses that its figures may bear."""
    found = ["A"]
    if indicator.role == "teaching":
        found += ["K", "W"]
    if indicator.withheld:
        found += ["L", "M"]
    if indicator.is_rate or indicator.role != "national":
        found.append("O")
    if indicator.provisional:
        found.append("P")
    return tuple(found)
