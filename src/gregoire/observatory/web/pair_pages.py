"""Two registrations side by side: what each system says, and how it compares, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gregoire.framework.actors import Actor
from gregoire.framework.formats import day
from gregoire.observatory import queries, wording
from gregoire.observatory.models import PairReview
from gregoire.observatory.places import place
from gregoire.observatory.rules import (
    Answer,
    Built,
    Likeness,
    Pair,
    belief,
    likeness,
    likeness_of_days,
    masked,
)
from gregoire.observatory.web.desk_pages import Seen, build_command
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.queue import Progress, Queued, waiting

if TYPE_CHECKING:
    from gregoire.observatory.linkage import Identity

TONES = {
    Likeness.SAME: "green",
    Likeness.NEAR: "amber",
    Likeness.DIFFERENT: "red",
    Likeness.UNKNOWN: "quiet",
}
LONGEST = 130  # characters: two pseudonyms and what stands between
KEYS = {Answer.SAME: "1", Answer.DIFFERENT: "2", Answer.ASK_CENTRE: "3"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that both systems may know; `tone` only goes with the words of `verdict`."""

    label: str
    left: str
    right: str
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True)
class Choice:
    answer: Answer
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class PairShown:
    queued: Queued
    centres: tuple[str, str]
    lines: list[Line]
    seen: list[Seen]
    known: PairReview | None  # a question to the centre that waits for its answer

    @property
    def belief(self) -> str:
        return str(wording.BELIEFS[belief(self.queued.probability)])

    @property
    def reason(self) -> str:
        return str(wording.REASONS.get(self.queued.reason, self.queued.reason))

    @property
    def answered(self) -> str:
        return str(wording.ANSWERS[Answer(self.known.answer)]) if self.known else ""

    @property
    def choices(self) -> list[Choice]:
        return [Choice(each, str(wording.ANSWERS[each]), KEYS[each]) for each in Answer]


@dataclass(frozen=True, slots=True)
class PairPage:
    name: str
    pair: PairShown | None
    progress: Progress | None
    last: PairReview | None
    refusal: str = ""
    build_command: str = ""

    @property
    def last_answer(self) -> str:
        return str(wording.ANSWERS[Answer(self.last.answer)]) if self.last else ""


def pair_page(shown: Shown, built: Built, actor: Actor, *, asked: str, after: str) -> PairPage:
    """The pair that is asked for, else the next one without an answer behind `after`."""
    queue = waiting(shown.edition)
    queued = queue.named(asked) if asked else None
    queued = queued or queue.next_after(after)
    return PairPage(
        name=shown.name,
        pair=_shown(shown, queued, queue.answers.get(queued.refs)) if queued else None,
        progress=queue.progress,
        last=queries.last_review_by(actor, shown.name),
        build_command=build_command(shown.name, built),
    )


def refused_page(name: str, sentence: str) -> PairPage:
    """A colleague was faster: why the answer was not kept; no name is shown again."""
    return PairPage(name, None, None, None, sentence)


def _shown(shown: Shown, queued: Queued, known: PairReview | None) -> PairShown:
    from gregoire.observatory.linkage import review_names  # noqa: PLC0415 -- only where names are shown

    names = review_names(queries.store(), shown.edition.snapshot, queued.refs)
    left, right = (names.get(ref) for ref in queued.refs)
    return PairShown(
        queued=queued,
        centres=(_system(left), _system(right)),
        lines=compared(left, right) if left and right else [],
        seen=[Seen.of(*each) for each in queries.consultations_of(queued.code, most=5)],
        known=known,
    )


def _system(identity: "Identity | None") -> str:
    if identity is None:
        return "–"
    try:
        return place(identity.system).label
    except KeyError:
        return identity.system


def compared(left: "Identity", right: "Identity") -> list[Line]:
    """Line by line; a national number is compared whole and shown in part."""
    return [
        _line(code, str(label), getattr(left, code), getattr(right, code))
        for code, label in wording.IDENTITY.items()
        if getattr(left, code) or getattr(right, code)
    ]


def _line(code: str, label: str, one: str | date | None, other: str | date | None) -> Line:
    if code == "birth_date":
        verdict = likeness_of_days(_day(one), _day(other))
    elif code in {"national_number", "sex", "nationality"}:
        verdict = likeness(str(one or ""), str(other or ""))
        verdict = Likeness.DIFFERENT if verdict is Likeness.NEAR else verdict
    else:
        verdict = likeness(str(one or ""), str(other or ""))
    said = str(wording.LIKENESSES[verdict])
    return Line(label, _text(code, one), _text(code, other), said, TONES[verdict])


def _day(value: str | date | None) -> date | None:
    return value if isinstance(value, date) else None


def _text(code: str, value: str | date | None) -> str:
    if not value:
        return "–"
    if isinstance(value, date):
        return day(value)
    if code == "national_number":
        return masked(value)
    return str(wording.SEXES.get(value, value)) if code == "sex" else value


def posted_pair(typed: Mapping[str, str], shown: Shown) -> tuple[Pair, Answer]:
    """Which pair was answered, and how; raises ValueError where the form says neither.

    Raises LookupError for a pair that nobody is asked about in this edition.
    """
    left, _, right = typed.get("pair", "")[:LONGEST].partition("~")
    answer = Answer(typed.get("answer", ""))
    if not (left and right):
        raise ValueError(left)
    pair = Pair.of(left, right, edition=shown.name)
    if waiting(shown.edition).named(f"{pair.left}~{pair.right}") is None:
        raise LookupError(left)
    return pair, answer
