"""What this module tells higher ones, inside the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegistrationMoved:
    registration_id: int
    move: str


@dataclass(frozen=True, slots=True)
class LearnerEnrolled:
    enrolment_id: int
    rank: int | None  # in the waiting list; None with a place


@dataclass(frozen=True, slots=True)
class LearnerWithdrawn:
    enrolment_id: int
