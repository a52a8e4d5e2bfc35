"""The exact model: the same problem, or a part of it with the rest held still, for CP-SAT.

A demand takes one of its slots or none; a teacher gives one class at a time; and at every moment the
classes that only some rooms suit are at most as many as those rooms (Hall's condition). Rooms are
given afterwards; where they cannot be (hours that overlap crosswise), the classes concerned are
said not to go together and the model is solved again, so that what it proves stays true.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from ortools.sat.python import cp_model

from gregoire.planning.solving.ground import COLLISION, Ground
from gregoire.planning.solving.moments import Moments

NOWHERE: Final = -1
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Slots by demand (−1: none), their cost, and the least cost that any has, proved."""

    slots: dict[int, int]
    cost: int
    bound: int
    optimal: bool


@dataclass(slots=True)
class Asked:
    """A part of a problem: the free demands, and where all the others are (−1: nowhere)."""

    free: Sequence[int]
    slots: Sequence[int]
    only_collisions: bool = False  # leave out what comes second, so that a proof is sooner found
    not_together: list[list[Pair]] = field(default_factory=list)  # (demand, slot)


class Model:
    """CP-SAT's model of what is asked."""

    def __init__(self, ground: Ground, moments: Moments, asked: Asked) -> None:
        self.ground, self.asked, self.moments = ground, asked, moments
        self.model: Any = cp_model.CpModel()
        self.free = set(asked.free)
        self.fixed = [
            demand
            for demand, slot in enumerate(asked.slots)
            if slot != NOWHERE and demand not in self.free
        ]
        self.chosen: dict[Pair, Any] = {}
        self.costs: list[Any] = []
        self._choose()
        self._collide()
        self._teach()
        self._house()
        for pairs in asked.not_together:
            known = [self.chosen[pair] for pair in pairs if pair in self.chosen]
            missing = sum(1 for d, s in pairs if d not in self.free and asked.slots[d] == s)
            self.model.add(sum(known) <= len(pairs) - 1 - missing)
        self.model.minimize(sum(self.costs))

    def _choose(self) -> None:
        for demand in self.asked.free:
            variables = []
            for slot in self.ground.choices[demand]:
                if any(
                    self.ground.meet(demand, slot, other, self.asked.slots[other])
                    for other in self.ground.colleagues[demand]
                    if other not in self.free and self.asked.slots[other] != NOWHERE
                ):
                    continue
                if not self.ground.rooms[demand] and not self.ground.demands[demand].asks_no_room:
                    continue
                variable = self.model.new_bool_var("")
                self.chosen[demand, slot] = variable
                variables.append(variable)
                self.costs.append(variable * self._cost(demand, slot))
            left_out = self.model.new_bool_var("")
            self.model.add_exactly_one([*variables, left_out])
            self.costs.append(left_out * self.ground.unplaced_cost[demand])

    def _cost(self, demand: int, slot: int) -> int:
        """Of a slot, against all that is held still."""
        ground = self.ground
        cost = int(ground.static[demand, slot])
        if self.asked.only_collisions:
            cost -= next(c.cost for c in ground.demands[demand].choices if c.slot == slot)
        near = zip(ground.neighbours[demand], ground.neighbour_weights[demand], strict=True)
        for other, weight in near:
            there = self.asked.slots[other]
            if other not in self.free and there != NOWHERE:
                cost += int(weight) * COLLISION * ground.meet(demand, slot, int(other), there)
        return cost

    def _collide(self) -> None:
        """One variable for each pair of free demands that share learners: whether they meet."""
        for one in self.asked.free:
            near = zip(self.ground.neighbours[one], self.ground.neighbour_weights[one], strict=True)
            for other, weight in near:
                if other > one and int(other) in self.free:
                    self._meet(one, int(other), int(weight))

    def _meet(self, one: int, other: int, weight: int) -> None:
        together = None
        for slot in self.ground.choices[one]:
            mine = self.chosen.get((one, slot))
            theirs = [
                self.chosen[other, there]
                for there in self.ground.choices[other]
                if (other, there) in self.chosen and self.ground.meet(one, slot, other, there)
            ]
            if mine is None or not theirs:
                continue
            if together is None:
                together = self.model.new_bool_var("")
                self.costs.append(together * (weight * COLLISION))
            self.model.add(together >= mine + sum(theirs) - 1)

    def _teach(self) -> None:
        by_teacher: dict[int, list[int]] = defaultdict(list)
        for demand in self.asked.free:
            teacher = self.ground.demands[demand].teacher
            if teacher is not None:
                by_teacher[teacher].append(demand)
        for demands in by_teacher.values():
            for moment in range(len(self.moments)):
                there = [v for d in demands for v in self._at(d, moment)]
                if len(there) > 1:
                    self.model.add_at_most_one(there)
            for one, other in combinations(demands, 2):
                if self.ground.demands[one].site != self.ground.demands[other].site:
                    self._travel(one, other)

    def _travel(self, one: int, other: int) -> None:
        for slot in self.ground.choices[one]:
            for there in self.ground.choices[other]:
                pair = (one, slot), (other, there)
                known = all(key in self.chosen for key in pair)
                if known and self.ground.meet(one, slot, other, there):
                    self.model.add_at_most_one([self.chosen[key] for key in pair])

    def _at(self, demand: int, moment: int) -> list[Any]:
        return [
            self.chosen[demand, slot]
            for slot in self.ground.choices[demand]
            if (demand, slot) in self.chosen and moment in self.moments.of_slot[slot]
        ]

    def _house(self) -> None:
        """At each moment no more classes than there are rooms that suit them."""
        for family, rooms, site in self.moments.families:
            free = [demand for demand in self.asked.free if demand in family]
            if not free:
                continue
            held = [demand for demand in self.fixed if demand in family]
            for moment in self.moments.at_site(site):
                there = [v for demand in free for v in self._at(demand, moment)]
                taken = sum(
                    moment in self.moments.of_slot[self.asked.slots[demand]] for demand in held
                )
                if there and len(there) + taken > rooms:
                    self.model.add(sum(there) <= max(rooms - taken, 0))


def solve(
    ground: Ground, moments: Moments, asked: Asked, *,
    hint: Sequence[int], limit: "Limit", stopped: Callable[[], bool],
) -> Found | None:  # fmt: skip
    """The best slots for the free demands; None when none was found in the time.

    The cost leaves out what the demands that are held still cost each other.
    """
    made = Model(ground, moments, asked)
    for demand, slot in made.chosen:
        made.model.add_hint(made.chosen[demand, slot], hint[demand] == slot)
    solver = cp_model.CpSolver()
    limit.set_on(solver)
    status = _stoppable(solver, made.model, stopped, limit)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    slots = dict.fromkeys(asked.free, NOWHERE)
    for (demand, slot), variable in made.chosen.items():
        if solver.boolean_value(variable):
            slots[demand] = slot
    bound = -int(-solver.best_objective_bound // 1)
    return Found(slots, round(solver.objective_value), bound, status == cp_model.OPTIMAL)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a solution may take: seconds, or work that is counted (then always the same)."""

    seconds: float
    work: float | None = None
    workers: int = 2
    seed: int = 1
    for_bounds: bool = False

    def set_on(self, solver: Any) -> None:
        parameters = solver.parameters
        parameters.max_time_in_seconds = self.seconds
        parameters.random_seed = self.seed
        parameters.num_workers = self.workers
        if self.for_bounds:  # they come from cores here, not from linear relaxations
            parameters.subsolvers.extend(["core", "default_lp"])
        if self.work is not None:
            parameters.max_deterministic_time = self.work
            parameters.max_time_in_seconds = 600
            parameters.num_workers = 1
            parameters.optimize_with_core = True


def _stoppable(solver: Any, model: Any, stopped: Callable[[], bool], limit: Limit) -> Any:
    """Solve, and look several times a second whether one should stop."""
    if limit.seconds < 1 and limit.work is None:
        return solver.solve(model)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            if stopped():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(model)
    finally:
        over.set()
        watcher.join()
