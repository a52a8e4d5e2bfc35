"""From whole counts to what is published: one rule, half away from zero, without any float."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

FOUR: Final = 4  # decimals of a coverage


def rounded(value: Fraction, decimals: int) -> Decimal:
    """To so many decimals; exactly half of the last one goes away from zero.

    >>> rounded(Fraction(-1, 8), 2)
    Decimal('-0.13')
    """
    shifted = abs(value) * 10**decimals
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def ratio(numerator: int, denominator: int, scale: Fraction, decimals: int) -> Decimal:
    """A scaled ratio of counts, rounded; raises ZeroDivisionError."""
    return rounded(Fraction(numerator, denominator) * scale, decimals)


def coverage(answered: int, field: int) -> Decimal | None:
    """The share of a field that has answered, rounded down: 1 only where all have."""
    if not field:
        return None
    return Decimal(answered * 10**FOUR // field).scaleb(-FOUR)
