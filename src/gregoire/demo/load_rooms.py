"""Rooms: as many at each place, and as large, as what is taught there asks for."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from gregoire.demo.drawing import surroundings
from gregoire.demo.drawing.chance import Chance, Ints, chance
from gregoire.demo.drawing.network import Drawing
from gregoire.demo.drawing.offerings import DISTANCE
from gregoire.demo.load_copy import Loader
from gregoire.network.models import Centre, Room

SIZES: Final = (18, 24, 30, 40, 60, 90, 120, 180, 250, 400, 600)
USUAL: Final = 6  # the smallest sizes, of which any place has some
CLASSES_A_WEEK: Final = 5  # that a room should take: five evenings, and Saturday to spare
WITH_COMPUTERS: Final = 0.25
TEACHING_ROOMS: Final = 90  # with computers: at most so many seats


def load_rooms(loader: Loader, drawing: Drawing, sites: Sequence[str]) -> range:
    """Between four and eight rooms anywhere; more where more is taught in one semester."""
    rows: list[tuple[object, ...]] = []
    asked = _seats_asked(drawing, sites)
    for centre in Centre.objects.order_by("rank", "code"):
        rng = chance(drawing.seed, "rooms", centre.code)
        sizes = _sizes(rng, asked.get(centre.code, []))
        rows += [(centre.pk, *_room(rng, rank, seats)) for rank, seats in enumerate(sizes, start=1)]
    names = ("centre", "name", "seats", "computers", "step_free")
    return loader.copy("rooms", Room, dict(zip(names, zip(*rows, strict=True), strict=True)))


def _seats_asked(drawing: Drawing, sites: Sequence[str]) -> dict[str, list[int]]:
    """The seats of what each place teaches in its fuller semester, the largest first."""
    offered = drawing.offerings
    count = np.bincount(drawing.enrolments[0].offering, minlength=len(offered))
    seats = surroundings.capacities(offered, count, np.zeros(0, dtype=np.int64))
    on_site = (offered.modality != DISTANCE) & (offered.relays < 0) & (count > 0)
    place = np.array(sites)
    return {
        code: max((_of(seats, on_site & (place == code) & (offered.semester == n)) for n in (1, 2)),
                  key=len)
        for code in np.unique(place).tolist()
    }  # fmt: skip


def _of(seats: Ints, chosen: Ints) -> list[int]:
    return sorted(seats[chosen].tolist(), reverse=True)


def _sizes(rng: Chance, asked: Sequence[int]) -> list[int]:
    """One room for so many classes a week, large enough for the largest of them."""
    usual = [SIZES[int(rng.integers(0, USUAL))] for _ in range(int(rng.integers(4, 9)))]
    wanted = [
        next(size for size in (*SIZES, seats) if size >= seats) for seats in asked[::CLASSES_A_WEEK]
    ]
    return sorted((*wanted, *usual[len(wanted) :]), reverse=True)


def _room(rng: Chance, rank: int, seats: int) -> tuple[str, int, int, bool]:
    """Its name, seats and computers, and whether one comes in without a step."""
    floor = "ABC"[int(rng.integers(0, 3))]
    equipped = seats <= TEACHING_ROOMS and rng.random() < WITH_COMPUTERS
    return f"{floor}{rank:03}", seats, seats if equipped else 0, floor != "C"
