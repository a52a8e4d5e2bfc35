"""Years side by side: what the published editions say of one place, with breaks marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from gregoire.observatory.figures import Cell, Status
from gregoire.observatory.indicators import tables
from gregoire.observatory.places import TOTAL, place
from gregoire.observatory.web import addresses
from gregoire.observatory.web.definitions import title_of
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.shown import Figure, figure, legend

CIVIL = 4  # characters of a civil year


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of one period, and the edition that says it."""

    cell: Cell
    shown: Shown


@dataclass(frozen=True, slots=True)
class Trend:
    title: str
    to: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Trends over the same periods; `legend` says what their marks mean."""

    title: str
    periods: tuple[str, ...]
    trends: tuple[Trend, ...]
    legend: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class YearsPage:
    editions: list[str]
    series: list[Series]
    place: str
    choices: list[tuple[str, str]]
    chosen: str


def years_page(editions: Sequence[Shown], code: str) -> YearsPage:
    return YearsPage(
        editions=[shown.name for shown in editions],
        series=series_of(editions, code),
        place=addresses.label_of(place(code)),
        choices=[("", place(TOTAL).label)]
        + [(slug, addresses.label_of(each)) for slug, each in addresses.places_by_slug().items()],
        chosen="" if code == TOTAL else addresses.slug_of(code),
    )


def series_of(editions: Sequence[Shown], code: str) -> list[Series]:
    """Every figure of a place that is known of two periods or more; the newest edition first."""
    told: dict[str, dict[str, Told]] = {}
    for shown in editions:
        for cell in shown.of_place(code):
            if not cell.key.category:
                periods = told.setdefault(cell.key.indicator, {})
                periods.setdefault(cell.key.period, Told(cell, shown))
    kept = {code: periods for code, periods in told.items() if len(periods) > 1}
    academic = {c: p for c, p in kept.items() if all(len(each) > CIVIL for each in p)}
    civil = {c: p for c, p in kept.items() if c not in academic}
    both = ((_("By academic year"), academic), (_("By calendar year"), civil))
    return [_series(title, found) for title, found in both if found]


def _series(title: str, told: dict[str, dict[str, Told]]) -> Series:
    periods = tuple(sorted({period for found in told.values() for period in found}))
    trends = tuple(_trend(code, told[code], periods) for code in _in_order(told))
    figures = [each for trend in trends for each in trend.figures]
    return Series(title, periods, trends, legend(figures))


def _in_order(told: Collection[str]) -> list[str]:
    """As in the tables; then the others, by their codes, so that what belongs together stays so."""
    codes = [column.indicator for layout in tables() for column in layout.columns]
    codes += [row.indicator for layout in tables() for row in layout.rows]
    ranks = {code: rank for rank, code in enumerate(dict.fromkeys(codes))}
    return sorted(told, key=lambda code: (ranks.get(code, len(ranks)), code))


def _trend(code: str, told: dict[str, Told], periods: Sequence[str]) -> Trend:
    known = [period for period in periods if period in told]
    broken = {after for before, after in pairwise(known) if is_break(told[before], told[after])}
    newest = told[known[-1]].shown
    return Trend(
        title=title_of(newest.edition, code),
        to=addresses.indicator(newest.name, code),
        figures=tuple(_figure(told.get(period), period in broken) for period in periods),
    )


def is_break(before: Told, after: Told) -> bool:
    """Whether two figures of one series cannot be compared: said so, or not made alike."""
    if after.cell.status is Status.BREAK:
        return True
    if before.shown is after.shown:
        return False
    code = after.cell.key.indicator
    one, other = before.shown.edition, after.shown.edition
    return one.convention != other.convention or (
        one.definitions.get(code) != other.definitions.get(code)
    )


def _figure(told: Told | None, is_broken: bool) -> Figure:
    if told is None:
        return Figure(symbol="–", meaning=_("not published"))
    shown = figure(told.cell)
    if not is_broken:
        return shown
    meaning = _("break in the series: not made as the year before")
    return replace(shown, mark=f"{shown.mark} ‖".strip(), meaning=meaning)
