"""Table 2, and what else is said of teaching: counted at the centre that teaches."""

from typing import Any, Final

from gregoire.observatory.feeds import schema
from gregoire.observatory.indicators.definition import (
    By,
    Change,
    Count,
    Indicator,
    Returned,
    Role,
    Totals,
    both,
    equals,
    false,
    share,
    true,
)

OUTSIDE_INTEC: Final = false("intec")
PRESENT: Final = both(OUTSIDE_INTEC, true("present"))
EXAMINED: Final = both(OUTSIDE_INTEC, true("examined"))
EXAMINED_PRESENT: Final = both(EXAMINED, true("present"))
BY_MODALITY: Final = By("modality", schema.MODALITIES)
AT_A_DISTANCE: Final = ("distance", "hybrid")


def _taught(code: str, **terms: Any) -> Indicator:
    return Indicator(code, "enrolments", role=Role.TEACHING, **terms)


def _enrolments(code: str, **terms: Any) -> Indicator:
    """A plain count of enrolments."""
    return _taught(code, unit="enrolments", totals=Totals.SUMS, **terms)


def _offerings(modality: str) -> Indicator:
    return Indicator(
        f"offerings_{modality}",
        "offerings",
        unit="offerings",
        role=Role.TEACHING,
        numerator=Count(equals("modality", modality), weight="open"),
        field=Count(weight="open"),
        totals=Totals.SUMS,
        footnotes=("not_relayed",),
    )


def _presence(code: str, **more: Any) -> Indicator:
    terms = share(true("present"), EXAMINED)
    return _taught(
        code, **terms | {"field": Count(OUTSIDE_INTEC), "footnotes": ("presence",)}, **more
    )


def _success(code: str, **more: Any) -> Indicator:
    terms = share(true("passed"), EXAMINED_PRESENT)
    terms |= {"field": Count(EXAMINED_PRESENT), "footnotes": ("success",)}
    return _taught(code, **terms, **more)


TABLE_2: Final = (
    *(_offerings(modality) for modality in schema.MODALITIES),
    _enrolments("enrolments", numerator=Count(), returned=Returned("enrolments_by_level")),
    _taught(
        "level_1_share",
        **share(equals("level", "I")),
        returned=Returned("enrolments_by_level", ("I",), of="enrolments_by_level"),
    ),
    _taught(
        "distance_enrolment_share",
        **share(equals("modality", *AT_A_DISTANCE)),
        returned=Returned("enrolments_by_modality", AT_A_DISTANCE, of="enrolments_by_modality"),
    ),
    _enrolments(
        "enrolments_outside_intec",
        numerator=Count(OUTSIDE_INTEC),
        footnotes=("outside_intec",),
    ),
    _presence("presence_rate"),
    _success("success_rate"),
)
OTHERS: Final = (
    _taught(
        "on_site_enrolment_share",
        **share(equals("modality", "on_site")),
        returned=Returned("enrolments_by_modality", ("on_site",), of="enrolments_by_modality"),
    ),
    _presence("presence_rate_by_modality", by=BY_MODALITY),
    _success("success_rate_by_modality", by=BY_MODALITY),
    _enrolments(
        "enrolments_by_modality",
        numerator=Count(),
        by=BY_MODALITY,
        returned=Returned("enrolments_by_modality"),
    ),
    _enrolments(
        "enrolments_by_level",
        numerator=Count(),
        by=By("level", schema.LEVELS),
        returned=Returned("enrolments_by_level"),
    ),
    _enrolments("presents", numerator=Count(PRESENT)),
    _enrolments("passes", numerator=Count(both(PRESENT, true("passed")))),
)
CHANGES: Final = (
    Change("level_1_change", "level_1_share", False, "points"),  # noqa: FBT003
)
