"""The first plan, made greedily, and its improvement by small moves that sometimes climb."""

import math
import random
from collections.abc import Callable, Sequence
from typing import Final

from gregoire.planning.solving.ground import COLLISION
from gregoire.planning.solving.problem import Held, Placement
from gregoire.planning.solving.state import NOWHERE, State

HOT: Final = 1.5 * COLLISION
COLD: Final = 0.25 * COLLISION
A_LOOK: Final = 500  # moves between two looks at the clock
MOST_IN_THE_WAY: Final = 2


def place_greedily(state: State, start: Sequence[Placement | None] | None = None) -> None:
    """Published classes first where they are, then what `start` says, as far as it still fits;
    then the hardest to place: fewest ways, most ties.
    """
    ground = state.ground
    for place, demand in enumerate(ground.demands):
        if demand.held is not None and demand.fixed:
            state.place(place, demand.held.slot, demand.held.room)
    _place_as_wished(state, start or ())
    _place_as_wished(state, [demand.held for demand in ground.demands])

    def difficulty(place: int) -> tuple[float, int, int]:
        ways = len(ground.choices[place]) * (len(ground.rooms[place]) or 1)
        ties = int(ground.neighbour_weights[place].sum())
        return ways / (1 + len(ground.colleagues[place])), -ties, place

    for place in sorted(state.unplaced, key=difficulty):
        state.place_at_best(place)


def _place_as_wished(state: State, wished: Sequence[Placement | Held | None]) -> None:
    for place, there in enumerate(wished):
        if place in state.unplaced and there is not None and _fits(state, place, there):
            state.place(place, there.slot, there.room)


def _fits(state: State, place: int, there: Placement | Held) -> bool:
    """Whether a class can be there: its room and its teacher are free, the slot a choice."""
    demand, ground = state.ground.demands[place], state.ground
    if there.slot not in ground.choices[place] or not state.teacher_is_free(place, there.slot):
        return False
    if there.room is None:
        return demand.asks_no_room
    suits = there.room in ground.rooms[place]
    return suits and not state.taken[there.room] & ground.masks[there.slot]


class Annealing:
    """Small moves: a demand to another slot, pushing aside who is there; worse ones by chance."""

    def __init__(self, state: State, seed: int) -> None:
        self.state = state
        self.chance = random.Random(seed)  # noqa: S311 -- no secret: the same search again
        self.best = state.total
        self.best_placements = state.placements()
        self.movable = [
            place
            for place, demand in enumerate(state.ground.demands)
            if not demand.fixed and demand.choices
        ]

    def run(self, *, share_done: Callable[[], float], hot: float = HOT, cold: float = COLD) -> None:
        """Cool from hot to cold as `share_done` (asked now and then) goes from 0 to 1."""
        if not self.movable:
            return
        while (share := share_done()) < 1:
            heat = hot * (cold / hot) ** share
            for _ in range(A_LOOK):
                self._step(heat)
            if self.state.total < self.best:
                self.best, self.best_placements = self.state.total, self.state.placements()
        self.state.restore(self.best_placements)

    def _step(self, heat: float) -> None:
        state, chance = self.state, self.chance
        demand = self._somebody()
        choices = state.ground.choices[demand]
        slot = choices[int(chance.random() * len(choices))]
        if slot == state.slots[demand]:
            return
        delta = int(state.costs[demand, slot]) - state.cost_now(demand)
        if delta > 0 and chance.random() >= math.exp(-delta / heat):
            return
        busy = state.classes_of_its_teacher(demand, slot)
        room = state.free_room(demand, slot) if not busy else None
        if room is None:
            self._push(demand, slot, busy, heat)
            return
        state.move(demand, slot, None if room == NOWHERE else room)

    def _somebody(self) -> int:
        chance = self.chance
        if self.state.unplaced and chance.random() < 0.05:  # noqa: PLR2004
            waiting = sorted(self.state.unplaced)
            chosen = waiting[int(chance.random() * len(waiting))]
            if self.state.ground.choices[chosen]:
                return chosen
        return self.movable[int(chance.random() * len(self.movable))]

    def _push(self, demand: int, slot: int, busy: list[int], heat: float) -> None:
        """Take the place of those who are in the way, who go where it costs them least."""
        state, demands = self.state, self.state.ground.demands
        room, in_the_way = self._room_to_take(demand, slot, busy)
        pushed = sorted({*busy, *in_the_way} - {demand})
        if room is None or len(pushed) > MOST_IN_THE_WAY or any(demands[p].fixed for p in pushed):
            return
        before = state.total
        kept = [(p, state.slots[p], state.rooms[p]) for p in (demand, *pushed)]
        _put(state, [(place, NOWHERE, None) for place, _, _ in kept])
        state.place(demand, slot, None if room == NOWHERE else room)
        for place in pushed:
            state.place_at_best(place)
        delta = state.total - before
        if delta > 0 and self.chance.random() >= math.exp(-delta / heat):
            _put(state, kept)

    def _room_to_take(
        self, demand: int, slot: int, busy: list[int]
    ) -> tuple[int | None, list[int]]:
        state = self.state
        if state.ground.demands[demand].asks_no_room:
            return NOWHERE, []
        rooms = state.ground.rooms[demand]
        if not rooms:
            return None, []
        free = state.free_room(demand, slot)
        if free is not None:
            return free, []
        if busy and self.chance.random() < 0.5:  # noqa: PLR2004 -- the room that is left by whom it pushes
            left = state.rooms[busy[0]]
            if left is not None and left in rooms:
                return left, state.in_the_way(left, slot)
        room = rooms[int(self.chance.random() * len(rooms))]
        return room, state.in_the_way(room, slot)


def _put(state: State, places: Sequence[tuple[int, int, int | None]]) -> None:
    """Each demand to its slot and room, or nowhere, wherever they are now."""
    for place, _, _ in places:
        if state.slots[place] != NOWHERE:
            state.remove(place)
    for place, at, room in places:
        if at != NOWHERE:
            state.place(place, at, room)
