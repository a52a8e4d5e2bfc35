"""What the templates of the observatory's own pages receive."""

from dataclasses import dataclass
from datetime import datetime

from gregoire.observatory import queries, wording
from gregoire.observatory.figures import HeadCount
from gregoire.observatory.models import Consultation
from gregoire.observatory.rules import Built, Shelf
from gregoire.observatory.web import addresses, queue, shelves
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.pages import Count, Tab
from gregoire.observatory.web.places import drawn
from gregoire.observatory.web.tables import Table


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
    return DeskTablePage(
        name=name,
        number=number,
        tables=drawn(shown, number, is_linked=False),
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
