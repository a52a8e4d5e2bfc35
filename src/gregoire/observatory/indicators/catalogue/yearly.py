"""Parchments (table 3) and open online courses: national, year by year."""

from typing import Any, Final

from gregoire.observatory.indicators.definition import (
    Condition,
    Count,
    Indicator,
    Role,
    Totals,
    equals,
    share,
    true,
)

DIPLOMA: Final = equals("kind", "diploma")
CERTIFICATE: Final = equals("kind", "certificate")
PROVISIONAL: Final = Count(true("provisional"))


def _parchments(code: str, where: Condition | None = None) -> Indicator:
    return Indicator(
        code,
        "parchments",
        unit="parchments",
        role=Role.NATIONAL,
        numerator=Count(where),
        totals=Totals.SUMS,
        provisional=PROVISIONAL,
    )


def _share(code: str, of: Condition, among: Condition | None = None, **more: Any) -> Indicator:
    terms = share(of, among) | {"field": Count(among)} | more
    return Indicator(code, "parchments", role=Role.NATIONAL, provisional=PROVISIONAL, **terms)


TABLE_3: Final = (
    _parchments("diplomas", DIPLOMA),
    _parchments("certificates", CERTIFICATE),
    _parchments("parchments"),
)
OTHERS: Final = (
    _share("diploma_share", DIPLOMA),
    _share("diploma_level_2_share", equals("level", "II"), DIPLOMA),
    _share("bachelor_share", equals("type", "bachelor"), DIPLOMA),
    _share("professional_bachelor_share", equals("type", "professional_bachelor"), DIPLOMA),
    _share("institution_diploma_share", equals("type", "institution_diploma"), DIPLOMA),
    _share(
        "bachelor_and_institution_diploma_share",
        equals("type", "bachelor", "professional_bachelor", "institution_diploma"),
        DIPLOMA,
    ),
    _share("amf_share", equals("type", "amf"), CERTIFICATE),
    _share("c2i_share", equals("type", "c2i"), CERTIFICATE),
    Indicator(
        "moocs",
        "moocs",
        unit="moocs",
        role=Role.NATIONAL,
        numerator=Count(weight="groups"),
        totals=Totals.SUMS,
    ),
    Indicator(
        "mooc_registrations",
        "moocs",
        unit="registrations",
        role=Role.NATIONAL,
        numerator=Count(weight="registrations"),
        totals=Totals.SUMS,
    ),
)
