"""Table 1, and what else is said of learners: who they are, counted where they are registered."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gregoire.observatory.feeds import schema
from gregoire.observatory.indicators.definition import (
    PERCENT,
    By,
    Change,
    Count,
    Indicator,
    Missing,
    Returned,
    Role,
    Totals,
    both,
    equals,
    known,
    share,
    true,
)

HUNDREDTH: Final = Fraction(1, 100)
UP_TO_BAC: Final = ("none", "cap", "bac")
WITH_ALTERNANCE: Final = true("alternance")


def _learners(code: str, **terms: Any) -> Indicator:
    return Indicator(code, "learners", role=Role.REGISTRATION, **terms)


def _persons(code: str, **terms: Any) -> Indicator:
    """A plain count of learners."""
    return _learners(code, unit="persons", totals=Totals.SUMS, **terms)


def _by(code: str, column: str, values: tuple[str, ...], withheld: str, **more: Any) -> Indicator:
    return _persons(
        code,
        numerator=Count(),
        answered=Count(known(column)),
        by=By(column, values, with_unknown=True),
        missing=Missing.NOT_COUNTED,
        withheld=withheld,
        **more,
    )


LEARNERS: Final = _persons(
    "learners",
    numerator=Count(),
    returned=Returned("learners"),
    footnotes=("one_centre_each",),
)
DISTANCE_SHARE: Final = _learners(
    "distance_share",
    **share(true("at_distance"))
    | {
        "answered": Count(known("at_distance")),
        "denominator": Count(known("at_distance")),
        "missing": Missing.ZERO_AMONG_LEARNERS,
        "withheld": "distance",
        "returned": Returned("distance_learners", of="learners"),
    },
)
ALTERNANCE_SHARE: Final = _learners(
    "alternance_share",
    **share(WITH_ALTERNANCE)
    | {
        "answered": Count(known("alternance")),
        "denominator": Count(known("alternance")),
        "missing": Missing.ZERO_AMONG_PERSONS,
        "withheld": "alternance",
        "footnotes": ("two_sources",),
    },
)
MASCULINITY: Final = _learners(
    "masculinity",
    numerator=Count(equals("sex", "M")),
    denominator=Count(equals("sex", "F")),
    answered=Count(known("sex")),
    unit="men_per_100_women",
    scale=PERCENT,
    missing=Missing.EXCLUDED,
    totals=Totals.ROUNDED_BLOCKS,
    withheld="sex",
    footnotes=("masculinity",),
)
MEAN_AGE: Final = _learners(
    "mean_age",
    numerator=Count(weight="ages"),
    denominator=Count(weight="known_ages"),
    unit="years",
    decimals=1,
    missing=Missing.EXCLUDED,
    withheld="age",
)
SEEKING_SHARE: Final = _learners(
    "seeking_share",
    **share(equals("employment", "seeking"), equals("employment", "employed", "seeking"))
    | {
        "answered": Count(known("employment")),
        "withheld": "employment",
        "footnotes": ("active_population",),
    },
)
TABLE_1: Final = (
    LEARNERS,
    Indicator(
        "entrants",
        "links",
        unit="persons",
        role=Role.RECEPTION,
        numerator=Count(true("entrant")),
        totals=Totals.SUMS,
        footnotes=("entrants",),
    ),
    DISTANCE_SHARE,
    MASCULINITY,
    MEAN_AGE,
    _learners(
        "bac3_share",
        **share(equals("diploma", "bac_3", "bac_5", "doctorate"), known("diploma")),
        withheld="diploma",
    ),
    SEEKING_SHARE,
    ALTERNANCE_SHARE,
)


def _first_diplomas() -> Iterator[Indicator]:
    for code, values in (
        ("first_diploma_up_to_bac_share", UP_TO_BAC),
        ("first_diploma_bac2_share", ("bac_2",)),
        ("first_diploma_bac3_share", ("bac_3", "bac_5", "doctorate")),
    ):
        yield _learners(
            code,
            **share(equals("first_diploma", *values), known("first_diploma")),
            withheld="diploma",
            returned=Returned("learners_by_first_diploma", values, of="learners_by_first_diploma"),
        )


def _in_alternance(indicator: Indicator, code: str) -> Indicator:
    """The same indicator, of those who learn in alternance."""

    def among(count: Count) -> Count:
        where = count.where
        return replace(count, where=both(where, WITH_ALTERNANCE) if where else WITH_ALTERNANCE)

    assert indicator.denominator  # noqa: S101 -- only rates are asked
    return replace(
        indicator,
        code=code,
        numerator=among(indicator.numerator),
        denominator=among(indicator.denominator),
        answered=among(indicator.answered or indicator.denominator),
        field=Count(WITH_ALTERNANCE),
        totals=Totals.COUNTS,
    )


OTHERS: Final = (
    Indicator(
        "centres",
        "centres",
        unit="centres",
        role=Role.REGISTRATION,
        numerator=Count(weight="groups"),
        totals=Totals.SUMS,
    ),
    _persons(
        "distance_learners",
        missing=Missing.NOT_COUNTED,
        numerator=Count(true("at_distance")),
        answered=Count(known("at_distance")),
        withheld="distance",
        returned=Returned("distance_learners"),
    ),
    _persons(
        "alternance_learners",
        missing=Missing.NOT_COUNTED,
        numerator=Count(WITH_ALTERNANCE),
        answered=Count(known("alternance")),
        withheld="alternance",
        footnotes=("two_sources",),
    ),
    _learners(
        "apprenticeship_share",
        **share(
            both(WITH_ALTERNANCE, equals("contract", "apprenticeship")),
            both(WITH_ALTERNANCE, known("contract")),
        )
        | {"field": Count(WITH_ALTERNANCE), "withheld": "alternance"},
    ),
    _in_alternance(replace(MEAN_AGE, withheld="alternance"), "alternance_mean_age"),
    _in_alternance(replace(MASCULINITY, withheld="alternance"), "alternance_masculinity"),
    *_first_diplomas(),
    _learners(
        "employed_share",
        **share(equals("employment", "employed"), known("employment")),
        withheld="employment",
    ),
    _learners(
        "seeking_share_of_all",
        **share(equals("employment", "seeking"), known("employment")),
        withheld="employment",
    ),
    _learners(
        "intermediate_share",
        **share(
            both(equals("employment", "employed"), equals("occupation", "intermediate")),
            both(equals("employment", "employed"), known("occupation")),
        )
        | {"field": Count(equals("employment", "employed")), "withheld": "employment"},
    ),
    _learners(
        "trainee_hours",
        numerator=Count(weight="hundredths_of_hours"),
        answered=Count(weight="known_hours"),
        unit="hours",
        scale=HUNDREDTH,
        missing=Missing.NOT_COUNTED,
        totals=Totals.SUMS,
    ),
    _by("learners_by_sex", "sex", schema.SEXES, "sex"),
    _by("learners_by_employment", "employment", schema.EMPLOYMENTS, "employment"),
    _by("learners_by_diploma", "diploma", schema.DIPLOMAS, "diploma"),
    _by(
        "learners_by_first_diploma",
        "first_diploma",
        schema.DIPLOMAS,
        "diploma",
        returned=Returned("learners_by_first_diploma"),
    ),
    _by("learners_by_alternance", "alternance", ("true", "false"), "alternance"),
)
CHANGES: Final = (
    Change("first_diploma_up_to_bac_change", "first_diploma_up_to_bac_share", False, "points"),  # noqa: FBT003
    Change("first_diploma_bac2_change", "first_diploma_bac2_share", False, "points"),  # noqa: FBT003
    Change("distance_learners_growth", "distance_learners", True, "percent"),  # noqa: FBT003
)
