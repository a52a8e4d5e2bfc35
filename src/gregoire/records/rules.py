"""What has been earned: pure values and rules.  No clock, no database, no Django."""

from enum import StrEnum


class Way(StrEnum):
    """By what a unit was earned, or tried."""

    EXAM = "exam"
    CONTINUOUS = "continuous"
    VES = "ves"
    VAE = "vae"
    TRANSFER = "transfer"
    EXPERIENCE = "experience"


class Outcome(StrEnum):
    EARNED = "earned"
    FAILED = "failed"
    ABSENT = "absent"
