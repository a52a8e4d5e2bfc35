"""What a password must be, beyond Django's own checks: long enough is theirs; not endless, and not
one of those that everybody thinks of, is ours.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from gregoire.kernel.text import without_accents


class MaximumLengthValidator:
    """Phrases are welcome; a megabyte sent to keep the server busy is not (ASVS 2.1.2)."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext(
            "A password has at most %(max_length)d character.",
            "A password has at most %(max_length)d characters.",
            self.max_length,
        ) % {"max_length": self.max_length}


ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)
FEWEST_LETTERS: Final = 5
NEIGHBOURS: Final = frozenset(pair for row in ROWS for pair in pairwise(row)) | frozenset(
    (after, before) for row in ROWS for before, after in pairwise(row)
)


class EasyPasswordValidator:
    """Refuses the common ones made long: repeated, followed by figures, or walked along the keys.

    Django's list of common passwords has hardly any of twelve characters; what people do to reach
    twelve is known too (ASVS 2.1.7).
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002
        if is_easy(password, common_passwords()):
            raise ValidationError(self.get_help_text(), code="password_easy")

    def get_help_text(self) -> str:
        return gettext("This password is too easy to guess: choose another one.")


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def is_easy(password: str, common: frozenset[str]) -> bool:
    """Is it a common password in a long coat?"""
    plain = without_accents(password).casefold()
    if len(set(plain)) < FEWEST_LETTERS or _walks_along_the_keys(plain):
        return True
    words = re.findall(r"[a-z]+", plain)
    cores = {plain, _once(plain), *(_once(word) for word in words if len(words) == 1)}
    return any(core in common for core in cores)


def _once(text: str) -> str:
    """“passwordpassword” → “password”: the shortest part of which the whole is made."""
    return text[: (text + text).find(text, 1)] if text else text


def _walks_along_the_keys(text: str) -> bool:
    """Nearly every character stands beside the one before it: azertyuiop12, 123456789012."""
    steps = sum(pair in NEIGHBOURS for pair in pairwise(text))
    return steps >= 0.8 * (len(text) - 1)
