"""Classes, as the actor may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import BigIntegerField, F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from gregoire.framework.actors import Actor
from gregoire.network.models import Centre
from gregoire.planning.models import ClassSession, ClassSessionQuerySet, SessionChange
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.queries.learners import learners_of
from gregoire.planning.queries.previews import SeriesPreview, Skipped, preview, skipped_of
from gregoire.planning.rules.sessions import Mode, SessionFacts

__all__ = [
    "SeriesPreview",
    "Skipped",
    "change_for",
    "changes_by_teachers",
    "changes_of",
    "facts_of",
    "last_author",
    "learners_of",
    "preview",
    "session_for",
    "sessions_for",
    "skipped_of",
]


MOST_SHOWN: Final = 12


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


def changes_by_teachers(
    actor: Actor, sites: Sequence[Centre], *, since: datetime
) -> list[SessionChange]:
    """What teachers did to their own classes at sites that the actor's office looks after, the
    latest first: nobody of the office was there.
    """
    kept = [site for site in sites if site.pk in actor.centres_as(*OFFICES)]
    if not kept:
        return []
    gave = Cast(KeyTextTransform("teacher_id", "before"), BigIntegerField())
    found = SessionChange.objects.filter(session__centre__in=kept, at__gte=since, undone_at=None)
    theirs = found.annotate(gave=gave).filter(by=F("gave"))
    known = theirs.select_related("by", "session__offering__unit", "session__centre")
    return list(known.order_by("-pk")[:MOST_SHOWN])


def last_author(session: ClassSession) -> str:
    """Who changed a class last, as sentences name them."""
    change = SessionChange.objects.filter(session=session).select_related("by").order_by("-pk")
    last = change.first()
    return last.by.name if last and last.by else _("Somebody else")


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
