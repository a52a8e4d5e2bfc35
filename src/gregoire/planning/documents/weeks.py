"""Weeks on paper: of a room or a teacher for a door, of a whole centre for its entrance."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gregoire.framework.documents import Document


@dataclass(frozen=True, slots=True)
class PostedClass:
    hours: str
    code: str
    title: str
    place: str
    teacher: str
    state: str  # empty while it is held


@dataclass(frozen=True, slots=True)
class PostedDay:
    day: str
    closed: str
    classes: tuple[PostedClass, ...]


@dataclass(frozen=True, slots=True)
class PostedWeek:
    title: str
    above: str
    lead: str
    week: str
    made_on: str
    address: str  # of the campus, where what is newer stands
    days: tuple[PostedDay, ...]


WEEK: Final = Document(Path(__file__).parents[1] / "typst/week.typ", PostedWeek)


@dataclass(frozen=True, slots=True)
class PostedCentre:
    title: str
    above: str
    lead: str  # what the classes were narrowed to; empty where all are there
    made_on: str
    address: str
    several_sites: bool
    is_cut: bool  # there are more classes than one paper takes
    days: tuple[PostedDay, ...]


CENTRE: Final = Document(Path(__file__).parents[1] / "typst/centre.typ", PostedCentre)
