"""The semester planner."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise

REFUSALS: Final[Mapping[StrEnum, Promise]] = {}

OPERATIONS: Final[Mapping[str, Promise]] = {}
