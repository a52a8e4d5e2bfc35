"""What is said of announcements, letters, calls and addresses."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.rules import (
    AddressRefusal,
    AnnouncementRefusal,
    AnnouncementState,
    AudienceKind,
    CallOutcome,
    CallRefusal,
    Channel,
    DeliveryState,
    LetterRefusal,
)

AUDIENCES: Final[Mapping[AudienceKind, Promise]] = {
    AudienceKind.OFFERING: _("A course"),
    AudienceKind.CENTRE: _("A centre"),
    AudienceKind.PROGRAMME: _("A programme"),
    AudienceKind.ROLE: _("Those who hold a post"),
}

ANNOUNCEMENT_STATES: Final[Mapping[AnnouncementState, Promise]] = {
    AnnouncementState.DRAFT: _("Draft"),
    AnnouncementState.SCHEDULED: _("Scheduled"),
    AnnouncementState.SENDING: _("Being sent"),
    AnnouncementState.SENT: _("Sent"),
    AnnouncementState.RECALLED: _("Recalled"),
}

ANNOUNCEMENT_TONES: Final[Mapping[AnnouncementState, str]] = {
    AnnouncementState.DRAFT: "quiet",
    AnnouncementState.SCHEDULED: "blue",
    AnnouncementState.SENDING: "blue",
    AnnouncementState.SENT: "green",
    AnnouncementState.RECALLED: "amber",
}

CHANNELS: Final[Mapping[Channel, Promise]] = {
    Channel.CAMPUS: _("On the campus"),
    Channel.MAIL: _("By e-mail"),
    Channel.LETTER: _("By letter"),
    Channel.CALL: _("By phone"),
}

DELIVERY_STATES: Final[Mapping[tuple[Channel, DeliveryState], Promise]] = {
    (Channel.MAIL, DeliveryState.QUEUED): _("waits to be sent"),
    (Channel.MAIL, DeliveryState.SENT): _("taken by the mail server"),
    (Channel.MAIL, DeliveryState.BOUNCED): _("came back"),
    (Channel.MAIL, DeliveryState.RECALLED): _("recalled before it left"),
    (Channel.LETTER, DeliveryState.QUEUED): _("waits to be posted"),
    (Channel.LETTER, DeliveryState.SENT): _("posted"),
    (Channel.LETTER, DeliveryState.BOUNCED): _("came back"),
    (Channel.LETTER, DeliveryState.RECALLED): _("recalled before it left"),
    (Channel.CALL, DeliveryState.QUEUED): _("to be phoned"),
    (Channel.CALL, DeliveryState.SENT): _("told on the phone"),
    (Channel.CALL, DeliveryState.BOUNCED): _("wrong number"),
    (Channel.CALL, DeliveryState.RECALLED): _("taken back before the call"),
}

OUTCOMES: Final[Mapping[CallOutcome, Promise]] = {
    CallOutcome.REACHED: _("Reached"),
    CallOutcome.MESSAGE_LEFT: _("Message left"),
    CallOutcome.NO_ANSWER: _("No answer"),
    CallOutcome.WRONG_NUMBER: _("Wrong number"),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    AnnouncementRefusal.NOBODY_THERE: _(
        "Nobody belongs to this public at present: nothing can be sent. Choose another one."
    ),
    AnnouncementRefusal.HALF_IN_ENGLISH: _(
        "In English there is a subject without a text, or a text without a subject. Write both, or "
        "neither: everybody then reads the French text."
    ),
    AnnouncementRefusal.NOT_A_DRAFT: _(
        "This announcement is no draft any more: it was sent, scheduled or recalled meanwhile. What "
        "you see now is how it stands."
    ),
    AnnouncementRefusal.IN_THE_PAST: _(
        "This instant is past. Choose one that is to come, or send the announcement at once."
    ),
    AnnouncementRefusal.TOO_FAR: _("At most a year ahead. Choose an earlier day."),
    AnnouncementRefusal.NOTHING_TO_RECALL: _(
        "Nothing is left to recall: it has reached everybody, or was recalled already."
    ),
    LetterRefusal.NOTHING_TO_PRINT: _(
        "No letter waits any more: a colleague has just printed them. You find their batch below."
    ),
    LetterRefusal.NUMBER_TOO_LONG: _(
        "The number %(number)s is too long: at most %(most)s characters."
    ),
    LetterRefusal.NUMBER_TWICE: _(
        "The number %(number)s stands twice in this batch. Each registered letter has its own."
    ),
    CallRefusal.NOT_TO_MAKE: _("This call is not to be made any more: it was taken back."),
    CallRefusal.NOTE_TOO_LONG: _(
        "The note has %(count)s characters, and at most %(most)s are possible. Shorten it."
    ),
    AddressRefusal.ALREADY_DONE: _("%(name)s has already seen to this address."),
    AddressRefusal.NO_NOTE: _("Say in a few words what you have done."),
    AddressRefusal.NOTE_TOO_LONG: _(
        "The note has %(count)s characters, and at most %(most)s are possible. Shorten it."
    ),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "correspondence.write_letter": _("Wrote a letter"),
    "correspondence.write_announcement": _("Wrote an announcement"),
    "correspondence.rewrite_announcement": _("Changed an announcement"),
    "correspondence.send_announcement": _("Sent an announcement"),
    "correspondence.recall_announcement": _("Recalled an announcement"),
    "correspondence.enqueue_announcement": _("Announcement written into the inboxes"),
    "correspondence.carry_announcement": _("Mails of an announcement handed over"),
    "correspondence.print_letters": _("Printed letters"),
    "correspondence.post_letters": _("Posted letters"),
    "correspondence.note_letter_back": _("Noted that a letter came back"),
    "correspondence.note_call": _("Noted a call"),
    "correspondence.open_address_task": _("An address does not work"),
    "correspondence.finish_address_task": _("Saw to an address"),
}
