"""Who followed a class, how one knows, and how many minutes that makes.

The tables of examples are in docs/reference/rules/learning-hours.md; the tests read them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

OPENS_BEFORE: Final = timedelta(minutes=30)  # the list and the code, before the class begins
CODE_LASTS_AFTER: Final = timedelta(minutes=30)  # the code, after the class has ended
GRACE: Final = timedelta(minutes=10)  # whoever comes within it is not late
LONGEST_NOTE: Final = 300  # characters
LONGEST_SIGNATURE: Final = 20_000  # characters of its path
SHORTEST_SIGNATURE: Final = 40  # a dot by accident is no signature
TYPED: Final = "= "  # before a name that was typed in the place of a drawing
PATH: Final = re.compile(r"[ML][0-9., ML-]*")


class Presence(StrEnum):
    PRESENT = "present"
    LATE = "late"
    DISTANT = "distant"  # followed online
    EXCUSED = "excused"
    ABSENT = "absent"


class Evidence(StrEnum):
    """How a presence or an hour is known."""

    SHEET = "sheet"  # a paper sheet, signed, kept by the centre
    TABLET = "tablet"  # signed with a finger
    CODE = "code"  # the code on the screen
    TEACHER = "teacher"  # the teacher's word
    CONNECTION = "connection"  # seen online
    CORRECTION = "correction"  # a counter-entry


class AttendanceRefusal(StrEnum):
    NOT_ENROLLED = "not_enrolled"
    NOT_YET = "not_yet"
    CLASS_NOT_HELD = "class_not_held"
    WRONG_CODE = "wrong_code"
    CODE_CLOSED = "code_closed"
    TOO_MANY_GUESSES = "too_many_guesses"
    NO_SIGNATURE = "no_signature"
    NO_REASON = "no_reason"
    LATE_BEYOND_THE_CLASS = "late_beyond_the_class"
    MONTH_NOT_OVER = "month_not_over"
    NO_HOURS = "no_hours"
    ISSUING_ALREADY = "issuing_already"
    NO_SEAL = "no_seal"


FOLLOWED: Final = frozenset({Presence.PRESENT, Presence.LATE, Presence.DISTANT})


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one learner at one class; `late` in minutes, of whoever came after the hour."""

    enrolment_id: int
    presence: Presence
    late: int = 0
    evidence: Evidence = Evidence.TEACHER
    signature: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the latest entry says of a learner at a class."""

    presence: Presence
    minutes: int
    evidence: Evidence
    signature: str = ""
    note: str = ""


def length_of(starts_at: datetime, ends_at: datetime) -> int:
    """The whole minutes of a class."""
    return int((ends_at - starts_at).total_seconds()) // 60


def late_refusal(mark: Mark, *, length: int) -> AttendanceRefusal | None:
    """Lateness is counted in minutes of the class: at least one of whoever is said late."""
    least = 1 if mark.presence == Presence.LATE else 0
    return None if least <= mark.late < length else AttendanceRefusal.LATE_BEYOND_THE_CLASS


def minutes_followed(mark: Mark, *, length: int) -> int:
    """The minutes of a class of `length` that this mark stands for; none of who was not there."""
    if mark.presence not in FOLLOWED:
        return 0
    return length if mark.presence == Presence.PRESENT else length - mark.late


def is_news(known: Known | None, mark: Mark, *, length: int) -> bool:
    """Does the mark say anything that is not known yet?  The same said twice is written once.

    The teacher's word adds nothing to a signature or a code that says the same.
    """
    minutes = minutes_followed(mark, length=length)
    if known is None or (known.presence, known.minutes) != (mark.presence, minutes):
        return True
    is_noted = mark.note not in {"", known.note}
    proves = mark.evidence != Evidence.TEACHER
    return is_noted or (
        proves and (known.evidence, known.signature) != (mark.evidence, mark.signature)
    )


def needs_reason(known: Known | None, *, day: date, today: date) -> bool:
    """What was said of a class is changed freely on its day, and later only with a reason."""
    return known is not None and today > day


def recording_refusal(
    *, starts_at: datetime, is_planned: bool, now: datetime
) -> AttendanceRefusal | None:
    """Attendance is of classes that are held, from half an hour before they begin."""
    if not is_planned:
        return AttendanceRefusal.CLASS_NOT_HELD
    return AttendanceRefusal.NOT_YET if now < starts_at - OPENS_BEFORE else None


def minutes_late(*, starts_at: datetime, code_shown_at: datetime, now: datetime) -> int:
    """How late whoever enters the code now has come; 0 within the grace.

    The grace counts from the first showing of the code where that was after the hour: nobody is
    late because the teacher showed it late.
    """
    if now <= max(starts_at, code_shown_at) + GRACE:
        return 0
    return length_of(starts_at, now)


def signature_refusal(signature: str) -> AttendanceRefusal | None:
    """A drawing is a path of moves and lines; or a name was typed in its place."""
    if signature.startswith(TYPED):
        good = bool(signature.removeprefix(TYPED).strip())
    else:
        drawn = PATH.fullmatch(signature) is not None
        good = drawn and SHORTEST_SIGNATURE <= len(signature) <= LONGEST_SIGNATURE
    return None if good else AttendanceRefusal.NO_SIGNATURE


@dataclass(frozen=True, slots=True)
class Followed:
    """Minutes of a learner in a unit on a day; those of a counter-entry are negative."""

    learner: str
    unit: str
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class MonthOfUnit:
    """What a learner followed of a unit in a month, which is named by its first day."""

    learner: str
    unit: str
    month: date
    minutes: int


def sums_of(followed: Iterable[Followed]) -> list[MonthOfUnit]:
    """Minutes by learner, month and unit; what comes to nothing is left out."""
    sums: dict[tuple[str, date, str], int] = {}
    for one in followed:
        key = (one.learner, one.day.replace(day=1), one.unit)
        sums[key] = sums.get(key, 0) + one.minutes
    return [
        MonthOfUnit(learner, unit, month, minutes)
        for (learner, month, unit), minutes in sorted(sums.items())
        if minutes
    ]


NUMBER: Final = re.compile(r"AH-(\d{4}-(?:0[1-9]|1[0-2]))-([2-9a-z]{14})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """What the number of a certificate says: its month, and which one of that month."""

    month: date
    public_id: str


def number_of(public_id: str, month: date) -> str:
    """`AH-2026-10-…`, the number by which a certificate is asked after."""
    return f"AH-{month:%Y-%m}-{public_id}"


def numbered(text: str) -> Numbered | None:
    """The number that somebody has typed, in small letters or great; None when it cannot be one."""
    typed = text.strip().lower().removeprefix("ah-")
    found = NUMBER.fullmatch(f"AH-{typed}")
    return Numbered(date.fromisoformat(f"{found[1]}-01"), found[2]) if found else None


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_refusal(month: date, *, today: date) -> AttendanceRefusal | None:
    """A month is certified once it is over."""
    return AttendanceRefusal.MONTH_NOT_OVER if today < month_after(month) else None
