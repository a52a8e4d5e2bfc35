"""What has happened in the present semester around the accounts that a demo prints.

Everything is done by the operations that people use: their notices, mails, calls and letters are
those that a campus writes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from django.utils.timezone import now as the_present

from gregoire.catalogue.models import Offering, Semester
from gregoire.correspondence.models import Delivery
from gregoire.correspondence.operations.bounces import record_bounce
from gregoire.correspondence.operations.writing import write_letter
from gregoire.correspondence.rules import Channel
from gregoire.demo.drawing.chance import SEED, Chance, chance
from gregoire.demo.drawing.names import MAIL
from gregoire.enrolment.models import Enrolment
from gregoire.framework import outbox
from gregoire.framework.actors import SYSTEM, Actor, Post, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.people.models import Appointment, Attachment, Person
from gregoire.planning.models import ClassSession
from gregoire.planning.operations.attendance import record_attendance
from gregoire.planning.operations.changes import (
    cancel_session,
    make_up_session,
    postpone_session,
)
from gregoire.planning.operations.series import add_session, tell_of_planned
from gregoire.planning.queries.attendance import minutes_of
from gregoire.planning.queries.proposals import proposals_for
from gregoire.planning.queries.sessions import learners_of
from gregoire.planning.rules.attendance import Evidence, Mark, Presence
from gregoire.planning.rules.sessions import Mode, SessionFacts

DESK: Final = "dijon"
TONIGHTS, CANCELLED, POSTPONED = "GDN100", "NFP121", "RSX101"
BOUNCE: Final = "550 5.1.1 The email account that you tried to reach does not exist"
LATE_BY: Final = (15, 20, 30)  # minutes
LETTERS: Final = (
    ("Votre carte d’élève",
     ("Bonjour,\n\nVotre carte d’élève de l’année est prête. Vous pouvez la retirer à l’accueil du "
      "centre, avec une pièce d’identité.\n\nLa scolarité de Dijon")),
    ("Une pièce manque à votre dossier",
     ("Bonjour,\n\nIl manque à votre dossier d’inscription la copie de votre dernier diplôme. Merci de "
      "la déposer au centre, ou de nous l’envoyer par la messagerie du campus.\n\n"
      "La scolarité de Dijon")),
    ("Votre attestation d’inscription",
     ("Bonjour,\n\nComme convenu, vous recevrez avec cette lettre votre attestation "
      "d’inscription.\n\nLa scolarité de Dijon")),
)  # fmt: skip
EXTRA: Final = "Révisions"
HOURS: Final = (
    time(18, 30),
    time(20),
    time(17),
    time(14),
    time(12, 30),
    time(21, 30),
    time(22, 30),
)
MORNING: Final = time(8, 30)
NOT_SOONER: Final = timedelta(minutes=30)


def live_semester(semester: Semester, *, seed: int = SEED) -> None:
    """Attendance so far; one class cancelled tonight, one next, one made up; a mail came back."""
    learner = Person.objects.get(mail=f"auditeur@{MAIL}")
    taken = {
        one.offering.unit.code: one.offering
        for one in Enrolment.objects.filter(
            registration__person=learner, offering__semester=semester
        ).select_related("offering__unit", "offering__centre", "offering__semester")
    }
    _record_what_was_followed(semester, list(taken.values()), seed)
    _write_letters(learner)
    _send_a_mail_back(taken[TONIGHTS], besides=learner)
    _cancel(taken[CANCELLED], "Le chargé de cours est souffrant", after=timedelta(hours=20))
    _postpone(taken[POSTPONED], "Panne de la salle de visioconférence")
    _cancel_tonight(taken[TONIGHTS])


def _record_what_was_followed(semester: Semester, also: list[Offering], seed: int) -> None:
    """Of every class that was given at the desk which the demo shows, and of its learner's."""
    held = ClassSession.objects.planned().filter(
        offering__semester=semester, ends_at__lt=the_present()
    )
    here = held.filter(centre__code=DESK) | held.filter(offering__in=also)
    for session in here.select_related("offering", "centre", "teacher").order_by("starts_at", "pk"):
        rng = chance(seed, "attendance", session.starts_at.isoformat(), session.offering_id)
        learners = learners_of(session).order_by("pk").values_list("pk", flat=True)
        marks = [_mark(rng, session, key) for key in learners]
        by = _teacher_of(session) or SYSTEM
        record_attendance(by=by, session=session, marks=marks, now=session.ends_at)


def _mark(rng: Chance, session: ClassSession, enrolment: int) -> Mark:
    online = session.mode == Mode.ONLINE
    evidence = Evidence.CONNECTION if online else Evidence.SHEET
    draw = rng.random()
    if draw < 0.80:  # noqa: PLR2004 -- shares of our own
        there = Presence.DISTANT if online else Presence.PRESENT
        return Mark(enrolment, there, evidence=evidence)
    if draw < 0.86 and not online and minutes_of(session) > max(LATE_BY):  # noqa: PLR2004
        return Mark(enrolment, Presence.LATE, late=int(rng.choice(LATE_BY)), evidence=evidence)
    return Mark(enrolment, Presence.EXCUSED if draw < 0.92 else Presence.ABSENT)  # noqa: PLR2004


def _teacher_of(session: ClassSession) -> Actor | None:
    return Actor(session.teacher_id) if session.teacher_id else None


def _office_of(centre: Centre) -> Actor:
    """Whoever holds the schooling office of a place, or of the centre above it."""
    posts = Appointment.objects.filter(
        role=Role.SCHOOLING, centre__in=[centre.pk, centre.parent_id or centre.pk]
    )
    person = posts.order_by("-pk").values_list("person", flat=True)[0]
    return Actor(person, frozenset({Post(Role.SCHOOLING, centre.pk)}))


def _next(offering: Offering, after: timedelta) -> ClassSession | None:
    planned = ClassSession.objects.planned().filter(
        offering=offering, starts_at__gt=the_present() + after
    )
    return planned.select_related("offering__semester", "centre", "room").order_by("pk").order_by(
        "starts_at", "pk"
    ).first()  # fmt: skip


def _write_letters(learner: Person) -> None:
    """To those who came to the desk last: they wait to be printed."""
    centre = Centre.objects.get(code=DESK)
    attached = Attachment.objects.filter(centre=centre).exclude(person=learner)
    chosen = attached.exclude(person__street="").select_related("person").order_by("-since", "-pk")
    for attachment, (subject, text) in zip(chosen[: len(LETTERS)], LETTERS, strict=False):
        write_letter(
            by=_office_of(centre),
            centre=centre,
            person=attachment.person,
            subject=subject,
            text=text,
        )


def _send_a_mail_back(offering: Offering, *, besides: Person) -> None:
    """One learner’s mail address works no more: the office has to ask for another."""
    tell_of_planned(by=_office_of(offering.centre), offering=offering)
    said = Delivery.objects.filter(channel=Channel.MAIL, mail__isnull=False)
    delivery = said.exclude(notice__person=besides).select_related("mail").order_by("-pk").first()
    if delivery is not None and delivery.mail is not None:
        outbox.deliver(delivery.mail.pk)
        record_bounce(by=SYSTEM, mail=delivery.mail, answer=BOUNCE)


def _cancel(offering: Offering, reason: str, *, after: timedelta) -> None:
    session = _next(offering, after)
    if session is not None:
        by = _office_of(session.centre)
        cancel_session(by=by, session=session, reason=reason, sequence=session.sequence)


def _postpone(offering: Offering, reason: str) -> None:
    """And made up on a date that suits the most learners."""
    session = _next(offering, timedelta(hours=20))
    if session is None:
        return
    by = _office_of(session.centre)
    postpone_session(by=by, session=session, reason=reason, sequence=session.sequence)
    session.refresh_from_db()
    proposals = {one.starts_at: one for one in proposals_for(session, limit=10)}
    starts = best_shown(list(proposals), session.starts_at, now=the_present())
    if starts is not None:
        proposal = proposals[starts]
        facts = SessionFacts(
            starts,
            proposal.ends_at,
            Mode(session.mode),
            proposal.room.pk if proposal.room else None,
            session.teacher_id,
            session.link,
        )
        make_up_session(by=by, session=session, facts=facts)


def best_shown(starts: Sequence[datetime], lost: datetime, *, now: datetime) -> datetime | None:
    """Of dates, the best first: one after the lost class and in the next seven days; else the best."""
    shown = (one for one in starts if lost < one <= now + timedelta(days=7))
    return next(shown, starts[0] if starts else None)


def _cancel_tonight(offering: Offering) -> None:
    """A class more was planned for tonight, and its teacher cannot come: people are phoned."""
    for facts in _tonight(offering):
        try:
            session = add_session(by=SYSTEM, offering=offering, facts=facts, tell=False)
        except RefusedError:
            continue
        by = _teacher_of(session) or _office_of(offering.centre)
        reason = "Retard de train"
        cancel_session(by=by, session=session, reason=reason, sequence=session.sequence)
        return


def _tonight(offering: Offering) -> Iterator[SessionFacts]:
    """In each room that is large enough, at each hour that is still to come."""
    rooms = list(Room.objects.filter(centre=offering.centre).order_by("-seats", "pk"))
    for starts in hours_to_come(the_present().astimezone(offering.centre.zone)):
        for room in rooms:
            ends = starts + timedelta(hours=1)
            yield SessionFacts(
                starts, ends, Mode.ON_SITE, room.pk, offering.teacher_id, title=EXTRA
            )


def hours_to_come(now: datetime) -> Iterator[datetime]:
    """On the clock of a centre: this evening, else earlier today or late, else one of the next mornings.

    The centre may be closed on some of them (the last of December, Easter).
    """
    days = [now.date() + timedelta(days=after) for after in range(6)]
    today = [datetime.combine(days[0], hour, now.tzinfo) for hour in HOURS]
    yield from (one for one in today if one - now > NOT_SOONER)
    yield from (datetime.combine(day, MORNING, now.tzinfo) for day in days[1:])
