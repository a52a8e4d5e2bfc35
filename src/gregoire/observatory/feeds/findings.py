"""What is found in feeds: the kinds of damage, each with its sentences, and how rows were counted.

Nothing here reads a feed. The sentences, French and English, stand in `data/findings.toml`.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final


class Damage(StrEnum):
    """What may be wrong. The first block refuses the whole feed; the others concern a row."""

    MANIFEST = "manifest"
    MISSING_FILE = "missing_file"
    ENCODING = "encoding"
    LONG_LINE = "long_line"
    TRUNCATED = "truncated"
    WRONG_SEPARATOR = "wrong_separator"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    UNREADABLE_FILE = "unreadable_file"
    FORMULA = "formula"
    MOSTLY_DAMAGED = "mostly_damaged"

    UNKNOWN_FILE = "unknown_file"
    OTHER_YEAR_FILE = "other_year_file"

    FIELD_COUNT = "field_count"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_VALUE = "missing_value"
    MISSING_ANSWER = "missing_answer"
    DAMAGED_DATE = "damaged_date"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_BIRTH = "impossible_birth"
    OUTSIDE_YEAR = "outside_year"
    DAMAGED_CODE = "damaged_code"
    NOT_A_CODE = "not_a_code"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_IN_LIST = "not_in_list"
    GARBLED_TEXT = "garbled_text"
    OTHER_YEAR = "other_year"
    UNKNOWN_CENTRE = "unknown_centre"
    OTHER_CENTRE = "other_centre"
    DUPLICATE_KEY = "duplicate_key"
    SECOND_LINE = "second_line"
    MISSING_REFERENCE = "missing_reference"
    UNREGISTERED = "unregistered"
    CONTRADICTION = "contradiction"
    COUNT_MISMATCH = "count_mismatch"


REFUSES_FEED: Final = tuple(Damage)[: tuple(Damage).index(Damage.UNKNOWN_FILE)]
# A row or cell that is whole, and yet asks for a word: it does not make a column “damaged”.
NOT_DAMAGED: Final = frozenset({
    Damage.UNKNOWN_FILE, Damage.OTHER_YEAR_FILE, Damage.MISSING_ANSWER,
    Damage.UNREGISTERED, Damage.CONTRADICTION, Damage.COUNT_MISMATCH,
})  # fmt: skip


class Fate(StrEnum):
    """What was done: the whole feed refused, the row refused, the cell emptied, or all kept."""

    FEED_REFUSED = "feed_refused"
    ROW_REFUSED = "row_refused"
    CELL_EMPTIED = "cell_emptied"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `line` counts from 1, the header included (rows from 1 in Parquet).

    `value` is never a name: of cells that name a person it shows dates only. `key`: the row's.
    """

    system: str
    year: str
    table: str
    file: str  # under the system's folder: 2016-2017/persons.csv
    line: int
    column: str
    key: str
    centre: str
    value: str
    damage: Damage
    fate: Fate

    @property
    def where(self) -> str:
        """“alsace/2016-2017/persons.csv, line 12, column sex”."""
        parts = [f"{self.system}/{self.file}"]
        parts += [f"line {self.line}"] if self.line else []
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)

    def what(self, language: str) -> str:
        """What is wrong, in a few words."""
        return sentences().damages[self.damage]["what"][language]

    def mend(self, language: str) -> str:
        """What the centre does about it."""
        return sentences().damages[self.damage]["mend"][language]

    def effect(self, language: str) -> str:
        """What it does to the centre's published figures. Raises KeyError where nobody wrote it."""
        return sentences().effect(self)[language]


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many rows of a file were read, kept and refused: read = kept + refused, always."""

    system: str
    year: str
    file: str
    read: int
    kept: int
    refused: int


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What an ingestion did. `absent`: centres of the network that no feed speaks for.

    `provisional`: systems whose feed of the year says so of itself.
    """

    digest: str
    edition: str
    files: tuple[FileCount, ...]
    findings: tuple[Finding, ...]
    absent: tuple[str, ...]
    provisional: tuple[str, ...] = ()


class FeedRefusedError(ValueError):
    """A feed cannot be taken; nothing of the edition was changed. Its message is one line."""

    def __init__(
        self, findings: tuple[Finding, ...], files: tuple[FileCount, ...] = (), more: str = ""
    ) -> None:
        self.findings = findings
        self.files = files
        refusals = [one for one in findings if one.fate is Fate.FEED_REFUSED]
        refusals.sort(key=lambda one: one.damage is Damage.MOSTLY_DAMAGED)  # causes before effects
        if refusals:
            first = refusals[0]
            value = f" ({first.value})" if first.value else ""
            more = f"{first.where}: {first.what('en')}{value}"
            if len(refusals) > 1:
                more += f"; and {len(refusals) - 1} more"
        super().__init__(more)


Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The data file, read: each leaf is {"fr": …, "en": …}."""

    damages: dict[str, dict[str, Words]]
    feed_refused: Words
    other_year_file: Words
    unknown_file: Words
    row_refused: dict[str, Words]  # by table
    cell_emptied: dict[str, dict[str, Words]]  # by table and column
    kept: dict[str, dict[str, Words]]  # by table and damage
    page: dict[str, Words]

    def effect(self, finding: Finding) -> Words:
        """By what was done, then table, then column or damage."""
        if finding.damage is Damage.UNKNOWN_FILE:
            return self.unknown_file
        if finding.damage is Damage.OTHER_YEAR_FILE:
            return self.other_year_file
        if finding.fate is Fate.FEED_REFUSED:
            return self.feed_refused
        if finding.fate is Fate.ROW_REFUSED:
            return self.row_refused[finding.table]
        kept = self.kept.get(finding.table, {})
        if finding.damage in kept:
            return kept[finding.damage]
        return self.cell_emptied[finding.table][finding.column]


@cache
def sentences() -> Sentences:
    """Raises TypeError where a part of the file is missing."""
    text = (files("gregoire.observatory") / "data" / "findings.toml").read_text(encoding="utf-8")
    parts: dict[str, Any] = tomllib.loads(text)
    return Sentences(**parts)
