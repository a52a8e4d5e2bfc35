"""The whole search: a first plan at once, then better ones, then a proof where one can be had."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from gregoire.planning.solving.annealing import HOT, Annealing, place_greedily
from gregoire.planning.solving.bounds import unavoidable_collisions
from gregoire.planning.solving.cliques import cliques
from gregoire.planning.solving.course import Search
from gregoire.planning.solving.problem import Effort, Placement, Plan, Problem, Progress
from gregoire.planning.solving.spectrum import crowded

SMALL: Final = 500  # choices in all: the exact model of the whole problem is worth a try
FIRST_SHARE: Final = 0.4  # of the time, for a small problem, before the exact model
LARGE_SHARE: Final = 0.7  # of the time, for a large one, before neighbourhoods
FEWEST_STEPS: Final = 500
BOUND_SHARE: Final = 0.15  # of the time, for what can be said of every plan
A_MOMENT: Final = 1.0


def search(
    problem: Problem, *, seconds: float, on_progress: Callable[[Progress], None],
    stopped: Callable[[], bool], effort: Effort, on_better: Callable[[Plan], None],
    start: Sequence[Placement | None] | None,
) -> Plan:  # fmt: skip
    """See `solving.solve`."""
    running = Search(
        problem, seconds=seconds, effort=effort, on_progress=on_progress, stopped=stopped,
        on_better=on_better,
    )  # fmt: skip
    place_greedily(running.state, start)
    running.stopped()
    choices = sum(len(own) for own in running.ground.choices)
    small = choices <= SMALL and effort.prove
    _anneal(running, FIRST_SHARE if small else LARGE_SHARE if effort.improve else 1.0)
    _bound(running)
    running.proved = running.nothing_to_gain()
    if small and not running.proved and not running.stopped():
        from gregoire.planning.solving.proving import prove  # noqa: PLC0415 -- loads OR-Tools

        running.phase = "proof"
        prove(running)
    elif effort.improve and not running.proved and not running.stopped():
        from gregoire.planning.solving.neighbourhoods import improve  # noqa: PLC0415 -- the same

        running.phase = "neighbourhoods"
        improve(running)
    on_progress(running.progress())
    return running.plan()


def _bound(running: Search) -> None:
    """What no plan avoids, as far as it can be known soon: where nobody collides, it is known."""
    nobody = not running.ground.collisions(running.state.slots)
    if nobody or not running.effort.bound or running.stopped():
        return
    until = time.monotonic() + max(BOUND_SHARE * running.seconds, A_MOMENT)
    running.bound = sum(clique.pairs for clique in cliques(running.ground, until=until))
    for other in (unavoidable_collisions, crowded):
        if time.monotonic() < until:
            running.bound = max(running.bound, other(running.ground, until=until))


def _anneal(running: Search, share: float) -> None:
    running.phase = "annealing"
    annealing = Annealing(running.state, running.effort.seed)
    begun, until = time.monotonic(), running.seconds * share
    steps, looks, least = running.effort.steps, 0, running.ground.least()

    def share_done() -> float:
        nonlocal looks
        looks += 1
        if running.stopped() or annealing.best <= least:
            return 1.0
        running.keep(annealing.best, annealing.best_placements)
        if steps is not None:
            return looks * FEWEST_STEPS / max(steps, 1)
        return (time.monotonic() - begun) / max(until - (begun - running.started), 0.05)

    annealing.run(share_done=share_done, hot=HOT)
