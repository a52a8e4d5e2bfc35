"""What people and offices write to each other: lengths, tidying, refusals."""

from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 5000
LONGEST_SUBJECT: Final = 150
LONGEST_QUOTE: Final = 600  # characters of what is answered
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
    ANSWERED_ALREADY = "answered_already"


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


def answering(subject: str) -> str:
    """The subject of an answer: `Re: ` once, and no longer than a subject can be."""
    marked = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    return marked[:LONGEST_SUBJECT].rstrip()


def quoting(text: str, said: str) -> str:
    """An answer, and below it the beginning of what it answers, as mail quotes it (RFC 3676, 4.5).

    As much is quoted as there is room for: the answer itself is never cut.
    """
    short = said if len(said) <= LONGEST_QUOTE else f"{said[:LONGEST_QUOTE].rstrip()}…"
    whole = "\n".join([text, "", *(f"> {line}".rstrip() for line in short.splitlines())])
    return whole if len(whole) <= LONGEST_TEXT else text
