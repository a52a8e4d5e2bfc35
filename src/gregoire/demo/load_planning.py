"""The present semester: planned as an office plans it, by the planner and by rules."""

from collections.abc import Iterator
from datetime import date, time
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from gregoire.catalogue.models import Offering, Semester
from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.demo.drawing.chance import SEED, chance
from gregoire.demo.drawing.names import MAIL
from gregoire.demo.load_copy import Loader, Progress
from gregoire.demo.load_story import live_semester
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import SYSTEM
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.planning.models import ClassSession, PlanRun, TeacherAvailability
from gregoire.planning.operations.publishing import publish_plan
from gregoire.planning.operations.series import plan_series
from gregoire.planning.queries.plans import offerings_to_plan, problem_of
from gregoire.planning.rules.plans import RunState
from gregoire.planning.rules.recurrence import SeriesPattern
from gregoire.planning.rules.sessions import Mode
from gregoire.planning.solving import Effort, solve
from gregoire.planning.solving.explain import explained
from gregoire.planning.solving.proposals import as_proposal

STEPS: Final = 300  # of the search, for each offering
LONGEST: Final = 120  # seconds, of a search
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA")
LIVE: Final = tuple(  # when classes are given at a distance, in the order in which they are tried
    (day, time(hour), time(hour + 1, 30)) for hour in (20, 18, 12) for day in range(4)
)
MEETING: Final = "https://visio.gregoire.example/"
FREE_EVENINGS: Final = (4, 6)  # of five, for a teacher
SATURDAYS: Final = 0.6  # of teachers come on Saturday mornings, too


def is_planned() -> bool:
    """Whether a semester has its classes: all of it, since they come in one transaction."""
    return ClassSession.objects.exists()


def present_semester() -> Semester | None:
    """The semester of which the demo shows the classes: the last that has begun."""
    return (
        Semester.objects.filter(teaching_starts_on__lte=date.today())  # noqa: DTZ011
        .order_by("-teaching_starts_on")
        .first()
    )


def plan_and_live(progress: Progress, *, seed: int = SEED) -> None:
    """Plan the present semester of a loaded network, with what has happened in it: all, or nothing."""
    semester = present_semester()
    if semester is None or is_planned():
        return
    with transaction.atomic():
        plan_semester(semester, progress, seed=seed)
        live_semester(semester, seed=seed)


def plan_semester(semester: Semester, progress: Progress, *, seed: int = SEED) -> None:
    """Live classes first (they need teachers alone), then each centre by the planner."""
    loader = Loader(progress)
    _load_availabilities(loader, semester, seed)
    _plan_live_classes(semester, progress)
    centres = [
        centre
        for centre in Centre.objects.filter(parent=None).order_by("rank", "pk")
        if offerings_to_plan(centre, semester).exists()
    ]
    for done, centre in enumerate(centres):
        progress("semester of the centres", done, len(centres))
        _plan_centre(centre, semester, seed)
    progress("semester of the centres", len(centres), len(centres))
    loader.settle()
    loader.analyse()


def _plan_centre(centre: Centre, semester: Semester, seed: int) -> None:
    """As an office has it planned and then publishes it; with work that is counted, not timed."""
    problem = problem_of(centre, semester)
    effort = Effort(seed=seed, steps=STEPS * len(problem.demands), prove=False, improve=False)
    plan = solve(problem, seconds=LONGEST, effort=effort)
    run = PlanRun.objects.create(
        centre=centre,
        semester=semester,
        seconds=LONGEST,
        state=RunState.PROPOSED,
        proposal=as_proposal(problem, plan, explained(problem, plan)),
        started_at=Now(),
        ended_at=Now(),
    )
    publish_plan(by=SYSTEM, run=run, tell=False)


def _load_availabilities(loader: Loader, semester: Semester, seed: int) -> None:
    """The evenings and mornings of each teacher, drawn; by day they are all free."""
    taught = Offering.objects.filter(semester=semester, teacher__isnull=False)
    pairs = sorted(set(taught.order_by("pk").values_list("teacher", "centre")))
    rows = [
        (teacher, centre, semester.pk, weekday, starts, ends)
        for teacher, centre in pairs
        for weekday, starts, ends in _free_hours(seed, teacher)
    ]
    names = ("person", "centre", "semester", "weekday", "starts", "ends")
    columns = zip(*rows, strict=True)
    loader.copy("hours of teachers", TeacherAvailability, dict(zip(names, columns, strict=True)))


def _free_hours(seed: int, teacher: int) -> Iterator[tuple[int, time, time]]:
    rng = chance(seed, "free hours", teacher)
    evenings = set(rng.permutation(5)[: int(rng.integers(*FREE_EVENINGS))].tolist())
    for day in range(5):
        yield day + 1, time(8), time(22) if day in evenings else time(18)
    if rng.random() < SATURDAYS:
        yield 6, time(8, 30), time(18)


def _plan_live_classes(semester: Semester, progress: Progress) -> None:
    """Every offering at a distance meets online: each week where the demo's learner is, else two."""
    followed = Enrolment.objects.filter(offering=OuterRef("pk"), state=EnrolmentState.ENROLLED)
    offered = list(
        Offering.objects.filter(
            Exists(followed), semester=semester, modality=Modality.DISTANCE, relays=None
        )
        .exclude(state=OfferingState.NOT_OPENED)
        .select_related("unit", "centre", "semester")
        .order_by("pk")
    )
    shown = set(_followed_by_the_learner())
    for done, offering in enumerate(offered):
        if done % 50 == 0:
            progress("live classes", done, len(offered))
        _plan_live(offering, weekly=offering.pk in shown, rank=done)
    progress("live classes", len(offered), len(offered))


def _followed_by_the_learner() -> Iterator[int]:
    account = f"auditeur@{MAIL}"
    enrolments = Enrolment.objects.filter(registration__person__mail=account)
    yield from enrolments.order_by("pk").values_list("offering", flat=True)


def _plan_live(offering: Offering, *, weekly: bool, rank: int) -> None:
    """At the first hours at which the teacher gives no other class; none: at one's own pace."""
    for step in range(len(LIVE)):
        day, starts, ends = LIVE[(rank + step) % len(LIVE)]
        every = 1 if weekly else 2
        pattern = SeriesPattern(
            rule=f"FREQ=WEEKLY;INTERVAL={every};BYDAY={WEEKDAYS[day]}",
            first_day=offering.semester.teaching_starts_on,
            starts=starts,
            ends=ends,
            mode=Mode.ONLINE,
            teacher_id=offering.teacher_id,
            link=f"{MEETING}{offering.unit.code.lower()}-{offering.public_id[:6]}",
        )
        try:
            plan_series(by=SYSTEM, offering=offering, pattern=pattern, tell=False)
        except RefusedError:
            continue
        return
