"""What each public template receives: one value, named `page`, with nothing left to query."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from gregoire.observatory import wording
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.figures import Cell, HeadCount
from gregoire.observatory.models import Publication
from gregoire.observatory.places import Place, place
from gregoire.observatory.web import addresses
from gregoire.observatory.web.charts import Drawn
from gregoire.observatory.web.definitions import Definition, title_of
from gregoire.observatory.web.editions import File, Shown
from gregoire.observatory.web.shown import Figure, figure_or_dash, number, percent, share
from gregoire.observatory.web.tables import Table

BY_AGGREGATE: Final = "by_aggregate"  # the footnote of a centre that returns counts
FIRST: Final = 2  # charts on the page of an edition; the others have their own


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A published edition in the list."""

    publication: Publication
    shown: Shown

    @property
    def learners(self) -> Figure:
        return figure_or_dash(self.shown.cell("learners"))

    @property
    def is_provisional(self) -> bool:
        return self.publication.is_provisional or self.shown.is_provisional

    @property
    def provisional(self) -> list[str]:
        """The figures of which something is still provisional, in words."""
        cells = self.shown.edition.cells
        codes = dict.fromkeys(cell.key.indicator for cell in cells if cell.status == "P")
        return [title_of(self.shown.edition, code) for code in codes]


@dataclass(frozen=True, slots=True)
class EditionsPage:
    lines: list[EditionLine]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    to: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of one edition says of it; `here` names the page among its tabs."""

    publication: Publication
    shown: Shown
    here: str = ""

    @property
    def name(self) -> str:
        return self.shown.name

    @property
    def at(self) -> datetime:
        return self.publication.at

    @property
    def convention(self) -> str:
        code = self.shown.edition.convention
        return str(wording.CONVENTIONS.get(code, code))

    @property
    def line(self) -> EditionLine:
        return EditionLine(self.publication, self.shown)

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(str(label), addresses.page(self.name, here), here == self.here)
            for here, label in wording.TABS.items()
        ]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    figure: Figure
    label: str
    to: str


def returned_as_counts(shown: Shown) -> Figure | None:
    """The learners whom no file names, of this edition's year; None where there are none."""
    cells = [
        cell
        for cell in shown.edition.cells
        if cell.key.indicator == "learners"
        and cell.key.period == shown.name
        and BY_AGGREGATE in cell.footnotes
    ]
    total = sum((cell.value for cell in cells if cell.value is not None), Decimal(0))
    return Figure(number(total)) if total else None


def key_figures(shown: Shown) -> list[KeyFigure]:
    """The few figures that say most, each with the way to its definition."""
    return [
        KeyFigure(_in_unit(cell), str(label), addresses.indicator(shown.name, code))
        for code, label in wording.KEY_FIGURES.items()
        if (cell := shown.cell(code)) is not None
    ]


def _in_unit(cell: Cell) -> Figure:
    shown = figure_or_dash(cell)
    is_share = cell.key.indicator.endswith(("_share", "_rate")) and cell.value is not None
    return replace(shown, text=percent(cell.value)) if is_share and cell.value else shown


@dataclass(frozen=True, slots=True)
class Count:
    """The head count, with what is known of its error."""

    head: HeadCount
    counted: Figure | None = None  # learners whom antennas return as a number, on top

    @property
    def is_certain(self) -> bool:
        """Whether no bound makes a difference."""
        return self.head.lower == self.head.persons == self.head.upper

    @property
    def is_estimated(self) -> bool:
        """Whether precision and recall come from pairs that people have looked at."""
        return self.head.precision is not None and self.head.recall is not None

    @property
    def precision(self) -> str:
        found = self.head.precision if self.is_estimated else self.head.expected_precision
        return share(found or 0)

    @property
    def recall(self) -> str:
        found = self.head.recall if self.is_estimated else self.head.expected_recall
        return share(found or 0)

    @property
    def lax(self) -> str:
        return share(self.head.lax_threshold)

    @property
    def strict(self) -> str:
        return share(self.head.strict_threshold)


@dataclass(frozen=True, slots=True)
class EditionPage:
    frame: Frame
    figures: list[KeyFigure]
    count: Count
    charts: list[Drawn]
    files: list[tuple[str, list[File]]]

    @property
    def first_charts(self) -> list[Drawn]:
        """The smallest: a page in short stays so."""
        return sorted(self.charts, key=lambda chart: chart.height)[:FIRST]

    @property
    def has_more_charts(self) -> bool:
        return len(self.charts) > FIRST

    @property
    def note(self) -> str:
        """The address of the note as PDF; empty where it was not written."""
        notes = [file.name for _, files in self.files for file in files if file.kind == "pdf"]
        return addresses.file(self.frame.name, notes[0]) if notes else ""


@dataclass(frozen=True, slots=True)
class TablePage:
    frame: Frame
    number: int
    tables: list[Table]
    files: list[File]

    @property
    def title(self) -> str:
        return self.tables[0].title


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a place of the network."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of a centre, beside that of its block and that of the network."""

    group: str
    title: str
    to: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A region or a block with its centres, or one centre."""

    frame: Frame
    place: Place
    above: list[Way]
    tables: list[Table]
    columns: list[str]
    lines: list[Comparison]
    legend: list[tuple[str, str]]
    teachings: int

    @property
    def slug(self) -> str:
        return addresses.slug_of(self.place.code)

    @property
    def label(self) -> str:
        return addresses.label_of(self.place)

    @property
    def width(self) -> int:
        return len(self.columns) + 1


@dataclass(frozen=True, slots=True)
class TeachingLine:
    """A course, with a figure for each head of the page."""

    teaching: Teaching
    figures: tuple[Figure, ...]

    @property
    def centre(self) -> str:
        return addresses.label_of(place(self.teaching.centre))

    @property
    def modality(self) -> str:
        return str(wording.MODALITIES.get(self.teaching.modality, ""))


@dataclass(frozen=True, slots=True)
class TeachingsPage:
    frame: Frame
    place: Place
    pages: object
    heads: list[str]
    lines: list[TeachingLine]
    words: str
    legend: list[tuple[str, str]]
    above: list[Way]

    @property
    def label(self) -> str:
        return addresses.label_of(self.place)

    @property
    def slug(self) -> str:
        return addresses.slug_of(self.place.code)


@dataclass(frozen=True, slots=True)
class IndicatorsPage:
    frame: Frame
    groups: list[tuple[str, list[Definition]]]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    frame: Frame
    definition: Definition
    series: list[tuple[str, Figure]]
    other: list[str]  # editions in which it is defined otherwise


@dataclass(frozen=True, slots=True)
class ChartsPage:
    frame: Frame
    charts: list[Drawn]


def kinds_of(files: Iterable[File]) -> list[tuple[str, list[File]]]:
    """Files to take away, by what they are for, in the order of `KINDS_OF_FILE`."""
    found = list(files)
    return [
        (str(words), [file for file in found if file.kind == kind])
        for kind, words in wording.KINDS_OF_FILE.items()
        if any(file.kind == kind for file in found)
    ]
