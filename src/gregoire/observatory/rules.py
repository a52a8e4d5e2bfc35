"""What the observatory may answer about a pair. Pure values."""

from enum import StrEnum


class Answer(StrEnum):
    """Whether two registrations are one person's."""

    SAME = "same"
    DIFFERENT = "different"
    ASK_CENTRE = "ask_centre"
