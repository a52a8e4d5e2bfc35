"""How well and how fast semesters are planned, at the national size.

    uv run python -m benchmarks.planner [--seconds 280] [--only paris|regional|known]

Paris: the first semester of the demo's drawing at scale 1; and, harder than any real one, all the
on-site offerings of the year in one semester. Regional centres: ten seconds each. Known: problems
with a hidden plan in which nobody collides, of growing size. Ends with status 1 where Paris takes
more than five minutes or a regional centre more than ten seconds, something is left without a
place for want of a room, or a hidden plan is missed by a collision in a hundred.
"""

import argparse
import random
import resource
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import holidays
import numpy as np

from benchmarks.report import machine, write_section
from gregoire.catalogue.rules import Modality, Rhythm
from gregoire.demo import facts
from gregoire.demo.drawing import surroundings
from gregoire.demo.drawing.network import Drawing, draw
from gregoire.demo.drawing.offerings import DISTANCE
from gregoire.planning.rules.plans import Why, usual_need
from gregoire.planning.solving import (
    QUICK,
    Choice,
    Demand,
    Meeting,
    Plan,
    Problem,
    Slot,
    Space,
    solve,
)
from gregoire.planning.solving.explain import explained
from gregoire.planning.solving.weeks import SlotBook, choices_for

TITLE = "Planning a semester"
FIRST_DAY, LAST_DAY = date(2026, 9, 28), date(2027, 1, 30)
MODALITIES = (Modality.ON_SITE, Modality.DISTANCE, Modality.HYBRID)
RHYTHMS = (Rhythm.OUT_OF_HOURS, Rhythm.DAY, Rhythm.ALTERNANCE)
SIZES = (18, 24, 30, 40, 60, 90, 120, 180, 250, 400, 600)
A_ROOM_FOR = 5  # classes a week: five evenings, and Saturday to spare
MOST_SECONDS, MOST_SECONDS_OF_A_CENTRE = 300, 10
REGIONAL = ("bourgogne", "rhone-alpes", "pays-de-la-loire", "lorraine")
JOURNEY = 90  # minutes between two teaching centres


@dataclass(frozen=True)
class Measured:
    name: str
    problem: Problem
    plan: Plan
    freely: int | None = None  # collisions found were rooms and teachers always free

    def row(self) -> str:
        plan, asked = self.plan, len(self.problem.demands)
        return (
            (
                f"| {self.name.replace(',', ';')} | {asked:,} | {len(self.problem.rooms):,} | "
                f"{len(self.problem.people):,} | {self.pairs:,} | {asked - len(plan.unplaced):,} | "
                f"{plan.collisions:,} | {'–' if self.freely is None else format(self.freely, ',')} | "
                f"{plan.bound:,} | {plan.seconds:.0f} |"
            )
            .replace(",", "\N{NO-BREAK SPACE}")
            .replace(";", ",")
        )

    @property
    def pairs(self) -> int:
        return sum(len(one) * (len(one) - 1) // 2 for one in self.problem.combinations)


def centre_problem(drawing: Drawing, code: str, semesters: Sequence[int]) -> Problem:
    """A centre's offerings on site and their learners, as the demo draws them."""
    offered, year = drawing.offerings, drawing.enrolments[0]
    here = (offered.centre == facts.place()[code]) & (offered.modality != DISTANCE)
    rows = np.flatnonzero(here & np.isin(offered.semester, semesters)).tolist()
    place = {row: number for number, row in enumerate(rows)}
    count = np.bincount(year.offering, minlength=len(offered))
    names = surroundings.offering_sites(drawing)
    sites = sorted({names[row] for row in rows})
    teacher = surroundings.teachers(drawing, names)[1]
    book, weeks = SlotBook(), _open_weeks()
    demands = []
    for row in rows:
        need = usual_need(
            modality=MODALITIES[int(offered.modality[row])],
            rhythm=RHYTHMS[int(offered.rhythm[row])],
            ects=facts.units()[int(offered.unit[row])].ects,
        )
        demands.append(
            Demand(
                key=row,
                site=sites.index(names[row]),
                learners=int(count[row]),
                seats=int(count[row]),
                choices=tuple(choices_for(need, weeks, book)),
                teacher=int(teacher[row]) * 3 + int(offered.semester[row]),  # anew each semester
                parallel=int(offered.unit[row]),
            )
        )
    taken: dict[int, set[int]] = defaultdict(set)
    for learner, row in zip(year.learner.tolist(), year.offering.tolist(), strict=True):
        if row in place:
            taken[learner].add(place[row])
    both = {who: tuple(sorted(own)) for who, own in taken.items() if len(own) > 1}
    travel = tuple(tuple(JOURNEY * (one != other) for other in sites) for one in sites)
    return Problem(
        tuple(demands), book.slots, _rooms(demands), tuple(both), tuple(both.values()), travel
    )


def _rooms(demands: Sequence[Demand]) -> tuple[Space, ...]:
    """One room for so many classes, large enough for the largest of them."""
    found: list[Space] = []
    for site in sorted({one.site for one in demands}):
        asked = sorted((one.seats for one in demands if one.site == site), reverse=True)
        for seats in asked[::A_ROOM_FOR]:
            size = next(size for size in (*SIZES, seats) if size >= seats)
            found.append(Space(len(found), site, size))
    return tuple(found)


def _open_weeks() -> dict[int, int]:
    closed = holidays.country_holidays("FR", years=(FIRST_DAY.year, LAST_DAY.year))
    monday, weeks = FIRST_DAY - timedelta(days=FIRST_DAY.weekday()), defaultdict[int, int](int)
    for after in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=after)
        if day not in closed:
            weeks[day.isoweekday()] |= 1 << (day - monday).days // 7
    return weeks


def hidden_plan(size: int, *, evenings: int = 6, seed: int = 7) -> Problem:
    """Every learner takes units of different evenings of a plan that is not told; rooms are just
    enough for it.
    """
    chance = random.Random(seed)  # noqa: S311 -- no secret
    hidden = [number % evenings for number in range(size)]
    chance.shuffle(hidden)
    by_evening = [[d for d in range(size) if hidden[d] == e] for e in range(evenings)]
    learners = [
        tuple(chance.choice(by_evening[e]) for e in chance.sample(range(evenings), 3))
        for _ in range(size * 10)
    ]
    choices = tuple(Choice(e) for e in range(evenings))
    demands = [Demand(d, 0, 30, 30, choices, teacher=by_evening[hidden[d]].index(d))
               for d in range(size)]  # fmt: skip
    rooms = [Space(number, 0, 30) for number in range(max(map(len, by_evening)))]
    slots = [Slot((Meeting(1 + e, 1110, 1290, (1 << 15) - 1),)) for e in range(evenings)]
    return Problem(tuple(demands), tuple(slots), tuple(rooms), tuple(range(len(learners))),
                   tuple(learners))  # fmt: skip


def freed(problem: Problem) -> Problem:
    """The same learners and hours, with a room for every class and teachers who are always free."""
    most = max(one.seats for one in problem.demands)
    spaces = [Space(row, one.site, most) for row, one in enumerate(problem.demands)]
    demands = [replace(one, teacher=None, computers=False, room=None) for one in problem.demands]
    return replace(problem, demands=tuple(demands), rooms=tuple(spaces))


def measured(name: str, problem: Problem, seconds: float, *, also_freely: bool = False) -> Measured:
    plan = solve(problem, seconds=seconds)
    free = solve(freed(problem), seconds=seconds, effort=QUICK) if also_freely else None
    found = Measured(name, problem, plan, free.collisions if free else None)
    print(found.row(), flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=280)
    parser.add_argument("--only", choices=("paris", "regional", "known"))
    asked = parser.parse_args()
    found = list(_all(asked.only, asked.seconds))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    head = (
        "| | offerings | rooms | learners of two or more | their pairs | placed | collisions "
        "| were rooms and teachers always free | no plan has fewer than | seconds |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    text = "\n".join([head, *(one.row() for one in found)])
    said = (
        f"{text}\n\nA collision is a learner and two of their classes at once. One room for each "
        f"{A_ROOM_FOR} classes, as large as the largest of them. “Whole year at once” puts both "
        "semesters of Paris into one, which no centre does. A course is left without a "
        "place only where its teacher gives another at every hour it could have. In “hidden plan” nobody has to "
        f"collide, and rooms and teachers are just enough. At most {memory:.2f} GiB, the drawing "
        f"of the whole network included. {machine()}."
    )
    if asked.only is None:
        write_section(TITLE, said)
    if any(_is_short(one) for one in found):
        raise SystemExit(1)


def _all(only: str | None, seconds: float) -> list[Measured]:
    found = []
    if only != "known":
        drawing = draw(1.0)
        if only != "paris":
            found += [
                measured(
                    code,
                    centre_problem(drawing, code, [1]),
                    MOST_SECONDS_OF_A_CENTRE - 2,
                    also_freely=True,
                )
                for code in REGIONAL
            ]
        if only != "regional":
            paris = centre_problem(drawing, "paris", [1])
            whole = centre_problem(drawing, "paris", [1, 2])
            found.append(measured("paris", paris, seconds / 2))
            found.append(measured("paris, whole year at once", whole, seconds))
    if only in {None, "known"}:
        found += [
            measured(f"hidden plan, {size}", hidden_plan(size), 60 if size > 250 else 9)
            for size in (60, 960)
        ]
    return found


def _is_short(one: Measured) -> bool:
    if one.name.startswith("hidden plan"):
        return bool(one.plan.unplaced) or one.plan.collisions > one.pairs / 100
    most = MOST_SECONDS if one.name.startswith("paris") else MOST_SECONDS_OF_A_CENTRE
    left = explained(one.problem, one.plan).left
    short_of_rooms = [row for row in left if row.why in {Why.ROOMS_TAKEN, Why.NO_ROOM_SUITS}]
    return bool(short_of_rooms) or one.plan.seconds > most


if __name__ == "__main__":
    main()
