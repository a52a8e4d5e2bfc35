"""A class as the pages of one's own planning say it: words, with nothing left to query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse

from gregoire.framework import formats
from gregoire.framework.ways import way_to
from gregoire.network.models import Centre
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.agendas import Reach
from gregoire.planning.rules.sessions import ChangeKind, Material, Mode, SessionState
from gregoire.planning.wording import own
from gregoire.planning.wording.sessions import MODES

MAP: Final = "https://www.openstreetmap.org"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, on which clock, and when."""

    reach: Reach
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class ClassShown:
    url: str
    day: date  # on the clock of the centre, as the hours
    starts: str
    hours: str
    own_hours: str  # on the reader's own clock, where it shows another hour
    own_start: datetime  # on that clock
    code: str
    title: str
    about: str
    mode: str
    mode_tone: str
    place: str
    street: str
    map: str
    link: str
    teacher: str
    state: str  # empty while it is held
    says: Sequence[str]  # why it is not, when it is made up, what it makes up for
    is_given: bool
    is_now: bool
    is_over: bool

    def is_on(self, day: date) -> bool:
        """Is it that day where it is held, or where the reader is?"""
        return day in {self.day, self.own_start.date()}

    @property
    def tone(self) -> str:
        """The colour of its rail; its words say the same."""
        if self.state:
            return "due"
        return "live" if self.is_now else ""


@dataclass(frozen=True, slots=True)
class DayShown:
    day: date
    is_today: bool
    classes: Sequence[ClassShown]


def class_shown(session: ClassSession, reader: Reader, *, told: bool = True) -> ClassShown:
    """`told`: with what happened to it, which must then be loaded."""
    zone = session.centre.zone
    unit, mode = session.offering.unit, Mode(session.mode)
    on_site = mode is not Mode.ONLINE
    return ClassShown(
        url=way_to("planning:session", session.public_id),
        day=session.starts_at.astimezone(zone).date(),
        starts=formats.hour(session.starts_at.astimezone(zone)),
        hours=hours(session, zone),
        own_hours=own_hours(session, reader.zone),
        own_start=session.starts_at.astimezone(reader.zone),
        code=unit.code,
        title=unit.title,
        about=session.title,
        mode=str(MODES[mode]),
        mode_tone=own.MODE_TONES[mode],
        place=place(session),
        street=street(session.centre) if on_site else "",
        map=map_of(session.centre) if on_site else "",
        link=session.link if session.state == SessionState.PLANNED else "",
        teacher=session.teacher.name if session.teacher else "",
        state=str(own.STATES.get(SessionState(session.state), "")),
        says=says(session) if told else (),
        is_given=reader.reach.gives(session),
        is_now=session.starts_at <= reader.now < session.ends_at,
        is_over=session.ends_at <= reader.now,
    )


def by_day(
    sessions: Iterable[ClassSession], days: Sequence[date], reader: Reader
) -> list[DayShown]:
    """Each of these days with its classes, on the clock of the centre where each is held."""
    rows = sorted((class_shown(each, reader) for each in sessions), key=lambda row: row.day)
    grouped = {day: list(group) for day, group in groupby(rows, key=lambda row: row.day)}
    return [DayShown(day, day == reader.today, grouped.get(day, [])) for day in days]


def hours(session: ClassSession, zone: ZoneInfo) -> str:
    """`18 h 30 – 21 h 00`, on the clock of a zone."""
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return f"{formats.hour(start)}{formats.NO_BREAK}– {formats.hour(end)}"


def own_hours(session: ClassSession, zone: ZoneInfo) -> str:
    """The same on the reader's clock; empty where it shows the same hour."""
    there = session.starts_at.astimezone(session.centre.zone)
    here = session.starts_at.astimezone(zone)
    if there.utcoffset() == here.utcoffset():
        return ""
    said = hours(session, zone)
    if there.date() != here.date():
        said = f"{formats.weekday(here)}, {said}"
    return str(own.OWN_CLOCK) % {"hours": said}


def place(session: ClassSession) -> str:
    """`Room A 101, Cnam Dijon`; nothing for a class online."""
    if session.mode == Mode.ONLINE:
        return ""
    room = str(own.ROOM) % {"room": session.room.name} if session.room else ""
    return ", ".join(filter(None, [room, session.centre.name]))


def street(centre: Centre) -> str:
    return ", ".join(filter(None, [centre.street, f"{centre.postcode} {centre.town}".strip()]))


def map_of(centre: Centre) -> str:
    """The map of OpenStreetMap at the centre: a link, nothing of it is in our page."""
    if centre.latitude is not None and centre.longitude is not None:
        at = f"{centre.latitude:.5f}/{centre.longitude:.5f}"
        return f"{MAP}/?mlat={centre.latitude:.5f}&mlon={centre.longitude:.5f}#map=17/{at}"
    where = street(centre)
    return f"{MAP}/search?query={quote_plus(where)}" if where else ""


def says(session: ClassSession) -> list[str]:
    """What else there is to know of a class: why it is not held, and what stands for it."""
    said = []
    if session.state != SessionState.PLANNED and (why := reason(session)):
        said.append(why)
    if made_up := made_up_by(session):
        moment = formats.moment(made_up.starts_at.astimezone(session.centre.zone))
        said.append(str(own.MADE_UP_ON) % {"moment": moment})
    elif session.state == SessionState.POSTPONED:
        said.append(str(own.TO_BE_MADE_UP))
    if session.material != Material.NONE:
        said.append(str(own.MATERIALS[Material(session.material)]))
    if session.makes_up:
        moment = formats.moment(session.makes_up.starts_at.astimezone(session.centre.zone))
        said.append(str(own.MAKES_UP) % {"moment": moment})
    return said


def reason(session: ClassSession) -> str:
    """Why it is not held: what its latest change gives as the reason."""
    kinds = {ChangeKind.CANCELLED, ChangeKind.POSTPONED}
    told = [change.reason for change in session.changes.all() if change.kind in kinds]
    return str(own.REASON) % {"reason": told[0]} if told else ""


def made_up_by(session: ClassSession) -> ClassSession | None:
    found: ClassSession | None = getattr(session, "made_up_by", None)
    return found


def way(name: str, *args: object) -> str:
    """The address of a page of the module; empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
