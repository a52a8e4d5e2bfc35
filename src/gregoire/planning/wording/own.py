"""One's own planning: its pages, its feed, its print."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.planning.rules.sessions import ChangeKind, Material, Mode, SessionState

MODE_TONES: Final[Mapping[Mode, str]] = {
    Mode.ON_SITE: "blue",
    Mode.ONLINE: "green",
    Mode.BOTH: "amber",
}
STATES: Final[Mapping[SessionState, Promise]] = {
    SessionState.CANCELLED: pgettext_lazy("class", "Cancelled"),
    SessionState.POSTPONED: pgettext_lazy("class", "Postponed"),
}
NEWS: Final[Mapping[ChangeKind, Promise]] = {
    ChangeKind.CANCELLED: _("%(class)s of %(was)s is cancelled: %(reason)s"),
    ChangeKind.POSTPONED: _("%(class)s of %(was)s is postponed: %(reason)s"),
    ChangeKind.MOVED: _("%(class)s of %(was)s is moved to %(now)s: %(reason)s"),
    ChangeKind.MADE_UP: _("%(class)s of %(was)s is made up on %(now)s"),
}
NEWS_OF_MANY: Final[Mapping[ChangeKind, Promise]] = {
    ChangeKind.CANCELLED: _("%(count)d classes of %(class)s are cancelled: %(reason)s"),
    ChangeKind.POSTPONED: _("%(count)d classes of %(class)s are postponed: %(reason)s"),
    ChangeKind.MOVED: _("%(count)d classes of %(class)s are moved: %(reason)s"),
}
NEWS_OF_END: Final = _("%(class)s of %(was)s ends at %(now)s: %(reason)s")
NEWS_OF_PLACE: Final = _("%(class)s of %(was)s is held elsewhere, %(now)s: %(reason)s")
NEWS_OF_TEACHER: Final = _("%(class)s of %(was)s is given by %(now)s: %(reason)s")
NEWS_OF_REST: Final = _("%(class)s of %(was)s has a new link to follow it online: %(reason)s")
NEWS_OF_CLASS: Final = _("A class of %(class)s is added on %(first)s")
NEWS_OF_CLASSES: Final = _("%(count)d classes of %(class)s are planned, the first on %(first)s")
PLACE_CHANGED: Final = _("%(now)s, %(place)s")
REASON: Final = _("Why: %(reason)s")
MADE_UP_ON: Final = _("Made up on %(moment)s.")
TO_BE_MADE_UP: Final = _("The day on which it is made up will be said here.")
MAKES_UP: Final = _("Makes up for the class of %(moment)s.")
MATERIALS: Final[Mapping[Material, Promise]] = {
    Material.DUE: _("Its course and exercises will be put online."),
    Material.ONLINE: _("Its course and exercises are online."),
}
ROOM: Final = _("Room %(room)s")
TEACHER: Final = _("With %(teacher)s")
FOLLOW_ONLINE: Final = _("Follow online: %(link)s")
CLASS_PAGE: Final = _("Everything about this class: %(url)s")
OWN_CLOCK: Final = _("%(hours)s for you")
HOURS: Final = _("%(from)s to %(to)s")
FEED_NAME: Final = _("Classes of %(name)s")
FEED_SAYS: Final = _("The classes that you follow or give, kept up to date by your campus.")
NO_FEED: Final = _(
    "This address opens no planning. It may have been replaced: your campus shows the one in force "
    "on the page of your planning."
)
FROM_TO: Final = _("From %(was)s to %(now)s.")
MOVE: Final = _("Move the class")
POSTPONE: Final = _("Postpone the class")
CANCEL: Final = _("Cancel the class")
MAKE_UP: Final = _("Plan the make-up class")
ATTENDANCE: Final = _("Attendance")
CHECK_IN: Final = _("Say that I am there")
SEMESTER: Final = _("Semester %(number)d, %(year)s")
SEMESTER_TO_COME: Final = _("The semester to come")
OPERATIONS: Final[Mapping[str, Promise]] = {
    "planning.make_feed_address": _("Took a private address for the feed of classes"),
    "planning.revoke_feed_address": _("Closed the private address of the feed of classes"),
    "planning.mark_visit": _("Read what changed in the planning"),
}
