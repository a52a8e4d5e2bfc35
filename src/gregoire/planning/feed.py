"""A planning as calendars read it: iCalendar (RFC 5545), with the properties of RFC 7986.

Values in, text out: the rows come from `queries.feeds`. The text of an event depends on its facts
alone, and the learners of a class share it; it is kept by those facts, so that it is never stale.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.crypto import salted_hmac
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDuration,
    vUri,
)

from gregoire.framework import formats
from gregoire.planning import wording
from gregoire.planning.calendars import Entry
from gregoire.planning.rules.agendas import EventFacts
from gregoire.planning.rules.sessions import Material, Mode, SessionState
from gregoire.planning.wording import own

PRODUCER: Final = "-//Gregoire//Planning//EN"
NAMESPACE: Final = "planning.gregoire"  # of every UID: it outlives the address of the campus
FORMAT: Final = 3  # rises when the same facts are written otherwise
REFRESH: Final = timedelta(hours=1)  # how often a calendar is invited to ask again
A_DAY: Final = timedelta(days=1)
QUARTER: Final = timedelta(minutes=15)  # no clock is changed between two of them
SIGNED: Final = 24  # hexadecimal digits of the signature: 96 bits
KEPT: Final = 4096  # events kept written, about a kilobyte each
COLOURS: Final = {Mode.ON_SITE: "steelblue", Mode.ONLINE: "seagreen", Mode.BOTH: "darkgoldenrod"}
END: Final = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose feed it is, and where it stands."""

    name: str
    address: str  # its own, whole
    base: str  # the address of the campus, without a slash at its end
    language: str
    window: tuple[date, date]


# The address


def token_of(key: str) -> str:
    """What the address holds: the key of the row, and its signature by the house's secret."""
    return f"{key}-{_signature(key)}"


def key_of(token: str) -> tuple[str, bool]:
    """The key that a token names, and whether it bears our signature."""
    key, _, signature = token.partition("-")
    return key, hmac.compare_digest(_signature(key).encode(), signature.encode())


def _signature(key: str) -> str:
    return salted_hmac("planning.feed", key, algorithm="sha256").hexdigest()[:SIGNED]


# What is written


def tag_of(feed: Feed, rows: Sequence[EventFacts], added: Sequence[Entry] = ()) -> str:
    """Names the bytes of a feed before they are written: the same facts, the same bytes."""
    known = (FORMAT, feed.name, feed.address, feed.base, feed.language, feed.window)
    facts = (known, [*map(tuple, rows)], [*map(tuple, added)])
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def changed_at(held: Iterable[EventFacts | Entry]) -> datetime | None:
    """When the latest of these was planned or changed."""
    return max((each.changed_at for each in held), default=None)


def written(feed: Feed, rows: Sequence[EventFacts], added: Sequence[Entry] = ()) -> bytes:
    """The whole feed, in the language that is active."""
    held: list[EventFacts | Entry] = [*rows, *added]
    zones = sorted({each.time_zone for each in held})
    parts = [_head(feed, changed_at(held))]
    parts += [_zone(zone, *feed.window) for zone in zones]
    parts += [_class(row, feed.base, feed.language) for row in rows]
    parts += [_event(entry, feed.base) for entry in added]
    return b"".join([*parts, END])


def _head(feed: Feed, changed: datetime | None) -> bytes:
    calendar = Calendar()
    name = str(own.FEED_NAME) % {"name": feed.name}
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for each in ("name", "x-wr-calname"):
        calendar.add(each, name)
    calendar.add("description", str(own.FEED_SAYS))
    calendar.add("url", vUri(feed.base + reverse("planning:planning")))
    calendar.add("source", vUri(feed.address), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if changed:
        calendar.add("last-modified", changed)
    text: bytes = calendar.to_ical()
    return text.removesuffix(END)


@lru_cache(maxsize=32)
def _zone(name: str, first: date, last: date) -> bytes:
    """The offsets of these days, each from its onset on the clock that it ends (RFC 5545, 3.6.5)."""
    zone = Timezone()
    zone.add("tzid", name)
    for (before, after, is_summer, called), onsets in _onsets(ZoneInfo(name), first, last).items():
        part = TimezoneDaylight() if is_summer else TimezoneStandard()
        part.add("dtstart", onsets[0])
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", called)
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        zone.add_component(part)
    text: bytes = zone.to_ical()
    return text


Offset = tuple[timedelta, timedelta, bool, str]  # before, after, whether it is summer, its name


def _onsets(zone: ZoneInfo, first: date, last: date) -> dict[Offset, list[datetime]]:
    """When the clock changes, as the clock of before says it; its first instant is one."""
    instant, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    before = instant.astimezone(zone).utcoffset() or timedelta()
    found: dict[Offset, list[datetime]] = defaultdict(list)
    found[_offset(instant, zone, before)].append((instant + before).replace(tzinfo=None))
    while instant < end:
        after = (instant + A_DAY).astimezone(zone).utcoffset()
        if after != before:
            while instant.astimezone(zone).utcoffset() == before:
                instant += QUARTER
            found[_offset(instant, zone, before)].append((instant + before).replace(tzinfo=None))
            before = after or timedelta()
        else:
            instant += A_DAY
    return found


def _offset(instant: datetime, zone: ZoneInfo, before: timedelta) -> Offset:
    here = instant.astimezone(zone)
    return before, here.utcoffset() or timedelta(), bool(here.dst()), here.tzname() or ""


@lru_cache(maxsize=KEPT)
def _class(row: EventFacts, base: str, _language: str) -> bytes:
    """One class; the language is the one that is active, and names what is kept."""
    return _event(entry_of(row), base)


def _event(entry: Entry, base: str) -> bytes:
    zone, url = ZoneInfo(entry.time_zone), base + entry.path
    event = Event()
    held: dict[str, Any] = {
        "uid": _uid(entry.key),
        "sequence": entry.sequence,
        "dtstamp": entry.changed_at,
        "created": entry.made_at,
        "last-modified": entry.changed_at,
        "dtstart": entry.starts_at.astimezone(zone),
        "dtend": entry.ends_at.astimezone(zone),
        "summary": entry.summary,
        "description": "\n".join([*entry.described, _page(url)]),
        "status": "CONFIRMED" if entry.is_held else "CANCELLED",
        "transp": "OPAQUE" if entry.is_held else "TRANSPARENT",
        "class": "PUBLIC",  # what is private is shown as “busy” by Google, to its owner too
        "categories": entry.categories,
        "color": entry.colour,
        "location": entry.location,
        "geo": entry.position,
        "url": vUri(url),
    }
    for name, value in held.items():
        if value not in {None, "", ()}:
            event.add(name, value)
    if entry.link:
        told = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": entry.summary}
        event.add("conference", vUri(entry.link), parameters=told)
    if entry.stands_for:
        event.add("related-to", _uid(entry.stands_for), parameters={"RELTYPE": "SIBLING"})
    text: bytes = event.to_ical()
    return text


def _uid(key: str) -> str:
    return f"{key}@{NAMESPACE}"


# A class


def entry_of(row: EventFacts) -> Entry:
    """A class as calendars show it, in the language that is active."""
    mode, state = Mode(row.mode), SessionState(row.state)
    return Entry(
        key=row.public_id,
        sequence=row.sequence,
        made_at=row.made_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        summary=_summary(row, state),
        described=tuple(_described(row, mode, state)),
        is_held=state is SessionState.PLANNED,
        path=reverse("planning:session", args=[row.public_id]),
        categories=(row.unit_code, str(wording.sessions.MODES[mode])),
        colour=COLOURS[mode],
        location=_location(row, mode),
        position=_position(row, mode),
        link=row.link,
        stands_for=row.makes_up or "",
    )


def _location(row: EventFacts, mode: Mode) -> str:
    if mode is Mode.ONLINE:
        return str(wording.sessions.MODES[mode])
    street = ", ".join(filter(None, [row.street, f"{row.postcode} {row.town}".strip()]))
    return ", ".join(filter(None, [_room(row), row.centre, street]))


def _position(row: EventFacts, mode: Mode) -> tuple[float, float] | None:
    if mode is Mode.ONLINE or row.latitude is None or row.longitude is None:
        return None
    return row.latitude, row.longitude


def _summary(row: EventFacts, state: SessionState) -> str:
    named = " · ".join(filter(None, [row.unit_code, row.unit_title, row.title]))
    return named if state is SessionState.PLANNED else f"{own.STATES[state]} · {named}"


def _described(row: EventFacts, mode: Mode, state: SessionState) -> list[str]:
    said = [str(wording.sessions.MODES[mode])]
    if state is not SessionState.PLANNED:
        said = [str(own.STATES[state])]
        said += [str(own.REASON) % {"reason": row.reason}] if row.reason else []
    if row.made_up_at:
        moment = formats.moment(row.made_up_at.astimezone(ZoneInfo(row.time_zone)))
        said.append(str(own.MADE_UP_ON) % {"moment": moment})
    elif state is SessionState.POSTPONED:
        said.append(str(own.TO_BE_MADE_UP))
    if row.material != Material.NONE:
        said.append(str(own.MATERIALS[Material(row.material)]))
    if teacher := _teacher(row):
        said.append(str(own.TEACHER) % {"teacher": teacher})
    if row.link:
        said.append(str(own.FOLLOW_ONLINE) % {"link": row.link})
    return said


def _page(url: str) -> str:
    return str(own.CLASS_PAGE) % {"url": url}


def _room(row: EventFacts) -> str:
    return str(own.ROOM) % {"room": row.room} if row.room else ""


def _teacher(row: EventFacts) -> str:
    """As `Person.name` says it."""
    if row.teacher_first_names is None:
        return ""
    first = row.teacher_first_names.split(" ")[0].strip(",")
    return f"{first} {row.teacher_usage_name or row.teacher_birth_name}"
