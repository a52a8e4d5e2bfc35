"""The whole problem at once: a better plan, or the proof that there is none."""

from typing import Final

from gregoire.planning.solving.annealing import Annealing
from gregoire.planning.solving.course import Search, adopt
from gregoire.planning.solving.exact import Asked, Limit, solve
from gregoire.planning.solving.ground import COLLISION
from gregoire.planning.solving.moments import Moments
from gregoire.planning.solving.rooms import ImpossibleError, given_rooms
from gregoire.planning.solving.state import NOWHERE

MOST_CUTS: Final = 12
WORK_FOR_PROOF: Final = 4.0  # deterministic seconds of CP-SAT, where work is counted
POLISH: Final = 40  # looks of a cool annealing, for what comes second


def prove(running: Search) -> None:
    """Solve the exact model; where rooms cannot follow, forbid that and solve again."""
    ground, state = running.ground, running.state
    moments = Moments(ground)
    free = [place for place, demand in enumerate(ground.demands) if not demand.fixed]
    asked = Asked(free, list(state.slots), only_collisions=True)
    counted = running.effort.steps is not None
    for _ in range(MOST_CUTS):
        limit = Limit(
            seconds=max(running.left, 0.2),
            work=WORK_FOR_PROOF if counted else None,
            workers=running.effort.workers,
            seed=running.effort.seed,
            for_bounds=True,
        )
        found = solve(
            ground, moments, asked, hint=state.slots, limit=limit, stopped=running.stopped
        )
        if found is None:
            return
        _learn(running, found.bound)
        slots = list(state.slots)
        for demand, slot in found.slots.items():
            slots[demand] = slot
        kept = [
            room if slot == before else None
            for room, slot, before in zip(state.rooms, slots, state.slots, strict=True)
        ]
        try:
            rooms = given_rooms(ground, slots, kept)
        except ImpossibleError as error:
            if not error.proved or running.left <= 0:
                return
            asked.not_together.append([(one, slots[one]) for one in error.demands])
            continue
        adopt(running, slots, rooms)
        _polish(running)
        running.proved = running.proved or running.primary() <= found.bound + _still(running, free)
        return


def _learn(running: Search, bound: int) -> None:
    """A bound on the cost that leaves nobody out is one on collisions."""
    unplaced = sum(running.ground.unplaced_cost[place] for place in running.state.unplaced)
    moved = running.ground.moved(running.state.slots)
    if not unplaced and not moved:
        running.bound = max(running.bound, -(-bound // COLLISION))


def _still(running: Search, free: list[int]) -> int:
    """What those that stay where they are cost each other, which the model leaves out."""
    slots = list(running.state.slots)
    for place in free:
        slots[place] = NOWHERE
    unplaced = sum(
        running.ground.unplaced_cost[place]
        for place, demand in enumerate(running.ground.demands)
        if demand.fixed and slots[place] == NOWHERE
    )
    return running.ground.collisions(slots) * COLLISION + unplaced


def _polish(running: Search) -> None:
    """What comes second, put right by moves that cost no collision."""
    annealing, looks = Annealing(running.state, running.effort.seed), 0

    def share_done() -> float:
        nonlocal looks
        looks += 1
        return 1.0 if running.stopped() else looks / POLISH

    annealing.run(share_done=share_done, hot=2.0, cold=0.5)
