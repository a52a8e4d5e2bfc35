"""What is said about when mail comes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.rules import MailRhythm, PreferenceRefusal

RHYTHMS: Final[Mapping[MailRhythm, Promise]] = {
    MailRhythm.AT_ONCE: _("At once"),
    MailRhythm.DAILY: _("Together, every evening at 6 p.m."),
    MailRhythm.WEEKLY: _("Together, every Monday at 6 p.m."),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    PreferenceRefusal.HALF_OF_QUIET_HOURS: _(
        "Quiet hours have a beginning and an end: give both, or neither."
    ),
    PreferenceRefusal.QUIET_HOURS_WITHOUT_LENGTH: _(
        "These quiet hours end as they begin. Choose two different times, or leave both empty."
    ),
    PreferenceRefusal.NO_SUCH_ZONE: _("There is no such time zone. Choose one in the list."),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "correspondence.set_preferences": _("Chose when mail comes"),
    "correspondence.unsubscribe": _("Stopped announcements by mail"),
    "correspondence.record_bounce": _("Recorded that a mail came back"),
}
