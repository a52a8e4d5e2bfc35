"""The classes that come next, as a home page names them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext

from gregoire.framework import formats
from gregoire.planning.models import ClassSession
from gregoire.planning.rules.sessions import Mode, SessionState
from gregoire.planning.wording import own
from gregoire.planning.wording.sessions import MODES


@dataclass(frozen=True, slots=True)
class ComingShown:
    day: str
    hour: str
    title: str
    detail: str
    tone: str = ""
    url: str = ""
    link: str = ""


def class_ahead(session: ClassSession, today: date) -> ComingShown:
    """A class on the clock of its centre; today's stand out, a lost one says so first."""
    there = session.starts_at.astimezone(session.centre.zone)
    unit, lost = session.offering.unit, own.STATES.get(SessionState(session.state))
    day = there.date()
    return ComingShown(
        day=_named(day, today),
        hour=formats.hour(there),
        title=f"{unit.code} · {unit.title}",
        detail=" · ".join(filter(None, [str(lost or ""), _where(session), session.title])),
        tone="due" if lost else "live" if day == today else "",
        url=reverse("planning:session", args=[session.public_id]),
        link=gettext("See the class"),
    )


def _named(day: date, today: date) -> str:
    """`Aujourd’hui`, `Demain`, `mer. 25 novembre`."""
    if day == today:
        return gettext("Today")
    return gettext("Tomorrow") if day == today + timedelta(days=1) else formats.short_day(day)


def _where(session: ClassSession) -> str:
    if session.mode == Mode.ONLINE or session.room is None:
        return str(MODES[Mode(session.mode)])
    room = str(own.ROOM) % {"room": session.room.name}
    return f"{room}, {session.centre.name}"
