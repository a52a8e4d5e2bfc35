"""How the rules say no."""

from enum import StrEnum


class RefusedError(Exception):
    """An anticipated, explainable no.

    The reason is a member of the module's own enumeration; the module's `wording.py` holds the
    sentence that people read. `facts` are the values that the sentence names.
    """

    def __init__(self, reason: StrEnum, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
