"""Every sentence that this module says to people, one file for each of its parts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

from gregoire.planning.wording import attendance, own, plans, sessions
from gregoire.planning.wording.sessions import (
    CHANGES,
    MATERIALS,
    MODES,
    RULE_PROBLEMS,
    STATES,
)

__all__ = ["CHANGES", "MATERIALS", "MODES", "OPERATIONS", "REFUSALS", "RULE_PROBLEMS", "STATES"]

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    **sessions.REFUSALS,
    **attendance.REFUSALS,
    **plans.REFUSALS,
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    **sessions.OPERATIONS,
    **attendance.OPERATIONS,
    **plans.OPERATIONS,
    **own.OPERATIONS,
}
