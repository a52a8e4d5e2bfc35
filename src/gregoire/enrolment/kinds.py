"""What enrolment says to people."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.kinds import kind
from gregoire.correspondence.rules import Channel

VALIDATED: Final = kind("enrolment.validated", _("Your registration is validated"))
TRANSFERRED: Final = kind(
    "enrolment.transferred", _("Your registration moves to another centre"), legal=Channel.MAIL
)
ENROLLED: Final = kind("enrolment.enrolled", _("You are enrolled in a course"))
WAITING: Final = kind("enrolment.waiting", _("You are on a waiting list"))
PROMOTED: Final = kind("enrolment.promoted", _("A place is free for you"))
WITHDRAWN: Final = kind("enrolment.withdrawn", _("You have left a course"))
OPENED: Final = kind("enrolment.opened", _("A course opens"))
NOT_OPENED: Final = kind("enrolment.not_opened", _("A course does not open"), legal=Channel.MAIL)
