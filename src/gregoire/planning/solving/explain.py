"""Why something could not be placed, who collides, and the cheapest ways out.

A way out is always checked against the plan: with that one thing granted, the class can be held
there, and so many people collide.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from gregoire.planning.rules.plans import Way, Why
from gregoire.planning.solving.ground import COLLISION, Ground
from gregoire.planning.solving.problem import Plan, Problem
from gregoire.planning.solving.state import NOWHERE, State

MOST_WAYS: Final = 4
MOST_SAVINGS: Final = 12


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that would be granted, where it leads, and how many learners then collide there."""

    way: Way
    slot: int
    collisions: int
    saved: int = 0  # collisions fewer than now, where the class has a place already


@dataclass(frozen=True, slots=True)
class Left:
    """A demand without a place."""

    demand: int
    why: Why
    ways: tuple[WayOut, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two demands that meet, the learners of both, and for each another group that would do."""

    one: int
    other: int
    people: tuple[int, ...]
    instead: tuple[tuple[int, int, int], ...]  # (person, demand left, demand joined)


@dataclass(frozen=True, slots=True)
class Explained:
    """What a plan could not do; `savings` are (demand, way) that would spare collisions."""

    left: tuple[Left, ...] = ()
    clashes: tuple[Clash, ...] = ()
    savings: tuple[tuple[int, WayOut], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def explained(problem: Problem, plan: Plan) -> Explained:
    """Everything that the plan could not do, and the ways out."""
    ground = Ground(problem)
    state = State(ground)
    state.restore(plan.placements)
    left = tuple(_left(state, demand) for demand in plan.unplaced)
    return Explained(left, tuple(_clashes(state)), tuple(_savings(state)))


def _left(state: State, demand: int) -> Left:
    ways = _ways(state, demand)
    return Left(demand, _why(state, demand), _best_of_each(ways))


def _why(state: State, demand: int) -> Why:
    ground = state.ground
    asked = ground.demands[demand]
    if not ground.choices[demand]:
        return Why.TEACHER_NOT_AVAILABLE if asked.barred else Why.NO_HOURS
    if not ground.rooms[demand] and not asked.asks_no_room:
        return Why.NO_ROOM_SUITS
    if not any(state.teacher_is_free(demand, slot) for slot in ground.choices[demand]):
        return Why.TEACHER_BUSY
    return Why.ROOMS_TAKEN


def _ways(state: State, demand: int) -> list[WayOut]:
    """Every slot that one thing granted would open."""
    ground = state.ground
    granted = []
    for slot in ground.choices[demand]:
        free, room = state.teacher_is_free(demand, slot), state.free_room(demand, slot)
        if free != (room is not None):
            granted.append((slot, Way.ROOM if free else Way.TEACHER))
    granted += [
        (slot, Way.AVAILABILITY)
        for slot in ground.demands[demand].barred
        if state.teacher_is_free(demand, slot) and state.free_room(demand, slot) is not None
    ]
    return [_way(state, demand, slot, way) for slot, way in granted]


def _way(state: State, demand: int, slot: int, way: Way) -> WayOut:
    ground = state.ground
    near = zip(ground.neighbours[demand], ground.neighbour_weights[demand], strict=True)
    collisions = sum(
        int(weight)
        for other, weight in near
        if state.slots[other] != NOWHERE
        and ground.meet(demand, slot, int(other), state.slots[other])
    )
    return WayOut(way, slot, collisions)


def _best_of_each(ways: list[WayOut]) -> tuple[WayOut, ...]:
    """The cheapest way of each kind first, then the next ones."""
    by_kind: dict[Way, list[WayOut]] = defaultdict(list)
    for one in sorted(ways, key=lambda one: (one.collisions, one.slot)):
        by_kind[one.way].append(one)
    ranked = [(rank, one) for own in by_kind.values() for rank, one in enumerate(own)]
    ranked.sort(key=lambda pair: (pair[0], pair[1].collisions, pair[1].way))
    return tuple(one for _, one in ranked[:MOST_WAYS])


def _clashes(state: State) -> list[Clash]:
    """Pairs that meet, those with most learners first."""
    ground, problem = state.ground, state.ground.problem
    who: dict[tuple[int, int], list[int]] = defaultdict(list)
    takes: dict[int, tuple[int, ...]] = {}
    for person, taken in zip(problem.people, problem.combinations, strict=True):
        takes[person] = taken
        for place, one in enumerate(taken):
            for other in taken[place + 1 :]:
                pair = (min(one, other), max(one, other))
                if _meet(state, *pair):
                    who[pair].append(person)
    groups: dict[int, list[int]] = defaultdict(list)
    for demand, asked in enumerate(ground.demands):
        if asked.parallel is not None:
            groups[asked.parallel].append(demand)
    return [
        Clash(one, other, tuple(people), tuple(_instead(state, groups, takes, one, other, people)))
        for (one, other), people in sorted(who.items(), key=lambda row: (-len(row[1]), row[0]))
    ]


def _meet(state: State, one: int, other: int) -> bool:
    slots = state.slots
    placed = slots[one] != NOWHERE and slots[other] != NOWHERE and one != other
    return placed and state.ground.meet(one, slots[one], other, slots[other])


def _instead(
    state: State, groups: dict[int, list[int]], takes: dict[int, tuple[int, ...]],
    one: int, other: int, people: list[int],
) -> list[tuple[int, int, int]]:  # fmt: skip
    """For each of the people a parallel group that is held when they are free."""
    found = []
    for person in people:
        for left in (one, other):
            parallel = state.ground.demands[left].parallel
            if parallel is None:
                continue
            kept = [demand for demand in takes[person] if demand != left]
            for joined in groups[parallel]:
                free = state.slots[joined] != NOWHERE and joined not in takes[person]
                if free and _has_a_seat(state, joined) and not _any_meets(state, joined, kept):
                    found.append((person, left, joined))
                    break
    return found


def _has_a_seat(state: State, demand: int) -> bool:
    room = state.rooms[demand]
    learners = state.ground.demands[demand].learners
    return room is not None and state.ground.problem.rooms[room].seats > learners


def _any_meets(state: State, demand: int, others: list[int]) -> bool:
    return any(_meet(state, demand, other) for other in others)


def _savings(state: State) -> list[tuple[int, WayOut]]:
    """Of the placed demands that collide, what one thing granted would spare."""
    found = []
    for demand, slot in enumerate(state.slots):
        if slot == NOWHERE or state.ground.demands[demand].fixed:
            continue
        now = int(state.costs[demand, slot]) // COLLISION
        if not now:
            continue
        for way in _ways(state, demand):
            collides = _way(state, demand, slot, way.way).collisions
            if way.collisions < collides:
                saved = collides - way.collisions
                found.append((demand, WayOut(way.way, way.slot, way.collisions, saved)))
    found.sort(key=lambda pair: (-pair[1].saved, pair[0], pair[1].slot))
    return _one_each(found)[:MOST_SAVINGS]


def _one_each(found: list[tuple[int, WayOut]]) -> list[tuple[int, WayOut]]:
    first: dict[int, WayOut] = {}
    for demand, way in found:
        first.setdefault(demand, way)
    return list(first.items())
