"""Public identifiers and days as the tables keep them: lists of text, ready to be copied."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gregoire.demo.drawing.chance import Ints, chance
from gregoire.kernel.identifiers import ALPHABET, LENGTH


def public_ids(seed: int, table: str, count: int) -> list[str]:
    """As many different identifiers; 69 bits each, from the seed and not from the system."""
    letters = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
    drawn = letters[chance(seed, "public ids", table).integers(0, len(letters), (count, LENGTH))]
    return drawn.reshape(-1).view(f"S{LENGTH}").astype(f"U{LENGTH}").tolist() if count else []


def days(start: date, offsets: Ints) -> list[str]:
    return _text(np.datetime64(start) + offsets.astype("timedelta64[D]"))


def instants(start: date, seconds: Ints) -> list[str]:
    moments = np.datetime64(start, "s") + seconds.astype("timedelta64[s]")
    return [f"{moment}+00:00" for moment in _text(moments)]


def birth_dates(year: int, ages: Ints, offsets: Ints) -> list[str | None]:
    """The day of birth of those who turn `age` in the year; None where the age is not known."""
    starts = (np.datetime64(str(year), "Y") - ages.astype("timedelta64[Y]")).astype("datetime64[D]")
    text = _text(starts + offsets.astype("timedelta64[D]"))
    return [day if age >= 0 else None for day, age in zip(text, ages.tolist(), strict=True)]


def _text(moments: NDArray[Any]) -> list[str]:
    texts: list[str] = np.datetime_as_string(moments).tolist()
    return texts
