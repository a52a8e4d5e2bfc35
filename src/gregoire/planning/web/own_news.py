"""What changed in one's planning, in sentences: each says which class, from what to what, why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from gregoire.framework import formats
from gregoire.framework.ways import way_to
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.queries.agendas import News
from gregoire.planning.rules.sessions import ChangeKind, Mode, SessionFacts
from gregoire.planning.web.own_rows import Reader, made_up_by, place
from gregoire.planning.wording import own
from gregoire.planning.wording.sessions import MODES

LINES: Final = 12  # more than these are counted
TOGETHER: Final = 3  # so many classes of a unit, changed at once for one reason, are one line


@dataclass(frozen=True, slots=True)
class ChangeShown:
    url: str
    said: str


@dataclass(frozen=True, slots=True)
class NewsShown:
    """`since` names the last visit; empty for whoever has not been here yet."""

    since: str
    lines: Sequence[ChangeShown]
    more: int

    @classmethod
    def of(cls, news: News, reader: Reader) -> "NewsShown":
        lines = [*_changed(news.changes), *_added(news.added)]
        since = formats.moment(news.since.astimezone(reader.zone)) if news.since else ""
        return cls(since, lines[:LINES], max(0, len(lines) - LINES))


def _changed(changes: Sequence[SessionChange]) -> Iterator[ChangeShown]:
    """One line for each; one for all where a unit's classes were changed together."""
    for (_offering, kind, reason, _at), group in groupby(_in_units(changes), key=_same):
        together = list(group)
        if len(together) < TOGETHER or kind not in own.NEWS_OF_MANY:
            yield from filter(None, map(_one, together))
            continue
        first = min(each.session.starts_at for each in together)
        session = next(each.session for each in together if each.session.starts_at == first)
        words = {"count": len(together), "class": session.offering.unit.code, "reason": reason}
        yield ChangeShown(_agenda(session), str(own.NEWS_OF_MANY[ChangeKind(kind)]) % words)


def _in_units(changes: Sequence[SessionChange]) -> list[SessionChange]:
    """The latest first; of one instant, unit by unit."""
    ordered = sorted(changes, key=_same)
    return sorted(ordered, key=attrgetter("tell_at"), reverse=True)


def _same(change: SessionChange) -> tuple[int, str, str, datetime]:
    return change.session.offering_id, change.kind, change.reason, change.tell_at


def _one(change: SessionChange) -> ChangeShown | None:
    """One sentence; none where only the title was corrected."""
    session, kind = change.session, ChangeKind(change.kind)
    words = {
        "class": session.offering.unit.code,
        "was": _moment(change.before, session),
        "reason": change.reason,
    }
    if kind is ChangeKind.MADE_UP:
        other = made_up_by(session) or session
        words["now"] = formats.moment(other.starts_at.astimezone(other.centre.zone))
        sentence = own.NEWS[kind]
    elif kind is ChangeKind.MOVED:
        found = _moved(change)
        if found is None:
            return None
        sentence, words["now"] = found
    else:
        sentence = own.NEWS[kind]
    return ChangeShown(way_to("planning:session", session.public_id), str(sentence) % words)


def _moved(change: SessionChange) -> tuple[Promise, str] | None:
    """What a move changed, its hours first; none where nothing but the title did."""
    session = change.session
    try:
        before, after = map(SessionFacts.from_json, (change.before, change.after))
    except (KeyError, ValueError):  # written without all the facts of a class
        return _to_another_hour(change)
    if replace(before, title=after.title) == after:
        return None
    if before.starts_at != after.starts_at:
        return _to_another_hour(change)
    if before.ends_at != after.ends_at:
        return own.NEWS_OF_END, formats.hour(after.ends_at.astimezone(session.centre.zone))
    return _held_otherwise(session, before, after)


def _to_another_hour(change: SessionChange) -> tuple[Promise, str]:
    words = {"now": _moment(change.after, change.session), "place": _where(change.session)}
    return own.NEWS[ChangeKind.MOVED], str(own.PLACE_CHANGED) % words


def _held_otherwise(
    session: ClassSession, before: SessionFacts, after: SessionFacts
) -> tuple[Promise, str]:
    if (before.mode, before.room_id) != (after.mode, after.room_id):
        return own.NEWS_OF_PLACE, _where(session)
    if before.teacher_id != after.teacher_id and session.teacher:
        return own.NEWS_OF_TEACHER, session.teacher.name
    return own.NEWS_OF_REST, ""


def _where(session: ClassSession) -> str:
    return place(session) or str(MODES[Mode(session.mode)])


def _moment(facts: dict[str, object], session: ClassSession) -> str:
    """When a class was held by what a change keeps of it."""
    kept = facts.get("starts_at")
    instant = datetime.fromisoformat(str(kept)) if kept else session.starts_at
    return formats.moment(instant.astimezone(session.centre.zone))


def _added(sessions: Sequence[ClassSession]) -> Iterator[ChangeShown]:
    """A line for each unit of which classes have been planned."""
    by_unit = sorted(sessions, key=lambda each: (each.offering.unit.code, each.offering_id))
    for _, group in groupby(by_unit, key=attrgetter("offering_id")):
        planned = list(group)
        first = min(planned, key=attrgetter("starts_at"))
        words = {
            "count": len(planned),
            "class": first.offering.unit.code,
            "first": formats.moment(first.starts_at.astimezone(first.centre.zone)),
        }
        if len(planned) == 1:
            url = way_to("planning:session", first.public_id)
            yield ChangeShown(url, str(own.NEWS_OF_CLASS) % words)
        else:
            yield ChangeShown(_agenda(first), str(own.NEWS_OF_CLASSES) % words)


def _agenda(session: ClassSession) -> str:
    day = session.starts_at.astimezone(session.centre.zone).date()
    return f"{reverse('planning:planning')}?day={day}"
