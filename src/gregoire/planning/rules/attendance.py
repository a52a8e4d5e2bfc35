"""Who followed a class, and how one knows."""

from enum import StrEnum


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
    NO_SIGNATURE = "no_signature"
    NO_REASON = "no_reason"
    LATE_BEYOND_THE_CLASS = "late_beyond_the_class"
    MORE_THAN_THE_CLASS = "more_than_the_class"
    CORRECTED_ALREADY = "corrected_already"
    MONTH_NOT_OVER = "month_not_over"
    NO_HOURS = "no_hours"
