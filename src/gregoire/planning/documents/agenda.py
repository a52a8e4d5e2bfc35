"""A planning on paper: one's week, or one's semester."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gregoire.framework.documents import Document


@dataclass(frozen=True, slots=True)
class PrintedClass:
    hours: str
    unit: str
    about: str
    place: str
    street: str
    teacher: str
    state: str  # empty while it is held
    says: tuple[str, ...]
    is_given: bool


@dataclass(frozen=True, slots=True)
class PrintedDay:
    day: str
    short: str
    classes: tuple[PrintedClass, ...]


@dataclass(frozen=True, slots=True)
class PrintedAgenda:
    person: str
    period: str
    made_on: str
    is_dense: bool  # many weeks: one line a class
    days: tuple[PrintedDay, ...]
    address: str  # of the campus, where what is newer stands


AGENDA: Final = Document(Path(__file__).parents[1] / "typst/agenda.typ", PrintedAgenda)
