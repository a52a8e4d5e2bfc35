"""Every sentence that this module says to people, one file for each of its parts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

from gregoire.correspondence.wording import conversations, offices
from gregoire.correspondence.wording.conversations import OFFICES, OFFICES_DO
from gregoire.correspondence.wording.offices import (
    ANNOUNCEMENT_STATES,
    ANNOUNCEMENT_TONES,
    AUDIENCES,
    CHANNELS,
    DELIVERY_STATES,
    OUTCOMES,
)

__all__ = [
    "ANNOUNCEMENT_STATES",
    "ANNOUNCEMENT_TONES",
    "AUDIENCES",
    "CHANNELS",
    "DELIVERY_STATES",
    "OFFICES",
    "OFFICES_DO",
    "OPERATIONS",
    "OUTCOMES",
    "REFUSALS",
]

REFUSALS: Final[Mapping[StrEnum, Promise]] = {**conversations.REFUSALS, **offices.REFUSALS}

OPERATIONS: Final[Mapping[str, Promise]] = {**conversations.OPERATIONS, **offices.OPERATIONS}
