"""A problem made ready for searching: who meets whom, which hours overlap, which rooms suit."""

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gregoire.planning.solving.problem import (
    COLLISION,
    PER_LEARNER_MOVED,
    UNPLACED,
    Demand,
    Problem,
    Slot,
)

Ints = npt.NDArray[np.int64]
NEVER: Final = 10**12  # the cost of a slot that is no choice


class Ground:
    """Everything about a problem that the search asks again and again, computed once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.demands = problem.demands
        self.choices = tuple(
            tuple(choice.slot for choice in demand.choices) for demand in problem.demands
        )
        self.unplaced_cost = [UNPLACED * (1 + demand.learners) for demand in problem.demands]
        self.rooms = _suiting_rooms(problem)
        self.masks = _masks(problem.slots)
        self._overlap_by_minutes: dict[int, Ints] = {}
        self.weights = _weights(problem)
        self.neighbours, self.neighbour_weights = _neighbours(self._could_meet(), len(self.demands))
        self.neighbour_sites = [
            np.array([self.demands[other].site for other in near.tolist()], dtype=np.int64)
            for near in self.neighbours
        ]
        self._meeting_by_site: dict[int, Ints] = {}
        self.static = _static_costs(problem)
        self.colleagues = _colleagues(problem)

    def overlap(self, site: int, other: int) -> Ints:
        """Slots × slots: 1 where nobody can be at a class of the one and a class of the other."""
        minutes = self.problem.travel[site][other]
        if minutes not in self._overlap_by_minutes:
            slots = self.problem.slots
            size = len(slots)
            found = np.zeros((size, size), dtype=np.int64)
            for one in range(size):
                for two in range(one, size):
                    found[one, two] = found[two, one] = slots[one].meets(slots[two], minutes)
            self._overlap_by_minutes[minutes] = found
        return self._overlap_by_minutes[minutes]

    def meet(self, one: int, slot: int, other: int, other_slot: int) -> bool:
        """Whether nobody can follow both demands, held in these slots."""
        sites = self.demands[one].site, self.demands[other].site
        return bool(self.overlap(*sites)[slot, other_slot])

    def meeting(self, site: int) -> Ints:
        """Slots × sites × slots: 1 where a class of the slot here meets one of that site and slot."""
        if site not in self._meeting_by_site:
            sites = range(len(self.problem.travel))
            rows = [self.overlap(other, site).T for other in sites]
            self._meeting_by_site[site] = np.ascontiguousarray(np.stack(rows, axis=1))
        return self._meeting_by_site[site]

    def _could_meet(self) -> dict[tuple[int, int], int]:
        """The weights of pairs that some choice of hours brings together: not an evening and a day."""
        own: list[set[int]] = [set(choices) for choices in self.choices]
        for place, demand in enumerate(self.demands):
            if demand.held is not None:
                own[place].add(demand.held.slot)
        reached: dict[tuple[int, int, frozenset[int]], frozenset[int]] = {}

        def touched(place: int, site: int) -> frozenset[int]:
            key = self.demands[place].site, site, frozenset(own[place])
            if key not in reached:
                rows = self.overlap(key[0], site)[sorted(key[2])]
                reached[key] = frozenset(rows.sum(axis=0).nonzero()[0].tolist())
            return reached[key]

        return {
            (one, two): weight
            for (one, two), weight in self.weights.items()
            if not own[two].isdisjoint(touched(one, self.demands[two].site))
        }

    def least(self) -> int:
        """A cost below which no plan is: each demand at its best, as if it were alone."""
        return sum(
            min(int(self.static[place].min()), dear)
            for place, dear in enumerate(self.unplaced_cost)
        )

    def collisions(self, slots: list[int]) -> int:
        """Learners × pairs of their classes that meet; −1 is a demand that is not placed."""
        return sum(
            weight
            for (one, two), weight in self.weights.items()
            if slots[one] >= 0 and slots[two] >= 0 and self.meet(one, slots[one], two, slots[two])
        )

    def moved(self, slots: list[int]) -> int:
        """Learners whose published class is held at other hours."""
        return sum(
            demand.learners
            for demand, slot in zip(self.demands, slots, strict=True)
            if demand.held is not None and slot not in {-1, demand.held.slot}
        )


def _suiting_rooms(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """For each demand the rooms that suit it, those that waste least first."""
    by_need: dict[tuple[Any, ...], tuple[int, ...]] = {}
    found = []
    for demand in problem.demands:
        need = (demand.site, demand.seats, demand.computers, demand.step_free, demand.room)
        if need not in by_need:
            suiting = [
                (room.computers if not demand.computers else 0, room.seats, place)
                for place, room in enumerate(problem.rooms)
                if room.suits(demand, place)
            ]
            by_need[need] = tuple(place for _, _, place in sorted(suiting))
        suits = () if demand.asks_no_room else by_need[need]
        if demand.fixed and demand.held is not None:
            suits = () if demand.held.room is None else (demand.held.room,)
        found.append(suits)
    return tuple(found)


def _masks(slots: tuple[Slot, ...]) -> tuple[int, ...]:
    """Each slot as a set of bits, one for each elementary stretch of time of each week.

    Two slots overlap at one place exactly when their masks have a bit in common.
    """
    bounds: dict[int, set[int]] = defaultdict(set)
    meetings = [meeting for slot in slots for meeting in slot.meetings]
    for meeting in meetings:
        bounds[meeting.weekday] |= {meeting.starts, meeting.ends}
    weeks = max((meeting.weeks.bit_length() for meeting in meetings), default=1)
    place = {
        stretch: number * weeks
        for number, stretch in enumerate(
            (day, start) for day in sorted(bounds) for start in sorted(bounds[day])
        )
    }
    masks = []
    for slot in slots:
        mask = 0
        for meeting in slot.meetings:
            for start in bounds[meeting.weekday]:
                if meeting.starts <= start < meeting.ends:
                    mask |= meeting.weeks << place[meeting.weekday, start]
        masks.append(mask)
    return tuple(masks)


def _weights(problem: Problem) -> dict[tuple[int, int], int]:
    """Pairs of demands and how many learners take both."""
    counted: Counter[tuple[int, int]] = Counter()
    for taken in problem.combinations:
        counted.update(combinations(sorted(set(taken)), 2))
    return dict(counted)


def _neighbours(weights: dict[tuple[int, int], int], demands: int) -> tuple[list[Ints], list[Ints]]:
    near: list[list[tuple[int, int]]] = [[] for _ in range(demands)]
    for (one, two), weight in weights.items():
        near[one].append((two, weight))
        near[two].append((one, weight))
    who = [np.array([other for other, _ in row], dtype=np.int64) for row in near]
    return who, [np.array([weight for _, weight in row], dtype=np.int64) for row in near]


def _static_costs(problem: Problem) -> Ints:
    """Demands × slots: what a slot costs whatever the others do; `NEVER` where it is no choice."""
    static = np.full((len(problem.demands), len(problem.slots)), NEVER, dtype=np.int64)
    for row, demand in enumerate(problem.demands):
        for choice in demand.choices:
            moved = demand.held is not None and choice.slot != demand.held.slot
            static[row, choice.slot] = choice.cost
            static[row, choice.slot] += moved * PER_LEARNER_MOVED * max(demand.learners, 1)
        if demand.fixed and demand.held is not None:
            static[row, demand.held.slot] = 0
    return static


def _colleagues(problem: Problem) -> list[tuple[int, ...]]:
    """For each demand the others of its teacher."""
    given: dict[int, list[int]] = defaultdict(list)
    for place, demand in enumerate(problem.demands):
        if demand.teacher is not None:
            given[demand.teacher].append(place)
    return [_others(given, place, demand) for place, demand in enumerate(problem.demands)]


def _others(given: dict[int, list[int]], place: int, demand: Demand) -> tuple[int, ...]:
    if demand.teacher is None:
        return ()
    return tuple(other for other in given[demand.teacher] if other != place)


__all__ = ["COLLISION", "NEVER", "Ground", "Ints"]
