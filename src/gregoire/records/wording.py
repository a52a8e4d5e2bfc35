"""Every sentence that this module says to people, in one place."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.records.rules import Outcome, ResultRefusal, Way

OUTCOMES: Final[Mapping[Outcome, Promise]] = {
    Outcome.EARNED: _("Earned"),
    Outcome.FAILED: _("Not earned"),
    Outcome.ABSENT: _("Absent"),
}
EARNED: Final = OUTCOMES[Outcome.EARNED]
UNDER_WAY: Final = _("Under way")
MISSING: Final = _("Missing")
TO_CHOOSE_FROM: Final = _("To choose from")
COUNTED_ELSEWHERE: Final = _("Counted in another group")
SPARE: Final = _("Earned beyond what is asked")
CENTRE_AND_CREDITS: Final = _("%(centre)s · %(credits)s ECTS")
WAYS: Final[Mapping[Way, Promise]] = {
    Way.EXAM: _("by exam"),
    Way.CONTINUOUS: _("by continuous assessment"),
    Way.VES: _("by recognition of earlier studies (VES)"),
    Way.VAE: _("by recognition of experience (VAE)"),
    Way.TRANSFER: _("transferred from another institution"),
    Way.EXPERIENCE: _("by professional experience"),
}
REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    ResultRefusal.ALREADY_EARNED: _("This unit has already been earned: it is earned once."),
    ResultRefusal.ALREADY_RECORDED: _("The result of this enrolment is already recorded."),
    ResultRefusal.NOT_DECIDED_YET: _("A result is recorded once it is decided, not before."),
    ResultRefusal.MARK_OUT_OF_RANGE: _("A mark lies between 0 and 20."),
    ResultRefusal.ABSENT_WITH_MARK: _("Whoever was absent has no mark."),
    ResultRefusal.ANOTHER_LEARNER: _("This enrolment belongs to another learner or unit."),
    ResultRefusal.NOT_AT_THIS_CENTRE: _("This person is not attached to the centre."),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "records.record_result": _("Result of a unit recorded"),
}
