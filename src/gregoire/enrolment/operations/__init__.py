"""What is done with registrations, enrolments and regulations."""

from gregoire.enrolment.operations.enrolments import (
    close_enrolments,
    enrol_in_offering,
    fill_free_places,
    give_places_back,
    tell_of_opening,
    withdraw_from_offering,
)
from gregoire.enrolment.operations.registrations import (
    Application,
    move_registration,
    record_alternance_contract,
    request_registration,
    transfer_registration,
)
from gregoire.enrolment.operations.regulations import accept_regulation, publish_regulation

__all__ = [
    "Application",
    "accept_regulation",
    "close_enrolments",
    "enrol_in_offering",
    "fill_free_places",
    "give_places_back",
    "move_registration",
    "publish_regulation",
    "record_alternance_contract",
    "request_registration",
    "tell_of_opening",
    "transfer_registration",
    "withdraw_from_offering",
]
