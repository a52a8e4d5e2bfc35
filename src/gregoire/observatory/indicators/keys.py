"""The figures of the narrative text: which figure of an edition each is, and how the text rounds it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from math import ceil, floor

from gregoire.observatory.figures import Cell, Key
from gregoire.observatory.indicators.catalogue import changes, indicators
from gregoire.observatory.indicators.definition import PERCENT
from gregoire.observatory.indicators.rounding import rounded
from gregoire.observatory.indicators.words import Text


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of the text.

    `figure` is None where it comes from outside: then `constant` and `source` say what and whence.
    Otherwise the text says figure ÷ `per`, rounded to a multiple of `step`: half away from zero, or down
    or up where it gives a range (“16 to 17 years”).
    """

    key: str
    figure: Key | None
    step: Decimal
    per: int
    rounding: str  # half_up, down, up
    unit: str
    constant: Decimal | None
    source: Text

    @property
    def is_constant(self) -> bool:
        return self.figure is None

    def said(self, cells: Mapping[Key, Cell]) -> Decimal | None:
        """What the text says of these cells; None where the figure has no value.

        Rates are taken from their counts, so that nothing is rounded twice; a figure whose counts do not make its value is taken as it was published.
        """
        if self.figure is None:
            return self.constant
        cell = cells.get(self.figure)
        if cell is None or cell.value is None:
            return None
        return self.of(_exact(cell))

    def of(self, value: Fraction) -> Decimal:
        """A value as the text rounds it."""
        steps = value / self.per / Fraction(self.step)
        if self.rounding == "half_up":
            whole = rounded(steps, 0)
        else:
            whole = Decimal(floor(steps) if self.rounding == "down" else ceil(steps))
        return whole * self.step


def _exact(cell: Cell) -> Fraction:
    """The value behind a rounded one, where the counts give it back."""
    assert cell.value is not None  # noqa: S101 -- asked by `said`
    if not cell.denominator or cell.numerator is None:
        return Fraction(cell.value)
    code = cell.key.indicator
    scale = PERCENT if code in changes() else indicators()[code].scale
    exact = Fraction(cell.numerator, cell.denominator) * scale
    exponent = cell.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return exact if rounded(exact, decimals) == cell.value else Fraction(cell.value)


@cache
def key_figures(edition: str = "2016-2017") -> tuple[KeyFigure, ...]:
    """Every figure of the text of an edition, in the order in which it says them."""
    text = (files("gregoire.observatory") / "data" / "key_figures.csv").read_text(encoding="utf-8")
    return tuple(_key_figure(row, edition) for row in csv.DictReader(text.splitlines()))


def _key_figure(row: dict[str, str], edition: str) -> KeyFigure:
    is_constant = row["kind"] == "constant"
    period = _period(row["period"], edition)
    figure = Key(row["indicator"], row["place"], period, row["category"])
    return KeyFigure(
        key=row["key"],
        figure=None if is_constant else figure,
        step=Decimal(row["step"]),
        per=int(row["per"]),
        rounding=row["rounding"],
        unit=row["unit"],
        constant=Decimal(row["value"]) if is_constant else None,
        source=Text(row["source_fr"], row["source_en"]),
    )


def _period(period: str, edition: str) -> str:
    """What a period of the file means; others are themselves: “2013-2014”."""
    first = int(edition[:4])
    named = {
        "edition": edition,
        "edition-1": f"{first - 1}-{first}",
        "civil": str(first + 1),
    }
    return named.get(period, period)
