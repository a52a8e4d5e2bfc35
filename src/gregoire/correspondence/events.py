from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeWrittenTo:
    """A person has written to an office, or replied to it."""

    conversation_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class OfficeAnswered:
    conversation_id: int
    message_id: int
