"""A decision about a registration, in the French of its address."""

from typing import Final

from gregoire.enrolment.states import CANCEL, MOVES, PAUSE, RESUME, VALIDATE

FRENCH: Final = {
    VALIDATE.name: "valider",
    PAUSE.name: "suspendre",
    RESUME.name: "reprendre",
    CANCEL.name: "annuler",
}
MOVE_OF: Final = {french: name for name, french in FRENCH.items()}


class MoveConverter:
    """`/suspendre/` is the move `pause`."""

    regex = "|".join(MOVE_OF)

    def to_python(self, value: str) -> str:
        return MOVE_OF[value]

    def to_url(self, value: str) -> str:
        """Raises ValueError where there is no such move: there is no such address then."""
        if value not in FRENCH:
            raise ValueError(value)
        return FRENCH[value]


class FormerMoveConverter:
    """The address that a move had in English: it is answered, and never given any more."""

    regex = "|".join(MOVES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        raise ValueError(value)
