"""How many of what per centre, so that the rates of table 1 and of the text print as published.

Some answers have to be unknown for that, since the rates of the subtotals do not follow from those of
the centres otherwise: sexes and diplomas are then unknown where it costs least.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Ints
from gregoire.demo.drawing.learners import ACTIVE
from gregoire.demo.feeds import printed
from gregoire.demo.feeds.printed import figures
from gregoire.demo.feeds.solving import Programme

LEAST_KNOWN: Final = 0.75  # of the learners of a centre, whatever is asked
USUALLY_KNOWN: Final = tuple(1 - 0.02 * step for step in range(11))  # less than each costs more
ALL_ACTIVE: Final = 80  # per cent seeking work and more: at this centre everybody is active
YOUNG: Final = (20, 30)  # between which the mean age of alternance lies at each centre
YOUNGEST_MEAN: Final = 20  # of the others


@dataclass(frozen=True, slots=True)
class People:
    """Of each centre: learners, those in alternance, the sum of their ages as drawn."""

    learners: Ints
    alternance: Ints
    ages: Ints
    alternance_ages: Ints


@dataclass(frozen=True, slots=True)
class Aims:
    """Of each centre. `left`: by how many persons printed windows are missed (0 at scale 1)."""

    men: Ints
    women: Ints
    alternance_men: Ints
    ages: Ints
    alternance_ages: Ints
    active: Ints
    seeking: Ints
    diplomas: Ints  # known
    high_diplomas: Ints
    left: dict[str, float]


def settled(people: People) -> Aims:
    sexes, ages = _sexes(people), _ages(people)
    work, diplomas = _work(people), _diplomas(people)
    return Aims(
        **{**sexes[0], **ages[0], **work[0], **diplomas[0]},
        left={
            "sexes": sexes[1], "ages": ages[1], "work": work[1], "diplomas": diplomas[1]
        },
    )  # fmt: skip


class _Columns:
    """A programme with one variable per centre and name."""

    def __init__(self, people: People, column: str) -> None:
        self.people = people
        self.programme = Programme()
        self.vars: dict[str, dict[int, int]] = {}
        self.column = column
        told = [getattr(row, column) is not None for row in facts.centres()]
        self.centres = [i for i in np.flatnonzero(told).tolist() if people.learners[i]]

    def add(self, name: str, low: Ints, high: Ints) -> None:
        self.vars[name] = {
            i: self.programme.count(float(low[i]), float(high[i])) for i in self.centres
        }

    def sum(self, terms: dict[str, float], low: Ints | float, high: Ints | float) -> None:
        """At each centre, the weighted sum of these variables lies between low and high."""
        least, most = (np.broadcast_to(bound, self.people.learners.shape) for bound in (low, high))
        for i in self.centres:
            row = [(self.vars[name][i], weight) for name, weight in terms.items()]
            self.programme.row(row, float(least[i]), float(most[i]))

    def near(self, name: str, aim: Ints, cost: float) -> None:
        for i in self.centres:
            self.programme.near([(self.vars[name][i], 1.0)], float(aim[i]), cost)

    def mostly_known(self, names: tuple[str, ...]) -> None:
        """Answers that are unknown cost the more, the more of a centre's are."""
        for i in self.centres:
            terms = [(self.vars[name][i], 1.0) for name in names]
            for share in USUALLY_KNOWN:
                self.programme.least(terms, share * self.people.learners[i], 1, firm=True)

    def of(self, name: str, centres: list[int] | None = None) -> list[int]:
        chosen = self.centres if centres is None else centres
        return [self.vars[name][i] for i in chosen if i in self.vars[name]]

    def print_as(
        self, part: str, whole: str, unit: float, *, scale: float = 100, total: bool = True
    ) -> None:
        """The ratio prints as published at each centre, in each block and in all."""
        everywhere = len(facts.centres())
        for centres, within in printed.learners(self.column, unit, scale):
            if total or len(centres) < everywhere:
                self.programme.ratio(self.of(part, centres), self.of(whole, centres), within)

    def solved(self) -> tuple[dict[str, Ints], float]:
        plan = self.programme.solved()
        found = {}
        for name, variables in self.vars.items():
            found[name] = np.zeros(len(facts.centres()), dtype=np.int64)
            for i, variable in variables.items():
                found[name][i] = plan.values[variable]
        return found, plan.left


def _sexes(people: People) -> tuple[dict[str, Ints], float]:
    """Men and women among the known; everybody in alternance is known, at 144 to 100.

    The total is no constraint: the note makes it of its three rounded subtotals.
    """
    n, a = people.learners, people.alternance
    columns, none = _Columns(people, "men_per_100_women"), np.zeros_like(n)
    for name, most in (("men", n), ("women", n), ("alternance_men", a), ("alternance_women", a)):
        columns.add(name, none, most)
    columns.sum({"men": 1, "women": 1}, np.floor(n * LEAST_KNOWN), n)
    columns.sum({"alternance_men": 1, "alternance_women": 1}, a, a)
    for sex in ("men", "women"):
        columns.sum({sex: 1, f"alternance_{sex}": -1}, 0, np.inf)
    columns.mostly_known(("men", "women"))
    figure = figures()["men_per_100_women_in_alternance"]
    columns.near("alternance_men", np.rint(a * figure.printed / (100 + figure.printed)), 0.1)
    columns.print_as("men", "women", 1, total=False)
    columns.programme.ratio(
        columns.of("alternance_men"), columns.of("alternance_women"), figure.window()
    )
    found, left = columns.solved()
    del found["alternance_women"]
    return found, left


def _ages(people: People) -> tuple[dict[str, Ints], float]:
    """Sums of whole ages, near those that were drawn."""
    n, a = people.learners, people.alternance
    columns = _Columns(people, "mean_age")
    columns.add("ages", n * YOUNGEST_MEAN, n * 70)
    columns.add("alternance_ages", a * YOUNG[0], a * YOUNG[1])
    columns.add("learners", n, n)
    columns.add("alternance", a, a)
    columns.sum({"ages": 1, "alternance_ages": -1}, (n - a) * YOUNGEST_MEAN, np.inf)
    columns.near("ages", people.ages, 1)
    columns.near("alternance_ages", people.alternance_ages, 0.1)
    columns.print_as("ages", "learners", 0.1, scale=1)
    columns.programme.ratio(
        columns.of("alternance_ages"),
        columns.of("alternance"),
        figures()["mean_age_in_alternance"].window(scale=1),
    )
    found, left = columns.solved()
    return {name: found[name] for name in ("ages", "alternance_ages")}, left


def _work(people: People) -> tuple[dict[str, Ints], float]:
    """The active and those of them who seek work; whoever alternates is employed.

    The text's 63 % are employed among all those of whom it is known.
    """
    n, a = people.learners, people.alternance
    everybody = np.array([(row.seeking_pct or 0) > ALL_ACTIVE for row in facts.centres()])
    columns, none = _Columns(people, "seeking_pct"), np.zeros_like(n)
    columns.add("active", none, n)
    columns.add("seeking", none, n)
    columns.add("employed", a, n)
    columns.add("learners", n, n)
    columns.sum({"active": 1, "seeking": -1, "employed": -1}, 0, 0)
    columns.near("active", np.where(everybody, n, np.rint(n * ACTIVE)), 1)
    columns.print_as("seeking", "active", 0.1)
    employed = figures()["employed_pct"].window()
    columns.programme.ratio(columns.of("employed"), columns.of("learners"), employed)
    found, left = columns.solved()
    return {name: found[name] for name in ("active", "seeking")}, left


def _diplomas(people: People) -> tuple[dict[str, Ints], float]:
    """BAC+3 and more among the known diplomas."""
    n = people.learners
    columns, none = _Columns(people, "bac3_pct"), np.zeros_like(n)
    columns.add("diplomas", np.floor(n * LEAST_KNOWN).astype(np.int64), n)
    columns.add("high_diplomas", none, n)
    columns.sum({"diplomas": 1, "high_diplomas": -1}, 0, np.inf)
    columns.mostly_known(("diplomas",))
    columns.print_as("high_diplomas", "diplomas", 0.1)
    return columns.solved()
