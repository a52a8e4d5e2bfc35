"""What is done to people, their accounts and their posts."""

from gregoire.people.operations.personal_data import (
    ask_mail_change,
    change_personal_data,
    choose_language,
    confirm_mail_change,
)
from gregoire.people.operations.posts import appoint_person, end_appointment
from gregoire.people.operations.registering import (
    attach_person,
    choose_first_password,
    register_person,
    send_identifiers,
)

__all__ = [
    "appoint_person",
    "ask_mail_change",
    "attach_person",
    "change_personal_data",
    "choose_first_password",
    "choose_language",
    "confirm_mail_change",
    "end_appointment",
    "register_person",
    "send_identifiers",
]
