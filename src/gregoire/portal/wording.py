"""Every sentence that the home pages say to people, in one place."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gregoire.portal.rules import Change, Greeting, Turn

GREETINGS: Final[Mapping[Greeting, Promise]] = {
    Greeting.MORNING: _("Good morning %(name)s"),
    Greeting.AFTERNOON: _("Good afternoon %(name)s"),
    Greeting.EVENING: _("Good evening %(name)s"),
}

TURNS: Final[Mapping[Turn, Promise]] = {
    Turn.ENROLMENT_OPENS: _("Enrolment in the units of semester %(semester)d opens"),
    Turn.ENROLMENT_CLOSES: _("Last day to enrol in the units of semester %(semester)d"),
    Turn.TEACHING_STARTS: _("The classes of semester %(semester)d begin"),
    Turn.TEACHING_ENDS: _("The classes of semester %(semester)d end"),
}
TURN_DETAILS: Final[Mapping[Turn, Promise]] = {
    Turn.ENROLMENT_OPENS: _("From that day on you can choose your units online."),
    Turn.ENROLMENT_CLOSES: _("Afterwards, only the schooling office of your centre can enrol you."),
    Turn.TEACHING_STARTS: _("A unit opens if enough people have enrolled in it."),
    Turn.TEACHING_ENDS: _("The exams follow; your centre convenes you."),
}

CHANGE_TITLES: Final[Mapping[Change, Promise]] = {
    Change.NOT_OPENED: _("%(unit)s does not open this time."),
    Change.NOT_REGISTERED: _("You are not registered for %(year)s yet."),
    Change.PAUSED: _("Your registration is paused."),
    Change.TO_ACCEPT: _("The regulations have changed."),
    Change.TO_VALIDATE: _("Your registration for %(year)s is being looked at."),
}
CHANGE_DETAILS: Final[Mapping[Change, Promise]] = {
    Change.NOT_OPENED: _(
        "Too few people had enrolled. Other centres teach it, or it is taught at a distance."
    ),
    Change.NOT_REGISTERED: _("What you have earned is kept. Registering takes a few minutes."),
    Change.PAUSED: _("Everything is kept; you can go on whenever you like."),
    Change.TO_ACCEPT: _(
        "Read the version in force and accept it: it applies to your registration."
    ),
    Change.TO_VALIDATE: _(
        "The schooling office of %(centre)s validates it, and tells you by mail."
    ),
}
CHANGE_LINKS: Final[Mapping[Change, Promise]] = {
    Change.NOT_OPENED: _("See where"),
    Change.NOT_REGISTERED: _("Register for this year"),
    Change.PAUSED: _("See my registration"),
    Change.TO_ACCEPT: _("Read and accept"),
    Change.TO_VALIDATE: _("See my registration"),
}

WAITING: Final = _("Waiting list · %(unit)s")
WAITING_DETAIL: Final = _("%(title)s. You are told by mail as soon as a place is free.")
IN_LINE: Final = _("in line")
TO_DECIDE: Final = _("To be confirmed · %(unit)s")
TO_DECIDE_DETAIL: Final = _(
    "%(enrolled)d enrolled, %(minimum)d needed. You are told by mail what is decided."
)
CHOOSE_UNITS: Final = _("Choose units")
WEEK: Final = _("week %(now)d of %(total)d")
STARTS: Final = _("begins on %(day)s")
OVER: Final = _("classes are over")
MY_CENTRE: Final = _("%(centre)s, my centre")
ELSEWHERE: Final = _("%(centre)s, at a distance")
CREDITS: Final = _("%(earned)d of %(needed)d credits")
OF_CREDITS: Final = _("of %(needed)d")
UNITS_LEFT: Final = ngettext_lazy(
    "%(count)d unit left to earn.", "%(count)d units left to earn.", "count"
)
