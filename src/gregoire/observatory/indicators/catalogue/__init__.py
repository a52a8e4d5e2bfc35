"""Every indicator, defined once."""

from functools import cache

from gregoire.observatory.indicators.catalogue import learners, recognition, teaching, yearly
from gregoire.observatory.indicators.definition import Change, Indicator


@cache
def indicators() -> dict[str, Indicator]:
    """All that are made of counts of the linked facts, by code, in the order of the tables."""
    defined = (
        *learners.TABLE_1,
        *teaching.TABLE_2,
        *yearly.TABLE_3,
        *recognition.TABLE_3,
        *learners.OTHERS,
        *teaching.OTHERS,
        *yearly.OTHERS,
        *recognition.OTHERS,
    )
    return {each.code: each for each in defined}


@cache
def changes() -> dict[str, Change]:
    """Those that compare an indicator of the whole network with itself a year before, by code."""
    return {each.code: each for each in (*learners.CHANGES, *teaching.CHANGES)}
