"""Small problems whose best plan is known, and the slow way to know it."""

import random
from collections.abc import Sequence
from itertools import product
from typing import Any

from gregoire.planning.solving import (
    Choice,
    Demand,
    Held,
    Meeting,
    Placement,
    Plan,
    Problem,
    Slot,
    Space,
)
from gregoire.planning.solving.problem import COLLISION, PER_LEARNER_MOVED, UNPLACED

FIFTEEN_WEEKS = (1 << 15) - 1


def evening(weekday: int, *, weeks: int = FIFTEEN_WEEKS) -> Slot:
    return Slot((Meeting(weekday, 18 * 60 + 30, 21 * 60 + 30, weeks),))


def demand(key: int, slots: Sequence[int], **said: Any) -> Demand:
    """Ten learners and ten seats at the first site, unless it is said otherwise."""
    choices = tuple(Choice(slot) for slot in slots)
    usual: dict[str, Any] = {"learners": 10, "seats": 10, "site": 0}
    return Demand(key=key, choices=choices, **{**usual, **said})


def problem(
    demands: Sequence[Demand],
    slots: Sequence[Slot],
    rooms: Sequence[Space],
    combinations: Sequence[tuple[int, ...]] = (),
    travel: tuple[tuple[int, ...], ...] = ((0,),),
) -> Problem:
    people = tuple(range(1000, 1000 + len(combinations)))
    return Problem(tuple(demands), tuple(slots), tuple(rooms), people, tuple(combinations), travel)


def rooms(*seats: int, site: int = 0) -> list[Space]:
    return [Space(key=number, site=site, seats=each) for number, each in enumerate(seats)]


def planted(seed: int, *, demands: int, evenings: int, learners: int) -> Problem:
    """Each learner takes demands of different evenings of a hidden plan: nobody has to collide.

    Rooms and teachers are just enough for the hidden plan.
    """
    chance = random.Random(seed)  # noqa: S311 -- no secret
    hidden = [number % evenings for number in range(demands)]
    chance.shuffle(hidden)
    by_evening = [[d for d in range(demands) if hidden[d] == e] for e in range(evenings)]
    teachers = [by_evening[hidden[d]].index(d) for d in range(demands)]
    combinations = [
        tuple(
            chance.choice(by_evening[e])
            for e in chance.sample(range(evenings), chance.randint(2, 4))
        )
        for _ in range(learners)
    ]
    made = [demand(d, range(evenings), teacher=teachers[d]) for d in range(demands)]
    most = max(len(own) for own in by_evening)
    return problem(
        made, [evening(1 + e) for e in range(evenings)], rooms(*[20] * most), combinations
    )


def adversary(seed: int) -> Problem:
    """A tiny problem in which everything is short: hours, rooms, teachers, evenings."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    halves = [0b000011, 0b001100, 0b111111]
    slots = [evening(1 + day, weeks=weeks) for day in range(2) for weeks in halves]
    slots.append(Slot((Meeting(1, 17 * 60 + 30, 19 * 60 + 30, 0b111111),)))
    two_sites = chance.random() < 0.4
    spaces = [
        Space(number, chance.randrange(2) if two_sites else 0, chance.choice([10, 20, 30]),
              chance.choice([0, 30]))
        for number in range(3)
    ]  # fmt: skip
    made = []
    for key in range(4):
        own = sorted(chance.sample(range(len(slots)), chance.randint(1, 4)))
        one = demand(
            key,
            own,
            learners=chance.randint(1, 6),
            seats=chance.choice([5, 15, 25]),
            teacher=chance.choice([None, 1, 2]),
            site=chance.randrange(2) if two_sites else 0,
            computers=chance.random() < 0.3,
            held=Held(own[0], 0) if chance.random() < 0.3 else None,
        )
        made.append(one)
    combinations = [tuple(sorted(chance.sample(range(4), chance.randint(2, 3)))) for _ in range(6)]
    travel = ((0, 45), (45, 0)) if two_sites else ((0,),)
    return problem(made, slots, spaces, combinations, travel)


def cost(asked: Problem, placements: Sequence[Placement | None]) -> int:
    """What a plan costs, counted anew from the problem alone."""
    total = 0
    for one, there in zip(asked.demands, placements, strict=True):
        if there is None:
            total += UNPLACED * (1 + one.learners)
        elif one.held is not None and one.held.slot != there.slot:
            total += PER_LEARNER_MOVED * one.learners
    return total + COLLISION * collisions(asked, placements)


def collisions(asked: Problem, placements: Sequence[Placement | None]) -> int:
    return sum(
        _meet(asked, placements, one, other)
        for taken in asked.combinations
        for one, other in product(taken, taken)
        if one < other
    )


def faults(asked: Problem, placements: Sequence[Placement | None]) -> list[str]:
    """What no plan may do: a slot that is no choice, a room twice, a teacher in two places."""
    found = []
    for one, there in enumerate(placements):
        if there is None:
            continue
        mine = asked.demands[one]
        if there.slot not in [choice.slot for choice in mine.choices]:
            found.append(f"{one} has no such choice")
        if there.room is None or not asked.rooms[there.room].suits(mine, there.room):
            found.append(f"{one} in a room that does not suit")
        found += [
            f"{one} and {other}: {fault}"
            for other in range(one)
            for fault in _faults_of_two(asked, placements, one, other)
        ]
    return found


def _faults_of_two(
    asked: Problem, placements: Sequence[Placement | None], one: int, other: int
) -> list[str]:
    here, there = placements[one], placements[other]
    if here is None or there is None:
        return []
    same_hours = asked.slots[here.slot].meets(asked.slots[there.slot], 0)
    teachers = {asked.demands[one].teacher, asked.demands[other].teacher}
    alone = len(teachers) == 1 and None not in teachers
    found = ["one room"] if here.room == there.room and same_hours else []
    return [*found, "one teacher"] if alone and _meet(asked, placements, one, other) else found


def _meet(asked: Problem, placements: Sequence[Placement | None], one: int, other: int) -> bool:
    here, there = placements[one], placements[other]
    if here is None or there is None:
        return False
    way = asked.travel[asked.demands[one].site][asked.demands[other].site]
    return asked.slots[here.slot].meets(asked.slots[there.slot], way)


def best_cost(asked: Problem) -> int:
    """The least cost of all plans, each tried."""
    ways = [
        [
            None,
            *(
                Placement(choice.slot, room)
                for choice in one.choices
                for room, space in enumerate(asked.rooms)
                if space.suits(one, room)
            ),
        ]
        for one in asked.demands
    ]
    return min(
        cost(asked, placements) for placements in product(*ways) if not faults(asked, placements)
    )


def cost_of(asked: Problem, plan: Plan) -> int:
    return cost(asked, plan.placements)
