"""A plan as it is being made: who is where, what that costs, and which rooms are free."""

from gregoire.planning.solving.ground import COLLISION, Ground, Ints
from gregoire.planning.solving.problem import Placement

NOWHERE = -1


class State:
    """Placements that always respect rooms and teachers, with the cost of every other choice.

    `costs[demand, slot]` is what the demand would cost there, given where all the others are.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.slots = [NOWHERE] * len(ground.demands)
        self.rooms: list[int | None] = [None] * len(ground.demands)
        self.costs = ground.static.copy()
        self.taken = [0] * len(ground.problem.rooms)  # of each room, the bits of time
        self.within: list[set[int]] = [set() for _ in ground.problem.rooms]
        self.unplaced = set(range(len(ground.demands)))
        self.total = sum(ground.unplaced_cost)
        self._one_site = len(ground.problem.travel) == 1

    def place(self, demand: int, slot: int, room: int | None) -> None:
        """Put an unplaced demand there; the room and the teacher have to be free."""
        self.total += int(self.costs[demand, slot]) - self.ground.unplaced_cost[demand]
        self.slots[demand], self.rooms[demand] = slot, room
        self.unplaced.discard(demand)
        if room is not None:
            self.taken[room] |= self.ground.masks[slot]
            self.within[room].add(demand)
        self._spread(demand, self._meeting(demand)[slot], COLLISION)

    def remove(self, demand: int) -> None:
        slot, room = self.slots[demand], self.rooms[demand]
        self.slots[demand], self.rooms[demand] = NOWHERE, None
        self.unplaced.add(demand)
        if room is not None:
            self.taken[room] &= ~self.ground.masks[slot]
            self.within[room].discard(demand)
        self._spread(demand, self._meeting(demand)[slot], -COLLISION)
        self.total += self.ground.unplaced_cost[demand] - int(self.costs[demand, slot])

    def move(self, demand: int, slot: int, room: int | None) -> None:
        """Put a demand elsewhere; the room and the teacher have to be free there."""
        before, left = self.slots[demand], self.rooms[demand]
        if before == NOWHERE:
            self.place(demand, slot, room)
            return
        self.total += int(self.costs[demand, slot]) - int(self.costs[demand, before])
        self.slots[demand], self.rooms[demand] = slot, room
        if left is not None:
            self.taken[left] &= ~self.ground.masks[before]
            self.within[left].discard(demand)
        if room is not None:
            self.taken[room] |= self.ground.masks[slot]
            self.within[room].add(demand)
        meeting = self._meeting(demand)
        self._spread(demand, meeting[slot] - meeting[before], COLLISION)

    def _meeting(self, demand: int) -> Ints:
        return self.ground.meeting(self.ground.demands[demand].site)

    def _spread(self, demand: int, rows: Ints, sign: int) -> None:
        """Tell those who share learners with it: `rows` are the slots of each site that it meets."""
        ground = self.ground
        near = ground.neighbours[demand]
        if near.size:
            weights = ground.neighbour_weights[demand] * sign
            where = 0 if self._one_site else ground.neighbour_sites[demand]
            self.costs[near] += weights[:, None] * rows[where]

    def cost_now(self, demand: int) -> int:
        """What a demand costs where it is."""
        slot = self.slots[demand]
        if slot == NOWHERE:
            return self.ground.unplaced_cost[demand]
        return int(self.costs[demand, slot])

    def teacher_is_free(self, demand: int, slot: int) -> bool:
        return not self.classes_of_its_teacher(demand, slot)

    def classes_of_its_teacher(self, demand: int, slot: int) -> list[int]:
        """The classes that its teacher gives when it would be held, or too far away."""
        return [
            other
            for other in self.ground.colleagues[demand]
            if self.slots[other] != NOWHERE
            and self.ground.meet(demand, slot, other, self.slots[other])
        ]

    def free_room(self, demand: int, slot: int) -> int | None:
        """The least wasteful free room; −1 where it asks for none, None when all are taken."""
        if self.ground.demands[demand].asks_no_room:
            return NOWHERE
        mask, taken = self.ground.masks[slot], self.taken
        for room in self.ground.rooms[demand]:
            if not taken[room] & mask:
                return room
        return None

    def in_the_way(self, room: int, slot: int) -> list[int]:
        """Who holds a room at these hours."""
        mask, masks = self.ground.masks[slot], self.ground.masks
        return [other for other in self.within[room] if masks[self.slots[other]] & mask]

    def place_at_best(self, demand: int) -> bool:
        """Put an unplaced demand where it costs least; whether there was any place."""
        row = self.costs[demand]
        for slot in sorted(self.ground.choices[demand], key=row.__getitem__):
            if int(row[slot]) >= self.ground.unplaced_cost[demand]:
                break
            if not self.teacher_is_free(demand, slot):
                continue
            room = self.free_room(demand, slot)
            if room is not None:
                self.place(demand, slot, None if room == NOWHERE else room)
                return True
        return False

    def placements(self) -> tuple[Placement | None, ...]:
        return tuple(
            None if slot == NOWHERE else Placement(slot, room)
            for slot, room in zip(self.slots, self.rooms, strict=True)
        )

    def restore(self, placements: tuple[Placement | None, ...]) -> None:
        """Be as it was."""
        changed = [
            demand
            for demand, one in enumerate(placements)
            if (self.slots[demand], self.rooms[demand])
            != ((NOWHERE, None) if one is None else (one.slot, one.room))
        ]
        for demand in changed:
            if self.slots[demand] != NOWHERE:
                self.remove(demand)
        for demand in changed:
            one = placements[demand]
            if one is not None:
                self.place(demand, one.slot, one.room)
