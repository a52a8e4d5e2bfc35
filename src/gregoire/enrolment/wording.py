"""Every sentence that this module says to people, in one place."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gregoire.enrolment.rules import (
    ContractKind,
    Employment,
    EnrolmentRefusal,
    Funding,
    OccupationGroup,
    RegistrationRefusal,
    RegulationKind,
    RegulationRefusal,
)
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.kernel.levels import Level

EMPLOYMENTS: Final[Mapping[Employment, Promise]] = {
    Employment.EMPLOYED: _("In employment"),
    Employment.SEEKING: _("Looking for work"),
    Employment.INACTIVE: _("Not working (studies, retirement, at home)"),
    Employment.UNKNOWN: _("Not said"),
}
OCCUPATIONS: Final[Mapping[OccupationGroup, Promise]] = {
    OccupationGroup.FARMER: _("Farmer"),
    OccupationGroup.CRAFT_OR_TRADE: _("Craft, trade or head of a firm"),
    OccupationGroup.EXECUTIVE: _("Executive or higher intellectual profession"),
    OccupationGroup.INTERMEDIATE: _("Intermediate profession (technician, supervisor…)"),
    OccupationGroup.EMPLOYEE: _("Clerical, sales or service employee"),
    OccupationGroup.WORKER: _("Worker"),
    OccupationGroup.NONE: _("No occupation"),
    OccupationGroup.UNKNOWN: _("Occupation not said"),
}
FUNDINGS: Final[Mapping[Funding, Promise]] = {
    Funding.SELF: _("Myself"),
    Funding.EMPLOYER: _("My employer"),
    Funding.SKILLS_OPERATOR: _("A skills operator (OPCO)"),
    Funding.TRAINING_ACCOUNT: _("My training account (CPF)"),
    Funding.REGION: _("The region"),
    Funding.EMPLOYMENT_AGENCY: _("The employment agency"),
    Funding.OTHER: _("Somebody else"),
}
CONTRACTS: Final[Mapping[ContractKind, Promise]] = {
    ContractKind.APPRENTICESHIP: _("Apprenticeship contract"),
    ContractKind.PROFESSIONALISATION: _("Professionalisation contract"),
}
REGULATIONS: Final[Mapping[RegulationKind, Promise]] = {
    RegulationKind.INTERNAL: _("Internal regulations"),
    RegulationKind.EXAMS: _("Exam regulations"),
}
LEVELS: Final[Mapping[Level, Promise]] = {
    Level.NONE: _("No diploma"),
    Level.CAP: _("CAP, BEP (level 3)"),
    Level.BAC: _("Baccalaureate (level 4)"),
    Level.BAC_2: _("Baccalaureate + 2 years (level 5)"),
    Level.BAC_3: _("Baccalaureate + 3 or 4 years (level 6)"),
    Level.BAC_5: _("Baccalaureate + 5 years (level 7)"),
    Level.DOCTORATE: _("Doctorate (level 8)"),
}
REGISTRATION_STATES: Final[Mapping[RegistrationState, Promise]] = {
    RegistrationState.REQUESTED: pgettext_lazy("registration", "Requested"),
    RegistrationState.VALIDATED: pgettext_lazy("registration", "Validated"),
    RegistrationState.PAUSED: pgettext_lazy("registration", "Paused"),
    RegistrationState.CANCELLED: pgettext_lazy("registration", "Cancelled"),
}
ENROLMENT_STATES: Final[Mapping[EnrolmentState, Promise]] = {
    EnrolmentState.WAITING: _("Waiting list"),
    EnrolmentState.ENROLLED: pgettext_lazy("enrolment", "Enrolled"),
    EnrolmentState.WITHDRAWN: pgettext_lazy("enrolment", "Withdrawn"),
    EnrolmentState.NOT_OPENED: _("Did not open"),
}
MOVES: Final[Mapping[str, Promise]] = {
    "validate": _("The registration is validated."),
    "pause": _("The registration is paused. Everything is kept; it can be resumed at any time."),
    "resume": _("The registration is resumed."),
    "cancel": _("The registration is cancelled, and its places are given back."),
}

MOVE_QUESTIONS: Final[Mapping[str, Promise]] = {
    "validate": _("Validate the registration?"),
    "pause": _("Pause the registration?"),
    "resume": _("Resume the registration?"),
    "cancel": _("Cancel the registration?"),
}
MOVE_CONSEQUENCES: Final[Mapping[str, Promise]] = {
    "validate": _("The learner is told by mail and can choose units at once."),
    "pause": _(
        "Units, places and results are kept. Nothing new can be chosen until it is resumed."
    ),
    "resume": _("Everything is as it was; units can be chosen again."),
    "cancel": _("Every place is given back to those who wait. This cannot be undone."),
}
MOVE_ANSWERS: Final[Mapping[str, Promise]] = {
    "validate": _("Validate"),
    "pause": _("Pause"),
    "resume": _("Resume"),
    "cancel": _("Cancel the registration"),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    RegistrationRefusal.YEAR_NOT_OPEN: _(
        "Registration for this year is not open. Ask your centre when it opens."
    ),
    RegistrationRefusal.ALREADY_REGISTERED: _(
        "There is already a registration for this year: one a year is enough, whatever the centre."
    ),
    RegistrationRefusal.REGULATIONS_NOT_ACCEPTED: _(
        "Accept both regulations: they hold from your registration on."
    ),
    RegistrationRefusal.MOVED_MEANWHILE: _(
        "Somebody else has changed this registration meanwhile. Look at it again."
    ),
    RegistrationRefusal.SAME_CENTRE: _("The registration is already at this centre."),
    RegistrationRefusal.NOT_UNDER_WAY: _(
        "This registration is cancelled: nothing can be changed on it any more."
    ),
    RegistrationRefusal.CONTRACT_DATES: _("The contract has to end after it starts."),
    RegulationRefusal.VERSION_EXISTS: _("A version of this name is already published."),
    RegulationRefusal.IN_THE_PAST: _("A text cannot come into force on a day that has passed."),
    RegulationRefusal.NOT_IN_FORCE: _("This version is not in force: accept the present one."),
    EnrolmentRefusal.REGISTRATION_NOT_VALIDATED: _(
        "The registration of the year waits for its validation by the schooling office. "
        "Units can be chosen as soon as that is done."
    ),
    EnrolmentRefusal.REGISTRATION_PAUSED: _("The registration is paused: resume it first."),
    EnrolmentRefusal.REGISTRATION_CANCELLED: _(
        "The registration of the year is cancelled. Ask the schooling office."
    ),
    EnrolmentRefusal.ANOTHER_YEAR: _("This course belongs to another academic year."),
    EnrolmentRefusal.NOT_OPENED: _(
        "This course does not open this time. Look for the same unit elsewhere or at a distance."
    ),
    EnrolmentRefusal.WINDOW_NOT_OPEN_YET: _("Enrolment for this semester has not opened yet."),
    EnrolmentRefusal.WINDOW_CLOSED: _(
        "Enrolment for this semester has closed. The schooling office may still enrol you: "
        "write to it."
    ),
    EnrolmentRefusal.ALREADY_ENROLLED: _("You are already enrolled in this course."),
    EnrolmentRefusal.UNIT_UNDER_WAY: _(
        "This unit is already being taken this year, in another course."
    ),
    EnrolmentRefusal.UNIT_EARNED: _("This unit has already been earned."),
    EnrolmentRefusal.PREREQUISITES_NOT_READ: _(
        "Some required units are not earned yet. Confirm that you have read which."
    ),
    EnrolmentRefusal.ALREADY_ENDED: _("This enrolment has already ended."),
    EnrolmentRefusal.COURSE_OVER: _("This course is over: it can no longer be left."),
}

REGISTRATION_REQUESTED = _("Your registration is requested. The schooling office will validate it.")
REGISTRATION_TAKEN = _("The registration is taken in. Validate it when the file is complete.")
REGULATION_ACCEPTED = _("Your acceptance is recorded.")
ENROLLED = _("Enrolled in %(unit)s.")
ON_WAITING_LIST = _("%(unit)s is full: place %(rank)s on the waiting list.")
WITHDRAWN = _("Withdrawn from %(unit)s.")
TRANSFERRED = _("The registration goes on at %(centre)s; everything is kept.")
CONTRACT_RECORDED = _("The contract is recorded.")
DECIDED_OPEN = _("The course opens. Everybody enrolled is told by mail.")
DECIDED_NOT_OPEN = _("The course does not open. Everybody is told by mail, with other ways.")

OPERATIONS: Final[Mapping[str, Promise]] = {
    "enrolment.request_registration": _("Registration for a year asked for"),
    "enrolment.move_registration": _("Registration validated, paused, resumed or cancelled"),
    "enrolment.transfer_registration": _("Registration transferred to another centre"),
    "enrolment.record_alternance_contract": _("Alternance contract recorded"),
    "enrolment.enrol_in_offering": _("Enrolled in a unit"),
    "enrolment.withdraw_from_offering": _("Withdrawn from a unit"),
    "enrolment.accept_regulation": _("Regulation accepted"),
    "enrolment.give_places_back": _("Places given back"),
}
