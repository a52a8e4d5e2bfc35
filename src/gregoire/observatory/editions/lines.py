"""One comparison of a check, and how figures are written in it. Pure values."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gregoire.observatory.figures import Cell, Key, Status


class Verdict(StrEnum):
    """What came of a comparison."""

    HOLDS = "holds"
    GAP = "gap"
    ABSENT = "absent"  # a figure that the feeds did not bring: no decision of recognition, say
    IMPOSSIBLE = "impossible"  # a printed figure that contradicts others: listed, with the reason


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One comparison. `check`: of which kind; `about`: which figure; `reason`: why it is impossible."""

    check: str
    about: str
    expected: str
    found: str
    verdict: Verdict
    reason: str = ""


def line(check: str, about: str, expected: object, found: object) -> CheckLine:
    """Equal, or a gap."""
    verdict = Verdict.HOLDS if expected == found else Verdict.GAP
    return CheckLine(check, about, str(expected), str(found), verdict)


def mark_of(cell: Cell, elsewhere: str = "-") -> str:
    """What is printed in place of a value; nothing where there is one."""
    marks = {
        Status.NOT_COMMUNICATED: "n.c.",
        Status.NOT_APPLICABLE: "s.o.",
        Status.MISSING: "-",
        Status.ELSEWHERE: elsewhere,
        Status.SUPPRESSED: "c",
    }
    return marks[cell.status] if cell.value is None else ""


def shown(cell: Cell | None, elsewhere: str = "-") -> str:
    """A figure as it is compared: its value in plain decimals, or the mark in its place."""
    if cell is None:
        return "no such figure"
    if cell.value is None:
        return mark_of(cell, elsewhere)
    return plain(cell.value)


def plain(value: Decimal) -> str:
    return f"{value:f}"


def name_of(key: Key) -> str:
    return " ".join(part for part in (key.indicator, key.place, key.period, key.category) if part)
