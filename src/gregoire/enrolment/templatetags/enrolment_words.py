"""The words of this module, for templates: `{{ offering.modality|modality_word }}`."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gregoire.catalogue import wording as catalogue
from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality, Rhythm
from gregoire.enrolment import wording
from gregoire.enrolment.models import Registration
from gregoire.enrolment.rules import (
    ContractKind,
    Employment,
    Funding,
    OccupationGroup,
    RegulationKind,
    entry_shortfall,
)
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework import formats
from gregoire.kernel.levels import Level

register = template.Library()


@register.filter
def modality_word(value: str) -> Promise:
    return catalogue.MODALITIES[Modality(value)]


@register.filter
def rhythm_word(value: str) -> Promise:
    return catalogue.RHYTHMS[Rhythm(value)]


@register.filter
def modality_tone(value: str) -> str:
    """Each modality has its own wash, beside its word."""
    return catalogue.MODALITY_TONES[Modality(value)]


@register.filter
def course_detail(offering: Offering) -> str:
    """“Tuesdays, 18:30 · 21 September to 23 January 2027 · 6 ECTS · Jeanne Petit”."""
    semester = offering.semester
    parts = [
        offering.timetable or str(catalogue.RHYTHMS[Rhythm(offering.rhythm)]),
        _("%(starts)s to %(ends)s")
        % {
            "starts": formats.day_and_month(semester.teaching_starts_on),
            "ends": formats.day(semester.teaching_ends_on),
        },
        f"{offering.unit.ects}{formats.NO_BREAK}ECTS",
        offering.teacher.name if offering.teacher else "",
    ]
    return " · ".join(part for part in parts if part)


@register.filter
def course_place(offering: Offering) -> str:
    """“Cnam Dijon · Tuesdays, 18:30 · …”, for lists that mix centres."""
    return f"{offering.centre.name} · {course_detail(offering)}"


@register.filter
def occupation_word(value: str) -> Promise:
    return wording.OCCUPATIONS[OccupationGroup(value)]


@register.filter
def enters_below(registration: Registration) -> bool:
    """Is the earlier diploma lower than the programme aimed at asks for?"""
    if registration.programme is None:
        return False
    asked = Level(registration.programme.entry_level)
    return entry_shortfall(registration.earlier_level, asked)


@register.filter
def semester_word(value: int) -> Promise:
    return catalogue.SEMESTERS[value]


@register.filter
def enrolment_state_word(value: str) -> Promise:
    return wording.ENROLMENT_STATES[EnrolmentState(value)]


@register.filter
def registration_state_word(value: str) -> Promise:
    return wording.REGISTRATION_STATES[RegistrationState(value)]


@register.filter
def employment_word(value: str) -> Promise:
    return wording.EMPLOYMENTS[Employment(value)]


@register.filter
def funding_word(value: str) -> Promise:
    return wording.FUNDINGS[Funding(value)]


@register.filter
def contract_word(value: str) -> Promise:
    return wording.CONTRACTS[ContractKind(value)]


@register.filter
def regulation_word(value: str) -> Promise:
    return wording.REGULATIONS[RegulationKind(value)]


@register.filter
def level_word(value: int | None) -> Promise | str:
    return "" if value is None else wording.LEVELS[Level(value)]
