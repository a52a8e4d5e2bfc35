"""How often the code of a class may be guessed, and the number of a certificate."""

from datetime import datetime

from django.core.cache import cache

from gregoire.planning.rules.codes import GUESSES

MINUTE = 60  # seconds
UNKNOWN_NUMBERS = 20  # a minute, from one address; numbers that exist are not counted


def may_guess(person_id: int, *, now: datetime) -> bool:
    """Take one of a person's guesses of this minute, if one is left.

    Counted in the cache that all web processes share, outside the transaction of the guess: one
    that is refused has been made all the same. Two at once take two.
    """
    minute = int(now.timestamp()) // MINUTE
    guesses = (f"planning.check_in/{person_id}/{minute}/{guess}" for guess in range(GUESSES))
    return any(cache.add(guess, 1, timeout=2 * MINUTE) for guess in guesses)


def may_ask(address: str, *, now: datetime) -> bool:
    """Has this address asked for few enough certificates that do not exist in this minute?"""
    asked: int = cache.get(_unknown_of(address, now), 0)
    return asked < UNKNOWN_NUMBERS


def note_unknown(address: str, *, now: datetime) -> None:
    """A number was asked for that no certificate has. Two at once may count as one."""
    key = _unknown_of(address, now)
    cache.set(key, cache.get(key, 0) + 1, timeout=2 * MINUTE)


def _unknown_of(address: str, now: datetime) -> str:
    return f"planning.verify/{address}/{int(now.timestamp()) // MINUTE}"
