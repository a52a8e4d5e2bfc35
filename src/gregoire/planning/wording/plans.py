"""The semester planner."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.planning.rules.plans import Pattern, PlanRefusal, RunState, Why

PATTERNS: Final[Mapping[Pattern, Promise]] = {
    Pattern.EVENING: _("In the evening"),
    Pattern.SATURDAY: _("On Saturdays"),
    Pattern.SEMINAR: _("Seminars, Friday and Saturday"),
    Pattern.DAY: _("In the day"),
}

STATES: Final[Mapping[RunState, Promise]] = {
    RunState.QUEUED: pgettext_lazy("plan", "Waiting for a free machine"),
    RunState.RUNNING: pgettext_lazy("plan", "Being planned"),
    RunState.PROPOSED: pgettext_lazy("plan", "Proposed"),
    RunState.PUBLISHED: pgettext_lazy("plan", "Published"),
    RunState.CANCELLED: pgettext_lazy("plan", "Cancelled"),
    RunState.FAILED: pgettext_lazy("plan", "Interrupted"),
}

PHASES: Final[Mapping[str, Promise]] = {
    "greedy": _("A first plan"),
    "annealing": _("Improving by small moves"),
    "neighbourhoods": _("Improving group by group"),
    "proof": _("Looking for the best, or for the proof that there is no better"),
}

WHYS: Final[Mapping[Why, Promise]] = {
    Why.NO_HOURS: _("The semester has no hours of that kind left."),
    Why.TEACHER_NOT_AVAILABLE: _("The teacher is not available at any hour of that kind."),
    Why.NO_ROOM_SUITS: _("No room of the place is large enough, or equipped as it should be."),
    Why.TEACHER_BUSY: _("The teacher gives another class at each hour that is possible."),
    Why.ROOMS_TAKEN: _("Every room that suits is taken at each hour that is possible."),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    PlanRefusal.RUNNING_ALREADY: _(
        "This semester is being planned already. Wait for the end of the search, or stop it: the "
        "best plan found so far is kept."
    ),
    PlanRefusal.NOTHING_TO_PLAN: _(
        "There is nothing to plan: no course is taught on site here in this semester, or all of "
        "them are published as proposed."
    ),
    PlanRefusal.NO_ROOMS: _(
        "This centre has no rooms yet. Add its rooms first: a class on site needs one."
    ),
    PlanRefusal.NOT_PROPOSED: _(
        "There is no proposal to publish. Plan the semester first, and wait for its proposal."
    ),
    PlanRefusal.CHANGED_MEANWHILE: _(
        "Nothing was published, because %(what)s has changed since the plan was made: %(why)s. Plan "
        "the semester again; it takes up from this proposal."
    ),
    PlanRefusal.TAKEN_MEANWHILE: _(
        "Nothing was published: a room or a teacher of this plan has been taken at this very moment. "
        "Plan the semester again; it takes up from this proposal."
    ),
    PlanRefusal.SEMESTER_OVER: _("The teaching of this semester is over: choose the next one."),
    PlanRefusal.ENDS_BEFORE_IT_STARTS: _("These hours end before they start: check both times."),
    PlanRefusal.AVAILABLE_TWICE: _(
        "Two of these hours overlap on the same day: make one of them, or set them apart."
    ),
    PlanRefusal.TOO_LONG_FOR_ITS_PATTERN: _(
        "A class of this kind lasts between %(fewest)s and %(most)s minutes. Change its length, or "
        "when it is held."
    ),
    PlanRefusal.NO_CLASSES: _("A course has between 1 and 60 classes in a semester."),
    PlanRefusal.ROOM_ELSEWHERE: _("This room is not at the place where the course is taught."),
    PlanRefusal.NOT_RUNNING: _("This search is over: there is nothing to stop."),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "planning.say_need": _("Needs of a course said to the planner"),
    "planning.say_availability": _("Availability of a teacher said"),
    "planning.ask_for_plan": _("Plan of a semester asked for"),
    "planning.stop_plan": _("Search for a plan stopped"),
    "planning.publish_plan": _("Plan of a semester published"),
}
