"""What the centre's office sends, prints and phones."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class AnnouncementRefusal(StrEnum):
    NOBODY_THERE = "nobody_there"
    HALF_IN_ENGLISH = "half_in_english"
    NOT_A_DRAFT = "not_a_draft"
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"
    NOTHING_TO_RECALL = "nothing_to_recall"


class LetterRefusal(StrEnum):
    NOTHING_TO_PRINT = "nothing_to_print"
    NUMBER_TOO_LONG = "number_too_long"
    NUMBER_TWICE = "number_twice"


class CallRefusal(StrEnum):
    NOT_TO_MAKE = "not_to_make"
    NOTE_TOO_LONG = "note_too_long"


class AddressRefusal(StrEnum):
    ALREADY_DONE = "already_done"
    NO_NOTE = "no_note"
    NOTE_TOO_LONG = "address_note_too_long"


LONGEST_NOTE: Final = 500


LONGEST_NUMBER: Final = 30  # of a registered letter


LETTERS_AT_ONCE: Final = 200  # in a batch: what is printed while one waits, folded in one go


FARTHEST_SENDING: Final = timedelta(days=366)


SEND_NOW_WITHIN: Final = timedelta(minutes=2)  # what was meant for now when the form was filled in


# La Poste carries a letter between these as at home: no country in its address.
FRENCH_POST: Final = frozenset(
    {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "MC"}
)


LONGEST_ADDRESS_LINE: Final = 38  # characters, NF Z 10-011


AGAIN_SOON: Final = timedelta(minutes=20)


AGAIN_LATER: Final = timedelta(hours=2)


SOON: Final = timedelta(hours=6)


def sending_refusal(at: datetime, now: datetime) -> AnnouncementRefusal | None:
    """Why an announcement cannot be sent at an instant; None when it can."""
    if at < now - SEND_NOW_WITHIN:
        return AnnouncementRefusal.IN_THE_PAST
    return AnnouncementRefusal.TOO_FAR if at > now + FARTHEST_SENDING else None


def next_try(now: datetime, deadline: datetime | None) -> datetime | None:
    """When to phone again somebody who did not answer; None where it would be too late.

    Soon where it presses, with the last try some minutes before the deadline; else in two hours.
    """
    if deadline is None:
        return now + AGAIN_LATER
    left = deadline - now
    again = now + (AGAIN_SOON if left <= SOON else AGAIN_LATER)
    if again < deadline:
        return again
    halfway = now + left / 2
    return halfway if left > timedelta(minutes=5) else None


def address_lines(*, name: str, street: str, place: str, country: str) -> tuple[str, ...]:
    """An address as the post reads it (NF Z 10-011): at most six lines, the last in capitals.

    `country` is empty where the letter stays at home. Lines that are too long are broken between
    words; nothing is cut.
    """
    above = [line for part in (name, *street.splitlines()) for line in _broken(part)]
    return (*above, *filter(None, (place.upper(), country.upper())))


def below_the_name(address: str, name: str) -> tuple[str, ...]:
    """Of an address as it is printed, what stands below the name, which may take several lines."""
    lines, named = address.splitlines(), _broken(name)
    return tuple(lines[len(named) :] if lines[: len(named)] == named else lines)


def is_abroad(country: str, home: str) -> bool:
    """Does a letter from one country to another need the country in its address?"""
    if not country or country == home:
        return False
    return not (country in FRENCH_POST and home in FRENCH_POST)


def number_refusal(number: str, others: Collection[str]) -> LetterRefusal | None:
    """Why the number of a registered letter cannot be; `others` are those of the same batch."""
    if len(number) > LONGEST_NUMBER:
        return LetterRefusal.NUMBER_TOO_LONG
    return LetterRefusal.NUMBER_TWICE if number in others else None


def _broken(line: str) -> list[str]:
    lines: list[str] = []
    for word in line.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LONGEST_ADDRESS_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
