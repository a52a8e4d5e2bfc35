"""What the semester planner is told, asked, and made to publish."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now

from gregoire.catalogue.models import Offering, Semester
from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.operations import operation
from gregoire.framework.queue import later
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.people.models import Person
from gregoire.planning.models import OfferingNeed, PlanRun, TeacherAvailability
from gregoire.planning.models.sessions import OFFICES
from gregoire.planning.permissions import ASK_FOR_PLAN, SAY_AVAILABILITY, SAY_NEED, STOP_PLAN
from gregoire.planning.queries.plans import Hours, offerings_to_plan
from gregoire.planning.rules.plans import (
    LONGEST,
    SHORTEST,
    Need,
    PlanRefusal,
    RunState,
    Wishes,
    availability_refusal,
    need_refusal,
)

SEARCHING: Final = "planning.search"  # the job of `jobs`, which imports this file
QUEUE: Final = "plans"
FEWEST_SECONDS, MOST_SECONDS = 1, 1800


@operation(permit=SAY_NEED, on="offering")
def say_need(*, by: Actor, offering: Offering, need: Need) -> OfferingNeed:
    """Say what the planner has to know of an offering."""
    refusal = need_refusal(need.pattern, need.minutes, need.classes)
    if refusal:
        raise RefusedError(refusal, fewest=SHORTEST, most=LONGEST[need.pattern])
    if (
        need.room_id
        and not Room.objects.filter(pk=need.room_id, centre=offering.centre_id).exists()
    ):
        raise RefusedError(PlanRefusal.ROOM_ELSEWHERE)
    said, _ = OfferingNeed.objects.update_or_create(
        offering=offering,
        defaults={
            "pattern": need.pattern,
            "minutes": need.minutes,
            "classes": need.classes,
            "needs_computers": need.computers,
            "needs_step_free": need.step_free,
            "room_id": need.room_id,
        },
    )
    return said


@operation(permit=SAY_AVAILABILITY, on="person")
def say_availability(
    *, by: Actor, person: Person, centre: Centre, semester: Semester, hours: Sequence[Hours]
) -> None:
    """Say at which hours of the week somebody can teach at a centre in a semester.

    What was said before is replaced; no hours at all is “whenever”.
    """
    if by.person_id != person.pk and centre.pk not in by.centres_as(*OFFICES):
        raise PermissionDenied
    refusal = availability_refusal([(one.weekday, one.starts, one.ends) for one in hours])
    if refusal:
        raise RefusedError(refusal)
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    said = TeacherAvailability.objects.filter(person=person, centre=centre, semester=semester)
    said.delete()
    TeacherAvailability.objects.bulk_create(
        TeacherAvailability(
            person=person,
            centre=centre,
            semester=semester,
            weekday=one.weekday,
            starts=time(*divmod(one.starts, 60)),
            ends=time(*divmod(one.ends, 60)),
        )
        for one in hours
    )


@operation(permit=ASK_FOR_PLAN, on="centre", journal="result")
def ask_for_plan(
    *, by: Actor, centre: Centre, semester: Semester, seconds: int, wishes: Wishes | None = None
) -> PlanRun:
    """Have a semester planned: a job searches for so many seconds at most.

    Once teaching has begun, nothing is planned before tomorrow, unless the wishes say since when.
    One run of a centre's semester at a time; of two who ask together, one is told.
    """
    if semester.teaching_ends_on <= by.today:
        raise RefusedError(PlanRefusal.SEMESTER_OVER)
    if not offerings_to_plan(centre, semester).exists():
        raise RefusedError(PlanRefusal.NOTHING_TO_PLAN)
    here = Room.objects.filter(centre=centre) | Room.objects.filter(centre__parent=centre)
    if not here.exists():
        raise RefusedError(PlanRefusal.NO_ROOMS)
    wishes = wishes or Wishes()
    if wishes.since is None and semester.teaching_starts_on <= by.today:
        wishes = replace(wishes, since=by.today + timedelta(days=1))
    with refusing(one_run_at_a_time=PlanRefusal.RUNNING_ALREADY):
        run = PlanRun.objects.create(
            centre=centre,
            semester=semester,
            seconds=min(max(seconds, FEWEST_SECONDS), MOST_SECONDS),
            wishes=wishes.as_json(),
            asked_by_id=by.person_id,
        )
    later.configure_task(SEARCHING, queue=QUEUE).defer(run_id=run.pk)
    return run


@operation(permit=STOP_PLAN, on="run")
def stop_plan(*, by: Actor, run: PlanRun) -> PlanRun:
    """Stop a search: it proposes the best that it has; one that has not begun is cancelled."""
    run = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state == RunState.QUEUED:
        run.state, run.ended_at = RunState.CANCELLED, Now()
    elif run.state != RunState.RUNNING:
        raise RefusedError(PlanRefusal.NOT_RUNNING)
    run.stop_asked_at = Now()
    run.save(update_fields=["state", "ended_at", "stop_asked_at"])
    return run
