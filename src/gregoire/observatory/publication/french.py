"""Figures as French print writes them: narrow no-break spaces, a decimal comma, a true minus."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from gregoire.observatory.figures import Cell, Status

NARROW: Final = "\u202f"
MARKS: Final = {  # what stands where there is no value
    Status.ELSEWHERE: "-",
    Status.MISSING: "-",
    Status.NOT_COMMUNICATED: "n.c.",
    Status.NOT_APPLICABLE: "s.o.",
    Status.SUPPRESSED: "c",
}
ABSENT: Final = "n.c."  # a figure that the edition does not hold
UNITS: Final = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
)  # fmt: skip


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero, to so many decimals; a negative number of places rounds to tens, hundreds."""
    step = Decimal(1).scaleb(-places)
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def number(value: Decimal, places: int = 0) -> str:
    """“60 502”, “34,1”, “−0,5”."""
    text = f"{rounded(value, places):,.{max(places, 0)}f}"
    return text.replace(",", NARROW).replace(".", ",").replace("-", "\u2212")


def decimals(value: Decimal) -> int:
    """How many the value was published with."""
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def shown(cell: Cell | None) -> str:
    """What print shows of a cell: its value as published, or the mark that stands in its place."""
    if cell is None:
        return ""
    if cell.value is None:
        return MARKS.get(cell.status, "-")
    return number(cell.value, decimals(cell.value))


def typographic(text: str) -> str:
    """Blanks that may not break before “: ; ! ? %” and inside quotes; the true apostrophe."""
    text = text.replace("'", "’").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    text = text.replace(" :", "\u00a0:")
    return re.sub(r" (?=[;!?%])", NARROW, text)
