"""What stands on the observatory's shelves: readings, linkages, editions, publications."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from gregoire.observatory import wording
from gregoire.observatory.editions.building import built as every_built
from gregoire.observatory.figures import from_json
from gregoire.observatory.models import Publication
from gregoire.observatory.places import place
from gregoire.observatory.queries import public_file, store
from gregoire.observatory.rules import Built
from gregoire.observatory.store import Store
from gregoire.observatory.web.editions import KEPT, Shown

COUNTS: Final = "files.json"


@dataclass(frozen=True, slots=True)
class BuiltLine:
    """An edition that was built, and what became of it."""

    built: Built
    is_current: bool  # the one built last under its convention
    is_written: bool  # its files are there to be published
    publication: Publication | None
    is_shown: bool  # the public reads it under its name
    at: datetime

    @property
    def short(self) -> str:
        return self.built.identifier[:10]

    @property
    def publish_command(self) -> str:
        one = self.built
        return f"gregoire observatory publish --edition {one.edition} --convention {one.convention}"


@dataclass(frozen=True, slots=True)
class Return:
    """The quality return of one system: rows of its files, and how much was found."""

    system: str
    read: int
    kept: int
    refused: int
    findings: int

    @property
    def label(self) -> str:
        try:
            return place(self.system).label
        except KeyError:
            return str(wording.SYSTEMS.get(self.system, self.system))


@dataclass(frozen=True, slots=True)
class Shelf:
    """One name: what was read for it, what was built of it."""

    name: str
    snapshot: dict[str, Any]
    built: list[BuiltLine]
    returns: list[Return]

    @property
    def current(self) -> BuiltLine | None:
        return next((line for line in self.built if line.is_current), None)

    @property
    def shown(self) -> BuiltLine | None:
        return next((line for line in self.built if line.is_shown), None)

    @property
    def read(self) -> int:
        return sum(each.read for each in self.returns)

    @property
    def kept(self) -> int:
        return sum(each.kept for each in self.returns)

    @property
    def refused(self) -> int:
        return sum(each.refused for each in self.returns)

    @property
    def findings(self) -> int:
        return sum(each.findings for each in self.returns)


def shelves(publications: dict[Built, Publication], shown: dict[str, Built]) -> list[Shelf]:
    """Every name for which something was read or built, the newest first."""
    folder = store().edition("x").parent
    names = sorted((path.name for path in folder.glob("[0-9]*-[0-9]*")), reverse=True)
    return [shelf(name, publications, shown.get(name)) for name in names]


def shelf(name: str, publications: dict[Built, Publication], shown: Built | None) -> Shelf:
    kept = store()
    found = [Built(*each) for each in every_built(kept) if each[0] == name]
    lines = [_line(kept, one, publications.get(one), is_shown=one == shown) for one in found]
    lines.sort(key=lambda line: (not line.is_current, line.built.convention, line.at))
    return Shelf(name, _snapshot(kept, name), lines, returns_of(name))


def _line(kept: Store, one: Built, publication: Publication | None, *, is_shown: bool) -> BuiltLine:
    pointer = kept.current(one.edition, one.convention)
    current = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    file = kept.built(one.edition, one.convention, one.identifier) / "edition.json"
    return BuiltLine(
        built=one,
        is_current=one.identifier == current,
        is_written=public_file(one).is_file(),
        publication=publication,
        is_shown=is_shown,
        at=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC),
    )


def _snapshot(kept: Store, name: str) -> dict[str, Any]:
    """What was read last for an edition; empty where nothing was."""
    try:
        pointer = json.loads((kept.edition(name) / "ingested.json").read_text(encoding="utf-8"))
        file = kept.snapshot(pointer["snapshot"]) / "snapshot.json"
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return {}
    return found | {"digest": pointer["snapshot"]}


def returns_of(name: str) -> list[Return]:
    """The quality returns of the last reading, by system; also where it was refused."""
    folder = store().returns(name)
    counts = _counts(folder / COUNTS)
    return [
        Return(path.stem, *counts.get(path.stem, (0, 0, 0)), _lines(path))
        for path in sorted(folder.glob("*.csv"))
    ]


def _counts(file: Path) -> dict[str, tuple[int, int, int]]:
    if not file.is_file():
        return {}
    found: dict[str, tuple[int, int, int]] = {}
    for each in json.loads(file.read_text(encoding="utf-8")):
        read, kept, refused = found.get(each["system"], (0, 0, 0))
        found[each["system"]] = (
            read + each["read"],
            kept + each["kept"],
            refused + each["refused"],
        )
    return found


def _lines(file: Path) -> int:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return max(0, sum(1 for _ in csv.reader(opened, delimiter=";")) - 1)


def return_file(name: str, system: str, kind: str) -> Path:
    """The return of a system; raises LookupError. Names come from the folder, never from outside."""
    for path in store().returns(name).glob(f"*.{kind}"):
        if path.stem == system:
            return path
    raise LookupError(system)


@lru_cache(maxsize=KEPT)
def _unhidden(file: Path) -> Shown:
    return Shown(from_json(file.read_text(encoding="utf-8")), file.parent / "published")


def unhidden(built: Built) -> Shown:
    """An edition with everything in it, for the observatory's own eyes; raises LookupError."""
    place_of = store().built(built.edition, built.convention, built.identifier)
    try:
        return _unhidden(place_of / "edition.json")
    except OSError as error:
        raise LookupError(built.identifier) from error
