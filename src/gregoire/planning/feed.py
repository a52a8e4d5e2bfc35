"""A planning as calendars read it: iCalendar (RFC 5545), with the properties of RFC 7986.

Values in, text out: the rows come from `queries.feeds`. The text of an event depends on its facts
alone, and the learners of a class share it; it is kept by those facts, so that it is never stale.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, Timezone, vDuration, vUri

from gregoire.framework import formats
from gregoire.planning import wording
from gregoire.planning.rules.agendas import EventFacts
from gregoire.planning.rules.sessions import Material, Mode, SessionState
from gregoire.planning.wording import own

PRODUCER: Final = "-//Gregoire//Planning//EN"
FORMAT: Final = 1  # rises when the same facts are written otherwise
REFRESH: Final = timedelta(hours=1)  # how often a calendar is invited to ask again
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


def tag_of(feed: Feed, rows: Sequence[EventFacts]) -> str:
    """Names the bytes of a feed before they are written: the same facts, the same bytes."""
    known = (FORMAT, feed.name, feed.address, feed.base, feed.language, feed.window)
    return hashlib.sha256(repr((known, [*map(tuple, rows)])).encode()).hexdigest()[:32]


def changed_at(rows: Sequence[EventFacts]) -> datetime | None:
    """When the latest of these classes was planned or changed."""
    return max((row.changed_at for row in rows), default=None)


def written(feed: Feed, rows: Sequence[EventFacts]) -> bytes:
    """The whole feed, in the language that is active."""
    zones = sorted({row.time_zone for row in rows})
    parts = [_head(feed, changed_at(rows))]
    parts += [_zone(zone, *feed.window) for zone in zones]
    parts += [_event(row, feed.base, feed.language) for row in rows]
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
    text: bytes = Timezone.from_tzinfo(ZoneInfo(name), name, first, last).to_ical()
    return text


@lru_cache(maxsize=KEPT)
def _event(row: EventFacts, base: str, _language: str) -> bytes:
    """One class; the language is the one that is active, and names what is kept."""
    zone, mode, state = ZoneInfo(row.time_zone), Mode(row.mode), SessionState(row.state)
    host, url = urlsplit(base).hostname, base + reverse("planning:session", args=[row.public_id])
    event = Event()
    held: dict[str, Any] = {
        "uid": f"{row.public_id}@{host}",
        "sequence": row.sequence,
        "dtstamp": row.changed_at,
        "created": row.made_at,
        "last-modified": row.changed_at,
        "dtstart": row.starts_at.astimezone(zone),
        "dtend": row.ends_at.astimezone(zone),
        "summary": _summary(row, state),
        "description": "\n".join([*_described(row, zone, mode, state), _page(url)]),
        "status": "CONFIRMED" if state is SessionState.PLANNED else "CANCELLED",
        "transp": "OPAQUE" if state is SessionState.PLANNED else "TRANSPARENT",
        "class": "PRIVATE",
        "categories": [row.unit_code, str(wording.sessions.MODES[mode])],
        "color": COLOURS[mode],
    }
    for name, value in held.items():
        event.add(name, value)
    event.add("url", vUri(url))
    _say_where(event, row, mode)
    if row.makes_up:
        event.add("related-to", f"{row.makes_up}@{host}", parameters={"RELTYPE": "SIBLING"})
    text: bytes = event.to_ical()
    return text


def _say_where(event: Event, row: EventFacts, mode: Mode) -> None:
    if mode is not Mode.ONLINE:
        street = ", ".join(filter(None, [row.street, f"{row.postcode} {row.town}".strip()]))
        event.add("location", ", ".join(filter(None, [_room(row), row.centre, street])))
        if row.latitude is not None and row.longitude is not None:
            event.add("geo", (row.latitude, row.longitude))
    else:
        event.add("location", str(wording.sessions.MODES[mode]))
    if row.link:
        told = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": row.unit_code}
        event.add("conference", vUri(row.link), parameters=told)


def _summary(row: EventFacts, state: SessionState) -> str:
    named = " · ".join(filter(None, [row.unit_code, row.unit_title, row.title]))
    return named if state is SessionState.PLANNED else f"{own.STATES[state]} · {named}"


def _described(row: EventFacts, zone: ZoneInfo, mode: Mode, state: SessionState) -> list[str]:
    said = [str(wording.sessions.MODES[mode])]
    if state is not SessionState.PLANNED:
        said = [str(own.STATES[state])]
        said += [str(own.REASON) % {"reason": row.reason}] if row.reason else []
    if row.made_up_at:
        moment = formats.moment(row.made_up_at.astimezone(zone))
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
