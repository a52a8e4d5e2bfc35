"""What the page of a class receives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse

from gregoire.framework import formats
from gregoire.framework.actors import Actor
from gregoire.planning import permissions
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.rules.sessions import ChangeKind, SessionState
from gregoire.planning.web.own_rows import ClassShown, Reader, class_shown, made_up_by, way
from gregoire.planning.wording import own
from gregoire.planning.wording.sessions import CHANGES

CHECK_IN_FROM: Final = timedelta(minutes=30)  # before the class: its page leads to the code


@dataclass(frozen=True, slots=True)
class WayShown:
    label: str
    url: str
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class PastChange:
    said: str
    why: str
    at: str
    by: str
    undo: str  # the address at which it is undone, while nobody has been told


@dataclass(frozen=True, slots=True)
class SessionPage:
    """One class: when, where, with whom, what happened to it, and what one can do about it."""

    row: ClassShown
    centre: str
    phone: str
    credits: str
    clock: str  # the centre's zone, where it is not the reader's
    was: str  # the class that this one makes up for
    becomes: str  # the class by which this one is made up
    desk: str  # the office's week of this class; empty for who follows or gives it
    ways: Sequence[WayShown]
    changes: Sequence[PastChange]

    @classmethod
    def of(cls, session: ClassSession, reader: Reader, actor: Actor) -> "SessionPage":
        row, other = class_shown(session, reader), made_up_by(session)
        unit = session.offering.unit
        may = permissions.CANCEL_SESSION.granted(actor, session)
        return cls(
            row=row,
            centre=session.centre.name,
            phone=session.centre.phone,
            credits=f"{unit.ects}{formats.NO_BREAK}ECTS",
            clock=session.centre.name if row.own_hours else "",
            was=way("planning:session", session.makes_up.public_id) if session.makes_up else "",
            becomes=way("planning:session", other.public_id) if other else "",
            desk=_desk(session, row) if may and not reader.reach.gives(session) else "",
            ways=ways_of(session, reader, actor, may=may),
            changes=[_past(each, reader, actor) for each in session.changes.all()],
        )

    @property
    def day(self) -> date:
        return self.row.day


def _desk(session: ClassSession, row: ClassShown) -> str:
    return f"{reverse('planning:desk')}?centre={session.centre.code}&day={row.day}"


def ways_of(session: ClassSession, reader: Reader, actor: Actor, *, may: bool) -> list[WayShown]:
    """What one can do about a class: those of its pages that the house has."""
    held = session.state == SessionState.PLANNED
    key, ways = session.public_id, []
    if may and held and not session.starts_at <= reader.now:
        ways += [
            WayShown(str(own.MOVE), way("planning:move", key)),
            WayShown(str(own.POSTPONE), way("planning:postpone", key)),
            WayShown(str(own.CANCEL), way("planning:cancel", key), is_danger=True),
        ]
    makes_up = permissions.MAKE_UP_SESSION.granted(actor, session)
    if makes_up and not held and made_up_by(session) is None:
        ways.append(WayShown(str(own.MAKE_UP), way("planning:make_up", key)))
    near = session.starts_at - CHECK_IN_FROM <= reader.now
    if may and held and near:
        ways.insert(0, WayShown(str(own.ATTENDANCE), way("planning:attendance", key)))
    follows = session.offering_id in reader.reach.followed
    if follows and held and near and reader.now < session.ends_at:
        ways.insert(0, WayShown(str(own.CHECK_IN), way("planning:check_in", key)))
    return [each for each in ways if each.url]


def _past(change: SessionChange, reader: Reader, actor: Actor) -> PastChange:
    is_in_time = change.undone_at is None and reader.now < change.tell_at
    can_undo = is_in_time and permissions.UNDO_CHANGE.granted(actor, change)
    return PastChange(
        said=_said(change),
        why=change.reason,
        at=formats.moment(change.at.astimezone(reader.zone)),
        by=change.by.name if change.by else "",
        undo=way("planning:undo", change.public_id) if can_undo else "",
    )


def _said(change: SessionChange) -> str:
    """`Class moved: from Tue 3 March, 18:30 to …`; without hours where they did not change."""
    words = str(CHANGES[ChangeKind(change.kind)])
    before, after = _start(change.before), _start(change.after)
    if change.kind != ChangeKind.MOVED or not before or not after or before == after:
        return words
    zone = change.session.centre.zone
    told = {
        "was": formats.moment(before.astimezone(zone)),
        "now": formats.moment(after.astimezone(zone)),
    }
    return f"{words}. {own.FROM_TO % told}"


def _start(facts: dict[str, object]) -> datetime | None:
    kept = facts.get("starts_at")
    return datetime.fromisoformat(str(kept)) if kept else None
