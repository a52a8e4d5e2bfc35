"""Whole numbers that keep their sums: largest remainders, capped spreads, exact percentages."""

import numpy as np

from gregoire.demo.drawing.chance import Bools, Chance, Floats, Ints


def apportioned(weights: Floats | Ints, total: int, minimum: Ints | int = 0) -> Ints:
    """`total` shared by weight with the largest remainders; nobody gets less than the minimum.

    The sum is `total`, or the sum of the minima where these ask for more.
    """
    floor: Ints = np.zeros(len(weights), dtype=np.int64) + minimum
    if not len(weights) or np.sum(weights) == 0:
        return floor
    quotas = np.asarray(weights, dtype=np.float64) * total / np.sum(weights)
    parts: Ints = np.maximum(np.floor(quotas + 1e-9).astype(np.int64), floor)
    while (missing := total - int(parts.sum())) > 0:
        parts[np.argsort(parts - quotas, kind="stable")[:missing]] += 1
    while (excess := int(parts.sum()) - total) > 0 and (movable := parts > floor).any():
        order = np.argsort(np.where(movable, quotas - parts, np.inf), kind="stable")
        parts[order[: min(excess, int(movable.sum()))]] -= 1
    return parts


def spread(total: int, weights: Floats, caps: Ints) -> Ints:
    """At least one each, at most the cap; what remains goes by weight.

    The sum is `total` wherever `len(weights) <= total <= caps.sum()`, else the nearer of the two.
    """
    parts = np.minimum(1, caps)
    while (rest := total - int(parts.sum())) > 0:
        room = caps - parts
        if not (open_ := np.flatnonzero(room > 0)).size:
            break
        given = apportioned(weights[open_], rest)
        parts[open_] += np.minimum(given, room[open_])
    return parts


def percentage_of(count: int, percentage: float, *, most: int | None = None) -> tuple[int, int]:
    """A numerator and a denominator near `count` (at most `most`) that print as this percentage.

    Some printed percentages are impossible on the whole count, which shows that a few answers were
    missing: the denominator is then the nearest possible one.
    """
    most = count if most is None else most
    near = range(count - count // 4, most + 1)
    for known in sorted(near, key=lambda whole: (abs(whole - count), whole)):
        part = round(percentage * known / 100)
        if known and round(100 * part / known, 1) == percentage:
            return part, known
    return round(percentage * count / 100), count


def men_among(count: int, men_per_100_women: float) -> int:
    return round(count * men_per_100_women / (100 + men_per_100_women))


def chosen_per_group(
    rng: Chance, groups: Ints, counts: Ints, weights: Floats | None = None
) -> Bools:
    """In each group, exactly so many members (or all), the heavier the likelier."""
    keys = -np.log(rng.random(len(groups)))
    if weights is not None:
        keys = keys / np.maximum(weights, 1e-12)
    order = np.lexsort((keys, groups))
    starts = np.searchsorted(groups[order], np.arange(len(counts)))
    ranks = np.arange(len(groups)) - starts[groups[order]]
    chosen = np.zeros(len(groups), dtype=np.bool_)
    chosen[order] = ranks < counts[groups[order]]
    return chosen
