"""Classes, and what happens to them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.planning.rules.recurrence import RuleProblem
from gregoire.planning.rules.sessions import (
    ChangeKind,
    Material,
    Mode,
    SessionRefusal,
    SessionState,
)

MODES: Final[Mapping[Mode, Promise]] = {
    Mode.ON_SITE: _("On site"),
    Mode.ONLINE: _("Online"),
    Mode.BOTH: _("On site and online"),
}

STATES: Final[Mapping[SessionState, Promise]] = {
    SessionState.PLANNED: _("Planned"),
    SessionState.CANCELLED: _("Cancelled"),
    SessionState.POSTPONED: _("Postponed"),
}

CHANGES: Final[Mapping[ChangeKind, Promise]] = {
    ChangeKind.CANCELLED: _("Class cancelled"),
    ChangeKind.POSTPONED: _("Class postponed"),
    ChangeKind.MOVED: _("Class moved"),
    ChangeKind.MADE_UP: _("Make-up class planned"),
}

MATERIALS: Final[Mapping[Material, Promise]] = {
    Material.NONE: _("No material expected"),
    Material.DUE: _("Material to be put online"),
    Material.ONLINE: _("Material online"),
}

P = RuleProblem
RULE_PROBLEMS: Final[Mapping[RuleProblem, Promise]] = {
    P.NOT_A_RULE: _("it is not made of NAME=VALUE parts, with “;” between them"),
    P.TWICE: _("a part is written twice"),
    P.FREQUENCY: _("FREQ is DAILY, WEEKLY or MONTHLY"),
    P.PART: _(
        "it has a part other than FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, COUNT, UNTIL, WKST"
    ),
    P.INTERVAL: _("INTERVAL is at most 31 days, 26 weeks or 6 months"),
    P.WEEKDAY: _(
        "the days of the week are MO, TU, WE, TH, FR, SA, SU, and go with weeks or months"
    ),
    P.MONTH_DAY: _("days of the month go from 1 to 31, with FREQ=MONTHLY"),
    P.POSITION: _("BYSETPOS goes from 1 to 4, or from -4 to -1, with days of the week in a month"),
    P.COUNT: _("COUNT goes from 1 to 150"),
    P.UNTIL: _("UNTIL is a day, as in 20270123"),
    P.TWO_ENDS: _("it has both COUNT and UNTIL"),
    P.NO_DAY: _("a monthly rule has either BYDAY or BYMONTHDAY"),
}

S = SessionRefusal
REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    S.ENDS_BEFORE_IT_STARTS: _("A class ends after it starts. Check the two hours."),
    S.TOO_LONG: _(
        "A class lasts at most %(hours)s hours. Plan several classes, or check the hours."
    ),
    S.TOO_SHORT: _("A class lasts at least %(minutes)s minutes. Check the hours."),
    S.HOUR_DOES_NOT_EXIST: _(
        "On %(day)s the clocks go forward, and %(hour)s does not exist at this centre. Choose "
        "another hour."
    ),
    S.HOUR_COMES_TWICE: _(
        "On %(day)s the clocks go back, and %(hour)s comes twice at this centre. Choose another "
        "hour."
    ),
    S.IN_THE_PAST: _("This day has passed. Choose a day to come."),
    S.OUTSIDE_THE_SEMESTER: _(
        "On %(day)s there is no teaching: the semester goes from %(first)s to %(last)s. Choose a "
        "day within it."
    ),
    S.WEEK_OUTSIDE: _(
        "In week %(week)s there is no teaching: the semester goes from week %(first)s to week "
        "%(last)s. Name weeks within it."
    ),
    S.CENTRE_CLOSED: _("The centre is closed on %(day)s: %(why)s. Choose another day."),
    S.NEEDS_A_ROOM: _("A class on site needs a room. Choose one, or hold the class online."),
    S.ONLINE_TAKES_NO_ROOM: _("A class that is held online takes no room. Leave the room free."),
    S.NEEDS_A_LINK: _("Give the address at which the class is followed online."),
    S.BAD_LINK: _("This address cannot be opened. It starts with “https://”."),
    S.ROOM_ELSEWHERE: _("The room %(room)s belongs to another centre. Choose a room of this one."),
    S.ROOM_GONE: _("This room no longer exists. Choose another one."),
    S.ROOM_TAKEN: _(
        "The room %(room)s is taken by %(other)s on %(day)s from %(starts)s to %(ends)s. Choose "
        "another room or another hour."
    ),
    S.ROOM_TOO_SMALL: _(
        "The room %(room)s has %(seats)s seats for %(learners)s learners. Choose a larger one."
    ),
    S.TEACHER_TAKEN: _(
        "%(teacher)s gives %(other)s on %(day)s from %(starts)s to %(ends)s at %(place)s. Choose "
        "another hour or another teacher."
    ),
    S.TEACHER_CANNOT_TRAVEL: _(
        "%(teacher)s gives %(other)s at %(place)s on %(day)s from %(starts)s to %(ends)s, and "
        "needs %(minutes)s minutes between the two places. Leave more time, or choose another "
        "teacher."
    ),
    S.OFFERING_NOT_TAUGHT_HERE: _(
        "This unit is relayed: its classes are planned by %(centre)s, which teaches it."
    ),
    S.NO_OCCURRENCE: _(
        "This rule gives no class in the semester, or each one is left out. Check its days and dates."
    ),
    S.TOO_MANY_OCCURRENCES: _(
        "This rule gives more than %(most)s classes. Give it an end, or plan it in two parts."
    ),
    S.RULES_OVERLAP: _(
        "This rule gives a class on %(day)s from %(starts)s to %(ends)s, while the same unit "
        "already has one then. Change the rule, or the class that is there."
    ),
    S.BAD_RULE: _("This repetition is not understood: %(why)s."),
    S.CHANGED_MEANWHILE: _(
        "%(name)s has changed this class meanwhile. Look at it again before you decide."
    ),
    S.NOT_PLANNED: _("This class is not held any more: nothing can be changed about it."),
    S.NOTHING_CHANGES: _("Nothing changes. Change the day, the hour, the room or the teacher."),
    S.NO_REASON: _("Say why: the learners will read it."),
    S.MADE_UP_ALREADY: _("A make-up class is planned already."),
    S.TOLD_ALREADY: _("The learners have been told already: plan a new change instead."),
    S.UNDONE_ALREADY: _("This change has been undone already."),
    S.STARTED_ALREADY: _("This class has started: it can no longer be moved."),
    S.OVER_ALREADY: _("This class is over: nothing can be changed about it."),
    S.HOURS_RECORDED: _(
        "Attendance of this class is recorded: it was held, and learners have their hours of it. "
        "If nobody followed it, mark everybody absent first."
    ),
    S.REASON_TOO_LONG: _("Say why in at most %(most)s characters: the learners will read it."),
    S.NOT_MADE_UP: _("This class is held: only a cancelled or postponed class is made up."),
    S.NO_MATERIAL_DUE: _("No material is expected for this class."),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "planning.plan_series": _("Planned the classes of a unit by a rule"),
    "planning.add_session": _("Planned a class"),
    "planning.tell_of_planned": _("Told learners of their classes"),
    "planning.cancel_session": _("Cancelled a class"),
    "planning.postpone_session": _("Postponed a class"),
    "planning.move_session": _("Moved a class"),
    "planning.make_up_session": _("Planned a make-up class"),
    "planning.undo_change": _("Took a change of a class back"),
    "planning.say_material_is_online": _("Said that the material of a class is online"),
    "planning.cancel_classes": _("Cancelled the classes of a unit"),
}
