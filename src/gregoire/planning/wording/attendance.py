"""Who followed what, and the hours of learners."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.enrolment.rules import Funding
from gregoire.planning.rules.attendance import AttendanceRefusal, Evidence, Presence
from gregoire.planning.rules.sessions import Mode

PRESENCES: Final[Mapping[Presence, Promise]] = {
    Presence.PRESENT: pgettext_lazy("attendance", "Present"),
    Presence.LATE: pgettext_lazy("attendance", "Late"),
    Presence.DISTANT: pgettext_lazy("attendance", "At a distance"),
    Presence.EXCUSED: pgettext_lazy("attendance", "Excused"),
    Presence.ABSENT: pgettext_lazy("attendance", "Absent"),
}
EVIDENCES: Final[Mapping[Evidence, Promise]] = {
    Evidence.SHEET: _("Signed sheet"),
    Evidence.TABLET: _("Signature on the screen"),
    Evidence.CODE: _("Code of the class"),
    Evidence.TEACHER: _("The teacher’s word"),
    Evidence.CONNECTION: _("Connection"),
    Evidence.CORRECTION: _("Correction"),
}
# How a class was followed, and who pays for it, as a certificate says it
PLACES: Final[Mapping[Mode, Promise]] = {
    Mode.ON_SITE: _("On site"),
    Mode.ONLINE: pgettext_lazy("attendance", "At a distance"),
}
PAYERS: Final[Mapping[Funding, Promise]] = {
    Funding.SELF: _("the learner"),
    Funding.EMPLOYER: _("the employer"),
    Funding.SKILLS_OPERATOR: _("a skills operator (OPCO)"),
    Funding.TRAINING_ACCOUNT: _("the personal training account (CPF)"),
    Funding.REGION: _("the region"),
    Funding.EMPLOYMENT_AGENCY: _("the employment agency (France Travail)"),
    Funding.OTHER: _("another funder"),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    AttendanceRefusal.NOT_ENROLLED: _(
        "This learner is not enrolled in the course of this class. The schooling office can enrol "
        "them; a guest is written on the sheet."
    ),
    AttendanceRefusal.NOT_YET: _(
        "This class has not begun: attendance is recorded from %(minutes)s minutes before its hour."
    ),
    AttendanceRefusal.CLASS_NOT_HELD: _(
        "This class is cancelled or postponed: nobody can have followed it."
    ),
    AttendanceRefusal.WRONG_CODE: _(
        "This is not the code of the class. It turns every 30 seconds: enter the one that is on "
        "the screen now."
    ),
    AttendanceRefusal.CODE_CLOSED: _(
        "No code is taken for this class now. Tell the teacher that you are there."
    ),
    AttendanceRefusal.TOO_MANY_GUESSES: _(
        "Too many codes were tried. Wait a minute, then enter the one that is on the screen."
    ),
    AttendanceRefusal.NO_SIGNATURE: _(
        "There is no signature yet: draw it in the box, or type the name."
    ),
    AttendanceRefusal.NO_REASON: _(
        "This was recorded on an earlier day: say why it is changed. The reason is kept with it."
    ),
    AttendanceRefusal.LATE_BEYOND_THE_CLASS: _(
        "The minutes late must be at least 1 and fewer than the %(length)s of the class; whoever "
        "missed all of it was absent."
    ),
    AttendanceRefusal.MONTH_NOT_OVER: _(
        "This month is not over: its hours can be certified from %(day)s."
    ),
    AttendanceRefusal.NO_HOURS: _("There are no learning hours to certify in this month."),
    AttendanceRefusal.ISSUING_ALREADY: _(
        "Certificates of this month are being issued already. This page shows how far they are."
    ),
    AttendanceRefusal.NO_SEAL: _(
        "The key with which certificates are signed cannot be used. Nothing was issued: tell your "
        "administrator, whom gregoire doctor tells more."
    ),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "planning.record_attendance": _("Attendance recorded"),
    "planning.sign_presence": _("Presence signed"),
    "planning.open_check": _("Code of a class shown"),
    "planning.close_check": _("Code of a class closed"),
    "planning.check_in": _("Code of a class entered"),
    "planning.certify_month": _("Learning hours certified"),
    "planning.ask_for_certificates": _("Certificates of hours asked for"),
    "planning.issue_next_certificate": _("Certificate of hours issued in a series"),
}

EVERYONE_PRESENT: Final = _("Everybody not marked yet is present.")
RECORDED: Final = _("Attendance is recorded.")
CHECKED_IN: Final = _("You are on the list of this class. It began at %(hour)s.")
SIGNED: Final = _("%(name)s has signed.")
CODE_CLOSED: Final = _("The code is closed.")
ISSUING: Final = _("The certificates are being issued.")


def hours_and_minutes(minutes: int) -> str:
    """`2 h 30`, of minutes; a counter-entry keeps its sign."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else ''}{hours}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{rest:02}"
