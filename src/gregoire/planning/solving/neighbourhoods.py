"""Large neighbourhood search: a few dozen demands that collide are placed anew, exactly."""

from typing import Final

from gregoire.planning.solving.course import Search, adopt, chance
from gregoire.planning.solving.exact import Asked, Limit, solve
from gregoire.planning.solving.moments import Moments
from gregoire.planning.solving.rooms import ImpossibleError, given_rooms
from gregoire.planning.solving.state import NOWHERE

FEWEST, MOST, FIRST = 10, 120, 30
SECONDS: Final = 4.0
WORK: Final = 0.5
ROUNDS: Final = 6  # where work is counted


def improve(running: Search) -> None:
    """Neighbourhood after neighbourhood until the time is over."""
    moments, random = Moments(running.ground), chance(running)
    size, rounds = float(FIRST), 0
    counted = running.effort.steps is not None
    while (rounds < ROUNDS if counted else running.left > 0.5) and not running.stopped():  # noqa: PLR2004
        rounds += 1
        running.keep(running.state.total, running.state.placements())
        free = _neighbourhood(running, random.random, int(size))
        if not free:
            return
        limit = Limit(
            seconds=min(SECONDS, running.left),
            work=WORK if counted else None,
            workers=running.effort.workers,
            seed=running.effort.seed + rounds,
        )
        state = running.state
        asked = Asked(free, state.slots)
        found = solve(
            running.ground, moments, asked, hint=state.slots, limit=limit, stopped=running.stopped
        )
        quick = found is not None and found.optimal
        size = min(size * 1.1, MOST) if quick else max(size * 0.85, FEWEST)
        if found is not None:
            slots = list(state.slots)
            for demand, slot in found.slots.items():
                slots[demand] = slot
            _take(running, slots)


def _take(running: Search, slots: list[int]) -> None:
    state = running.state
    if slots == state.slots:
        return
    kept = [
        room if slot == before else None
        for room, slot, before in zip(state.rooms, slots, state.slots, strict=True)
    ]
    try:
        rooms = given_rooms(running.ground, slots, kept)
    except ImpossibleError:
        return
    adopt(running, slots, rooms)


def _neighbourhood(running: Search, random: object, size: int) -> list[int]:
    """A demand that has no place or collides, and those that it is most tied to."""
    assert callable(random)  # noqa: S101
    state, ground = running.state, running.ground
    movable = [
        place
        for place, demand in enumerate(ground.demands)
        if not demand.fixed and demand.choices and _trouble(running, place)
    ]
    if not movable:
        return []
    chosen = dict.fromkeys([movable[int(random() * len(movable))]])
    edge = list(chosen)
    while edge and len(chosen) < size:
        place = edge.pop(int(random() * len(edge)))
        for other in _ties(running, place, random)[:8]:
            if other not in chosen and len(chosen) < size and not ground.demands[other].fixed:
                chosen[other] = None
                edge.append(other)
    return sorted(one for one in chosen if ground.demands[one].choices or state.slots[one] >= 0)


def _trouble(running: Search, place: int) -> bool:
    state = running.state
    slot = state.slots[place]
    return slot == NOWHERE or int(state.costs[place, slot]) > 0


def _ties(running: Search, place: int, random: object) -> list[int]:
    """Those that share learners or a teacher with it, those that meet it first, then by chance."""
    assert callable(random)  # noqa: S101
    state, ground = running.state, running.ground
    slot = state.slots[place]
    scored: list[tuple[float, int]] = [(-random() * 20, one) for one in ground.colleagues[place]]
    near = zip(ground.neighbours[place], ground.neighbour_weights[place], strict=True)
    for other, weight in near:
        there = state.slots[int(other)]
        meet = slot >= 0 and there >= 0 and ground.meet(place, slot, int(other), there)
        scored.append((-float(weight) * (4 if meet else 1) * random(), int(other)))
    return [other for _, other in sorted(scored)]
