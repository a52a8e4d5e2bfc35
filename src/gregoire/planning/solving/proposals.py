"""What a run writes of its plan: for each offering its hours and its room, by the asker's keys.

    {"placed": [{"offering": 12, "room": 3, "meetings": [[2, 1110, 1290, 32767]]}],
     "left": [{"offering": 7, "why": "rooms_taken", "ways": [{"way": "room", "meetings": …}]}],
     "clashes": [{"one": 12, "other": 5, "people": [8], "instead": [[8, 12, 13]]}],
     "savings": [{"offering": 12, "way": "room", "meetings": …, "saved": 3}],
     "figures": {"placed": …, "asked": …, "collisions": …, "bound": …, "moved": …, "proved": …}}

A meeting is weekday (1: Monday), minutes after midnight at which it starts and ends, and the weeks of
the semester as bits.
"""

from typing import TYPE_CHECKING, Any

from gregoire.planning.solving.problem import Meeting, Plan, Problem

if TYPE_CHECKING:  # it loads NumPy
    from gregoire.planning.solving.explain import Explained, WayOut

Json = dict[str, Any]


def as_proposal(problem: Problem, plan: Plan, said: "Explained | None" = None) -> Json:
    """What a run keeps; while it runs, nothing is explained yet."""
    key = [demand.key for demand in problem.demands]
    return {
        "placed": [
            {
                "offering": demand.key,
                "room": None if there.room is None else problem.rooms[there.room].key,
                "meetings": meetings_of(problem, there.slot),
                "teacher": demand.teacher,
                "seats": demand.seats,
                "fixed": demand.fixed,
                "moved": demand.held is not None and demand.held.slot != there.slot,
                "published": demand.held is not None,
            }
            for demand, there in zip(problem.demands, plan.placements, strict=True)
            if there is not None and not demand.asks_no_room
        ],
        "left": [
            {
                "offering": key[one.demand],
                "why": str(one.why),
                "seats": problem.demands[one.demand].seats,
                "ways": [_way(problem, way) for way in one.ways],
            }
            for one in (said.left if said else ())
        ],
        "clashes": [
            {
                "one": key[one.one],
                "other": key[one.other],
                "people": list(one.people),
                "instead": [[person, key[a], key[b]] for person, a, b in one.instead],
            }
            for one in (said.clashes if said else ())
        ],
        "savings": [
            {
                "offering": key[demand],
                "seats": problem.demands[demand].seats,
                **_way(problem, way),
            }
            for demand, way in (said.savings if said else ())
        ],
        "figures": figures(problem, plan),
    }


def figures(problem: Problem, plan: Plan) -> Json:
    asked = [demand for demand in problem.demands if not demand.asks_no_room]
    unplaced = [one for one in plan.unplaced if not problem.demands[one].asks_no_room]
    return {
        "asked": len(asked),
        "placed": len(asked) - len(unplaced),
        "collisions": plan.collisions,
        "bound": plan.bound,
        "moved": plan.moved,
        "proved": plan.proved,
        "stopped": plan.stopped,
        "seconds": plan.seconds,
    }


def meetings_of(problem: Problem, slot: int) -> list[list[int]]:
    return [
        [meeting.weekday, meeting.starts, meeting.ends, meeting.weeks]
        for meeting in problem.slots[slot].meetings
    ]


def read_meetings(rows: list[list[int]]) -> list[Meeting]:
    return [Meeting(*row) for row in rows]


def _way(problem: Problem, way: "WayOut") -> Json:
    return {
        "way": str(way.way),
        "meetings": meetings_of(problem, way.slot),
        "collisions": way.collisions,
        "saved": way.saved,
    }
