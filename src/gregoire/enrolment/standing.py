"""Where an enrolment stands, in words and in the tone of its tag."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gregoire.catalogue.rules import OfferingState
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import UNDER_WAY, EnrolmentState
from gregoire.framework.formats import day, ordinal


@dataclass(frozen=True, slots=True)
class Standing:
    words: str
    tone: str


def is_over(enrolment: Enrolment, today: date) -> bool:
    """Is the course behind us?"""
    return enrolment.offering.semester.teaching_ends_on < today


def can_be_left(enrolment: Enrolment, today: date) -> bool:
    return enrolment.state in UNDER_WAY and not is_over(enrolment, today)


def standing_of(enrolment: Enrolment, today: date) -> Standing:
    """Asks that `enrolled` and `rank` were counted (`queries.with_numbers`)."""
    if enrolment.state == EnrolmentState.WAITING:
        rank = ordinal(_counted(enrolment, "rank"))
        return Standing(_("Waiting list, %(rank)s") % {"rank": rank}, "amber")
    if enrolment.state == EnrolmentState.WITHDRAWN and enrolment.ended_on:
        return Standing(_("Left on %(day)s") % {"day": day(enrolment.ended_on)}, "quiet")
    if enrolment.state == EnrolmentState.NOT_OPENED:
        return Standing(_("Did not open"), "red")
    if is_over(enrolment, today):
        return Standing(_("Finished"), "quiet")
    return _with_a_place(enrolment)


def _with_a_place(enrolment: Enrolment) -> Standing:
    count = _counted(enrolment, "enrolled")
    if enrolment.offering.state == OfferingState.OPEN:
        words = ngettext("Open, %(count)s enrolled", "Open, %(count)s enrolled", count)
        return Standing(words % {"count": count}, "green")
    minimum = enrolment.offering.minimum
    words = ngettext(
        "Opens with at least %(minimum)s enrolled: %(count)s so far",
        "Opens with at least %(minimum)s enrolled: %(count)s so far",
        count,
    )
    return Standing(words % {"minimum": minimum, "count": count}, "blue")


def _counted(enrolment: Enrolment, name: str) -> int:
    return int(getattr(enrolment, name))
