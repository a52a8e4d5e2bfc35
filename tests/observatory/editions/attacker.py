"""Somebody who wants to know what is hidden, and has everything that is public, a solver, and time.

Written apart from what it attacks: its sums and definitions are those of the printed tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import highspy
import numpy as np

from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.places import BLOCKS, centres_of, place, places

Count = tuple[Key, str]  # a cell's numerator or denominator
Terms = dict[Count, float]
PEOPLE = {
    "distance_share": "learners", "bac3_share": "learners", "seeking_share": "learners",
    "alternance_share": "learners", "mean_age": "learners", "level_1_share": "enrolments",
    "distance_enrolment_share": "enrolments", "presence_rate": "enrolments_outside_intec",
    "success_rate": "enrolments_outside_intec",
}  # fmt: skip
WHOLLY = {"level_1_share", "distance_enrolment_share"}  # of all enrolments, nobody left out
RATES = {*PEOPLE, "masculinity"}
COUNTS = {
    "learners", "entrants", "enrolments", "enrolments_outside_intec", "enrolments_by_level",
    "enrolments_by_modality",
}  # fmt: skip
MANY = 10_000_000


class Attacker:
    """All that follows from a public edition about the counts that it does not show."""

    def __init__(self, public: Edition, teaching: Iterable[Teaching], *, integer: bool) -> None:
        self.cells = {
            cell.key: cell for cell in public.cells if cell.key.indicator in RATES | COUNTS
        }
        self.periods = {key.period for key in self.cells}
        self.columns: dict[Count, int] = {}
        self.rows: list[tuple[float, float, Terms]] = []
        for key, cell in self.cells.items():
            for part in parts_of(cell):
                self.columns[key, part] = len(self.columns)
        self.add_up_places()
        self.know_definitions()
        self.add_up_teaching(teaching, public.name)
        self.highs = self.programme(integer=integer)
        self.low = np.full(len(self.columns), np.inf)
        self.high = np.full(len(self.columns), -np.inf)

    def say(self, low: float, high: float, terms: Iterable[tuple[Count, float]]) -> None:
        """Low <= sum of factor × count <= high, over the counts that somebody wrote down."""
        together: Terms = defaultdict(float)
        for count, factor in terms:
            if count in self.columns:
                together[count] += factor
        if together:
            self.rows.append((low, high, together))

    def add_up_places(self) -> None:
        """Centres make a region and a block; blocks make the network."""
        series = {(k.indicator, k.period, k.category) for k in self.cells if "/" not in k.place}
        for indicator, period, category in series:
            for row in places():
                if row.kind == "centre":
                    continue
                codes = BLOCKS if row.kind == "total" else centres_of(row.code)
                keys = [Key(indicator, code, period, category) for code in codes]
                if row.kind != "region":
                    keys = list(dict.fromkeys(self.merged(key) for key in keys))
                whole = Key(indicator, row.code, period, category)
                for part in ("numerator", "denominator"):
                    if (whole, part) in self.columns:
                        silent = self.is_silent(keys, part)
                        terms = [((whole, part), 1.0), *(((key, part), -1.0) for key in keys)]
                        self.say(0, MANY if silent else 0, terms)

    def merged(self, key: Key) -> Key:
        """The centre, or its region where that is printed in its place."""
        region = place(key.place).region if place(key.place).kind == "centre" else ""
        if not region or not place(region).is_merged:
            return key
        centres = [
            Key(key.indicator, code, key.period, key.category) for code in centres_of(region)
        ]
        if any(parts_of(self.cells.get(centre)) for centre in centres):
            return key
        return Key(key.indicator, region, key.period, key.category)

    def is_silent(self, keys: list[Key], part: str) -> bool:
        """Whether some of them may count for something without saying so."""
        unsaid = [key for key in keys if not parts_of(self.cells.get(key))]
        sure = part == "numerator" and keys[0].indicator != "masculinity"
        return bool(unsaid) and not (sure and all(self.is_none(key) for key in unsaid))

    def is_none(self, key: Key) -> bool:
        """Whether a mark in place of a figure says that nobody is counted there."""
        region = place(key.place).region if place(key.place).kind == "centre" else ""
        return key in self.cells and not (region and place(region).is_merged)

    def know_definitions(self) -> None:
        for key in self.cells:
            above, below = (key, "numerator"), (key, "denominator")
            if key.indicator in RATES - {"mean_age", "masculinity"}:
                self.say(0, MANY, [(below, 1.0), (above, -1.0)])
            presence = (Key("presence_rate", key.place, key.period), "numerator")
            if key.indicator == "success_rate" and presence in self.columns:
                self.say(0, 0, [(below, 1.0), (presence, -1.0)])
            people = Key(PEOPLE.get(key.indicator, "learners"), key.place, key.period)
            every = ((people, "numerator"), 1.0)
            if key.indicator in PEOPLE and every[0] in self.columns:
                self.say(0, 0 if key.indicator in WHOLLY else MANY, [every, (below, -1.0)])
            if key.indicator == "masculinity" and every[0] in self.columns:
                self.say(0, MANY, [every, (above, -1.0), (below, -1.0)])

    def add_up_teaching(self, teaching: Iterable[Teaching], edition: str) -> None:
        """Every row of table 2 by level, by modality, and offering by offering."""
        offered: dict[str, list[Teaching]] = defaultdict(list)
        for one in teaching:
            centre = place(one.centre)
            offered[centre.answered_by or centre.code].append(one)
        for row in places():
            for sums in (self.sums_by_category(row.code, edition), self.sums_by_offering(
                row.code, edition, [one for code in centres_of(row.code) for one in offered[code]]
            )):  # fmt: skip
                for whole, those in sums:
                    if (whole, "numerator") in self.columns:
                        terms = [((each, "numerator"), -1.0) for each in those]
                        self.say(0, 0, [((whole, "numerator"), 1.0), *terms])

    def sums_by_category(self, code: str, period: str) -> Iterator[tuple[Key, list[Key]]]:
        levels = [
            Key("enrolments_by_level", code, period, level)
            for level in ["I", "II", "III", "IV", "V"]
        ]
        modes = [
            Key("enrolments_by_modality", code, period, mode)
            for mode in ("on_site", "distance", "hybrid")
        ]
        if levels[0] in self.cells:
            yield Key("enrolments", code, period), levels
            yield Key("enrolments", code, period), modes
            yield Key("level_1_share", code, period), levels[:1]
            yield Key("distance_enrolment_share", code, period), modes[1:]

    def sums_by_offering(
        self, code: str, period: str, offered: list[Teaching]
    ) -> Iterator[tuple[Key, list[Key]]]:
        def of(those: Iterable[Teaching]) -> list[Key]:
            return [Key("enrolments", one.offering, period) for one in those]

        if any(key in self.cells for key in of(offered)):
            yield Key("enrolments", code, period), of(offered)
            outside = of(one for one in offered if not one.intec)
            yield Key("enrolments_outside_intec", code, period), outside
            first = of(one for one in offered if one.level == "I")
            yield Key("level_1_share", code, period), first
            away = of(one for one in offered if one.modality != "on_site")
            yield Key("distance_enrolment_share", code, period), away

    def programme(self, *, integer: bool) -> highspy.Highs:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)  # noqa: FBT003 -- HiGHS's own signature
        for (key, part), column in self.columns.items():
            cell = self.cells[key]
            known = getattr(cell, part)
            least = 1 if "/" in key.place else 0
            bounds = (least, MANY) if known is None else (known, known)
            highs.addVar(*map(float, bounds))
            if integer and known is None:
                highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for low, high, terms in self.rows:
            columns = np.array([self.columns[count] for count in terms], dtype=np.int32)
            highs.addRow(float(low), float(high), len(terms), columns, np.array([*terms.values()]))
        return highs

    def interval(self, terms: Terms, enough: float) -> float:
        """How far apart the least and the most of a sum of counts can be, or `enough`."""
        if len(terms) == 1:
            (column,) = (self.columns[count] for count in terms)
            if self.high[column] - self.low[column] >= enough:
                return enough
        return self.solve(terms, -1) + self.solve(terms, 1)

    def solve(self, terms: Terms, sign: int) -> float:
        for count, factor in terms.items():
            self.highs.changeColCost(self.columns[count], -sign * factor)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, (
            "it contradicts itself"
        )
        for count in terms:
            self.highs.changeColCost(self.columns[count], 0.0)
        values = np.array(self.highs.getSolution().col_value)
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)
        return float(sign * sum(f * values[self.columns[count]] for count, f in terms.items()))


def parts_of(cell: Cell | None) -> tuple[str, ...]:
    """Which counts a cell stands for, shown or hidden."""
    if cell is None or (cell.value is None and cell.status is not Status.SUPPRESSED):
        return ()
    return ("numerator", "denominator") if cell.key.indicator in RATES else ("numerator",)
