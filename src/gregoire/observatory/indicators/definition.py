"""What an indicator is: whole counts of linked facts, and how a figure is made of them.

Nothing here needs an engine: conditions are functions from a table of Ibis to a condition of Ibis, which
`facts.py` compiles, all those of one table into one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

Condition = Callable[[Any], Any]  # of rows: a table of Ibis to a boolean column of it
PERCENT: Final = Fraction(100)
ONE: Final = Fraction(1)
NOTE: Final = "note-2016"  # reproduces the printed note
CLEAN: Final = "clean"
CONVENTIONS: Final = (CLEAN, NOTE)
UNKNOWN: Final = "unknown"  # the category of those of whom it is not known


class Role(StrEnum):
    """To which centre a row counts."""

    REGISTRATION = "registration"  # where the person is counted: their administrative registration
    RECEPTION = "reception"  # where they come as an entrant
    TEACHING = "teaching"  # the centre that teaches
    NATIONAL = "national"  # no centre keeps it


class Missing(StrEnum):
    """What a missing answer does to a rate under the convention of the note.

    Under `clean` it is always left out, and the coverage says how many have answered.
    """

    NONE = "none"  # nothing can be missing: a plain count
    NOT_COUNTED = "not_counted"  # of a count: it is no more than what is known
    EXCLUDED = "excluded"  # of a rate: left out of both terms
    ZERO_AMONG_LEARNERS = "zero_among_learners"  # counts as a no; all learners are below the line
    ZERO_AMONG_PERSONS = "zero_among_persons"  # the same, but for those returned by aggregate


class Totals(StrEnum):
    """How figures of regions, blocks and the total are made."""

    SUMS = "sums"
    COUNTS = "counts"  # a rate of the summed counts
    ROUNDED_BLOCKS = "rounded_blocks"  # in the note, the total comes of the three printed figures


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number of each group: the sum of a weight over the rows where a condition holds."""

    where: Condition | None = None
    weight: str = "rows"


@dataclass(frozen=True, slots=True)
class By:
    """The categories of a column that each give a figure of their own."""

    column: str
    values: tuple[str, ...]
    with_unknown: bool = False

    @property
    def categories(self) -> tuple[str, ...]:
        return (*self.values, UNKNOWN) if self.with_unknown else self.values

    def holds(self, category: str) -> Condition:
        if category == UNKNOWN:
            return lambda t: t[self.column].isnull()
        return lambda t: t[self.column].cast("string") == category


@dataclass(frozen=True, slots=True)
class Returned:
    """The same counts from returns by aggregate: of antennas, and of years of which these are left."""

    measure: str  # of `schema.MEASURES`
    categories: tuple[str, ...] = ()  # of the numerator; none: all
    of: str = ""  # the measure of the denominator; empty: the indicator is a count


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Figure = scale × numerator ÷ denominator, or the numerator alone.

    `answered` counts the rows of which it is known whether they belong below the line, `field` those
    of which it should be: their ratio is the coverage. `withheld`: the field of a feed's manifest that
    says that a centre has not communicated it. `scale` turns hundredths into units, ratios into per cent.
    """

    code: str
    fact: str
    unit: str
    role: Role
    numerator: Count
    denominator: Count | None = None
    answered: Count | None = None  # the denominator, where not said
    field: Count = Count()
    by: By | None = None
    scale: Fraction = ONE
    decimals: int = 0
    missing: Missing = Missing.NONE
    totals: Totals = Totals.COUNTS
    withheld: str = ""
    returned: Returned | None = None
    footnotes: tuple[str, ...] = ()
    provisional: Count | None = None  # rows of a period that makes its figure provisional

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None

    @property
    def categories(self) -> tuple[str, ...]:
        return self.by.categories if self.by else ("",)


@dataclass(frozen=True, slots=True)
class Change:
    """How an indicator of the whole network has moved since the year before.

    `is_growth`: in per cent of what it was; otherwise the difference, in points.
    """

    code: str
    of: str
    is_growth: bool
    unit: str
    decimals: int = 1


def share(of: Condition, among: Condition | None = None) -> dict[str, Any]:
    """The terms of a share of rows, in per cent with one decimal."""
    return {
        "numerator": Count(of if among is None else both(of, among)),
        "denominator": Count(among),
        "unit": "percent",
        "scale": PERCENT,
        "decimals": 1,
        "missing": Missing.EXCLUDED,
    }


def both(one: Condition, other: Condition) -> Condition:
    return lambda t: one(t) & other(t)


def equals(column: str, *values: str) -> Condition:
    return lambda t: t[column].isin(values)


def known(column: str) -> Condition:
    return lambda t: t[column].notnull()


def true(column: str) -> Condition:
    return lambda t: t[column].fill_null(False)  # noqa: FBT003 -- Ibis names it so


def false(column: str) -> Condition:
    return lambda t: ~t[column].fill_null(True)  # noqa: FBT003
