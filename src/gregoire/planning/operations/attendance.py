"""Who followed a class: said, signed, or entered by the code; and the hours that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_bytes
from typing import Final

from django.utils import timezone

from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.models import AttendanceCheck, AttendanceEntry, ClassSession, LearningHours
from gregoire.planning.permissions import CHECK_IN, RECORD_ATTENDANCE
from gregoire.planning.queries import attendance as queries
from gregoire.planning.queries.sessions import learners_of
from gregoire.planning.rules import attendance as rules
from gregoire.planning.rules.attendance import (
    CODE_LASTS_AFTER,
    FOLLOWED,
    LONGEST_NOTE,
    AttendanceRefusal,
    Evidence,
    Mark,
    Presence,
)
from gregoire.planning.rules.codes import is_code_of
from gregoire.planning.rules.sessions import Mode, SessionState

SECRET: Final = 20  # bytes, as RFC 4226 recommends


@operation(permit=RECORD_ATTENDANCE, on="session")
def record_attendance(
    *,
    by: Actor,
    session: ClassSession,
    marks: Sequence[Mark],
    reason: str = "",
    now: datetime | None = None,
) -> list[AttendanceEntry]:
    """Say of learners of a class whether they followed it; the hours are counted with it.

    Only what is news is written. What was said of a class of an earlier day is changed with a
    reason: the hours that it had given are taken back by a counter-entry.
    """
    now = now or timezone.now()
    session = _held(session, now)
    listed = set(learners_of(session).order_by("pk").values_list("pk", flat=True))
    known = queries.latest_entries(session, [mark.enrolment_id for mark in marks])
    if any(mark.enrolment_id not in listed | known.keys() for mark in marks):
        raise RefusedError(AttendanceRefusal.NOT_ENROLLED)
    return _write(session, marks, known, by=by, reason=" ".join(reason.split()), now=now)


@operation(permit=RECORD_ATTENDANCE, on="session", journal="result")
def sign_presence(
    *,
    by: Actor,
    session: ClassSession,
    enrolment: Enrolment,
    signature: str,
    now: datetime | None = None,
) -> AttendanceEntry:
    """Keep the signature of a learner, drawn or typed on the tablet of whoever records.

    Who was said late stays late: a signature says that one is there, not since when.
    """
    now = now or timezone.now()
    session = _held(session, now)
    if (refusal := rules.signature_refusal(signature)) is not None:
        raise RefusedError(refusal)
    known = queries.latest_entries(session, [enrolment.pk])
    if not known and not learners_of(session).filter(pk=enrolment.pk).exists():
        raise RefusedError(AttendanceRefusal.NOT_ENROLLED)
    mark = _mark_of_whoever_signs(session, enrolment, known.get(enrolment.pk))
    signed = replace(mark, evidence=Evidence.TABLET, signature=signature)
    _write(session, [signed], known, by=by, reason="", now=now)
    return queries.latest_entries(session, [enrolment.pk])[enrolment.pk]


def _mark_of_whoever_signs(
    session: ClassSession, enrolment: Enrolment, entry: AttendanceEntry | None
) -> Mark:
    if entry is None or entry.presence not in FOLLOWED:
        return Mark(enrolment.pk, Presence.PRESENT)
    late = queries.minutes_of(session) - entry.minutes
    return Mark(enrolment.pk, Presence(entry.presence), late=late, note=entry.note)


@operation(permit=RECORD_ATTENDANCE, on="session", journal="result")
def open_check(*, by: Actor, session: ClassSession, now: datetime | None = None) -> AttendanceCheck:
    """Show the code of a class. Opened again after it was closed, it is another code."""
    session = _held(session, now or timezone.now())
    check = AttendanceCheck.objects.filter(session=session).first()
    if check is None:
        return AttendanceCheck.objects.create(
            session=session, secret=token_bytes(SECRET), opened_by_id=by.person_id or 0
        )
    if check.closed_at is not None:
        check.secret, check.closed_at = token_bytes(SECRET), None
        check.save(update_fields=["secret", "closed_at"])
    return check


@operation(permit=RECORD_ATTENDANCE, on="session")
def close_check(*, by: Actor, session: ClassSession) -> None:
    """The code is taken as an answer no more."""
    AttendanceCheck.objects.filter(session=session, closed_at=None).update(closed_at=timezone.now())


@operation(permit=CHECK_IN, on="session", journal="result")
def check_in(
    *,
    by: Actor,
    session: ClassSession,
    code: str,
    is_distant: bool = False,
    now: datetime | None = None,
) -> AttendanceEntry:
    """A learner enters the code of the class; whoever is there already stays as they were said.

    An online class is followed at a distance; of one that is held in both ways the learner says
    which.
    """
    now = now or timezone.now()
    session = _held(session, now)
    check = _open_check_of(session, now)
    if not is_code_of(bytes(check.secret), code, now=now):
        raise RefusedError(AttendanceRefusal.WRONG_CODE)
    enrolment = queries.enrolment_followed_by(by.person_id, session)
    if enrolment is None:
        raise RefusedError(AttendanceRefusal.NOT_ENROLLED)
    known = queries.latest_entries(session, [enrolment.pk])
    entry = known.get(enrolment.pk)
    if entry is not None and entry.presence in FOLLOWED:
        return entry
    late = rules.minutes_late(starts_at=session.starts_at, code_shown_at=check.opened_at, now=now)
    distant = session.mode == Mode.ONLINE or (session.mode == Mode.BOTH and is_distant)
    in_room = Presence.LATE if late else Presence.PRESENT
    presence = Presence.DISTANT if distant else in_room
    mark = Mark(enrolment.pk, presence, late=late, evidence=Evidence.CODE)
    _write(session, [mark], known, by=by, reason="", now=now)
    return queries.latest_entries(session, [enrolment.pk])[enrolment.pk]


def _held(session: ClassSession, now: datetime) -> ClassSession:
    """The class, locked: of two who write of it at once, the second sees what the first wrote."""
    locked = ClassSession.objects.select_for_update(of=("self",), no_key=True)
    session = locked.select_related("offering", "centre").get(pk=session.pk)
    refusal = rules.recording_refusal(
        starts_at=session.starts_at, is_planned=session.state == SessionState.PLANNED, now=now
    )
    if refusal is not None:
        raise RefusedError(refusal, minutes=int(rules.OPENS_BEFORE.total_seconds()) // 60)
    return session


def _open_check_of(session: ClassSession, now: datetime) -> AttendanceCheck:
    check = AttendanceCheck.objects.filter(session=session, closed_at=None).first()
    if check is None or now > session.ends_at + CODE_LASTS_AFTER:
        raise RefusedError(AttendanceRefusal.CODE_CLOSED)
    return check


def _write(
    session: ClassSession,
    marks: Sequence[Mark],
    known: Mapping[int, AttendanceEntry],
    *,
    by: Actor,
    reason: str,
    now: datetime,
) -> list[AttendanceEntry]:
    length = queries.minutes_of(session)
    news = [
        mark
        for mark in marks
        if rules.is_news(queries.known_of(known.get(mark.enrolment_id)), mark, length=length)
    ]
    _demand_what_changes_ask_for(session, news, known, reason=reason, now=now)
    for mark in news:
        if (refusal := rules.late_refusal(mark, length=length)) is not None:
            raise RefusedError(refusal, length=length)
    entries = AttendanceEntry.objects.bulk_create(
        AttendanceEntry(
            session=session,
            enrolment_id=mark.enrolment_id,
            presence=mark.presence,
            minutes=rules.minutes_followed(mark, length=length),
            evidence=mark.evidence,
            signature=mark.signature,
            note=(mark.note or reason)[:LONGEST_NOTE],
            by_id=by.person_id,
        )
        for mark in news
    )
    _count(session, entries, by=by, reason=reason)
    return entries


def _demand_what_changes_ask_for(
    session: ClassSession,
    news: Sequence[Mark],
    known: Mapping[int, AttendanceEntry],
    *,
    reason: str,
    now: datetime,
) -> None:
    zone = session.centre.zone
    day, today = session.starts_at.astimezone(zone).date(), now.astimezone(zone).date()
    changes = [queries.known_of(known.get(mark.enrolment_id)) for mark in news]
    if not reason and any(rules.needs_reason(one, day=day, today=today) for one in changes):
        raise RefusedError(AttendanceRefusal.NO_REASON)


def _count(
    session: ClassSession, entries: Sequence[AttendanceEntry], *, by: Actor, reason: str
) -> None:
    """The hours of these entries, in the place of those that earlier entries had given."""
    _take_back(session, [entry.enrolment_id for entry in entries], by=by, reason=reason)
    day = session.starts_at.astimezone(session.centre.zone).date()
    LearningHours.objects.bulk_create(
        LearningHours(
            enrolment_id=entry.enrolment_id,
            session=session,
            day=day,
            minutes=entry.minutes,
            evidence=entry.evidence,
            entry=entry,
            reason=reason[:LONGEST_NOTE],
            by_id=by.person_id,
        )
        for entry in entries
        if entry.minutes
    )


def _take_back(session: ClassSession, enrolments: Sequence[int], *, by: Actor, reason: str) -> None:
    """A counter-entry for each of the hours that counted."""
    counted = LearningHours.objects.filter(session=session, corrects=None, corrected_by=None)
    LearningHours.objects.bulk_create(
        LearningHours(
            enrolment_id=hours.enrolment_id,
            session=session,
            day=hours.day,
            minutes=-hours.minutes,
            evidence=Evidence.CORRECTION,
            corrects=hours,
            reason=reason[:LONGEST_NOTE],
            by_id=by.person_id,
        )
        for hours in counted.filter(enrolment__in=enrolments).order_by("pk")
    )
