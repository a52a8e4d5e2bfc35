"""Every sentence that this module says to people, one file for each of its parts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

from gregoire.correspondence.wording import conversations, offices, preferences
from gregoire.correspondence.wording.conversations import CAMPUS, OFFICES, OFFICES_DO
from gregoire.correspondence.wording.offices import (
    ANNOUNCEMENT_STATES,
    ANNOUNCEMENT_TONES,
    AUDIENCES,
    CHANNELS,
    DELIVERY_STATES,
    OUTCOMES,
)
from gregoire.correspondence.wording.preferences import RHYTHMS

__all__ = [
    "ANNOUNCEMENT_STATES",
    "ANNOUNCEMENT_TONES",
    "AUDIENCES",
    "CAMPUS",
    "CHANNELS",
    "DELIVERY_STATES",
    "OFFICES",
    "OFFICES_DO",
    "OPERATIONS",
    "OUTCOMES",
    "REFUSALS",
    "RHYTHMS",
]

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    **conversations.REFUSALS,
    **offices.REFUSALS,
    **preferences.REFUSALS,
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    **conversations.OPERATIONS,
    **offices.OPERATIONS,
    **preferences.OPERATIONS,
}
