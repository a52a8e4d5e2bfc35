"""The code on the screen of a class: six digits that turn every 30 seconds (RFC 6238)."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP: Final = 30  # seconds
DIGITS: Final = 6
STILL_GOOD: Final = timedelta(seconds=15)  # of the code that has just gone
GUESSES: Final = 5  # a minute, for one person


def code_at(secret: bytes, instant: datetime) -> str:
    """The code that stands on the screen at an instant, of a secret of 20 bytes."""
    codes = TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 -- what RFC 6238 says, in an HMAC
    return codes.generate(int(instant.timestamp())).decode()


def is_code_of(secret: bytes, code: str, *, now: datetime) -> bool:
    """Is this the code of now, or the one before in the 15 seconds after it turned?"""
    typed = "".join(code.split())
    good = {code_at(secret, now), code_at(secret, now - STILL_GOOD)}
    return any(hmac.compare_digest(typed.encode(), one.encode()) for one in sorted(good))


def until_it_turns(now: datetime) -> timedelta:
    """How long the code of now still stands."""
    return timedelta(seconds=STEP - now.timestamp() % STEP)
