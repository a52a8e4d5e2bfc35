"""Rooms given exactly."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ortools.sat.python import cp_model

from gregoire.planning.solving.ground import Ground

MOST_SECONDS: Final = 20.0


def housed(ground: Ground, slots: Sequence[int], demands: Sequence[int]) -> dict[int, int] | None:
    """A room for each of these demands, nobody else in the way.

    None when there is none; empty when the work was not enough to tell.
    """
    model: Any = cp_model.CpModel()
    inside: dict[tuple[int, int], list[Any]] = defaultdict(list)
    chosen: dict[tuple[int, int], Any] = {}
    for demand in demands:
        own = {room: model.new_bool_var("") for room in ground.rooms[demand]}
        model.add_exactly_one(own.values())
        for room, variable in own.items():
            chosen[demand, room] = variable
            mask = ground.masks[slots[demand]]
            while mask:
                bit = mask & -mask
                inside[room, bit].append(variable)
                mask ^= bit
    for together in {tuple(id(v) for v in row): row for row in inside.values()}.values():
        if len(together) > 1:
            model.add_at_most_one(together)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = MOST_SECONDS
    solver.parameters.stop_after_first_solution = True
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None if status == cp_model.INFEASIBLE else {}
    return {demand: room for (demand, room), v in chosen.items() if solver.boolean_value(v)}
