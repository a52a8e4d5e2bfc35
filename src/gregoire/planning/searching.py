"""A run of the planner, in a process of its own: rows are written as the search goes.

Nothing of it is inside a transaction, so that the page sees how far it is; only this process writes
to a run that is under way, but for the wish to stop. Killed, it leaves its best so far: the job that
is taken up begins from there.
"""

import contextlib
import os
import resource
import time
from dataclasses import asdict
from typing import Any, Final

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from gregoire.planning.models import PlanRun
from gregoire.planning.queries.plans import problem_of
from gregoire.planning.rules.plans import RunState, Wishes
from gregoire.planning.solving import Placement, Problem, Progress, solve
from gregoire.planning.solving.problem import Slot
from gregoire.planning.solving.proposals import as_proposal, read_meetings

LOOKED_EVERY: Final = 0.8  # seconds between two looks at whether somebody wants it to stop
NICENESS: Final = 15  # pages and mail are served first
MOST_MEMORY: Final = 3 * 2**30  # bytes of data; Paris takes a third of a GiB


def stand_back() -> None:
    """Leave processors to the web and the mail, and memory to the database.

    For a process of one search alone. Beyond its memory the search ends, and what it kept stays.
    """
    os.nice(NICENESS)
    with contextlib.suppress(ValueError):  # a lower bound is set on this machine
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


class Run:
    """One run of the planner, and its row."""

    def __init__(self, run: PlanRun) -> None:
        self.run = run
        self.rows = PlanRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
        self.looked = time.monotonic()
        self.wants_to_stop = False

    def stopped(self) -> bool:
        if time.monotonic() - self.looked > LOOKED_EVERY:
            self.looked = time.monotonic()
            self.wants_to_stop = not self.rows.filter(stop_asked_at=None).exists()
        return self.wants_to_stop

    def tell(self, progress: Progress) -> None:
        self.rows.update(progress={**asdict(progress), "told_at": time.time()})

    def keep(self, proposal: dict[str, Any]) -> None:
        self.rows.update(proposal=proposal)


def search_for_plan(run_id: int) -> None:
    """Search until the time of the run is over or somebody stops it, and propose what was found.

    A run that is over already is left as it is.
    """
    runs = PlanRun.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING])
    from gregoire.planning.solving.explain import explained  # noqa: PLC0415 -- loads NumPy

    started = runs.update(state=RunState.RUNNING, started_at=Coalesce(F("started_at"), Now()))
    if not started:
        return
    run = PlanRun.objects.select_related("centre", "semester").get(pk=run_id)
    running = Run(run)
    problem = problem_of(
        run.centre,
        run.semester,
        wishes=Wishes.from_json(run.wishes),
    )
    plan = solve(
        problem,
        seconds=run.seconds,
        on_progress=running.tell,
        stopped=running.stopped,
        on_better=lambda better: running.keep(as_proposal(problem, better)),
        start=start_of(problem, run.proposal),
    )
    running.keep(as_proposal(problem, plan, explained(problem, plan)))
    running.rows.update(state=RunState.PROPOSED, ended_at=Now())


def start_of(problem: Problem, proposal: dict[str, Any]) -> tuple[Placement | None, ...] | None:
    """What an earlier search kept, as a plan to begin with."""
    placed = {row["offering"]: row for row in proposal.get("placed", ())}
    if not placed:
        return None
    slots = {slot: place for place, slot in enumerate(problem.slots)}
    rooms = {room.key: place for place, room in enumerate(problem.rooms)}

    def there(key: int) -> Placement | None:
        row = placed.get(key)
        slot = slots.get(Slot(tuple(read_meetings(row["meetings"])))) if row else None
        return None if row is None or slot is None else Placement(slot, rooms.get(row["room"]))

    return tuple(there(demand.key) for demand in problem.demands)


def fail(run_id: int, why: str) -> None:
    """The process of a run has ended without a plan of its own: what it kept stays."""
    runs = PlanRun.objects.filter(pk=run_id, state__in=[RunState.QUEUED, RunState.RUNNING])
    runs.update(state=RunState.FAILED, why_failed=why[:500], ended_at=Now())
