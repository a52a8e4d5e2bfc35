"""Recognition of experience and of studies (table 3): candidates and decisions of civil years.

A candidate counts once per procedure and civil year, however many decisions they receive; where their
decisions disagree about them, the greatest answer counts.
"""

from typing import Any, Final

from gregoire.observatory.feeds import schema
from gregoire.observatory.indicators.catalogue.learners import HUNDREDTH
from gregoire.observatory.indicators.definition import (
    Condition,
    Count,
    Indicator,
    Missing,
    Role,
    Totals,
    both,
    equals,
    known,
    share,
)


def _of(procedure: str) -> Condition:
    return equals("procedure", procedure)


def _name(procedure: str, what: str) -> str:
    return f"{procedure.lower()}_{what}"


def _count(procedure: str, what: str, unit: str, weight: str) -> Indicator:
    return Indicator(
        _name(procedure, what),
        "recognition",
        unit=unit,
        role=Role.NATIONAL,
        numerator=Count(_of(procedure), weight),
        totals=Totals.SUMS,
    )


def _share(procedure: str, what: str, column: str, *values: str) -> Indicator:
    """Of the candidates of whom it is known."""
    terms = share(equals(column, *values), both(_of(procedure), known(column)))
    terms["numerator"] = Count(terms["numerator"].where, "groups")
    terms["denominator"] = Count(terms["denominator"].where, "groups")
    return Indicator(
        _name(procedure, what),
        "recognition",
        role=Role.NATIONAL,
        field=Count(_of(procedure), "groups"),
        **terms,
    )


def _mean(procedure: str, what: str, column: str, **scaled: Any) -> Indicator:
    """Of the candidates of whom it is known."""
    return Indicator(
        _name(procedure, what),
        "recognition",
        unit="years",
        role=Role.NATIONAL,
        numerator=Count(_of(procedure), column),
        denominator=Count(both(_of(procedure), known(column)), "groups"),
        field=Count(_of(procedure), "groups"),
        decimals=1,
        missing=Missing.EXCLUDED,
        **scaled,
    )


TABLE_3: Final = tuple(
    each
    for procedure in schema.PROCEDURES
    for each in (
        _count(procedure, "candidates", "candidates", "groups"),
        _count(procedure, "decisions", "decisions", "rows"),
    )
)
OUTCOMES: Final = {
    "VAPP": ("direct_access", "conditional_access", "refused"),
    "VAE": ("full", "partial", "refused"),
    "VES": ("granted", "granted_with_refusals", "refused"),
}
OTHERS: Final = (
    *(
        _count(procedure, outcome, "decisions", outcome)
        for procedure, outcomes in OUTCOMES.items()
        for outcome in outcomes
    ),
    *(
        each
        for procedure in schema.PROCEDURES
        for each in (
            _share(procedure, "women_share", "sex", "F"),
            _share(procedure, "men_share", "sex", "M"),
            _mean(procedure, "mean_age", "age"),
            _share(procedure, "seeking_share", "employment", "seeking", "inactive"),
        )
    ),
    _mean("VAPP", "experience", "hundredths_of_experience", scale=HUNDREDTH),
    _mean("VAE", "years_since_diploma", "hundredths_since_diploma", scale=HUNDREDTH),
)
