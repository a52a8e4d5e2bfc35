"""What a sentence of the note asks of an edition, and how the answer is said in French.

    {learners}  {learners@abroad}  {success_rate_by_modality/distance:whole}  {parchments~final:period}
    {compare mean_age vapp_mean_age: plus jeunes | aussi âgés | plus âgés}
    {sign first_diploma_bac2_change: en baisse | stable | en hausse}
    {differ head_count.lower head_count.upper} or {same …}, for a sentence that holds in one case only
    {under clean}, for one that holds under one convention

`@` a place (the total if none), `/` a category, `~` a period: `before`, `first`, `peak` (of years before,
the one of the greatest value), `final` (the last that is not provisional) or `before_final`; the
edition's own if none. After `:` how the number is written,
one of `WRITINGS`. `=name` is a figure from outside the edition, held as a constant, and `{source =name}`
whence it comes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from gregoire.observatory.figures import Cell, Edition, Status
from gregoire.observatory.indicators import KeyFigure, key_figures
from gregoire.observatory.places import TOTAL
from gregoire.observatory.publication.french import (
    ABSENT,
    UNITS,
    decimals,
    number,
    rounded,
    shown,
)

PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
QUERY: Final = re.compile(
    r"(?P<indicator>=?[a-z0-9_.]+)(?:/(?P<category>\w+))?(?:@(?P<place>[\w:-]+))?(?:~(?P<period>\w+))?"
)
SCALES: Final = (Decimal(1), Decimal(100), Decimal("0.01"))
SOME: Final = {
    10: "une dizaine", 12: "une douzaine", 15: "une quinzaine", 20: "une vingtaine",
    30: "une trentaine", 40: "une quarantaine", 50: "une cinquantaine", 100: "une centaine",
}  # fmt: skip
ALMOST: Final = 7  # of ten: from there on it is nearly the next
OF_THE_CONSTANTS: Final = (
    "2016-2017"  # what comes from outside was said of that year, and of no other
)
WHOLE: Final = Decimal(100)
HEAD_COUNT: Final = "head_count."


class NotKnownError(LookupError):
    """A comparison of which one side is not known: its sentence cannot be said."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: as exact as the counts allow; `published` is how the tables show it."""

    exact: Decimal | None
    published: str
    period: str = ""


class Figures:
    """An edition, asked by queries."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._constants = _constants() if edition.name == OF_THE_CONSTANTS else {}
        self._choices = {"compare": self._compare, "sign": self._sign}
        self._conditions: dict[str, Callable[[str], bool]] = {
            "differ": self._differ,
            "same": lambda asked: not self._differ(asked),
            "under": lambda asked: edition.convention == asked,
        }
        self._series: dict[tuple[str, str, str], dict[str, Cell]] = {}
        for cell in edition.cells:
            series = (cell.key.indicator, cell.key.place, cell.key.category)
            self._series.setdefault(series, {})[cell.key.period] = cell

    def say(self, placeholder: str) -> tuple[str, bool | None]:
        """What stands in place of `{placeholder}`; whether it is known, None where it is no figure."""
        word, _, asked = placeholder.partition(" ")
        if word in self._choices:
            return self._choices[word](asked), True
        if word in self._conditions:
            if not self._conditions[word](asked):
                raise NotKnownError(placeholder)
            return "", None
        if word == "source":
            return self._source(asked.removeprefix("=")), None
        return self._figure(placeholder)

    def _figure(self, placeholder: str) -> tuple[str, bool | None]:
        query, _, writing = (part.strip() for part in placeholder.partition(":"))
        if query == "edition":
            return self._edition.name, None
        found = self.find(query)
        if writing == "period":
            return found.period or ABSENT, None
        return (ABSENT, False) if found.exact is None else (WRITINGS[writing](found), True)

    def find(self, query: str) -> Found:
        """Raises ValueError for what is not a query."""
        asked = QUERY.fullmatch(query)
        if asked is None:
            raise ValueError(f"not a query: {query}")
        name = asked["indicator"]
        if name.startswith("="):
            return _outside(self._constants.get(name.removeprefix("=")))
        if name.startswith(HEAD_COUNT):
            return _of_head_count(self._edition, name.removeprefix(HEAD_COUNT))
        series = self._series.get((name, asked["place"] or TOTAL, asked["category"] or ""), {})
        cell = series.get(_period(series, asked["period"] or "", self._edition.name))
        if cell is None:
            return Found(None, "")
        return Found(exactly(cell), shown(cell), cell.key.period)

    def _differ(self, asked: str) -> bool:
        left, right = (self._known(query) for query in asked.split())
        return left != right

    def _source(self, name: str) -> str:
        if name not in self._constants:
            raise NotKnownError(name)
        return self._constants[name].source.fr

    def _compare(self, asked: str) -> str:
        queries, words = _choice(asked)
        left, right = (self._known(query) for query in queries.split())
        gap = rounded(left, 0) - rounded(right, 0)
        return words[_side(gap)]

    def _sign(self, asked: str) -> str:
        query, words = _choice(asked)
        return words[_side(rounded(self._known(query.strip()), 1))]

    def _known(self, query: str) -> Decimal:
        found = self.find(query).exact
        if found is None:
            raise NotKnownError(query)
        return found


def exactly(cell: Cell) -> Decimal | None:
    """The figure before its rounding, where the counts give it: rounding twice would be wrong."""
    if cell.value is None or not cell.numerator or not cell.denominator:
        return cell.value
    for scale in SCALES:
        exact = scale * cell.numerator / cell.denominator
        if rounded(exact, decimals(cell.value)) == cell.value:
            return exact
    return cell.value


def _period(series: Mapping[str, Cell], asked: str, name: str) -> str:
    """The period that `asked` means in a series; years of recognition are civil: the edition's second."""
    periods = sorted(series)
    current = name if name in series else name[-4:]
    if not asked:
        return current
    final = [each for each in periods if series[each].status is not Status.PROVISIONAL]
    before = [each for each in periods if each < current]
    chosen = {
        "first": before[:1],
        "before": before[-1:],
        "peak": sorted(before, key=lambda each: series[each].value or Decimal(0))[-1:],
        "final": final[-1:],
        "before_final": final[-2:-1],
    }
    return "".join(chosen[asked])


def _choice(asked: str) -> tuple[str, tuple[str, ...]]:
    query, _, words = asked.partition(":")
    return query, tuple(word.strip() for word in words.split("|"))


def _side(gap: Decimal) -> int:
    return 1 if not gap else 2 * (gap > 0)


@cache
def _constants() -> dict[str, KeyFigure]:
    return {each.key: each for each in key_figures(OF_THE_CONSTANTS) if each.is_constant}


def _outside(figure: KeyFigure | None) -> Found:
    if figure is None or figure.constant is None:
        return Found(None, "")
    return Found(figure.constant, number(figure.constant, decimals(figure.constant)))


def _of_head_count(edition: Edition, name: str) -> Found:
    value = getattr(edition.head_count, name)
    if value is None:
        return Found(None, "")
    exact = Decimal(str(value))
    return Found(exact, number(exact, decimals(exact)))


def _value(found: Found) -> Decimal:
    if found.exact is None:
        raise NotKnownError
    return found.exact


def _about(places: int) -> Callable[[Found], str]:
    """“près de 5 500”, “plus de 60 500”, “3 000” where that is exact."""

    def say(found: Found) -> str:
        exact = _value(found)
        near = rounded(exact, places)
        word = "" if near == exact else ("près de " if near > exact else "plus de ")
        return word + number(near)

    return say


def _rounded(places: int) -> Callable[[Found], str]:
    return lambda found: number(_value(found), places)


def _tenths(found: Found) -> str:
    """Of a percentage: “plus de six”, to be said of ten."""
    below, beyond = divmod(int(rounded(_value(found), 0)), 10)
    if beyond >= ALMOST:
        return f"près de {UNITS[below + 1]}"
    return f"plus de {UNITS[below]}" if beyond else UNITS[below]


def _millions(found: Found) -> str:
    exact = _value(found) / 1_000_000
    near = rounded(exact, 1)
    word = "" if near == exact else ("près de " if near > exact else "plus de ")
    return f"{word}{number(near, 1)} millions"


def _points(found: Found) -> str:
    """The size of a difference, without its sign."""
    return number(abs(_value(found)), 1)


def _percent(found: Found) -> str:
    """A share from 0 to 1 as per cent; what is not the whole is not said to be."""
    exact = 100 * _value(found)
    if rounded(exact, 2) == WHOLE > exact:
        return f"plus de {number(WHOLE - Decimal('0.01'), 2)}"
    return number(exact, 2)


def _some(found: Found) -> str:
    """“une dizaine”, “une cinquantaine”; “environ 35” where French has no such word."""
    exact = _value(found)
    return SOME.get(int(exact), f"environ {number(exact)}")


WRITINGS: Final[dict[str, Callable[[Found], str]]] = {
    "": lambda found: found.published,
    "whole": _rounded(0),
    "hundreds": _rounded(-2),
    "thousands": _rounded(-3),
    "about_hundreds": _about(-2),
    "about_thousands": _about(-3),
    "about_ten_thousands": _about(-4),
    "millions": _millions,
    "tenths": _tenths,
    "points": _points,
    "percent": _percent,
    "word": lambda found: UNITS[int(_value(found))],
    "some": _some,
}
