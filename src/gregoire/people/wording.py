"""Every sentence that this module says to people, in one place."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gregoire.framework.actors import Role
from gregoire.people.rules import PeopleRefusal, Sex

REFUSALS: Final[Mapping[StrEnum, Promise]] = {
    PeopleRefusal.NAME_MISSING: _("Write the birth name."),
    PeopleRefusal.FIRST_NAMES_MISSING: _("Write at least one first name."),
    PeopleRefusal.BIRTH_DATE_MISSING: _("Write the birth date, for example 14/03/1992."),
    PeopleRefusal.BIRTH_DATE_IMPLAUSIBLE: _(
        "This birth date would make somebody younger than 14 or older than 110: check the year."
    ),
    PeopleRefusal.PHONE_UNREADABLE: _(
        "This telephone number cannot be read. Write for example 06 39 98 12 34, or +687 26 28 34."
    ),
    PeopleRefusal.POSTCODE_WRONG: _("A French postcode has five digits, for example 21000."),
    PeopleRefusal.MAIL_MISSING: _(
        "Write a mail address: the identifiers for the campus are sent to it."
    ),
    PeopleRefusal.MAIL_TAKEN: _(
        "Somebody in the network already has this mail address. If it is the same person, attach "
        "them to your centre with their number; otherwise ask for another address."
    ),
    PeopleRefusal.MAIL_UNCHANGED: _("This is the present address already."),
    PeopleRefusal.SAME_PERSON_KNOWN: _(
        "Somebody with the same name, born on the same day, is already known in the network."
    ),
    PeopleRefusal.ALREADY_REGISTERED: _("This person has just been registered by this form."),
    PeopleRefusal.CHANGED_MEANWHILE: _(
        "These data have been changed since this page was opened, perhaps in another tab. "
        "Nothing was written. Here they are as they stand now: make your change again."
    ),
    PeopleRefusal.NOTHING_CHANGED: _("Nothing was different: nothing was changed."),
    PeopleRefusal.LINK_OVER: _("This link is over, or it was cut short on its way."),
    PeopleRefusal.PASSWORD_CHOSEN_ALREADY: _(
        "A password has already been chosen for this account. Sign in, or use “Forgotten password?”."
    ),
    PeopleRefusal.PASSWORD_WEAK: _("This password is too easy to guess: choose another one."),
    PeopleRefusal.POST_HELD_ALREADY: _("This person already holds this post from that day on."),
    PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS: _("A post cannot end before it starts."),
    PeopleRefusal.POST_NEEDS_A_CENTRE: _("This role is held at a centre: choose which."),
    PeopleRefusal.POST_IS_NOT_YOURS_TO_GIVE: _(
        "You administer other centres than this one: ask the administrators of the network."
    ),
}

# Which field of a form a refusal speaks of; the others speak of the whole.
FIELDS: Final[Mapping[StrEnum, str]] = {
    PeopleRefusal.NAME_MISSING: "birth_name",
    PeopleRefusal.FIRST_NAMES_MISSING: "first_names",
    PeopleRefusal.BIRTH_DATE_MISSING: "birth_date",
    PeopleRefusal.BIRTH_DATE_IMPLAUSIBLE: "birth_date",
    PeopleRefusal.PHONE_UNREADABLE: "phone",
    PeopleRefusal.POSTCODE_WRONG: "postcode",
    PeopleRefusal.MAIL_MISSING: "mail",
    PeopleRefusal.MAIL_TAKEN: "mail",
    PeopleRefusal.MAIL_UNCHANGED: "mail",
    PeopleRefusal.PASSWORD_WEAK: "password",
    PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS: "ends_on",
    PeopleRefusal.POST_NEEDS_A_CENTRE: "centre",
}

SEXES: Final[Mapping[Sex, Promise]] = {
    Sex.FEMALE: _("Woman"),
    Sex.MALE: _("Man"),
    Sex.UNKNOWN: _("Not said"),
}

ROLES: Final[Mapping[Role, Promise]] = {
    Role.TEACHER: _("Teacher"),
    Role.TUTOR: _("Tutor"),
    Role.ADVISER: _("Adviser"),
    Role.SCHOOLING: _("Schooling office"),
    Role.EXAMS: _("Examination office"),
    Role.RECOGNITION: _("Recognition office"),
    Role.JURY: _("Jury"),
    Role.DIPLOMAS: _("Diploma office"),
    Role.LIBRARIAN: _("Library"),
    Role.OBSERVATORY: _("Observatory"),
    Role.ADMINISTRATOR: _("Administrator"),
}

DATA_FIELDS: Final[Mapping[str, Promise]] = {
    "birth_name": _("Birth name"),
    "usage_name": _("Usage name"),
    "first_names": _("First names"),
    "birth_date": _("Birth date"),
    "birth_place": _("Birth place"),
    "phone": _("Telephone"),
    "street": _("Number and street"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "country": _("Country"),
    "mail": _("Address for mails"),
}

PAGES: Final[Mapping[str, Promise]] = {
    "people.person": _("your file"),
    "people.person_data": _("your personal data"),
    "people.posts": _("your posts"),
}

# What the journal says of each operation; an operation of another module says its own (see panels).
OPERATIONS: Final[Mapping[str, Promise]] = {
    "people.register_person": _("registered in the network"),
    "people.attach_person": _("attached to a centre"),
    "people.change_personal_data": _("personal data changed"),
    "people.ask_mail_change": _("change of mail address asked for"),
    "people.confirm_mail_change": _("mail address changed"),
    "people.send_identifiers": _("identifiers sent again"),
    "people.choose_first_password": _("first password chosen"),
    "people.appoint_person": _("post given"),
    "people.end_appointment": _("post ended"),
}

PERSON_REGISTERED = _("%(name)s is registered. The identifiers are on their way to %(mail)s.")
PERSON_ATTACHED = _("%(name)s is now attached to %(centre)s.")
IDENTIFIERS_SENT = _("The identifiers are on their way to %(mail)s.")
DATA_CHANGED = _("Your personal data are up to date.")
FILE_CHANGED = _("The personal data are up to date.")
MAIL_ASKED = _(
    "A mail has been sent to %(mail)s: open its link to confirm the change. Until then your "
    "present address stays."
)
MAIL_CHANGED = _("Your mail address is now %(mail)s: sign in with it from now on.")
PASSWORD_CHOSEN = _("Your password is set. Sign in with your mail address and this password.")
POST_GIVEN = _("The post is given.")
POST_ENDED = _("The last day of the post is noted.")
UNKNOWN_AT_OTHER_CENTRE = _(
    "Nobody in the network has this number together with this birth date. Check both with the person."
)
TOO_MANY_TRIES = _("Too many attempts: wait an hour, or call the other centre.")
DATE_UNREADABLE = _("Write the date as day, month, year, for example 14/03/1992.")
PASSWORDS_DIFFER = _("The two passwords differ: type them again.")

SIGNED_OUT_IDLE = _("You were signed out because nothing had been done for %(minutes)s minutes.")
SIGNED_OUT_LONG = _("You were signed out: sign in again at least every %(hours)s hours.")
NOT_SENT = _("What you had typed was not sent. Sign in again: you will find it on the next page.")
NOT_SENT_LOST = _(
    "You were no longer signed in: what you had typed was not sent. Sign in, then type it again."
)
NOTHING_KEPT = _("There is nothing left to send again.")
TOO_MANY_SIGN_INS = ngettext_lazy(
    "Too many sign-ins have failed. Wait %(minutes)s minute, then try again; or use “Forgotten "
    "password?”.",
    "Too many sign-ins have failed. Wait %(minutes)s minutes, then try again; or use “Forgotten "
    "password?”.",
    "minutes",
)
