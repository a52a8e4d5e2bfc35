"""From scored pairs to persons: at the accepted threshold, and at the two that bound the head count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gregoire.observatory.linkage.clusters import (
    Clusters,
    Conflict,
    Marks,
    Pair,
    clustered,
    wholly_different,
)
from gregoire.observatory.linkage.review import Decision
from gregoire.observatory.linkage.settings import Settings
from gregoire.observatory.rules import Answer

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Joined:
    """Who is who, how many persons at most and at least, and what was not joined and why."""

    clusters: Clusters
    fewest: int  # persons, at the lax threshold
    most: int  # persons, at the strict threshold
    cut: Mapping[Pair, Conflict]  # by the programme alone
    told: Mapping[Pair, Conflict]  # because of what people have decided of other pairs


def joined(
    connection: "DuckDBPyConnection",
    settings: Settings,
    decisions: Sequence[Decision],
    *,
    records: int,
) -> Joined:
    """Of the tables `records` and `scored`. Decisions on registrations that are not there are left out.

    The lower bound joins from the lax threshold and takes two numbers that are one typing error apart
    for one; the upper bound joins from the strict threshold.
    """
    rows = connection.execute(
        "select left_, right_, probability from scored where probability >= ? "
        "order by weight desc, left_, right_",
        [settings.thresholds.lax],
    ).fetchall()
    known = {row[0] for row in connection.execute("select ref from records").fetchall()}
    held = [each for each in decisions if known.issuperset(each.pair)]
    same = [each.pair for each in held if each.answer == Answer.SAME]
    apart = [each.pair for each in held if each.answer == Answer.DIFFERENT]
    marks = _marks(connection)

    def from_threshold(threshold: float) -> list[Pair]:
        return [(left, right) for left, right, probability in rows if probability >= threshold]

    accepted = from_threshold(settings.thresholds.accepted)
    alone = clustered(accepted, marks=marks)
    final = clustered(accepted, marks=marks, same=same, apart=apart) if held else alone
    lax = clustered(
        from_threshold(settings.thresholds.lax),
        marks=marks,
        same=same,
        apart=apart,
        differ=wholly_different,
    )
    strict = clustered(
        from_threshold(settings.thresholds.strict), marks=marks, same=same, apart=apart
    )
    return Joined(
        clusters=final,
        fewest=records - max(lax.joined, final.joined),
        most=records - min(strict.joined, final.joined),
        cut=alone.cut,
        told={
            pair: why
            for pair, why in final.cut.items()
            if why is Conflict.TOLD_APART and pair not in apart
        },
    )


def _marks(connection: "DuckDBPyConnection") -> dict[str, Marks]:
    """What may not differ inside a cluster, for those who are compared with somebody likely."""
    columns = {row[0] for row in connection.execute("describe records").fetchall()}
    wanted = ", ".join(
        f"coalesce({name}, '')" if name in columns else "''" for name in Marks._fields
    )
    rows = connection.execute(f"select ref, {wanted} from records").fetchall()  # noqa: S608 -- our own columns
    return {row[0]: Marks(*row[1:]) for row in rows}
