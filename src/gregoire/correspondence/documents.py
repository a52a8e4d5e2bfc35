"""The documents of the house: a value each, and its template under `typst/`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gregoire.framework.documents import Document

TYPST: Final = Path(__file__).parent / "typst"
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterPrinted:
    """One letter, in the language of its reader; an address and a paragraph are lines.

    `below` is the address without the name, for the list.
    """

    language: str
    recipient: Lines
    below: Lines
    reader: str
    place: str
    made_on: str
    reference: str
    is_registered: bool
    registered_number: str
    subject: str
    paragraphs: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class BatchPrinted:
    """The letters of a batch, their list first."""

    centre: str
    sender: Lines
    contact: Lines
    made_at: str
    made_by: str
    reference: str
    letters: tuple[LetterPrinted, ...]


@dataclass(frozen=True, slots=True)
class EventPrinted:
    channel: str
    address: str
    at: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class NoticeProved:
    """What one person was told, and all that happened to it."""

    person: str
    number: str
    subject: str
    paragraphs: tuple[Lines, ...]
    reference: str
    reached_at: str
    events: tuple[EventPrinted, ...]


@dataclass(frozen=True, slots=True)
class ProofPrinted:
    """Who was told: one notice, or all those about one thing."""

    centre: str
    sender: Lines
    made_at: str
    made_by: str
    zone: str
    topic: str
    notices: tuple[NoticeProved, ...]


LETTERS: Final = Document(TYPST / "letters.typ", BatchPrinted)
PROOF: Final = Document(TYPST / "proof.typ", ProofPrinted)
