"""Which pairs people should look at, and what their answers say of the linkage.

Every pair that was compared stands in one stratum, by what the programme alone made of it. All pairs
of the doubtful strata are for review, and a sample of the sure ones, drawn by a hash of the pair: the
same pairs as long as they stand in the stratum. From the answers, weighted by the sizes of the
strata, come precision and recall.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gregoire.observatory.linkage.clusters import Conflict, Pair
from gregoire.observatory.linkage.settings import Settings
from gregoire.observatory.rules import Answer
from gregoire.observatory.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Stratum(StrEnum):
    """What the programme made of a pair."""

    SURE = "sure"  # joined, at the strict threshold too
    LIKELY = "likely"  # joined, but not at the strict threshold
    UNLIKELY = "unlikely"  # not joined, but at the lax threshold
    CUT = "cut"  # likely enough, and not joined because of a conflict
    REJECTED = "rejected"  # not joined at any threshold


JOINED: Final = (Stratum.SURE, Stratum.LIKELY)
DOUBTFUL: Final = "doubtful"  # reasons for review, besides the conflicts
AUDIT: Final = "audit"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the observatory has answered of two registrations, named by their pseudonyms."""

    left: str
    right: str
    answer: str  # one of rules.Answer

    @property
    def pair(self) -> Pair:
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


@dataclass(frozen=True, slots=True)
class PairToReview:
    left: str
    right: str
    probability: float  # as the model sees it, number and all
    reason: str  # doubtful, audit, or a conflict
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Identity:
    """What a system knows of a person, for the eyes of the observatory. The mail address is left out."""

    ref: str
    system: str
    national_number: str
    birth_name: str
    usage_name: str
    first_names: str
    birth_date: date | None
    birth_place: str
    sex: str
    nationality: str
    postcode: str


def review_names(store: Store, snapshot_digest: str, refs: Iterable[str]) -> dict[str, Identity]:
    """Who the registrations are; one that is not in the snapshot is left out."""
    import pyarrow.parquet as pq  # noqa: PLC0415 -- pages that show no name do without

    wanted = sorted(set(refs))
    rows = pq.read_table(
        store.snapshot(snapshot_digest) / "identities" / "persons.parquet",
        columns=list(Identity.__slots__),
        filters=[("ref", "in", wanted)],
    ).to_pylist()
    return {
        row["ref"]: Identity(
            birth_date=row.pop("birth_date"), **{name: row[name] or "" for name in row}
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Strata:
    """How many pairs each holds, and how many of them the model expects to be one person's."""

    pairs: Mapping[Stratum, int]
    expected: Mapping[Stratum, float]

    def expected_precision(self) -> float:
        joined = sum(self.pairs[each] for each in JOINED)
        return _share(sum(self.expected[each] for each in JOINED), joined)

    def expected_recall(self) -> float:
        return _share(sum(self.expected[each] for each in JOINED), sum(self.expected.values()))


def _share(part: float, whole: float) -> float:
    """Rounded to six decimals; nothing of nothing is all of it."""
    return round(part / whole, 6) if whole else 1.0


def pairs_to_review(
    connection: "DuckDBPyConnection",
    settings: Settings,
    cut: Mapping[Pair, Conflict],
    told: Mapping[Pair, Conflict],
) -> tuple[list[PairToReview], Strata]:
    """The queue, sorted, and the strata.

    `cut`: by the programme alone. `told`: because of decisions on other pairs, which are then to be
    looked at again; they belong to no sample, and nothing is estimated from them.
    """
    strata = _strata(connection, settings, cut)
    queue = {
        (left, right): PairToReview(left, right, probability, reason, Stratum(stratum))
        for left, right, probability, stratum, reason in _drawn(connection, settings)
    }
    for left, right in told:  # the programme had joined them: nearly certain, sampled or not
        queue[left, right] = PairToReview(left, right, 1.0, Conflict.TOLD_APART, Stratum.SURE)
    return [queue[pair] for pair in sorted(queue)], strata


def _strata(
    connection: "DuckDBPyConnection", settings: Settings, cut: Mapping[Pair, Conflict]
) -> Strata:
    """Make the table `strata` of all compared pairs that are worth a look; returns their sizes."""
    _cut_table(connection, cut)
    limits = settings.thresholds
    connection.execute(
        """
        create or replace temp table strata as
        select left_, right_, probability, case
          when cut.reason is not null then 'cut'
          when probability >= $strict then 'sure'
          when probability >= $accepted then 'likely'
          when probability >= $lax then 'unlikely'
          else 'rejected'
        end as stratum, cut.reason
        from scored left join cut using (left_, right_)
        where probability >= $floor
        """,
        {
            "strict": limits.strict,
            "accepted": limits.accepted,
            "lax": limits.lax,
            "floor": settings.audit.floor,
        },
    )
    sizes = connection.execute(
        "select stratum, count(*), sum(probability::decimal(18, 9)) from strata group by stratum"
    ).fetchall()
    return Strata(
        pairs=defaultdict(int, {Stratum(name): int(count) for name, count, _ in sizes}),
        expected=defaultdict(float, {Stratum(name): float(total) for name, _, total in sizes}),
    )


def _drawn(
    connection: "DuckDBPyConnection", settings: Settings
) -> list[tuple[str, str, float, str, str]]:
    """All pairs of the doubtful strata, and some of the sure ones, the same ones each time."""
    found: list[tuple[str, str, float, str, str]] = connection.execute(
        """
        select left_, right_, probability, stratum, coalesce(reason, $doubtful) from strata
        where stratum in ('likely', 'unlikely', 'cut')
        union all
        select left_, right_, probability, stratum, $audit from (
          from strata where stratum in ('sure', 'rejected')
          qualify row_number() over (
            partition by stratum order by md5(concat_ws(' ', $seed, left_, right_))
          ) <= $pairs
        )
        """,
        {
            "doubtful": DOUBTFUL,
            "audit": AUDIT,
            "seed": str(settings.seed),
            "pairs": settings.audit.pairs,
        },
    ).fetchall()
    return found


def _cut_table(connection: "DuckDBPyConnection", cut: Mapping[Pair, Conflict]) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- heavy, and only linkages need it

    pairs = sorted(cut)
    table = pa.table(
        {
            "left_": pa.array([left for left, _ in pairs], pa.string()),
            "right_": pa.array([right for _, right in pairs], pa.string()),
            "reason": pa.array([str(cut[pair]) for pair in pairs], pa.string()),
        }
    )
    connection.register("cut_pairs", table)
    connection.execute("create or replace temp table cut as from cut_pairs")
    connection.unregister("cut_pairs")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the answers say; None while a stratum that matters has no answer."""

    precision: float | None
    recall: float | None
    reviewed: int
    to_review: int


def reviewed(
    queue: Sequence[PairToReview], strata: Strata, decisions: Iterable[Decision]
) -> Reviewed:
    """Precision and recall of the programme's own joins, estimated on the answers to the queue."""
    answers = {
        decision.pair: decision.answer == Answer.SAME
        for decision in decisions
        if decision.answer != Answer.ASK_CENTRE
    }
    answered = sum((pair.left, pair.right) in answers for pair in queue)
    seen: Counter[Stratum] = Counter()
    same: Counter[Stratum] = Counter()
    for pair in queue:
        answer = answers.get((pair.left, pair.right))
        if answer is not None and pair.reason != Conflict.TOLD_APART:
            seen[pair.stratum] += 1
            same[pair.stratum] += answer
    found = {each: strata.pairs[each] * same[each] / seen[each] for each in Stratum if seen[each]}
    empty = {each for each in Stratum if not strata.pairs[each]}
    right = sum(found.get(each, 0.0) for each in JOINED)
    known = set(found) | empty
    return Reviewed(
        precision=_share(right, sum(strata.pairs[each] for each in JOINED))
        if found and known.issuperset(JOINED)
        else None,
        recall=_share(right, sum(found.values())) if found and known.issuperset(Stratum) else None,
        reviewed=answered,
        to_review=len(queue) - answered,
    )
