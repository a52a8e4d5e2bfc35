"""The life of a registration and of an enrolment, declared once."""

from enum import StrEnum
from typing import Final

from gregoire.kernel.machine import Machine, Move


class RegistrationState(StrEnum):
    REQUESTED = "requested"
    VALIDATED = "validated"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class EnrolmentState(StrEnum):
    WAITING = "waiting"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    NOT_OPENED = "not_opened"


UNDER_WAY: Final = (EnrolmentState.WAITING, EnrolmentState.ENROLLED)

R = RegistrationState
MANAGE_REGISTRATION: Final = "enrolment.manage_registration"
PAUSE_REGISTRATION: Final = "enrolment.pause_registration"

VALIDATE = Move("validate", frozenset({R.REQUESTED}), R.VALIDATED, MANAGE_REGISTRATION)
PAUSE = Move("pause", frozenset({R.VALIDATED}), R.PAUSED, PAUSE_REGISTRATION)
RESUME = Move("resume", frozenset({R.PAUSED}), R.VALIDATED, PAUSE_REGISTRATION)
CANCEL = Move(
    "cancel", frozenset({R.REQUESTED, R.VALIDATED, R.PAUSED}), R.CANCELLED, MANAGE_REGISTRATION
)

REGISTRATION = Machine("registration", start=R.REQUESTED, moves=(VALIDATE, PAUSE, RESUME, CANCEL))
MOVES: Final = {move.name: move for move in REGISTRATION.moves}
