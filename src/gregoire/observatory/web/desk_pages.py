"""What the templates of the observatory's own pages receive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.paginator import Paginator

from gregoire.observatory import queries, wording
from gregoire.observatory.figures import HeadCount
from gregoire.observatory.models import Consultation
from gregoire.observatory.places import Place
from gregoire.observatory.rules import Built, Shelf
from gregoire.observatory.web import addresses, queue, shelves
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.pages import Count, Tab, TeachingLine
from gregoire.observatory.web.places import drawn
from gregoire.observatory.web.shown import legend
from gregoire.observatory.web.tables import Table
from gregoire.observatory.web.teachings import A_PAGE, lines_of, taught

COURSES: Final = 2  # the table of courses, enrolments and exams


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a page that hides nothing."""

    name: str
    page: str
    about: str
    at: datetime

    @classmethod
    def of(cls, consultation: Consultation, name: str) -> "Seen":
        words = str(wording.SHELVES[Shelf(consultation.page)])
        return cls(name, words, consultation.about, consultation.at)


@dataclass(frozen=True, slots=True)
class ConsultationsPage:
    lines: list[Seen]

    @classmethod
    def of(cls, found: list[tuple[Consultation, str]]) -> "ConsultationsPage":
        return cls([Seen.of(*each) for each in found])


@dataclass(frozen=True, slots=True)
class DeskPage:
    shelves: list[shelves.Shelf]


@dataclass(frozen=True, slots=True)
class DeskEditionPage:
    shelf: shelves.Shelf
    progress: queue.Progress | None
    count: Count | None
    asked: list[queue.Asked]

    @property
    def name(self) -> str:
        return self.shelf.name

    @property
    def head(self) -> HeadCount | None:
        return self.count.head if self.count else None

    @property
    def build_command(self) -> str:
        return build_command(self.name, self.shelf.current.built if self.shelf.current else None)

    @property
    def lines(self) -> list[tuple[shelves.BuiltLine, str]]:
        return [(line, convention_of(line.built)) for line in self.shelf.built]


@dataclass(frozen=True, slots=True)
class DeskTablePage:
    name: str
    number: int
    tables: list[Table]
    convention: str
    identifier: str
    tabs: list[Tab]
    conventions: list[Tab]
    seen: list[Seen]

    @property
    def has_choice(self) -> bool:
        return len(self.conventions) > 1


@dataclass(frozen=True, slots=True)
class DeskTeachingsPage:
    """What a place teaches, with nothing hidden."""

    name: str
    place: Place
    convention: str
    pages: object
    heads: list[str]
    lines: list[TeachingLine]
    words: str
    legend: list[tuple[str, str]]
    seen: list[Seen]
    table: str  # its address

    @property
    def label(self) -> str:
        return addresses.label_of(self.place)

    @property
    def to(self) -> str:
        return addresses.desk_teachings(self.name, self.place.code)


def convention_of(built: Built) -> str:
    return str(wording.CONVENTIONS.get(built.convention, built.convention))


def build_command(name: str, built: Built | None) -> str:
    """What builds an edition anew, under the convention under which it was built last."""
    convention = f" --convention {built.convention}" if built else ""
    return f"gregoire observatory build --edition {name}{convention}"


def editions_page() -> DeskPage:
    publications = queries.every_publication()
    shown = {each.edition: each for each in publications}
    return DeskPage(shelves.shelves(publications, shown))


def edition_page(name: str) -> DeskEditionPage | None:
    """None where nothing was read or built under this name."""
    publications = queries.every_publication()
    shown = {each.edition: each for each in publications}
    found = shelves.shelf(name, publications, shown.get(name))
    if not (found.snapshot or found.built or found.returns):
        return None
    current = found.current
    edition = shelves.unhidden(current.built).edition if current else None
    waiting = queue.waiting(edition) if edition else None
    return DeskEditionPage(
        shelf=found,
        progress=waiting.progress if waiting else None,
        count=Count(edition.head_count) if edition else None,
        asked=waiting.asked if waiting else [],
    )


def every_built(name: str) -> list[Built]:
    return [line.built for line in shelves.shelf(name, {}, None).built]


def chosen(name: str, convention: str) -> Built | None:
    """The edition built last, under the convention asked for or under the first one."""
    current = [line.built for line in shelves.shelf(name, {}, None).built if line.is_current]
    asked = [built for built in current if built.convention == convention]
    return next(iter(asked or current), None)


def table_page(shown: Shown, built: Built, number: int) -> DeskTablePage:
    name = built.edition
    seen = queries.consultations_of(f"{name} T{number}")

    def own_place(code: str) -> str:
        """From the table of courses to the courses themselves."""
        return addresses.desk_teachings(name, code) if number == COURSES else ""

    return DeskTablePage(
        name=name,
        number=number,
        tables=drawn(shown, number, own_place=own_place),
        convention=convention_of(built),
        identifier=built.identifier,
        tabs=[
            Tab(
                str(label),
                addresses.desk_table(name, int(here), built.convention),
                int(here) == number,
            )
            for here, label in wording.TABS.items()
            if here.isdecimal()
        ],
        conventions=[
            Tab(
                convention_of(line.built),
                addresses.desk_table(name, number, line.built.convention),
                line.built == built,
            )
            for line in shelves.shelf(name, {}, None).built
            if line.is_current
        ],
        seen=[Seen.of(*each) for each in seen],
    )


def teachings_page(
    shown: Shown, built: Built, here: Place, *, words: str, number: str
) -> DeskTeachingsPage:
    name, indicators = built.edition, wording.FIGURES_OF_COURSES
    pages = Paginator(taught(shown, here, words), A_PAGE).get_page(number)
    lines = lines_of(shown, pages, tuple(indicators))
    seen = queries.consultations_of(f"{name} {addresses.slug_of(here.code)}")
    return DeskTeachingsPage(
        name=name,
        place=here,
        convention=convention_of(built),
        pages=pages,
        heads=[str(head) for head in indicators.values()],
        lines=lines,
        words=words,
        legend=legend(figure for line in lines for figure in line.figures),
        seen=[Seen.of(*each) for each in seen],
        table=addresses.desk_table(name, COURSES, built.convention),
    )
