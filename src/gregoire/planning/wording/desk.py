"""The timetable of a centre, as its office reads and changes it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.planning.rules.plans import Pattern
from gregoire.planning.rules.sessions import ChangeKind, SessionState

WEEKDAYS: Final[Mapping[str, Promise]] = {
    "MO": _("Monday"),
    "TU": _("Tuesday"),
    "WE": _("Wednesday"),
    "TH": _("Thursday"),
    "FR": _("Friday"),
    "SA": _("Saturday"),
    "SU": _("Sunday"),
}
PATTERNS: Final[Mapping[Pattern, Promise]] = {
    Pattern.EVENING: _("Evenings"),
    Pattern.SATURDAY: _("Saturdays"),
    Pattern.SEMINAR: _("Seminars, Friday and Saturday"),
    Pattern.DAY: _("In the day"),
}
STATE_TONES: Final[Mapping[SessionState, str]] = {
    SessionState.PLANNED: "green",
    SessionState.CANCELLED: "red",
    SessionState.POSTPONED: "amber",
}
REASONS: Final = (
    _("The teacher is ill"),
    _("The teacher is kept away"),
    _("The room is not available"),
    _("Strike in public transport"),
    _("Bad weather"),
    _("Breakdown at the centre"),
)
TITLES: Final[Mapping[ChangeKind, Promise]] = {
    ChangeKind.CANCELLED: _("Cancel a class"),
    ChangeKind.POSTPONED: _("Postpone a class"),
    ChangeKind.MOVED: _("Move a class"),
    ChangeKind.MADE_UP: _("Make a class up"),
}
NOT_WEEKS: Final = _("Write weeks by their numbers, from 1 to 53, as in “40, 42, 45-48”.")
DONE: Final[Mapping[ChangeKind, Promise]] = {
    ChangeKind.CANCELLED: _("The class is cancelled."),
    ChangeKind.POSTPONED: _("The class is postponed."),
    ChangeKind.MOVED: _("The class is moved."),
    ChangeKind.MADE_UP: _("The make-up class is planned."),
}
UNDONE: Final = _("Taken back: the class is as it was, and nobody has been told.")
PLANNED: Final = _("The classes are planned, and the learners are told of them.")
ADDED: Final = _("The class is planned, and the learners are told of it.")
MATERIAL_SAID: Final = _("Noted: the learners are told that the material is online.")
ROOM_ADDED: Final = _("The room is there: classes can be planned in it.")
ROOM_CHANGED: Final = _("What is said of the room is corrected.")
ROOM_REMOVED: Final = _("The room is removed.")
CLOSED: Final = _("The centre is closed on that day.")
REOPENED: Final = _("The centre is open again on that day.")
