"""Every sentence that this module says to people, in one place."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.network.rules import Block, ClosingRefusal, RoomRefusal

BLOCKS: Mapping[Block, Promise] = {
    Block.METROPOLE: _("Mainland France"),
    Block.OVERSEAS: _("Overseas"),
    Block.ABROAD: _("Abroad"),
}

REFUSALS: Mapping[StrEnum, Promise] = {
    RoomRefusal.NAME_TAKEN: _("The centre already has a room of this name. Choose another name."),
    RoomRefusal.NO_NAME: _("Give the room a name."),
    RoomRefusal.NO_SEATS: _("A room has at least one seat."),
    RoomRefusal.COMPUTERS_WITHOUT_SEATS: _(
        "There are more computers than seats. Check the two figures."
    ),
    RoomRefusal.IN_USE: _(
        "The room %(room)s stays: the timetable names it (%(count)s in all), and classes keep their "
        "place. Move those to come elsewhere; a room with a past is renamed, and not removed."
    ),
    ClosingRefusal.ALREADY_CLOSED: _("The centre is already closed on that day."),
    ClosingRefusal.NO_REASON: _("Say why the centre is closed: learners will read it."),
    ClosingRefusal.IN_THE_PAST: _("This day has passed. Choose a day to come."),
    ClosingRefusal.PUBLIC_HOLIDAY: _("This is a public holiday: the centre stays closed."),
}
