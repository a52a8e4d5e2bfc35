"""One search as it goes: what it has found, what it tells, whether it should go on."""

import random
import time
from collections.abc import Callable
from typing import Final

from gregoire.planning.solving.ground import COLLISION, Ground
from gregoire.planning.solving.problem import Effort, Placement, Plan, Problem, Progress
from gregoire.planning.solving.state import NOWHERE, State

A_SECOND: Final = 1.0
KEPT_EVERY: Final = 5.0


class Search:
    """One search of one problem: what it has found so far, and whether it should go on."""

    def __init__(
        self, problem: Problem, *, seconds: float, effort: Effort,
        on_progress: Callable[[Progress], None], stopped: Callable[[], bool],
        on_better: Callable[[Plan], None] = lambda _plan: None,
    ) -> None:  # fmt: skip
        self.started = time.monotonic()
        self.seconds, self.effort = seconds, effort
        self._say, self._stopped = on_progress, stopped
        self._on_better, self._kept = on_better, (0, 0.0)  # its cost, and when it was kept
        self._said = self._asked = 0.0
        self.was_stopped = False
        self.ground = Ground(problem)
        self.state = State(self.ground)
        self.bound = 0
        self.proved = False
        self.phase = "greedy"

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return max(self.seconds - self.elapsed, 0.0)

    def stopped(self) -> bool:
        """Whether somebody asked to stop; tells how far it is, about once a second."""
        now = time.monotonic()
        if now - self._asked > 0.2:  # noqa: PLR2004
            self._asked = now
            self.was_stopped = self.was_stopped or self._stopped()
        if now - self._said > A_SECOND:
            self._said = now
            self._say(self.progress())
        return self.was_stopped

    def progress(self) -> Progress:
        placed = len(self.state.slots) - len(self.state.unplaced)
        collisions = self.ground.collisions(self.state.slots)
        return Progress(
            placed, len(self.state.slots), collisions, self.bound, self.elapsed, self.phase
        )

    def keep(self, cost: int, placements: tuple[Placement | None, ...]) -> None:
        """Give a better plan away, every few seconds at most."""
        now = time.monotonic()
        if cost != self._kept[0] and now - self._kept[1] > KEPT_EVERY:
            self._kept = cost, now
            self._on_better(self.plan(placements))

    def primary(self) -> int:
        """The cost of the present plan without what comes second."""
        return self.state.total - sum(
            choice.cost
            for demand, slot in zip(self.ground.demands, self.state.slots, strict=True)
            for choice in demand.choices
            if choice.slot == slot and not demand.fixed
        )

    def nothing_to_gain(self) -> bool:
        """Whether all are placed, nobody moves and no more collide than must."""
        return self.primary() <= self.bound * COLLISION

    def plan(self, placements: tuple[Placement | None, ...] | None = None) -> Plan:
        placements = placements or self.state.placements()
        slots = [NOWHERE if one is None else one.slot for one in placements]
        collisions = self.ground.collisions(slots)
        return Plan(
            placements=placements,
            collisions=collisions,
            bound=collisions if self.proved else min(self.bound, collisions),
            moved=self.ground.moved(slots),
            proved=self.proved,
            stopped=self.was_stopped,
            seconds=round(self.elapsed, 2),
        )


def chance(running: Search) -> random.Random:
    return random.Random(running.effort.seed + 1)  # noqa: S311 -- no secret: the same search again


def adopt(running: Search, slots: list[int], rooms: list[int | None]) -> bool:
    """Take a plan if it costs less than the present one; whether it did."""
    state, before = running.state, running.state.total
    kept = state.placements()
    state.restore(
        tuple(
            None if slot == NOWHERE else Placement(slot, room)
            for slot, room in zip(slots, rooms, strict=True)
        )
    )
    if state.total < before:
        return True
    state.restore(kept)
    return False
