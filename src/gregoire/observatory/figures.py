"""A published figure, and everything that may stand in its place. Pure values."""

import json
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final


class Status(StrEnum):
    """SDMX observation status (CL_OBS_STATUS 2.2); SUPPRESSED is CL_CONF_STATUS C, published as Q."""

    NORMAL = "A"
    BREAK = "B"
    ESTIMATED = "E"
    ELSEWHERE = "K"  # counted in another place (Mayotte and Madagascar in La Réunion)
    NOT_COMMUNICATED = "L"  # n.c.: it exists and was not returned
    NOT_APPLICABLE = "M"  # s.o.: it cannot exist
    MISSING = "O"  # -: not shown
    PROVISIONAL = "P"  # (p)
    SUPPRESSED = "Q"  # hidden, because it could point at a person
    LOW_RELIABILITY = "U"
    INCLUDES_OTHERS = "W"  # holds what is counted for other places


NO_VALUE: Final = frozenset({
    Status.ELSEWHERE, Status.NOT_COMMUNICATED, Status.NOT_APPLICABLE, Status.MISSING, Status.SUPPRESSED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """Which figure: an indicator, of a place, in a period; of a category where it has some.

    `place` is a code of `data/places.csv` (or `system/offering` in the drill-down); `period` is
    "2016-2017" or "2017".
    """

    indicator: str
    place: str
    period: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `value` is None exactly where `status` says that there is no value.

    `numerator` and `denominator` are whole counts (sums of whole numbers for means): everything
    that is shown is made of them. `coverage` is the share of the field that answered, 0 to 1.
    """

    key: Key
    value: Decimal | None
    status: Status = Status.NORMAL
    numerator: int | None = None
    denominator: int | None = None
    coverage: Decimal | None = None
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many persons, and how sure that is. Bounds: at a lax and at a strict threshold."""

    persons: int
    registrations: int
    lower: int
    upper: int
    threshold: float
    lax_threshold: float
    strict_threshold: float
    precision: float | None  # estimated on the reviewed sample; None while nothing was reviewed
    recall: float | None
    expected_precision: float  # what the model itself expects
    expected_recall: float
    reviewed: int
    to_review: int


@dataclass(frozen=True, slots=True)
class Edition:
    """What was built: figures with all that they came from. Never changed once written."""

    name: str  # 2016-2017
    convention: str  # clean, note-2016
    identifier: str  # sha-256 of everything below but itself
    snapshot: str
    linkage: str
    code: str  # of the definitions and the programme
    seed: int
    head_count: HeadCount
    definitions: dict[str, dict[str, Any]]  # indicator code → how it is defined, in words and SQL
    cells: tuple[Cell, ...]
    footnotes: dict[str, str] = field(default_factory=dict)
    is_provisional: bool = False  # of a public face: published so that all of it may be revised

    @property
    def by_key(self) -> dict[Key, Cell]:
        return {cell.key: cell for cell in self.cells}


def to_json(edition: Edition) -> str:
    """The same edition gives the same bytes: sorted, no clock, decimals as text."""
    return (
        json.dumps(asdict(edition), ensure_ascii=False, indent=1, sort_keys=True, default=str)
        + "\n"
    )


def from_json(text: str) -> Edition:
    data = json.loads(text)
    data["head_count"] = HeadCount(**data["head_count"])
    data["cells"] = tuple(_cell(cell) for cell in data["cells"])
    return Edition(**data)


def _cell(data: dict[str, Any]) -> Cell:
    def decimal(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Cell(
        key=Key(**data["key"]),
        value=decimal(data["value"]),
        status=Status(data["status"]),
        numerator=data["numerator"],
        denominator=data["denominator"],
        coverage=decimal(data["coverage"]),
        footnotes=tuple(data["footnotes"]),
    )
