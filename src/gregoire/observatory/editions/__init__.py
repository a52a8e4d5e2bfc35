"""Editions: built once from what was ingested, checked, compared, shown without what points at a person.

Whatever needs an engine or a solver is imported by what uses it: pages may read editions.
"""

from gregoire.observatory.editions.building import (
    CONVENTIONS,
    EditionError,
    build,
    built,
    current,
    keep_public,
    load,
    load_public,
    published,
    refuse_other_public,
    teaching,
)
from gregoire.observatory.editions.checking import check
from gregoire.observatory.editions.comparing import Difference, compare
from gregoire.observatory.editions.lines import CheckLine, Verdict
from gregoire.observatory.editions.teaching import Teaching

__all__ = [
    "CONVENTIONS",
    "CheckLine",
    "Difference",
    "EditionError",
    "Teaching",
    "Verdict",
    "build",
    "built",
    "check",
    "compare",
    "current",
    "keep_public",
    "load",
    "load_public",
    "published",
    "refuse_other_public",
    "teaching",
]
