from decimal import Decimal
from fractions import Fraction

import pytest

from gregoire.observatory.indicators.rounding import coverage, ratio, rounded


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "expected"),
    [
        (1, 8, 2, "0.13"),  # exactly half goes away from zero
        (-1, 8, 2, "-0.13"),
        (3, 8, 2, "0.38"),  # and not to the even neighbour, 0.38 being that of both rules
        (5, 2, 0, "3"),
        (-5, 2, 0, "-3"),
        (824_999, 10_000, 1, "82.5"),
        (82_449, 1_000, 1, "82.4"),
        (1, 3, 4, "0.3333"),
        (2, 3, 0, "1"),
        (0, 7, 1, "0.0"),
        (10**30 + 1, 2 * 10**30, 0, "1"),  # beyond what a float can tell apart
    ],
)
def test_half_goes_away_from_zero(
    numerator: int, denominator: int, decimals: int, expected: str
) -> None:
    found = rounded(Fraction(numerator, denominator), decimals)

    assert (found, str(found)) == (Decimal(expected), expected)


def test_a_ratio_is_rounded_once() -> None:
    assert ratio(23_600, 60_502, Fraction(100), 1) == Decimal("39.0")


@pytest.mark.parametrize(
    ("answered", "field", "expected"),
    [(3, 3, "1"), (59_999, 60_000, "0.9999"), (0, 3, "0"), (0, 0, None)],
)
def test_a_coverage_is_one_only_where_all_have_answered(
    answered: int, field: int, expected: str | None
) -> None:
    assert coverage(answered, field) == (None if expected is None else Decimal(expected))
