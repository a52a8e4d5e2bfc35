"""What stands in people's calendars: classes, and whatever a module above adds beside them.

A module that has hours of its own (exams) registers in its `apps.py`, in `ready()`, by importing
the file that says

    @adds_to_feeds
    def exams_of(person_id: int, start: datetime, end: datetime) -> Iterable[Entry]:
        ...

and its entries stand in everybody's feed, under the rules of the classes: the same `UID` for ever,
a `sequence` that rises with each change, what is cancelled kept. One query is its budget; it is
asked in the language of the reader.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """One event of a feed, in words: hours, place and what else a calendar shows."""

    key: str  # unique among all entries, the same for ever
    sequence: int
    made_at: datetime
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    time_zone: str  # of the place
    summary: str
    described: tuple[str, ...]  # line by line
    is_held: bool
    path: str  # of its page on the campus
    categories: tuple[str, ...] = ()
    colour: str = ""  # by its name in CSS (RFC 7986, 5.9)
    location: str = ""
    position: tuple[float, float] | None = None  # latitude, longitude
    link: str = ""  # where it is followed online
    stands_for: str = ""  # the key of the entry that it replaces


Source = Callable[[int, datetime, datetime], Iterable[Entry]]

_sources: Final[list[Source]] = []


def adds_to_feeds(source: Source) -> Source:
    """Register what a person (by key) has in [start, end)."""
    _sources.append(source)
    return source


def added_entries(person_id: int, start: datetime, end: datetime) -> tuple[Entry, ...]:
    """What the modules above add to a person's feed, in the order of their hours."""
    found = (entry for source in _sources for entry in source(person_id, start, end))
    return tuple(sorted(found, key=lambda entry: (entry.starts_at, entry.key)))
