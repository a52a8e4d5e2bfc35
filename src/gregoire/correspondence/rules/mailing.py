"""When a mail leaves, and to what address one can leave at all."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from gregoire.correspondence.rules.channels import MailRhythm

DIGEST_AT: Final = time(18)  # in the reader's zone
DIGEST_WEEKDAY: Final = 0  # Monday
LONGEST_MAIL_ADDRESS: Final = 254  # RFC 5321, with its errata
TURNS_TEXT_ROUND: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BLANKS: Final = re.compile(r"[^\S\u00a0\u202f]+")  # an hour does not break between lines
# One address and nothing else: no name, no second address, no comment, no line end, and nothing
# that a reader's program would decode (RFC 2047).
MAIL_ADDRESS: Final = re.compile(
    r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?)*"
)


class PreferenceRefusal(StrEnum):
    HALF_OF_QUIET_HOURS = "half_of_quiet_hours"
    QUIET_HOURS_WITHOUT_LENGTH = "quiet_hours_without_length"
    NO_SUCH_ZONE = "no_such_zone"


@dataclass(frozen=True, slots=True)
class MailWish:
    """When a person wants mail: the rhythm, and the hours of their own clock that stay quiet.

    The quiet hours go past midnight where they end before they begin; both or neither are given.
    """

    rhythm: MailRhythm
    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None


def due_at(wish: MailWish, now: datetime, *, at_once: bool = False) -> datetime:
    """The instant at which a mail said now leaves, in UTC; `at_once`: urgent, or asked by the law.

    A digest leaves at 18:00 of the reader's clock, every day or on Mondays. What falls into quiet
    hours waits until they end.
    """
    now = now.astimezone(UTC)
    if at_once:
        return now
    if wish.rhythm is not MailRhythm.AT_ONCE:
        now = _next_digest(wish, now)
    return _after_quiet_hours(wish, now)


def preference_refusal(quiet_from: time | None, quiet_until: time | None) -> PreferenceRefusal | None:  # fmt: skip
    """Why hours cannot be the quiet ones; None when they can."""
    if (quiet_from is None) != (quiet_until is None):
        return PreferenceRefusal.HALF_OF_QUIET_HOURS
    if quiet_from is not None and quiet_from == quiet_until:
        return PreferenceRefusal.QUIET_HOURS_WITHOUT_LENGTH
    return None


def is_mail_address(text: str) -> bool:
    """Is it one mail address and nothing else, so that a header can bear it as it is?"""
    return len(text) <= LONGEST_MAIL_ADDRESS and MAIL_ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """Words as a header bears them: one line, nothing invisible, nothing that turns text round,
    nothing that a reader's program would decode into any of these (RFC 2047).
    """
    seen = (
        one if one.isspace() or unicodedata.category(one) != "Cc" else ""
        for one in text
        if one not in TURNS_TEXT_ROUND
    )
    return BLANKS.sub(" ", "".join(seen)).strip().replace("=?", "= ?")


def _next_digest(wish: MailWish, now: datetime) -> datetime:
    day = now.astimezone(wish.zone).date()
    while True:
        leaves = _instants(day, DIGEST_AT, wish.zone)[0]
        is_its_day = wish.rhythm is MailRhythm.DAILY or day.weekday() == DIGEST_WEEKDAY
        if is_its_day and leaves >= now:
            return leaves
        day += timedelta(days=1)


def _after_quiet_hours(wish: MailWish, now: datetime) -> datetime:
    if wish.quiet_from is None or wish.quiet_until is None:
        return now
    local = now.astimezone(wish.zone)
    clock = time(local.hour, local.minute, local.second)
    if not _is_quiet(clock, wish.quiet_from, wish.quiet_until):
        return now
    today = local.date()
    ends = (
        instant
        for day in (today, today + timedelta(days=1))
        for instant in _instants(day, wish.quiet_until, wish.zone)
    )
    return min(instant for instant in ends if instant > now)


def _is_quiet(clock: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def _instants(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """When the clock shows that hour on that day: once; twice in October; in March, where the hour
    does not exist, when the clock has jumped over it.
    """
    wall = datetime.combine(day, clock)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return sorted({first, second})
    instant = second  # before the jump: the hour that is missing lies between the two
    while instant.astimezone(zone).replace(tzinfo=None) < wall:
        instant += timedelta(minutes=1)
    return [instant.replace(second=0, microsecond=0)]
