"""How often the code of a class may be guessed."""

from datetime import datetime

from django.core.cache import cache

from gregoire.planning.rules.codes import GUESSES

MINUTE = 60  # seconds


def may_guess(person_id: int, *, now: datetime) -> bool:
    """Take one of a person's guesses of this minute, if one is left.

    Counted in the cache that all web processes share, outside the transaction of the guess: one
    that is refused has been made all the same. Two at once take two.
    """
    minute = int(now.timestamp()) // MINUTE
    guesses = (f"planning.check_in/{person_id}/{minute}/{guess}" for guess in range(GUESSES))
    return any(cache.add(guess, 1, timeout=2 * MINUTE) for guess in guesses)
