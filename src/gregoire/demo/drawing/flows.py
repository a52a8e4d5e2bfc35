"""Who learns where: links between a learner and a centre that teaches them, on site or at a distance.

A learner is registered at one centre. Whoever is taught by another is an “entrant” there (table 1),
counted once for each pair of a person and a centre.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints, picked, ranks_within
from gregoire.demo.drawing.shares import chosen_per_group
from gregoire.demo.drawing.targets import Targets

ON_SITE_LOAD: Final = 3.5  # enrolments that one link carries, on average
DISTANCE_LOAD: Final = 2.2
AT_A_DISTANCE: Final = 0.94  # of entrants, where the centre has enough to teach at a distance
PATIENCE: Final = 400


@dataclass(frozen=True, slots=True)
class Learners:
    """Those of one year: their centre, and whether they learn at a distance at all."""

    centre: Ints
    far: Bools

    def __len__(self) -> int:
        return len(self.centre)


@dataclass(frozen=True, slots=True)
class Links:
    learner: Ints
    centre: Ints
    far: Bools

    def __len__(self) -> int:
        return len(self.learner)


class CannotMatchError(RuntimeError):
    """The figures leave no way to give each learner and each centre what the tables say."""


def home_of() -> Ints:
    """The centre that answers for each centre: itself, but for two that La Réunion reports for."""
    place = facts.place()
    return np.array([place[facts.ANSWERS_FOR.get(code, code)] for code in place])


def drawn(rng: Chance, learners: Learners, targets: Targets, fixed: Links) -> Links:
    """All links of a year; `fixed` ones, of learners who stand first, are among them."""
    far_entrants, near_entrants = _entrants(targets)
    away = _entrants_at_a_distance(rng, learners, targets, far_entrants, fixed)
    own_far = _own(rng, learners, targets, far_entrants, away, fixed)
    own_near = _own_on_site(rng, learners, targets, near_entrants, fixed)
    links = [away, own_far, own_near]
    links.append(_entrants_on_site(rng, learners, near_entrants, [*links, fixed]))
    return Links(
        learner=np.concatenate([part.learner for part in links]),
        centre=np.concatenate([part.centre for part in links]),
        far=np.concatenate([part.far for part in links]),
    )


def _entrants(targets: Targets) -> tuple[Ints, Ints]:
    taught = targets.enrolments_distance
    most = np.where(taught >= 1.5 * targets.entrants, AT_A_DISTANCE, 0.5)
    far = np.minimum(np.ceil(targets.entrants * most), taught).astype(np.int64)
    return far, targets.entrants - far


def _entrants_at_a_distance(
    rng: Chance, learners: Learners, targets: Targets, entrants: Ints, fixed: Links
) -> Links:
    """Fill the places of entrants: first with those who have nothing at a distance at home."""
    home = home_of()
    distant = np.flatnonzero(learners.far)
    supply = targets.enrolments_distance - entrants
    own = np.zeros(len(learners), dtype=np.bool_)
    local = home[learners.centre[distant]]
    demand = np.bincount(local, minlength=len(home))
    counts = np.minimum(np.ceil(supply / DISTANCE_LOAD), demand).astype(np.int64)
    settled = fixed.far & (home[learners.centre[fixed.learner]] != fixed.centre)
    own[distant] = chosen_per_group(rng, local, counts)
    needy = np.setdiff1d(distant[~own[distant]], fixed.learner)
    slots = np.repeat(np.arange(len(home)), entrants)
    for centre in fixed.centre[settled]:
        slots = np.delete(slots, np.flatnonzero(slots == centre)[:1])
    others = np.setdiff1d(distant, fixed.learner)
    fillers = _fillers(rng, learners, others, len(slots) - len(needy), slots)
    people = np.r_[needy, fillers][: len(slots)]
    slots = _matched(rng, home[learners.centre], people, rng.permutation(slots), fixed)
    learner = np.r_[fixed.learner[settled], people]
    centre = np.r_[fixed.centre[settled], slots]
    return Links(learner, centre, np.ones(len(learner), dtype=np.bool_))


def _fillers(rng: Chance, learners: Learners, distant: Ints, count: int, slots: Ints) -> Ints:
    """Those who take one more unit elsewhere; never so many of a centre that none can serve them."""
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    paris = facts.place()[facts.INTEC_CENTRE]
    at_paris = learners.centre[distant] == paris
    elsewhere = int((slots != paris).sum())
    share = min(0.42, 0.6 * elsewhere / max(len(slots), 1))
    here = picked(rng, distant[at_paris], round(count * share))
    others = distant[~at_paris]
    rest = count - len(here)
    rounds = [picked(rng, others, min(rest, len(others)))]
    while (rest := rest - len(rounds[-1])) > 0 and len(others):
        rounds.append(picked(rng, others, min(rest, len(others))))
    return np.concatenate([here, *rounds])


def _matched(rng: Chance, home: Ints, people: Ints, slots: Ints, fixed: Links) -> Ints:
    """Exchange places until nobody enters their own centre, nor the same one twice."""
    size = len(facts.centres())
    taken = fixed.learner * size + fixed.centre
    for _ in range(PATIENCE):
        keys = people * size + slots
        wrong = (home[people] == slots) | np.isin(keys, taken)
        wrong |= ranks_within(keys) > 0
        bad = np.flatnonzero(wrong)
        if not bad.size:
            return slots
        good = rng.permutation(np.flatnonzero(~wrong))[: bad.size]
        bad = bad[: good.size]
        crossed = np.r_[people[bad] * size + slots[good], people[good] * size + slots[bad]]
        fits = (home[crossed // size] != crossed % size) & ~np.isin(crossed, np.r_[keys, taken])
        both = fits[: bad.size] & fits[bad.size :]
        bad, good = bad[both], good[both]
        slots[bad], slots[good] = slots[good], slots[bad]
    raise CannotMatchError("entrants at a distance")


def _own(
    rng: Chance, learners: Learners, targets: Targets, entrants: Ints, away: Links, fixed: Links
) -> Links:
    """Who learns at a distance from their own centre: all who need it, then some of the others."""
    home = home_of()
    distant = np.setdiff1d(np.flatnonzero(learners.far), fixed.learner)
    outside = np.zeros(len(learners), dtype=np.bool_)
    outside[away.learner] = True
    local = home[learners.centre[distant]]
    supply = targets.enrolments_distance - entrants
    needy = np.bincount(local, weights=~outside[distant], minlength=len(home)).astype(np.int64)
    offered = targets.distance + targets.hybrid + targets.relays
    load = np.clip(0.7 * offered, 1, DISTANCE_LOAD)
    wanted = np.ceil(supply / load).astype(np.int64)
    counts = np.minimum(np.maximum(needy, wanted), supply)
    preferred = np.where(outside[distant], 1e-6, 1.0)
    learner = distant[chosen_per_group(rng, local, counts, preferred)]
    return Links(learner, home[learners.centre[learner]], np.ones(len(learner), dtype=np.bool_))


def _own_on_site(
    rng: Chance, learners: Learners, targets: Targets, entrants: Ints, fixed: Links
) -> Links:
    """On site at home: all who do not learn at a distance, and as many others as there is room."""
    places = targets.enrolments_on_site - entrants
    near = np.bincount(learners.centre, weights=~learners.far, minlength=len(places))
    load = np.clip(0.7 * targets.on_site, 1, ON_SITE_LOAD)
    wanted = np.maximum(near, np.ceil(places / load)).astype(np.int64)
    preferred = np.where(learners.far, 1e-6, 1.0)
    preferred[fixed.learner[~fixed.far]] = 1e9
    chosen = chosen_per_group(rng, learners.centre, np.minimum(wanted, places), preferred)
    learner = np.flatnonzero(chosen)
    return Links(learner, learners.centre[learner], np.zeros(len(learner), dtype=np.bool_))


def _entrants_on_site(rng: Chance, learners: Learners, entrants: Ints, links: list[Links]) -> Links:
    """Those who cross the border of a region to sit in a class; neighbours first."""
    centres, home = facts.centres(), home_of()
    parts: list[tuple[Ints, int]] = []
    for centre in np.flatnonzero(entrants):
        known = np.concatenate([part.learner[part.centre == centre] for part in links])
        weights = np.array([_nearness(centres[int(centre)], other) for other in centres])
        weights[home == centre] = 0
        open_: Floats = weights[learners.centre]
        open_[known] = 0
        open_[links[-1].learner] = 0  # their links are settled
        candidates = np.flatnonzero(open_ > 0)
        chosen = picked(rng, candidates, int(entrants[centre]), open_[candidates])
        parts.append((chosen, int(centre)))
    learner = np.concatenate([chosen for chosen, _ in parts] or [np.zeros(0, dtype=np.int64)])
    where = np.repeat([centre for _, centre in parts], [len(chosen) for chosen, _ in parts])
    return Links(learner, where.astype(np.int64), np.zeros(len(learner), dtype=np.bool_))


def _nearness(here: facts.LearnerFacts, there: facts.LearnerFacts) -> float:
    if there.code == facts.NO_RETURN:
        return 0
    return 20 if here.region and here.region == there.region else float(here.block == there.block)
