"""The pairs of registrations that people are to look at, as the linkage has handed them back."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from gregoire.observatory.figures import Edition
from gregoire.observatory.models import PairReview
from gregoire.observatory.queries import reviews, store
from gregoire.observatory.rules import Answer, is_settled
from gregoire.observatory.web.editions import KEPT

AUDIT: Final = "audit"


@dataclass(frozen=True, slots=True)
class Queued:
    """A pair that waits; no name is in it."""

    left: str
    right: str
    probability: float
    reason: str

    @property
    def refs(self) -> tuple[str, str]:
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)

    @property
    def code(self) -> str:
        """What addresses call it."""
        return "~".join(self.refs)


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.answered


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair of which a centre is asked."""

    queued: Queued
    review: PairReview


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue of an edition, with what was answered so far."""

    queue: tuple[Queued, ...]
    answers: dict[tuple[str, str], PairReview]

    @property
    def progress(self) -> Progress:
        return Progress(sum(each.refs in self.answers for each in self.queue), len(self.queue))

    @property
    def asked(self) -> list[Asked]:
        pairs = ((each, self.answers.get(each.refs)) for each in self.queue)
        return [Asked(each, known) for each, known in pairs if known and not _settled(known)]

    def next_after(self, code: str) -> Queued | None:
        """The first pair without an answer behind this one; behind the last the first again."""
        codes = [each.code for each in self.queue]
        begin = codes.index(code) + 1 if code in codes else 0
        ahead = self.queue[begin:] + self.queue[:begin]
        return next((each for each in ahead if each.refs not in self.answers), None)

    def named(self, code: str) -> Queued | None:
        return next((each for each in self.queue if each.code == code), None)


def _settled(review: PairReview) -> bool:
    return is_settled(Answer(review.answer))


def waiting(edition: Edition) -> Waiting:
    return Waiting(_queue(store().linkage(edition.linkage) / "pairs.parquet"), reviews())


@lru_cache(maxsize=KEPT)
def _queue(file: Path) -> tuple[Queued, ...]:
    """The most doubtful first, those drawn by lot last; a linkage is never changed once written."""
    if not file.is_file():
        return ()
    import pyarrow.parquet as pq  # noqa: PLC0415 -- only the pages that show pairs pay for it

    rows = pq.read_table(file, columns=["left", "right", "probability", "reason"]).to_pylist()
    return tuple(sorted((Queued(**row) for row in rows), key=_turn))


def _turn(pair: Queued) -> tuple[bool, float, str, str]:
    return pair.reason == AUDIT, abs(pair.probability - 0.5), pair.left, pair.right
