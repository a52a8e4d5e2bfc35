"""What the observatory may answer about a pair, what it publishes, what it looks at. Pure values."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from gregoire.kernel.text import folded


class Answer(StrEnum):
    """Whether two registrations are one person's."""

    SAME = "same"
    DIFFERENT = "different"
    ASK_CENTRE = "ask_centre"


class ReviewRefusal(StrEnum):
    """Why an answer about a pair is not kept, or not taken back."""

    ALREADY_ANSWERED = "already_answered"
    ALREADY_TAKEN_BACK = "already_taken_back"


class PublicationRefusal(StrEnum):
    """Why an edition cannot be shown to the public."""

    NOT_WRITTEN = "not_written"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two registrations that may be one person's, by their pseudonyms, the smaller first."""

    left: str
    right: str
    edition: str  # during which they are looked at

    @classmethod
    def of(cls, one: str, other: str, *, edition: str) -> "Pair":
        left, right = sorted((one, other))
        return cls(left, right, edition)


@dataclass(frozen=True, slots=True)
class Built:
    """One edition among those that were built: its name, its convention, its identifier."""

    edition: str
    convention: str
    identifier: str


class Shelf(StrEnum):
    """The observatory's own pages, on which figures or names are not hidden."""

    FIGURES = "figures"
    RETURNS = "returns"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which of those pages somebody looks at, and what it shows: an edition, a centre, a pair."""

    page: Shelf
    about: str


def is_settled(answer: Answer) -> bool:
    """Whether an answer ends the review of a pair; a question to the centre waits for its answer."""
    return answer is not Answer.ASK_CENTRE


class Likeness(StrEnum):
    """How what two systems say of one thing compares."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    UNKNOWN = "unknown"  # at least one of the two does not say


class Belief(StrEnum):
    """What the model makes of a pair, in words."""

    ALMOST_SURELY_ONE = "almost_surely_one"
    PROBABLY_ONE = "probably_one"
    RATHER_ONE = "rather_one"
    RATHER_TWO = "rather_two"
    PROBABLY_TWO = "probably_two"


BELIEFS: Final = (  # from which probability on, the highest first
    (0.99, Belief.ALMOST_SURELY_ONE),
    (0.9, Belief.PROBABLY_ONE),
    (0.5, Belief.RATHER_ONE),
    (0.1, Belief.RATHER_TWO),
)
NEAR: Final = 0.75  # of the letters in common, in order: a typing error or two
SHOWN_BEFORE, SHOWN_AFTER = 3, 2  # characters of a national number


def belief(probability: float) -> Belief:
    """A probability between 0 and 1 as people say it."""
    return next((said for least, said in BELIEFS if probability >= least), Belief.PROBABLY_TWO)


def likeness(one: str, other: str) -> Likeness:
    """Of two names or places: case, accents and hyphens never make a difference."""
    left, right = folded(one), folded(other)
    if not left or not right:
        return Likeness.UNKNOWN
    if left == right:
        return Likeness.SAME
    alike = SequenceMatcher(None, left, right, autojunk=False).ratio() >= NEAR
    return Likeness.NEAR if alike else Likeness.DIFFERENT


def likeness_of_days(one: date | None, other: date | None) -> Likeness:
    """Of two birth dates: near where one part differs, or day and month stand for each other."""
    if one is None or other is None:
        return Likeness.UNKNOWN
    if one == other:
        return Likeness.SAME
    parts = zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)
    one_part = sum(left != right for left, right in parts) == 1
    swapped = one.year == other.year and (one.day, one.month) == (other.month, other.day)
    return Likeness.NEAR if one_part or swapped else Likeness.DIFFERENT


def masked(number: str) -> str:
    """A national number of which only the ends are shown: “123••••••90”."""
    hidden = len(number) - SHOWN_BEFORE - SHOWN_AFTER
    if hidden <= 0:
        return "•" * len(number)
    return f"{number[:SHOWN_BEFORE]}{'•' * hidden}{number[-SHOWN_AFTER:]}"
