"""Hours, ways out and reasons of the planner, in the words of the reader."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gregoire.catalogue.models import Offering
from gregoire.framework import formats
from gregoire.planning.rules.plans import Way, Why
from gregoire.planning.wording import plans as wording

A_SEMESTER = 12  # weeks; fewer are said


def clock(minutes: int) -> str:
    """An hour of the day, as the house writes hours."""
    return formats.hour(datetime(2026, 1, 1, *divmod(minutes, 60)))  # noqa: DTZ001 -- a wall clock


def weekday_name(number: int) -> str:
    return str(WEEKDAYS[number - 1])


def hours_words(meetings: Sequence[Sequence[int]]) -> str:
    """“Tuesday, 18:30 – 21:30”, with how many classes where they are few."""
    said = []
    for weekday, starts, ends, weeks in meetings:
        one = _("%(day)s, %(starts)s – %(ends)s") % {
            "day": weekday_name(weekday),
            "starts": clock(starts),
            "ends": clock(ends),
        }
        count = weeks.bit_count()
        if count < A_SEMESTER:
            first, last = (weeks & -weeks).bit_length(), weeks.bit_length()
            one += " " + ngettext(
                "(%(count)s class, weeks %(first)s to %(last)s)",
                "(%(count)s classes, weeks %(first)s to %(last)s)",
                count,
            ) % {"count": count, "first": first, "last": last}
        said.append(one)
    return " + ".join(said)


def way_words(way: Mapping[str, Any], offering: Offering, seats: int) -> str:
    """What would be granted, and who then collides."""
    named = {
        "hours": hours_words(way["meetings"]),
        "seats": seats,
        "teacher": offering.teacher.name if offering.teacher else _("The teacher"),
    }
    sentences = {
        Way.ROOM: _("One more room of %(seats)s seats: %(hours)s"),
        Way.AVAILABILITY: _("%(teacher)s free: %(hours)s"),
        Way.TEACHER: _("Somebody else than %(teacher)s to teach it: %(hours)s"),
    }
    said = sentences[Way(way["way"])] % named
    return f"{said}. {_collisions(way)}"


def _collisions(way: Mapping[str, Any]) -> str:
    if way.get("saved"):
        return ngettext(
            "%(count)s learner fewer collides.", "%(count)s learners fewer collide.", way["saved"]
        ) % {"count": way["saved"]}
    if not way["collisions"]:
        return _("Nobody collides.")
    return ngettext(
        "%(count)s learner collides.", "%(count)s learners collide.", way["collisions"]
    ) % {"count": way["collisions"]}


def why_words(why: str) -> str:
    return str(wording.WHYS[Why(why)])
