"""A class and what can happen to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from gregoire.kernel.machine import Machine, Move

LONGEST: Final = timedelta(hours=12)  # of one class; a seminar's day is shorter
SHORTEST: Final = timedelta(minutes=15)
LONGEST_REASON: Final = 300
LONGEST_LINK: Final = 300
UNDO_FOR: Final = timedelta(minutes=2)  # a change can be undone: nobody is told before
TOO_NEAR_TO_WAIT: Final = timedelta(hours=2)  # a class that starts so soon is told of at once
TOO_NEAR_FOR_MAIL: Final = timedelta(hours=12)  # one phones
LINK: Final = re.compile(r"https://[^\s/?#@\"<>\\]+\.[^\s@\"<>\\]*")


class Mode(StrEnum):
    """Where a class is followed."""

    ON_SITE = "on_site"
    ONLINE = "online"
    BOTH = "both"  # in the room and at a distance, at the same time


class SessionState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"  # its material goes online, and it is made up later


class ChangeKind(StrEnum):
    """What happened to a class (guide, “Modification de planning”)."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    MOVED = "moved"  # to another room, hour, teacher or mode
    MADE_UP = "made_up"


class Material(StrEnum):
    """What a postponed class owes: its course and exercises, put online."""

    NONE = "none"
    DUE = "due"
    ONLINE = "online"


class SessionRefusal(StrEnum):
    ENDS_BEFORE_IT_STARTS = "class_ends_before_it_starts"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    HOUR_DOES_NOT_EXIST = "hour_does_not_exist"  # a night in March
    HOUR_COMES_TWICE = "hour_comes_twice"  # a night in October
    IN_THE_PAST = "in_the_past"
    OUTSIDE_THE_SEMESTER = "outside_the_semester"
    WEEK_OUTSIDE = "week_outside_the_semester"
    CENTRE_CLOSED = "centre_closed"
    NEEDS_A_ROOM = "needs_a_room"
    ONLINE_TAKES_NO_ROOM = "online_takes_no_room"
    NEEDS_A_LINK = "needs_a_link"
    BAD_LINK = "bad_link"
    ROOM_ELSEWHERE = "room_of_another_centre"
    ROOM_GONE = "room_gone"
    ROOM_TAKEN = "room_taken"
    ROOM_TOO_SMALL = "room_too_small"
    TEACHER_TAKEN = "teacher_taken"
    TEACHER_CANNOT_TRAVEL = "teacher_cannot_travel"
    OFFERING_NOT_TAUGHT_HERE = "offering_not_taught_here"
    NO_OCCURRENCE = "no_occurrence"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    RULES_OVERLAP = "rules_overlap"
    BAD_RULE = "bad_rule"
    CHANGED_MEANWHILE = "class_changed_meanwhile"
    NOT_PLANNED = "not_planned"
    NOTHING_CHANGES = "nothing_changes"
    NO_REASON = "no_reason_for_the_change"
    MADE_UP_ALREADY = "made_up_already"
    TOLD_ALREADY = "told_already"
    UNDONE_ALREADY = "undone_already"
    STARTED_ALREADY = "started_already"
    OVER_ALREADY = "over_already"
    HOURS_RECORDED = "hours_recorded"
    REASON_TOO_LONG = "reason_too_long"
    NOT_MADE_UP = "not_made_up"  # only what was cancelled or postponed is
    NO_MATERIAL_DUE = "no_material_due"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is said of one class: instants in UTC, room and teacher by their keys."""

    starts_at: datetime
    ends_at: datetime
    mode: Mode
    room_id: int | None = None
    teacher_id: int | None = None
    link: str = ""
    title: str = ""  # what the class is about, where it is said

    def as_json(self) -> Mapping[str, object]:
        """As a change keeps it: instants in ISO 8601."""
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "mode": str(self.mode),
            "room_id": self.room_id,
            "teacher_id": self.teacher_id,
            "link": self.link,
            "title": self.title,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "SessionFacts":
        """What a change kept of a class; raises KeyError or ValueError where it is something else."""
        room, teacher = kept["room_id"], kept["teacher_id"]
        return cls(
            starts_at=datetime.fromisoformat(str(kept["starts_at"])),
            ends_at=datetime.fromisoformat(str(kept["ends_at"])),
            mode=Mode(str(kept["mode"])),
            room_id=None if room is None else int(str(room)),
            teacher_id=None if teacher is None else int(str(teacher)),
            link=str(kept["link"]),
            title=str(kept["title"]),
        )

    @property
    def is_on_site(self) -> bool:
        return self.mode is not Mode.ONLINE


def facts_refusal(facts: SessionFacts) -> SessionRefusal | None:
    """Why a class cannot be described so, whatever else is planned; None when it can."""
    if refusal := length_refusal(facts.ends_at - facts.starts_at):
        return refusal
    if facts.is_on_site and facts.room_id is None:
        return SessionRefusal.NEEDS_A_ROOM
    if facts.room_id is not None and not facts.is_on_site:
        return SessionRefusal.ONLINE_TAKES_NO_ROOM
    if facts.mode is not Mode.ON_SITE and not facts.link:
        return SessionRefusal.NEEDS_A_LINK
    return link_refusal(facts.link)


def length_refusal(length: timedelta) -> SessionRefusal | None:
    """Why no class lasts so long; None when one can."""
    if length <= timedelta(0):
        return SessionRefusal.ENDS_BEFORE_IT_STARTS
    if length > LONGEST:
        return SessionRefusal.TOO_LONG
    return SessionRefusal.TOO_SHORT if length < SHORTEST else None


def link_refusal(link: str) -> SessionRefusal | None:
    """An address that a click opens safely: https, a host with a dot, nobody's name in it."""
    if not link or (len(link) <= LONGEST_LINK and LINK.fullmatch(link)):
        return None
    return SessionRefusal.BAD_LINK


def reason_refusal(reason: str) -> SessionRefusal | None:
    """Why a tidied reason cannot stand; None when it can."""
    if not reason:
        return SessionRefusal.NO_REASON
    return SessionRefusal.REASON_TOO_LONG if len(reason) > LONGEST_REASON else None


def instant_of(day: date, hour: time, zone: ZoneInfo) -> datetime | SessionRefusal:
    """The instant at which the clock on the wall says so, with its zone.

    Refused where the clock never says it (a night in March) or says it twice (one in October).
    """
    naive = datetime.combine(day, hour)
    early, late = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early
    return (
        SessionRefusal.HOUR_COMES_TWICE
        if _comes_back(early) == naive
        else SessionRefusal.HOUR_DOES_NOT_EXIST
    )


def _comes_back(local: datetime) -> datetime:
    zone = local.tzinfo
    there = datetime.fromtimestamp(local.timestamp(), tz=zone)
    return there.replace(tzinfo=None, fold=0)


def tell_at(now: datetime, starts_at: datetime) -> datetime:
    """When people are told of a change: in two minutes; at once where the class starts soon."""
    return now if starts_at - now <= TOO_NEAR_TO_WAIT else now + UNDO_FOR


def is_within_the_day(starts_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Does it start today on the wall clock of the centre, or in so few hours that a mail is too slow?

    The guide: “Si le délai est trop court (journée), vous serez averti par un appel téléphonique.” A
    class of the next morning, cancelled at night, is as near as one of the same evening.
    """
    if starts_at <= now:
        return False
    same_day = starts_at.astimezone(zone).date() == now.astimezone(zone).date()
    return same_day or starts_at - now <= TOO_NEAR_FOR_MAIL


CANCEL = Move(
    "cancel",
    frozenset({SessionState.PLANNED}),
    SessionState.CANCELLED,
    "planning.cancel_session",
)
POSTPONE = Move(
    "postpone",
    frozenset({SessionState.PLANNED}),
    SessionState.POSTPONED,
    "planning.postpone_session",
)
MOVE = Move(
    "move", frozenset({SessionState.PLANNED}), SessionState.PLANNED, "planning.move_session"
)
UNDO = Move(
    "undo",
    frozenset({SessionState.CANCELLED, SessionState.POSTPONED}),
    SessionState.PLANNED,
    "planning.undo_change",
)
CLASS = Machine("class", start=SessionState.PLANNED, moves=(CANCEL, POSTPONE, MOVE, UNDO))
