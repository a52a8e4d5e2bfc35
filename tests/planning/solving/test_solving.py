"""Plans against problems whose best is known: planted, over-full, and tried one by one."""

import json
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from gregoire.planning.solving import (
    Effort,
    Held,
    Plan,
    Problem,
    Progress,
    Space,
    solve,
)
from gregoire.planning.solving.spectrum import least
from tests.planning.solving.instances import (
    adversary,
    best_cost,
    collisions,
    cost_of,
    demand,
    evening,
    faults,
    planted,
    problem,
    rooms,
)

COUNTED = Effort(steps=20_000, workers=1)  # the same work, whatever the machine does besides


@pytest.mark.parametrize("seed", range(24))
def test_no_plan_is_better_than_the_one_found_for_a_tiny_problem(seed: int) -> None:
    asked = adversary(seed)

    plan = solve(asked, seconds=5, effort=replace(COUNTED, steps=3_000))

    assert faults(asked, plan.placements) == []
    assert cost_of(asked, plan) == best_cost(asked)
    assert plan.proved


@pytest.mark.parametrize(("seed", "demands", "learners"), [(1, 40, 150), (2, 90, 400), (3, 60, 60)])
def test_where_a_plan_without_collisions_exists_it_is_found(
    seed: int, demands: int, learners: int
) -> None:
    asked = planted(seed, demands=demands, evenings=6, learners=learners)

    plan = solve(asked, seconds=20, effort=replace(COUNTED, steps=40_000))

    assert (plan.collisions, plan.unplaced, plan.proved) == (0, (), True)
    assert faults(asked, plan.placements) == []


def test_seven_units_in_six_evenings_collide_once_for_each_learner_and_no_plan_does_better() -> (
    None
):
    asked = problem(
        [demand(key, range(6)) for key in range(7)],
        [evening(1 + day) for day in range(6)],
        rooms(20, 20),
        [tuple(range(7))] * 5,
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert (plan.collisions, plan.bound, plan.proved) == (5, 5, True)


def test_an_odd_ring_of_units_on_two_evenings_is_proved_to_collide() -> None:
    """No learner has to collide, and no three units are taken together: only the ring says it."""
    ring = [(one, (one + 1) % 5) for one in range(5)]
    asked = problem(
        [demand(key, range(2)) for key in range(5)],
        [evening(1), evening(2)],
        rooms(*[20] * 5),
        [tuple(sorted(pair)) for pair in ring],
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert (plan.collisions, plan.bound, plan.proved) == (1, 1, True)


@pytest.mark.parametrize("seed", range(4))
def test_what_the_spectrum_says_of_every_plan_is_never_above_the_best(seed: int) -> None:
    chance, courses, evenings = np.random.default_rng(seed), 7, 2 + seed % 2
    half = np.triu(chance.integers(0, 4, (courses, courses)), 1)
    shared = half + half.T
    best = min(
        sum(int(shared[a, b]) for a, b in combinations(range(courses), 2) if plan[a] == plan[b])
        for plan in product(range(evenings), repeat=courses)
    )

    said = least(shared, evenings)

    assert best / 2 < said <= best


def test_the_spectrum_knows_that_a_ring_of_five_on_two_evenings_collides() -> None:
    ring = np.roll(np.eye(5, dtype=np.int64), 1, axis=1)

    assert least(ring + ring.T, 2) == 1


def test_the_same_seed_gives_the_same_plan() -> None:
    asked = planted(5, demands=50, evenings=5, learners=300)
    effort = replace(COUNTED, prove=False)

    plans = [solve(asked, seconds=9, effort=effort) for _ in range(2)]

    assert plans[0].placements == plans[1].placements


def test_hours_that_overlap_crosswise_are_never_given_one_room() -> None:
    """Three classes of which any two leave a room, and all three do not."""
    slots = [evening(1, weeks=weeks) for weeks in (0b011, 0b110, 0b101)]
    asked = problem([demand(key, [key]) for key in range(3)], slots, rooms(20, 20))

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert faults(asked, plan.placements) == []
    assert len(plan.unplaced) == 1
    assert plan.proved


def test_what_is_published_and_fixed_stays_and_others_go_round_it() -> None:
    asked = problem(
        [
            demand(0, [0], held=Held(0, 0), fixed=True),
            demand(1, [0, 1]),
        ],
        [evening(1), evening(2)],
        rooms(20),
        [(0, 1)],
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert [one.slot for one in plan.placements if one] == [0, 1]


def test_of_two_published_classes_the_one_with_fewer_learners_moves() -> None:
    asked = problem(
        [
            demand(0, [0, 1], learners=30, held=Held(0, 0)),
            demand(1, [0, 1], learners=8, held=Held(0, 1)),
        ],
        [evening(1), evening(2)],
        rooms(40, 40),
        [(0, 1)] * 5,
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert [one.slot for one in plan.placements if one] == [0, 1]
    assert (plan.moved, plan.collisions) == (8, 0)


def test_nobody_moves_for_the_sake_of_fewer_than_a_tenth_as_many_collisions() -> None:
    asked = problem(
        [
            demand(0, [0, 1], learners=30, held=Held(0, 0)),
            demand(1, [0, 1], learners=30, held=Held(0, 1)),
        ],
        [evening(1), evening(2)],
        rooms(40, 40),
        [(0, 1)] * 2,
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert (plan.moved, plan.collisions) == (0, 2)


def test_a_published_course_that_nobody_takes_yet_stays_where_it_is() -> None:
    asked = problem(
        [demand(key, [2, 0, 1], learners=0, held=Held(2, key)) for key in range(3)],
        [evening(1 + day) for day in range(3)],
        rooms(20, 20, 20),
    )

    plan = solve(asked, seconds=5, effort=COUNTED)

    assert [one.slot for one in plan.placements if one] == [2, 2, 2]
    assert plan.proved


def test_a_search_that_is_stopped_keeps_its_best() -> None:
    asked = planted(7, demands=80, evenings=5, learners=500)

    plan = solve(asked, seconds=60, stopped=lambda: True)

    assert plan.stopped
    assert plan.seconds < 3
    assert plan.unplaced == ()
    assert faults(asked, plan.placements) == []


def test_a_search_tells_how_far_it_is_and_what_cannot_be_avoided() -> None:
    asked = problem(
        [demand(key, range(2)) for key in range(3)],
        [evening(1), evening(2)],
        rooms(20, 20),
        [(0, 1, 2)],
    )
    told: list[Progress] = []

    plan = solve(asked, seconds=5, on_progress=told.append, effort=COUNTED)

    assert (told[-1].placed, told[-1].demands) == (3, 3)
    assert (told[-1].collisions, told[-1].bound) == (1, 1)
    assert plan.collisions == collisions(asked, plan.placements)


def test_a_search_begins_where_another_has_ended() -> None:
    asked = planted(9, demands=30, evenings=6, learners=60)
    before = solve(asked, seconds=5, effort=COUNTED)

    after = solve(asked, seconds=5, effort=Effort(steps=0), start=before.placements)

    assert after.placements == before.placements


def test_a_problem_and_a_plan_are_the_same_after_a_way_through_json() -> None:
    asked = adversary(3)
    plan = solve(asked, seconds=2, effort=replace(COUNTED, steps=1_000))

    assert Problem.from_json(json.loads(json.dumps(asked.as_json()))) == asked
    assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan


def test_a_problem_without_demands_has_an_empty_plan() -> None:
    plan = solve(problem([], [], [Space(1, 0, 20)]), seconds=1)

    assert (plan.placements, plan.proved) == ((), True)
