"""What is said of a person.  Pure values: no clock, no database, no Django."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from gregoire.kernel.text import folded, without_accents

YOUNGEST: Final = 14
OLDEST: Final = 110


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class PeopleRefusal(StrEnum):
    """Why something about a person cannot be done."""

    NAME_MISSING = "name_missing"
    FIRST_NAMES_MISSING = "first_names_missing"
    BIRTH_DATE_MISSING = "birth_date_missing"
    BIRTH_DATE_IMPLAUSIBLE = "birth_date_implausible"
    PHONE_UNREADABLE = "phone_unreadable"
    POSTCODE_WRONG = "postcode_wrong"
    MAIL_MISSING = "mail_missing"
    MAIL_TAKEN = "mail_taken"
    MAIL_UNCHANGED = "mail_unchanged"
    SAME_PERSON_KNOWN = "same_person_known"
    ALREADY_REGISTERED = "already_registered"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOTHING_CHANGED = "nothing_changed"
    LINK_OVER = "link_over"
    PASSWORD_CHOSEN_ALREADY = "password_chosen_already"  # noqa: S105 -- a reason
    PASSWORD_WEAK = "password_weak"  # noqa: S105 -- a reason
    POST_HELD_ALREADY = "post_held_already"
    POST_ENDS_BEFORE_IT_STARTS = "post_ends_before_it_starts"
    POST_NEEDS_A_CENTRE = "post_needs_a_centre"
    POST_IS_NOT_YOURS_TO_GIVE = "post_is_not_yours_to_give"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What the page “Données personnelles” lets people verify and change, the mail left out."""

    birth_name: str
    usage_name: str
    first_names: str
    birth_date: date | None
    birth_place: str
    phone: str
    street: str
    postcode: str
    town: str
    country: str

    @property
    def version(self) -> str:
        """Tells one state of these data from another; a form carries the one it was shown."""
        said = "\x1f".join(f"{name}={value}" for name, value in self.items())
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def items(self) -> Iterator[tuple[str, object]]:
        for field in fields(self):
            yield field.name, getattr(self, field.name)


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


def changes(before: PersonalData, after: PersonalData) -> tuple[FieldChange, ...]:
    """What differs, field by field, as text."""
    return tuple(
        FieldChange(name, _text(old), _text(new))
        for (name, old), (_, new) in zip(before.items(), after.items(), strict=True)
        if old != new
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def data_refusal(data: PersonalData, *, today: date) -> PeopleRefusal | None:
    """The first reason for which these data cannot be kept; None when they can."""
    checks = (
        (not folded(data.birth_name), PeopleRefusal.NAME_MISSING),
        (not folded(data.first_names), PeopleRefusal.FIRST_NAMES_MISSING),
        (data.birth_date is None, PeopleRefusal.BIRTH_DATE_MISSING),
        (
            data.birth_date is not None and not is_plausible_birth_date(data.birth_date, today),
            PeopleRefusal.BIRTH_DATE_IMPLAUSIBLE,
        ),
        (bool(data.phone) and read_phone(data.phone) is None, PeopleRefusal.PHONE_UNREADABLE),
        (not is_right_postcode(data.postcode, data.country), PeopleRefusal.POSTCODE_WRONG),
    )
    return next((refusal for wrong, refusal in checks if wrong), None)


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on a day; who was born on 29 February is a year older on 1 March."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def is_plausible_birth_date(birth_date: date, today: date) -> bool:
    """Between 14 years (the youngest apprentices are 15) and 110."""
    return birth_date <= today and YOUNGEST <= age_on(birth_date, today) <= OLDEST


def are_same_names(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Are (birth name, first names) those of one person, whatever the accents, case and hyphens?

    Of the first names only the first counts: people often leave out the others.
    """
    return folded(one[0]) == folded(other[0]) and _first(one[1]) == _first(other[1])


def _first(first_names: str) -> str:
    """The first first name: “Jean-Luc, Marie” and “jean luc” both begin with “jean”."""
    return next(iter(folded(first_names).split()), "")


def next_number(last: str, *, today: date) -> str:
    """The learner's number after the last one of the year: “26-000001”, “26-000002”…"""
    year = f"{today.year % 100:02}"
    rank = int(last.rpartition("-")[2]) if last else 0
    return f"{year}-{rank + 1:06}"


# What people type


MONTHS: Final = {
    **{
        name: number
        for number, names in enumerate(
            (
                ("janvier", "january", "janv", "jan"),
                ("fevrier", "february", "fevr", "fev", "feb"),
                ("mars", "march", "mar"),
                ("avril", "april", "avr", "apr"),
                ("mai", "may"),
                ("juin", "june", "jun"),
                ("juillet", "july", "juil", "jul"),
                ("aout", "august", "aug"),
                ("septembre", "september", "sept", "sep"),
                ("octobre", "october", "oct"),
                ("novembre", "november", "nov"),
                ("decembre", "december", "dec"),
            ),
            start=1,
        )
        for name in names
    }
}
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:er)?[ ./-]+(\d{1,2}|[a-z]+)\.?[ ./-]+(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_date(text: str) -> date | None:
    """A day as people type it: 14/03/1992, 14.3.1992, 14 mars 1992, 1er mars 1992, 1992-03-14."""
    plain = without_accents(text).casefold().strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain) or _DIGITS.fullmatch(plain):
        day, month, year = found.groups()
    else:
        return None
    number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


FRENCH_POSTCODES: Final = frozenset(
    ["FR", "GP", "MQ", "GF", "RE", "PM", "YT", "BL", "MF", "WF", "PF", "NC", "MC"]
)
_PHONE_MARKS: Final = re.compile(r"[\s.\-/()]|\u00a0|\u202f")
_FRENCH_PHONE_DIGITS: Final = 10


def read_phone(text: str) -> str | None:
    """A telephone number as it is kept: “06 39 98 12 34”, “+687 26 28 34”; None if it is none."""
    bare = _PHONE_MARKS.sub("", text.replace("(0)", ""))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if bare.startswith("+33") and len(bare) == len("+33639981234"):
        bare = f"0{bare[3:]}"
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal() and 6 <= len(digits) <= 15):  # noqa: PLR2004 -- E.164
        return None
    if bare.startswith("+"):
        return bare
    return _in_pairs(bare) if len(bare) % 2 == 0 and len(bare) <= _FRENCH_PHONE_DIGITS else bare


def _in_pairs(digits: str) -> str:
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def is_right_postcode(postcode: str, country: str) -> bool:
    """Five digits in France and its territories; elsewhere anything short; empty is right."""
    if not postcode:
        return True
    if country in FRENCH_POSTCODES or not country:
        return postcode.isascii() and postcode.isdecimal() and len(postcode) == 5  # noqa: PLR2004
    return len(postcode) <= 12 and bool(folded(postcode))  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class PersonSearch:
    """What the words typed in “find a person” ask for."""

    words: tuple[str, ...]
    born_on: date | None

    @property
    def is_empty(self) -> bool:
        return not self.words and self.born_on is None

    @property
    def terms(self) -> str:
        """For PostgreSQL's `to_tsquery`: every word, each as the beginning of one."""
        return " & ".join(f"{word}:*" for word in self.words)


LONGEST_SEARCH: Final = 100
SHORTEST_WORD: Final = 2
_TYPED_DATE: Final = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2})\b")


def person_search(text: str) -> PersonSearch:
    """Names in any order, the beginning of a name, a number, a mail, a birth date, all at once."""
    text = text[:LONGEST_SEARCH]
    typed = _TYPED_DATE.search(text)
    born_on = read_date(typed.group()) if typed else read_date(text)
    if born_on is not None:
        text = text.replace(typed.group(), " ") if typed else ""
    words = tuple(dict.fromkeys(folded(text).split()))
    if sum(len(word) for word in words) < SHORTEST_WORD:
        words = ()
    return PersonSearch(words, born_on)
