"""What people and offices write to each other: lengths, tidying, refusals."""

from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 5000


LONGEST_SUBJECT: Final = 150


SAME_WORDS_WITHIN_S: Final = 120  # a double click, a page sent again


class Office(StrEnum):
    """Whom a learner writes to at a centre."""

    SCHOOLING = "schooling"
    ADVISER = "adviser"
    EXAMS = "exams"
    RECOGNITION = "recognition"
    DIPLOMAS = "diplomas"


class MessageRefusal(StrEnum):
    NO_SUBJECT = "no_subject"
    SUBJECT_TOO_LONG = "subject_too_long"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    OFFICE_NOT_THERE = "office_not_there"
    TAKEN_BY_A_COLLEAGUE = "taken_by_a_colleague"


def tidied(text: str) -> str:
    """What was typed, as it is kept: one kind of line end, no blanks around, nothing invisible."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return lines.strip()


def subject_refusal(subject: str) -> MessageRefusal | None:
    """Why a tidied subject cannot stand; None when it can. A subject is one line."""
    if not subject:
        return MessageRefusal.NO_SUBJECT
    return MessageRefusal.SUBJECT_TOO_LONG if len(subject) > LONGEST_SUBJECT else None


def text_refusal(text: str) -> MessageRefusal | None:
    """Why a tidied text cannot be sent; None when it can."""
    if not text:
        return MessageRefusal.NO_TEXT
    return MessageRefusal.TEXT_TOO_LONG if len(text) > LONGEST_TEXT else None
