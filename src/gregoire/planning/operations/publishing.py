"""A proposal becomes classes: all of it, or nothing and the reason why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.timezone import now as the_present
from django.utils.translation import gettext, override

from gregoire.catalogue.models import Offering
from gregoire.catalogue.operations import say_timetables
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.operations import operation
from gregoire.framework.queue import later
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, ClosingDay
from gregoire.planning.models import ClassSession, PlanRun, SessionChange, SessionSeries
from gregoire.planning.operations.plans import QUEUE
from gregoire.planning.permissions import PUBLISH_PLAN
from gregoire.planning.queries.locks import lock_rooms_and_teachers
from gregoire.planning.queries.plans import first_monday, open_weeks_of
from gregoire.planning.queries.publication import (
    Placed,
    demand_nobody_else_there,
    placed_of,
)
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.queries.timetables import timetables_of
from gregoire.planning.rules.plans import PlanRefusal, RunState
from gregoire.planning.rules.recurrence import WEEKDAYS, day_course
from gregoire.planning.rules.sessions import (
    ChangeKind,
    Mode,
    SessionRefusal,
    SessionState,
    instant_of,
)
from gregoire.planning.solving.problem import Meeting
from gregoire.planning.solving.weeks import stride_of

TELLING: Final = "planning.tell_of_plan"  # the job of `jobs`, which imports this file


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a semester at its sites."""

    monday: date
    open_weeks: dict[int, dict[int, int]]
    closed: dict[tuple[int, date], str]

    def days(self, meeting: Meeting) -> list[date]:
        weeks = [week for week in range(meeting.weeks.bit_length()) if meeting.weeks >> week & 1]
        return [self.monday + timedelta(days=7 * week + meeting.weekday - 1) for week in weeks]


@operation(permit=PUBLISH_PLAN, on="run")
def publish_plan(*, by: Actor, run: PlanRun, tell: bool = True) -> int:
    """Write the classes of a proposal, and how many there are; learners are told once each, by a job.

    Raises RefusedError, with names, where something has changed since the plan was made; then
    nothing is written.
    """
    run = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state not in {RunState.PROPOSED, RunState.FAILED} or not run.proposal.get("placed"):
        raise RefusedError(PlanRefusal.NOT_PROPOSED)
    if run.semester.teaching_ends_on < by.today:
        raise RefusedError(PlanRefusal.SEMESTER_OVER)
    placed = placed_of(run)
    if not placed:
        raise RefusedError(PlanRefusal.NOTHING_TO_PLAN)
    lock_rooms_and_teachers(
        [one.room.pk for one in placed], [one.offering.teacher_id for one in placed]
    )
    calendar = _calendar(run, {one.offering.centre for one in placed})
    made = list(_classes(placed, calendar, by))
    demand_nobody_else_there(made, besides=[one.offering.pk for one in placed])
    with refusing(
        a_room_holds_one_class_at_a_time=PlanRefusal.TAKEN_MEANWHILE,
        a_teacher_gives_one_class_at_a_time=PlanRefusal.TAKEN_MEANWHILE,
    ):
        _write([one for one in placed if one.moves], made, by)
    said = timetables_of([one.offering.pk for one in placed])
    for centre in {one.offering.centre for one in placed}:
        say_timetables(by=SYSTEM, centre=centre, words=said)
    run.state = RunState.PUBLISHED
    run.save(update_fields=["state"])
    if tell:
        offerings: list[Any] = [one.offering.pk for one in placed]
        later.configure_task(TELLING, queue=QUEUE).defer(offering_ids=offerings)
    return len(made)


def _calendar(run: PlanRun, centres: set[Centre]) -> Calendar:
    semester = run.semester
    days = semester.teaching_starts_on, semester.teaching_ends_on
    closing = ClosingDay.objects.filter(centre__in=centres, day__range=days).order_by("pk")
    return Calendar(
        first_monday(semester),
        open_weeks_of(centres, semester),
        {(one.centre_id, one.day): one.reason for one in closing},
    )


def _classes(placed: Sequence[Placed], calendar: Calendar, by: Actor) -> Iterator[ClassSession]:
    """The classes of all the offerings, with the series that they come from, not yet written."""
    for one in placed:
        for meeting in one.meetings:
            series = _series(one, meeting, calendar, by)
            for day in calendar.days(meeting):
                if (one.offering.centre_id, day) in calendar.closed:
                    raise RefusedError(
                        PlanRefusal.CHANGED_MEANWHILE,
                        what=one.offering.unit.code,
                        why=calendar.closed[one.offering.centre_id, day],
                    )
                yield ClassSession(
                    offering=one.offering,
                    centre=one.offering.centre,
                    series=series,
                    starts_at=_instant(one.offering, day, meeting.starts),
                    ends_at=_instant(one.offering, day, meeting.ends),
                    mode=Mode.ON_SITE,
                    room=one.room,
                    teacher_id=one.offering.teacher_id,
                )


def _instant(offering: Offering, day: date, minutes: int) -> datetime:
    found = instant_of(day, time(*divmod(minutes, 60)), offering.centre.zone)
    if isinstance(found, SessionRefusal):
        raise RefusedError(PlanRefusal.CHANGED_MEANWHILE, what=offering.unit.code, why=str(day))
    return found


def _series(one: Placed, meeting: Meeting, calendar: Calendar, by: Actor) -> SessionSeries:
    days, centre = calendar.days(meeting), one.offering.centre_id
    weeks = calendar.open_weeks[centre].get(meeting.weekday, 0)
    stride = stride_of(meeting.weeks, weeks) or 1
    steps = range(0, (days[-1] - days[0]).days + 1, 7 * stride)
    within = [days[0] + timedelta(days=step) for step in steps]
    return SessionSeries(
        offering=one.offering,
        rule=day_course(WEEKDAYS[meeting.weekday - 1], until=days[-1], every_weeks=stride),
        first_day=days[0],
        starts=time(*divmod(meeting.starts, 60)),
        ends=time(*divmod(meeting.ends, 60)),
        mode=Mode.ON_SITE,
        room=one.room,
        teacher_id=one.offering.teacher_id,
        skipped=[
            {"day": day.isoformat(), "reason": calendar.closed.get((centre, day), "")}
            for day in within
            if day not in days
        ],
        made_by_id=by.person_id,
    )


def _write(moving: Sequence[Placed], made: Sequence[ClassSession], by: Actor) -> None:
    """New classes are added; those that were published move to the new hours, in their order."""
    series = {id(one.series): one.series for one in made if one.series is not None}
    SessionSeries.objects.bulk_create(series.values(), batch_size=1000)
    following: dict[int, list[ClassSession]] = defaultdict(list)
    for one in sorted(made, key=lambda one: one.starts_at):
        following[one.offering_id].append(one)
    known = _published(moving)
    changed: list[tuple[ClassSession, dict[str, Any]]] = []
    fresh: list[ClassSession] = []
    for offering, classes in following.items():
        before = known.pop(offering, [])
        for old, new in zip(before, classes, strict=False):
            changed.append((old, dict(facts_of(old).as_json())))
            old.starts_at, old.ends_at, old.room = new.starts_at, new.ends_at, new.room
            old.series, old.centre, old.teacher_id = new.series, new.centre, new.teacher_id
        for old in before[len(classes) :]:
            changed.append((old, dict(facts_of(old).as_json())))
            old.state = SessionState.CANCELLED
        fresh += classes[len(before) :]
    _move(changed, by)
    ClassSession.objects.bulk_create(fresh, batch_size=1000)


def _published(moving: Sequence[Placed]) -> dict[int, list[ClassSession]]:
    """The classes to come of the offerings that move, in their order."""
    found: dict[int, list[ClassSession]] = defaultdict(list)
    rows = ClassSession.objects.planned().select_for_update(of=("self",), no_key=True)
    coming = rows.filter(
        offering__in=[one.offering.pk for one in moving], starts_at__gt=the_present()
    )
    for session in coming.order_by("starts_at", "pk"):
        found[session.offering_id].append(session)
    return found


def _move(changed: Sequence[tuple[ClassSession, dict[str, Any]]], by: Actor) -> None:
    """All leave their places before any takes a new one: two classes can change places."""
    if not changed:
        return
    now = the_present()
    keys = [session.pk for session, _ in changed]
    ClassSession.objects.filter(pk__in=keys).update(state=SessionState.CANCELLED)
    for session, _ in changed:
        session.sequence, session.changed_at = session.sequence + 1, now
    fields = ["starts_at", "ends_at", "room", "series", "centre", "teacher", "state"]
    ClassSession.objects.bulk_update(
        [session for session, _ in changed], [*fields, "sequence", "changed_at"], batch_size=500
    )
    with override("fr"):
        reason = gettext("The semester is planned anew")
    SessionChange.objects.bulk_create(
        SessionChange(
            session=session,
            kind=ChangeKind.MOVED
            if session.state == SessionState.PLANNED
            else ChangeKind.CANCELLED,
            reason=reason,
            before=before,
            after=dict(facts_of(session).as_json()),
            by_id=by.person_id,
            tell_at=now,
        )
        for session, before in changed
    )
