"""Every draw has a name: the same seed and the same name give the same numbers, in any order."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Chance: TypeAlias = np.random.Generator

SEED = 1794  # the year in which the Conservatoire was founded


def chance(seed: int, *names: object) -> Chance:
    """The generator of one named draw."""
    words = "/".join(map(str, names)).encode()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def one_of(rng: Chance, weights: Floats, size: int) -> Ints:
    """Indices drawn with these weights."""
    edges = np.cumsum(weights / weights.sum())
    return np.minimum(np.searchsorted(edges, rng.random(size)), len(weights) - 1).astype(np.int64)


def picked(rng: Chance, candidates: Ints, count: int, weights: Floats | None = None) -> Ints:
    """`count` different candidates, the heavier the likelier (or all of them if they are fewer)."""
    if count >= len(candidates):
        return candidates
    keys = -np.log(rng.random(len(candidates)))
    if weights is not None:
        keys = keys / np.maximum(weights, 1e-12)
    return candidates[np.sort(np.argpartition(keys, count)[:count])]


def ranks_within(groups: NDArray[Any]) -> Ints:
    """For each element, how many of the same group stand before it."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.r_[0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1] if len(groups) else []
    lengths = np.diff(np.r_[starts, len(groups)]).astype(np.int64)
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, lengths)
    return ranks
