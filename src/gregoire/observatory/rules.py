"""What the observatory may answer about a pair, what it publishes, what it looks at. Pure values."""

from dataclasses import dataclass
from enum import StrEnum


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
