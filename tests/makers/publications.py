"""Small editions as the observatory keeps and publishes them, with all that stands beside them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from gregoire.observatory.editions.building import keep, keep_public
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.figures import Cell, Edition, HeadCount, Key, Status
from gregoire.observatory.models import PairReview, Publication
from gregoire.observatory.rules import Answer, Built
from gregoire.observatory.store import Store
from gregoire.people.models import Person
from tests.makers.observatory import Snapshot

HIDDEN = 4321  # a count that the public edition must never show
HEAD = HeadCount(60502, 77440, 60380, 60631, 0.9, 0.05, 0.999, None, None, 0.9993, 0.989, 0, 2)
PAIR = ("a" * 24, "b" * 24)
OTHER_PAIR = ("c" * 24, "d" * 24)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 120"><title>Learners &amp; years'
    "</title><desc>Two bars.</desc><text>Outre-mer</text></svg>"
)


def make_review(
    *, by: Person, left: str = "a", right: str = "b", answer: Answer = Answer.SAME
) -> PairReview:
    """What somebody answered about a pair."""
    return PairReview.objects.create(
        left=left, right=right, answer=answer, edition="2016-2017", by=by.pk
    )


def cell(
    indicator: str,
    place: str,
    value: str | None,
    *,
    status: Status = Status.NORMAL,
    period: str = "2016-2017",
    footnotes: tuple[str, ...] = (),
    coverage: str = "1",
) -> Cell:
    found = None if value is None else Decimal(value)
    return Cell(
        Key(indicator, place, period),
        found,
        status,
        coverage=Decimal(coverage),
        footnotes=footnotes,
    )


def small_cells(name: str = "2016-2017") -> tuple[Cell, ...]:
    """A region with two centres, a centre abroad, the sums; a year before; one course."""
    return (
        cell("learners", "alsace", "1220", period=name),
        cell("learners", "lorraine", str(HIDDEN), period=name),
        cell("learners", "autres-antennes", "2686", period=name, footnotes=("by_aggregate",)),
        cell("learners", "metropole", "5541", period=name),
        cell("learners", "total", "60502", period=name),
        cell("distance_share", "alsace", "20.3", period=name),
        cell("distance_share", "total", "39.0", period=name, coverage="0.926"),
        cell("distance_share", "liban", None, status=Status.NOT_COMMUNICATED, period=name),
        cell("alternance_share", "alsace", "37.2", period=name, footnotes=("two_sources",)),
        cell("offerings_on_site", "mayotte", None, status=Status.ELSEWHERE, period=name),
        cell("parchments", "total", "9950", status=Status.PROVISIONAL, period=name),
        cell("parchments", "total", "12710", period=_before(name)),
        cell("enrolments", "alsace/1", "17", period=name),
    )


def _before(name: str) -> str:
    first = int(name[:4]) - 1
    return f"{first}-{first + 1}"


def defined(code: str) -> dict[str, object]:
    """A definition, as an edition keeps it."""
    return {
        "code": code,
        "title": {"fr": f"Titre de {code}", "en": f"Title of {code}"},
        "how": {"fr": "Ce qui est compté.", "en": f"What {code} counts."},
        "missing": {"clean": {"fr": "Hors champ.", "en": "Left out."}},
        "caveats": [],
        "sql": "SELECT 1 AS learners",
    }


def make_edition(
    name: str = "2016-2017",
    *,
    convention: str = "clean",
    identifier: str = "",
    cells: Sequence[Cell] = (),
) -> Edition:
    found = tuple(cells) or small_cells(name)
    codes = sorted({each.key.indicator for each in found})
    return Edition(
        name=name,
        convention=convention,
        identifier=identifier or f"{int(name[:4]):064d}",
        snapshot="5" * 64,
        linkage="6" * 64,
        code="test",
        seed=1794,
        head_count=HEAD,
        definitions={code: defined(code) for code in codes},
        cells=found,
    )


def hidden(edition: Edition) -> Edition:
    """The edition as the public may read it: the count that points at a person is not there."""
    return replace(
        edition,
        cells=tuple(
            Cell(each.key, None, Status.SUPPRESSED) if each.value == HIDDEN else each
            for each in edition.cells
        ),
    )


@dataclass(frozen=True, slots=True)
class Shelved:
    """An edition in a store."""

    store: Store
    edition: Edition

    @property
    def built(self) -> Built:
        return Built(self.edition.name, self.edition.convention, self.edition.identifier)

    @property
    def folder(self) -> Path:
        return self.store.built(self.edition.name, self.edition.convention, self.edition.identifier)


def shelve(store: Store, edition: Edition, *, is_written: bool = True) -> Shelved:
    """Keep an edition with its courses; and, if so, what publishing it writes."""
    taught = Teaching(
        "alsace", "alsace/1", "NFP121", "Programmation", "II", "on_site", intec=False, relayed=False
    )
    french = Teaching(
        "alsace", "alsace/2", "ECO101", "Économie", "II", "on_site", intec=False, relayed=False
    )
    keep(store, edition, (taught, french))
    shelved = Shelved(store, edition)
    if is_written:
        keep_public(store, hidden(edition))
        write_files(shelved.folder / "published")
    return shelved


def write_files(folder: Path) -> None:
    (folder / "charts").mkdir()
    (folder / "charts" / "learners.svg").write_text(DRAWING, encoding="utf-8")
    (folder / "charts" / "learners.csv").write_text(
        "group,name,series,value,unit,label\nOutre-mer,2015-2016,,60000,,60\u202f000\n",
        encoding="utf-8",
    )
    (folder / "tables.xlsx").write_bytes(b"PK")
    (folder / "csv").mkdir()
    (folder / "csv" / "T1.csv").write_text("learners,1220\n", encoding="utf-8")


def make_publication(built: Built, *, is_provisional: bool = False) -> Publication:
    return Publication.objects.create(
        edition=built.edition,
        convention=built.convention,
        identifier=built.identifier,
        is_provisional=is_provisional,
    )


def published(store: Store, name: str = "2016-2017", **facts: str) -> Shelved:
    """An edition that the public may read."""
    shelved = shelve(store, make_edition(name, **facts))  # type: ignore[arg-type]
    make_publication(shelved.built)
    return shelved


def write_pairs(store: Store, edition: Edition) -> None:
    """Two pairs to look at, and the names of the first one's two registrations."""
    folder = store.linkage(edition.linkage)
    folder.mkdir(parents=True)
    rows = [
        {"left": PAIR[0], "right": PAIR[1], "probability": 0.62, "reason": "doubtful"},
        {"left": OTHER_PAIR[0], "right": OTHER_PAIR[1], "probability": 0.99, "reason": "audit"},
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "pairs.parquet")
    snapshot = Snapshot()
    known = {"birth_name": "Vasseur", "national_number": "12345678901"}
    snapshot.person(PAIR[0], "alsace", first_names="Élise", **known)
    snapshot.person(PAIR[1], "lorraine", first_names="Elisa", **known)
    snapshot.write(store, edition.snapshot)


def write_return(store: Store, name: str, system: str = "alsace") -> None:
    """What an ingestion says to one centre."""
    folder = store.returns(name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{system}.html").write_text("<!doctype html><h1>Retour</h1>", encoding="utf-8")
    with (folder / f"{system}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["fichier", "ligne"], ["persons.csv", "12"]])
    (folder / "files.json").write_text(
        f'[{{"system": "{system}", "read": 10, "kept": 9, "refused": 1}}]', encoding="utf-8"
    )
