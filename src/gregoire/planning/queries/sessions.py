"""Classes, as the actor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gregoire.framework.actors import Actor
from gregoire.network.models import ClosingDay
from gregoire.network.rules import local_day
from gregoire.planning.models import ClassSession, ClassSessionQuerySet, SessionChange
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.queries.learners import learners_of
from gregoire.planning.queries.previews import SeriesPreview, Skipped, preview, skipped_of
from gregoire.planning.rules.sessions import Mode, SessionFacts

__all__ = [
    "ClosedClass",
    "SeriesPreview",
    "Skipped",
    "change_for",
    "changes_at_centres_of",
    "changes_of",
    "classes_on_closing_days",
    "facts_of",
    "last_author",
    "learners_of",
    "preview",
    "session_for",
    "sessions_for",
    "skipped_of",
]


@dataclass(frozen=True, slots=True)
class ClosedClass:
    """A class that is planned on a day on which its centre is closed."""

    session: ClassSession
    closing_day: ClosingDay


def sessions_for(actor: Actor) -> ClassSessionQuerySet:
    """Every class that the actor may see, with all that a line of a timetable shows."""
    return ClassSession.objects.visible_to(actor).select_related(
        "offering__unit", "offering__centre", "centre", "room", "teacher"
    )


def session_for(actor: Actor, public_id: str) -> ClassSession:
    """One class that the actor may see; raises DoesNotExist otherwise."""
    return (
        sessions_for(actor)
        .select_related("makes_up", "offering__semester")
        .get(public_id=public_id)
    )


def change_for(actor: Actor, public_id: str) -> SessionChange:
    """One change of a class that the actor may see; raises DoesNotExist otherwise."""
    changes = SessionChange.objects.select_related("session", "by", "undone_by")
    return changes.filter(session__in=ClassSession.objects.visible_to(actor)).get(
        public_id=public_id
    )


def changes_of(sessions: Sequence[ClassSession]) -> list[SessionChange]:
    """What was done to classes, the latest first."""
    found = SessionChange.objects.filter(session__in=sessions).select_related("by", "undone_by")
    return list(found.order_by("-pk"))


def changes_at_centres_of(actor: Actor, *, since: datetime) -> list[SessionChange]:
    """What was done to the classes of the centres that the actor's office looks after, latest
    first: what a teacher changed is among them.
    """
    centres = actor.centres_as(*OFFICES)
    found = SessionChange.objects.filter(session__centre__in=centres, at__gte=since)
    return list(
        found.select_related(
            "by", "session__offering__unit", "session__centre", "session__room", "session__teacher"
        ).order_by("-pk")
    )


def last_author(session: ClassSession) -> str:
    """Who changed a class last, as sentences name them."""
    change = SessionChange.objects.filter(session=session).select_related("by").order_by("-pk")
    last = change.first()
    return last.by.name if last and last.by else _("Somebody else")


def classes_on_closing_days(actor: Actor) -> list[ClosedClass]:
    """Classes to come, of the centres that the actor's office looks after, on days on which their
    centre is closed: the day was closed after they were planned.
    """
    centres = actor.centres_as(*OFFICES)
    closed = {
        (day.centre_id, day.day): day
        for day in ClosingDay.objects.filter(centre__in=centres, day__gte=actor.today).order_by(
            "pk"
        )
    }
    if not closed:
        return []
    days = {day for _, day in closed}
    found = (
        sessions_for(actor)
        .planned()
        .filter(centre__in={centre for centre, _ in closed}, starts_at__date__gte=min(days))
        .order_by("starts_at", "pk")
    )
    return [
        ClosedClass(session, closed[key])
        for session in found
        if (key := (session.centre_id, local_day(session.centre, session.starts_at))) in closed
    ]


def facts_of(session: ClassSession) -> SessionFacts:
    """What is said of a class, as it is now."""
    return SessionFacts(
        session.starts_at,
        session.ends_at,
        Mode(session.mode),
        session.room_id,
        session.teacher_id,
        session.link,
        session.title,
    )
