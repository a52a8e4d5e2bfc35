"""What is said of conversations with offices, and of messages on the campus."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.correspondence.rules import MessageRefusal, Office

CAMPUS: Final = _("Campus")  # who speaks, where no office does

OFFICES: Final[Mapping[Office, Promise]] = {
    Office.SCHOOLING: _("Schooling office"),
    Office.ADVISER: _("Training advisers"),
    Office.EXAMS: _("Examination office"),
    Office.RECOGNITION: _("Recognition of earlier studies and experience"),
    Office.DIPLOMAS: _("Diploma office"),
}

OFFICES_DO: Final[Mapping[Office, Promise]] = {
    Office.SCHOOLING: _("registration, enrolments, certificates of attendance"),
    Office.ADVISER: _("choosing a programme, funding, next steps"),
    Office.EXAMS: _("exam dates, arrangements, results"),
    Office.RECOGNITION: _("VES, VAPP and VAE dossiers"),
    Office.DIPLOMAS: _("diploma requests, parchments"),
}

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    MessageRefusal.NO_SUBJECT: _("Say in a few words what it is about."),
    MessageRefusal.SUBJECT_TOO_LONG: _(
        "The subject has %(count)s characters, and at most %(most)s are possible. Shorten it, and "
        "write the rest in the message."
    ),
    MessageRefusal.NO_TEXT: _("Write your message."),
    MessageRefusal.TEXT_TOO_LONG: _(
        "Your message has %(count)s characters, and at most %(most)s can be sent at once. Nothing "
        "is lost: shorten it, or send the rest in a second message."
    ),
    MessageRefusal.OFFICE_NOT_THERE: _(
        "This centre has no such office. Choose another recipient in the list."
    ),
    MessageRefusal.TAKEN_BY_A_COLLEAGUE: _("%(name)s is already looking after this message."),
    MessageRefusal.ANSWERED_ALREADY: _(
        "You have already answered this message. Go on in the conversation that your answer began."
    ),
}

OPERATIONS: Final[Mapping[str, Promise]] = {
    "correspondence.write_to_office": _("Wrote to an office"),
    "correspondence.reply_to_office": _("Replied to an office"),
    "correspondence.answer_person": _("Answered a message"),
    "correspondence.take_conversation": _("Took a message to look after"),
    "correspondence.close_conversation": _("Closed a message without an answer"),
    "correspondence.read_conversation": _("Read the answers of an office"),
    "correspondence.read_notice": _("Read a message of the campus"),
    "correspondence.answer_notice": _("Answered a message of the campus"),
    "correspondence.archive_messages": _("Put messages into the archive"),
    "correspondence.bring_back_messages": _("Brought messages back from the archive"),
    "correspondence.read_all_messages": _("Marked all messages as read"),
}
