"""A class and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = timedelta(hours=12)  # of one class; a seminar's day is shorter
SHORTEST: Final = timedelta(minutes=15)


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
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    HOUR_DOES_NOT_EXIST = "hour_does_not_exist"  # a night in March
    HOUR_COMES_TWICE = "hour_comes_twice"  # a night in October
    IN_THE_PAST = "in_the_past"
    CENTRE_CLOSED = "centre_closed"
    NEEDS_A_ROOM = "needs_a_room"
    NEEDS_A_LINK = "needs_a_link"
    BAD_LINK = "bad_link"
    ROOM_ELSEWHERE = "room_elsewhere"
    ROOM_TAKEN = "room_taken"
    ROOM_TOO_SMALL = "room_too_small"
    TEACHER_TAKEN = "teacher_taken"
    TEACHER_CANNOT_TRAVEL = "teacher_cannot_travel"
    OFFERING_NOT_TAUGHT_HERE = "offering_not_taught_here"
    NO_OCCURRENCE = "no_occurrence"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    RULES_OVERLAP = "rules_overlap"
    BAD_RULE = "bad_rule"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOT_PLANNED = "not_planned"
    NOTHING_CHANGES = "nothing_changes"
    NO_REASON = "no_reason"
    MADE_UP_ALREADY = "made_up_already"
    TOLD_ALREADY = "told_already"
    UNDONE_ALREADY = "undone_already"
    STARTED_ALREADY = "started_already"


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
