"""What happens to a class once it is planned.

Each change has a reason, an author, and what the class was before and after; people are told at its
`tell_at`, and until then it can be undone. Everybody locks the offering first, then the class, then
rooms and teachers, so that of two offices one waits, and is then told what the other has done.
"""

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import now as the_present

from gregoire.catalogue.models import Offering
from gregoire.correspondence import saying
from gregoire.correspondence.models import Delivery
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.planning import mails
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.permissions import (
    CANCEL_CLASSES,
    CANCEL_SESSION,
    MAKE_UP_SESSION,
    MOVE_SESSION,
    POSTPONE_SESSION,
    SAY_MATERIAL_IS_ONLINE,
    UNDO_CHANGE,
)
from gregoire.planning.queries.attendance import with_hours
from gregoire.planning.queries.demands import (
    MADE_UP_WITHIN,
    demand_free,
    demand_place,
    demand_planned,
    demand_reason,
    demand_unchanged,
    naming_who_was_first,
    wish_for,
)
from gregoire.planning.queries.locks import (
    lock_rooms_and_teachers,
    locked_offering,
    locked_session,
    locked_sessions_of,
)
from gregoire.planning.queries.sessions import facts_of, last_author
from gregoire.planning.rules.sessions import (
    CANCEL,
    POSTPONE,
    ChangeKind,
    Material,
    SessionFacts,
    SessionRefusal,
    SessionState,
    tell_at,
)


@operation(permit=CANCEL_SESSION, on="session", journal="result")
def cancel_session(
    *, by: Actor, session: ClassSession, reason: str, sequence: int
) -> SessionChange:
    """Cancel a class: everybody is told at their campus address, and phoned where it is today.

    `sequence` is the one that the writer saw; where the class has been changed meanwhile, nothing
    is done and RefusedError names who did.
    """
    reason = demand_reason(reason)
    session, now = _locked(session), the_present()
    demand_unchanged(session, sequence)
    demand_planned(session, now=now)
    before = facts_of(session)
    session.state = CANCEL.applied_to(SessionState(session.state))
    _keep(session)
    return _changed(session, ChangeKind.CANCELLED, reason, by=by, before=before, now=now)


@operation(permit=POSTPONE_SESSION, on="session", journal="result")
def postpone_session(
    *, by: Actor, session: ClassSession, reason: str, sequence: int
) -> SessionChange:
    """Postpone a class: its course and exercises are due online, and it is to be made up."""
    reason = demand_reason(reason)
    session, now = _locked(session), the_present()
    demand_unchanged(session, sequence)
    demand_planned(session, now=now)
    before = facts_of(session)
    session.state = POSTPONE.applied_to(SessionState(session.state))
    session.material = Material.DUE
    _keep(session)
    return _changed(session, ChangeKind.POSTPONED, reason, by=by, before=before, now=now)


@operation(permit=MOVE_SESSION, on="session", journal="result")
def move_session(
    *, by: Actor, session: ClassSession, facts: SessionFacts, reason: str, sequence: int
) -> SessionChange:
    """Move a class to another hour, room, teacher or mode; people are told of both.

    A title alone is corrected without a word to anybody.
    """
    reason = demand_reason(reason)
    session, now = _locked(session), the_present()
    demand_unchanged(session, sequence)
    demand_planned(session, now=now)
    before = facts_of(session)
    if facts == before:
        raise RefusedError(SessionRefusal.NOTHING_CHANGES)
    if session.starts_at <= now:
        raise RefusedError(SessionRefusal.STARTED_ALREADY)
    offering = locked_offering(session.offering_id)
    _, centre = demand_place(offering, facts, now=now, after_the_end=MADE_UP_WITHIN)
    _put(session, facts, centre)
    return _changed(session, ChangeKind.MOVED, reason, by=by, before=before, now=now)


@operation(permit=MAKE_UP_SESSION, on="session", journal="result")
def make_up_session(*, by: Actor, session: ClassSession, facts: SessionFacts) -> SessionChange:
    """Plan the class that makes up for a cancelled or postponed one: it is `session.made_up_by`."""
    session, now = _locked(session), the_present()
    if session.state == SessionState.PLANNED:
        raise RefusedError(SessionRefusal.NOT_MADE_UP)
    if ClassSession.objects.filter(makes_up=session).exists():
        raise RefusedError(SessionRefusal.MADE_UP_ALREADY)
    offering = locked_offering(session.offering_id)
    _, centre = demand_place(offering, facts, now=now, after_the_end=MADE_UP_WITHIN)
    lock_rooms_and_teachers([facts.room_id], [facts.teacher_id])
    wish = wish_for(offering, facts, centre)
    demand_free(wish)
    with naming_who_was_first(wish):
        ClassSession.objects.create(
            offering=offering,
            centre=centre,
            makes_up=session,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            mode=facts.mode,
            room_id=facts.room_id,
            teacher_id=facts.teacher_id,
            link=facts.link,
            title=facts.title or session.title,
        )
    before = facts_of(session)
    _keep(session)
    last = SessionChange.objects.filter(session=session).order_by("-pk").first()
    reason = last.reason if last else ""
    return _changed(session, ChangeKind.MADE_UP, reason, by=by, before=before, now=now, after=facts)


@operation(permit=UNDO_CHANGE, on="change", journal="result")
def undo_change(*, by: Actor, change: SessionChange) -> ClassSession:
    """Take a change back before anybody is told: the class is as it was.

    Raises RefusedError once people have been told, or phoned; where something else has been done
    to the class since; and where its room or teacher has been taken meanwhile.
    """
    session, now = _locked(change.session), the_present()
    change = SessionChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    _demand_undoable(change, session, now)
    if change.kind == ChangeKind.MADE_UP:
        session.made_up_by.delete()
        _keep(session)
    else:
        _restore(session, SessionFacts.from_json(change.before))
    change.undone_at, change.undone_by_id = now, by.person_id
    change.save(update_fields=["undone_at", "undone_by"])
    saying.recall(change.topic)
    return session


def _demand_undoable(change: SessionChange, session: ClassSession, now: datetime) -> None:
    if change.undone_at is not None:
        raise RefusedError(SessionRefusal.UNDONE_ALREADY)
    phoned = Delivery.objects.filter(
        notice__topic=change.topic, channel=Channel.CALL, state=DeliveryState.SENT
    )
    if change.tell_at <= now or phoned.exists():
        raise RefusedError(SessionRefusal.TOLD_ALREADY)
    since = session.changes.filter(pk__gt=change.pk, undone_at=None)
    if since.exists():
        raise RefusedError(SessionRefusal.CHANGED_MEANWHILE, name=last_author(session))
    if change.kind == ChangeKind.MADE_UP and session.made_up_by.changes.exists():
        name = last_author(session.made_up_by)
        raise RefusedError(SessionRefusal.CHANGED_MEANWHILE, name=name)


def _restore(session: ClassSession, before: SessionFacts) -> None:
    session.state, session.material = SessionState.PLANNED, Material.NONE
    room = before.room_id
    centre = session.offering.centre
    if room is not None:
        centre = Centre.objects.get(rooms=room)
    _put(session, before, centre)


@operation(permit=SAY_MATERIAL_IS_ONLINE, on="session")
def say_material_is_online(*, by: Actor, session: ClassSession) -> ClassSession:
    """The course and exercises of a postponed class have been put online; its learners are told."""
    session = _locked(session)
    if session.material != Material.DUE:
        raise RefusedError(SessionRefusal.NO_MATERIAL_DUE)
    session.material = Material.ONLINE
    _keep(session)
    mails.say_material(session)
    return session


@operation(permit=CANCEL_CLASSES, on="offering")
def cancel_classes(*, by: Actor, offering: Offering, reason: str) -> list[SessionChange]:
    """Cancel all the classes to come of an offering: it is not taught after all.

    A class of today whose attendance is recorded was held, and stays: its learners have their hours.
    """
    reason, now = demand_reason(reason), the_present()
    offering = locked_offering(offering.pk)
    coming = [one for one in locked_sessions_of(offering) if one.ends_at > now]
    held = with_hours(coming)
    changes = []
    for session in coming:
        if session.pk in held:
            continue
        before = facts_of(session)
        session.state = CANCEL.applied_to(SessionState(session.state))
        _keep(session)
        changes.append(
            _written(session, ChangeKind.CANCELLED, reason, by=by, before=before, at=now)
        )
    mails.say_cancelled(changes)
    return changes


def _locked(session: ClassSession) -> ClassSession:
    locked_offering(session.offering_id)
    return locked_session(session.pk)


def _put(session: ClassSession, facts: SessionFacts, centre: Centre) -> None:
    """Hold the class so; raises RefusedError, with names, where something else is held there."""
    lock_rooms_and_teachers(
        [session.room_id, facts.room_id], [session.teacher_id, facts.teacher_id]
    )
    wish = wish_for(session.offering, facts, centre, besides=[session.pk])
    demand_free(wish)
    session.centre = centre
    session.starts_at, session.ends_at = facts.starts_at, facts.ends_at
    session.mode, session.room_id = facts.mode, facts.room_id
    session.teacher_id, session.link, session.title = facts.teacher_id, facts.link, facts.title
    with naming_who_was_first(wish):
        _keep(session)


def _keep(session: ClassSession) -> None:
    session.sequence += 1
    session.changed_at = the_present()
    session.save()


def _changed(
    session: ClassSession,
    kind: ChangeKind,
    reason: str,
    *,
    by: Actor,
    before: SessionFacts,
    now: datetime,
    after: SessionFacts | None = None,
) -> SessionChange:
    """Write what was done, and say it to those whom it concerns."""
    after = after or facts_of(session)
    first = after if kind is ChangeKind.MADE_UP else min(before, after, key=_start)
    change = _written(session, kind, reason, by=by, before=before, after=after, at=now)
    change.tell_at = tell_at(now, first.starts_at)
    change.save(update_fields=["tell_at"])
    if kind is not ChangeKind.MOVED or replace(before, title=after.title) != after:
        mails.say_change(change)
    return change


def _start(facts: SessionFacts) -> datetime:
    return facts.starts_at


def _written(
    session: ClassSession,
    kind: ChangeKind,
    reason: str,
    *,
    by: Actor,
    before: SessionFacts,
    at: datetime,
    after: SessionFacts | None = None,
) -> SessionChange:
    return SessionChange.objects.create(
        session=session,
        kind=kind,
        reason=reason,
        before=before.as_json(),
        after=(after or before).as_json(),
        by_id=by.person_id,
        at=at,
        tell_at=at,
    )
