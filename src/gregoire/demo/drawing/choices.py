"""Which offerings each learner takes in a year.

Each link carries a number of enrolments, and takes so many different units of its class, those of
the learner's programme first. Exchanges then make three things true: nobody takes a unit twice,
level I has its share at each centre, and every offering has somebody.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gregoire.demo import facts
from gregoire.demo.drawing import catalogue
from gregoire.demo.drawing.chance import Bools, Chance, Ints, ranks_within
from gregoire.demo.drawing.flows import Links
from gregoire.demo.drawing.offerings import ALTERNANCE, Classes, Offerings
from gregoire.demo.drawing.shares import spread

OF_THE_PROGRAMME: Final = 3.2
OF_THE_CORE: Final = 0.8
OF_THE_FIELD: Final = 1.4
OF_THE_LEVEL: Final = 0.7
TAKEN_BEFORE: Final = -4.0
OTHER_RHYTHM: Final = -3.0
MOST_UNITS: Final = 9
MOST_IN_ALTERNANCE: Final = 16
ROWS: Final = 4000
PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Takers:
    """The learners of a year, as far as their choices go."""

    programme: Ints
    alternance: Bools
    of_intec: Bools
    taken: Ints  # learner × number of units + unit, of earlier years; sorted


@dataclass(frozen=True, slots=True)
class Enrolments:
    learner: Ints
    offering: Ints

    def __len__(self) -> int:
        return len(self.learner)


def drawn(
    rng: Chance, takers: Takers, links: Links, offerings: Offerings, classes: Classes, fixed: Enrolments,
    level_1: Ints,
) -> Enrolments:  # fmt: skip
    """All enrolments of a year; `fixed` ones are among them and stay as they are."""
    class_of = _class_of_links(takers, links, classes)
    parts = [fixed]
    for row in range(len(classes)):
        mine = class_of == row
        parts.append(_of_class(rng, takers, links.learner[mine], offerings, classes, row, fixed))
    learner = np.concatenate([part.learner for part in parts])
    offering = np.concatenate([part.offering for part in parts])
    exchange = Exchange(rng, offerings, learner, offering, len(fixed))
    exchange.part_doubles()
    exchange.share_level_1(level_1)
    exchange.fill_the_empty()
    exchange.share_level_1(level_1)
    return Enrolments(learner, offering)


def _class_of_links(takers: Takers, links: Links, classes: Classes) -> Ints:
    paris = facts.place()[facts.INTEC_CENTRE]
    size = int(classes.centre.max()) + 1
    number = np.full((size, 2, 2), -1)
    number[classes.centre, classes.far.astype(int), classes.of_intec.astype(int)] = np.arange(
        len(classes)
    )
    intec = takers.of_intec[links.learner] & (links.centre == paris)
    row: Ints = number[np.minimum(links.centre, size - 1), links.far.astype(int), intec.astype(int)]
    return row


def _of_class(
    rng: Chance, takers: Takers, learner: Ints, offerings: Offerings, classes: Classes, row: int,
    fixed: Enrolments,
) -> Enrolments:  # fmt: skip
    pool = np.flatnonzero(offerings.learning_class == row)
    settled = np.isin(fixed.offering, pool)
    learner = learner[~np.isin(learner, fixed.learner[settled])]
    total = int(classes.enrolments[row]) - int(settled.sum())
    different = len(np.unique(offerings.unit[pool]))
    alternance = takers.alternance[learner]
    most = np.where(alternance, MOST_IN_ALTERNANCE, MOST_UNITS)
    if most.size and np.minimum(most, different).sum() < total:
        most = np.full(len(learner), different)
    weights = rng.gamma(2.2, 1, len(learner)) * np.where(alternance, 2.2, 1)
    degrees = spread(total, weights, np.minimum(most, different).astype(np.int64))
    parts = [
        _rows(
            rng,
            takers,
            learner[start : start + ROWS],
            degrees[start : start + ROWS],
            offerings,
            pool,
        )
        for start in range(0, len(learner), ROWS)
    ]
    if not parts:
        return Enrolments(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return Enrolments(
        np.concatenate([part.learner for part in parts]),
        np.concatenate([part.offering for part in parts]),
    )


def _rows(
    rng: Chance, takers: Takers, learner: Ints, degrees: Ints, offerings: Offerings, pool: Ints
) -> Enrolments:
    """The best-liked offerings of each learner, one per unit, as many as they take."""
    liking = _liking(takers, learner, offerings, pool)
    liking -= np.log(-np.log(rng.random(liking.shape, dtype=np.float32) + np.float32(1e-12)))
    width = min(len(pool), int(degrees.max()) * 2 + 8)
    best = np.argpartition(-liking, width - 1, axis=1)[:, :width]
    order = np.argsort(-np.take_along_axis(liking, best, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(best, order, axis=1)
    unit = offerings.unit[pool][best]
    first = _first_of_each(unit)
    kept = first & (np.cumsum(first, axis=1) <= degrees[:, None])
    short = degrees - kept.sum(axis=1)
    if short.any():  # too few different units among the best: a second group of one of them
        again = ~kept & (np.cumsum(~kept, axis=1) <= short[:, None])
        kept |= again
    rows, columns = np.nonzero(kept)
    return Enrolments(learner[rows], pool[best[rows, columns]])


def _liking(takers: Takers, learner: Ints, offerings: Offerings, pool: Ints) -> NDArray[np.float32]:
    units, rows = catalogue.units(), catalogue.programmes()
    unit, programme = offerings.unit[pool], takers.programme[learner]
    by_programme = (
        rows.holds[:, unit] * OF_THE_PROGRAMME
        + rows.core[:, unit] * OF_THE_CORE
        + (rows.field[:, None] == units.field[unit]) * OF_THE_FIELD
        + (rows.level_1[:, None] == units.level_1[unit]) * OF_THE_LEVEL
        - (units.specific[unit] & ~rows.holds[:, unit]) * 8.0
        + np.log(offerings.size[pool])
    ).astype(np.float32)
    liking: NDArray[np.float32] = by_programme[programme]
    alternating = (offerings.rhythm[pool] == ALTERNANCE)[None, :]
    liking += OTHER_RHYTHM * (alternating != takers.alternance[learner][:, None])
    _put_off(liking, takers, learner, unit)
    return liking


def _put_off(liking: NDArray[np.float32], takers: Takers, learner: Ints, unit: Ints) -> None:
    """What a learner took in an earlier year is taken again only for want of anything else."""
    size = len(catalogue.units())
    order = np.argsort(unit, kind="stable")
    ordered = unit[order]
    low = np.searchsorted(takers.taken, learner * size)
    high = np.searchsorted(takers.taken, (learner + 1) * size)
    rows = np.repeat(np.arange(len(learner)), high - low)
    which = _ranges(low, high - low)
    taken = takers.taken[which] % size
    starts, ends = np.searchsorted(ordered, taken), np.searchsorted(ordered, taken, side="right")
    columns = order[_ranges(starts, ends - starts)]
    liking[np.repeat(rows, ends - starts), columns] += np.float32(TAKEN_BEFORE)


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """start, start + 1, … for each pair, one after the other."""
    offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(starts, lengths) + offsets


def _first_of_each(values: Ints) -> Bools:
    """Row by row, whether a value stands there for the first time."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    fresh = np.ones_like(ordered, dtype=np.bool_)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.empty_like(fresh)
    np.put_along_axis(first, order, fresh, axis=1)
    return first


class Exchange:
    """Moves and swaps enrolments inside a class, so that nobody takes a unit twice."""

    def __init__(
        self, rng: Chance, offerings: Offerings, learner: Ints, offering: Ints, fixed: int
    ) -> None:
        self.rng = rng
        self.offerings = offerings
        self.learner = learner
        self.offering = offering
        self.movable = np.arange(len(learner)) >= fixed
        self.level_1 = catalogue.units().level_1[offerings.unit]
        classes = np.arange(int(offerings.learning_class.max()) + 2)
        self.by_class = np.argsort(offerings.learning_class, kind="stable")
        self.class_start = np.searchsorted(offerings.learning_class[self.by_class], classes)
        row_class = offerings.learning_class[offering]
        self.rows = np.argsort(row_class, kind="stable")
        self.row_start = np.searchsorted(row_class[self.rows], classes)

    def keys(self, rows: Ints | slice = slice(None), offering: Ints | None = None) -> Ints:
        taken = self.offering[rows] if offering is None else offering
        keys: Ints = self.learner[rows] * len(catalogue.units()) + self.offerings.unit[taken]
        return keys

    def part_doubles(self) -> None:
        """Whoever takes a unit twice swaps one with somebody of the same class."""
        for _ in range(PATIENCE):
            double = np.flatnonzero((ranks_within(self.keys()) > 0) & self.movable)
            if not double.size:
                return
            for _ in range(6):
                double = self._swap(double)

    def share_level_1(self, wanted: Ints) -> None:
        """At each centre, as many enrolments of level I as wanted, where it can be."""
        for _ in range(PATIENCE):
            centre = self.offerings.centre[self.offering]
            upper = self.level_1[self.offering]
            gap = wanted - np.bincount(centre[upper], minlength=len(wanted))
            lacking = gap[centre]
            candidates = np.flatnonzero(
                ((lacking > 0) & ~upper | (lacking < 0) & upper) & self.movable
            )
            candidates = self._spared(self.rng.permutation(candidates))
            ranks = ranks_within(centre[candidates])
            chosen = candidates[ranks < np.abs(gap[centre[candidates]])]
            if not chosen.size:
                return
            self._move(chosen, self._others(chosen, ~upper[chosen]))

    def fill_the_empty(self) -> None:
        """An offering with nobody takes somebody from a fuller one of its class and level."""
        for attempt in range(PATIENCE):
            counts = np.bincount(self.offering, minlength=len(self.offerings))
            empty = np.flatnonzero(counts == 0)
            if not empty.size:
                return
            rich = self._spared(self.rng.permutation(np.flatnonzero(self.movable)))
            mark = self.offerings.learning_class * 2 + self.level_1
            if attempt > PATIENCE // 2:
                mark = self.offerings.learning_class
            givers, takers = _paired(mark[self.offering[rich]], mark[empty])
            self._move(rich[givers], empty[takers])

    def _spared(self, rows: Ints) -> Ints:
        """Those rows that can leave their offering without leaving it to nobody."""
        counts = np.bincount(self.offering, minlength=len(self.offerings))
        left: Ints = rows[ranks_within(self.offering[rows]) < counts[self.offering[rows]] - 1]
        return left

    def _others(self, rows: Ints, level_1: Bools) -> Ints:
        """Another offering of the same class for each row, of the wanted level where there is one."""
        group = self.offerings.learning_class[self.offering[rows]]
        start, end = self.class_start[group], self.class_start[group + 1]
        best = self.offering[rows].copy()
        found = np.zeros(len(rows), dtype=np.bool_)
        for _ in range(12):
            other = self.by_class[
                start + (self.rng.random(len(rows)) * (end - start)).astype(np.int64)
            ]
            suits = (self.level_1[other] == level_1) & ~found
            best[suits] = other[suits]
            found |= suits
        return best

    def _swap(self, rows: Ints) -> Ints:
        """Swap each with a row of its class, drawn; returns those that could not."""
        group = self.offerings.learning_class[self.offering[rows]]
        start, end = self.row_start[group], self.row_start[group + 1]
        partner = self.rows[start + (self.rng.random(len(rows)) * (end - start)).astype(np.int64)]
        known = np.sort(self.keys())
        mine = self.keys(rows, self.offering[partner])
        theirs = self.keys(partner, self.offering[rows])
        involved = np.r_[rows, partner]
        alone = ranks_within(involved)[: len(rows)] + ranks_within(involved)[len(rows) :] == 0
        fits = ~_among(mine, known) & ~_among(theirs, known) & self.movable[partner] & alone
        fits &= ranks_within(np.r_[mine, theirs]).reshape(2, -1).sum(axis=0) == 0
        here, there = rows[fits], partner[fits]
        self.offering[here], self.offering[there] = self.offering[there], self.offering[here]
        left: Ints = rows[~fits]
        return left

    def _move(self, rows: Ints, targets: Ints) -> None:
        """Make the moves that give nobody a unit for the second time."""
        fresh = self.keys(rows, targets)
        fits = ~_among(fresh, np.sort(self.keys())) & (ranks_within(fresh) == 0)
        self.offering[rows[fits]] = targets[fits]


def _among(values: Ints, known: Ints) -> Bools:
    """Which values are among the known ones (sorted)."""
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: Bools = known[place] == values
    return found


def _paired(givers: Ints, takers: Ints) -> tuple[Ints, Ints]:
    """Indices of givers and takers that bear the same mark, one to one."""
    order, ranks = np.argsort(givers, kind="stable"), ranks_within(takers)
    ordered = givers[order]
    start = np.searchsorted(ordered, takers)
    end = np.searchsorted(ordered, takers, side="right")
    fits = start + ranks < end
    chosen: Ints = order[(start + ranks)[fits]]
    return chosen, np.flatnonzero(fits)
