"""What a home page says, as values: no clock, no database, no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

NOON: Final = 12
DAWN: Final = 5
DUSK: Final = 18
AHEAD_DAYS: Final = 200  # about a semester: the enrolment of the next one is in sight
WEEK_DAYS: Final = 7


class Greeting(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def greeting(hour: int) -> Greeting:
    """By the hour where the learner's centre stands."""
    if DAWN <= hour < NOON:
        return Greeting.MORNING
    return Greeting.AFTERNOON if NOON <= hour < DUSK else Greeting.EVENING


@dataclass(frozen=True, slots=True)
class Term:
    """The dates of one semester."""

    number: int
    teaching_starts_on: date
    teaching_ends_on: date
    enrolment_opens_on: date
    enrolment_closes_on: date


class Turn(StrEnum):
    """What happens in a semester on one day."""

    ENROLMENT_OPENS = "enrolment_opens"
    ENROLMENT_CLOSES = "enrolment_closes"
    TEACHING_STARTS = "teaching_starts"
    TEACHING_ENDS = "teaching_ends"


@dataclass(frozen=True, slots=True, order=True)
class Ahead:
    """One turn that is still to come, or that comes today."""

    on: date
    semester: int
    turn: Turn


def turns_ahead(terms: Iterable[Term], today: date, *, days: int = AHEAD_DAYS) -> list[Ahead]:
    """Every turn from today on, soonest first, as far as `days` from now."""
    found = [Ahead(on, term.number, turn) for term in terms for turn, on in _turns(term).items()]
    return sorted(ahead for ahead in found if 0 <= (ahead.on - today).days <= days)


def _turns(term: Term) -> dict[Turn, date]:
    return {
        Turn.ENROLMENT_OPENS: term.enrolment_opens_on,
        Turn.ENROLMENT_CLOSES: term.enrolment_closes_on,
        Turn.TEACHING_STARTS: term.teaching_starts_on,
        Turn.TEACHING_ENDS: term.teaching_ends_on,
    }


@dataclass(frozen=True, slots=True)
class Weeks:
    """How far a semester has come; `now` is 0 before it starts, `total` once it is over."""

    now: int
    total: int


def weeks_of(starts_on: date, ends_on: date, today: date) -> Weeks:
    """The week of a semester in which a day lies; the first is 1."""
    total = -(-((ends_on - starts_on).days + 1) // WEEK_DAYS)
    now = (today - starts_on).days // WEEK_DAYS + 1 if today >= starts_on else 0
    return Weeks(min(now, total), total)


class Change(StrEnum):
    """What has changed for a learner since they looked, the most pressing first."""

    NOT_OPENED = "not_opened"
    NOT_REGISTERED = "not_registered"
    PAUSED = "paused"
    TO_ACCEPT = "to_accept"
    TO_VALIDATE = "to_validate"
