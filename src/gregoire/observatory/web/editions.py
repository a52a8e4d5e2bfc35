"""Published editions as pages read them: from their public file, once per process."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from gregoire.kernel.text import folded
from gregoire.observatory.editions.teaching import Teaching, from_lines
from gregoire.observatory.figures import Cell, Edition, Key, from_json
from gregoire.observatory.models import Publication
from gregoire.observatory.queries import public_file, publication_of
from gregoire.observatory.rules import Built

KEPT: Final = 12  # editions in the memory of a process
TEACHING: Final = "teaching.jsonl"
PRIVATE: Final = frozenset({"public.json"})  # of the published folder, what is no download


@dataclass(frozen=True, slots=True)
class File:
    """Something that can be taken away: its path below the published folder, its size in bytes."""

    name: str
    path: Path

    @property
    def short(self) -> str:
        return self.path.name

    @property
    def kind(self) -> str:
        return self.path.suffix.removeprefix(".")

    @property
    def size(self) -> int:
        return self.path.stat().st_size


class Shown:
    """An edition, with what pages look up in it again and again."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        self.edition = edition
        self.folder = folder

    @property
    def name(self) -> str:
        return self.edition.name

    @cached_property
    def cells(self) -> dict[Key, Cell]:
        return self.edition.by_key

    def cell(
        self, indicator: str, place: str = "total", period: str = "", category: str = ""
    ) -> Cell | None:
        return self.cells.get(Key(indicator, place, period or self.name, category))

    @cached_property
    def _by_place(self) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for cell in self.edition.cells:
            found.setdefault(cell.key.place, []).append(cell)
        return found

    def of_place(self, place: str) -> list[Cell]:
        return self._by_place.get(place, [])

    @cached_property
    def teaching(self) -> dict[str, list[Teaching]]:
        """What each centre teaches, in order of title."""
        file = self.folder.parent / TEACHING
        lines = file.read_text(encoding="utf-8") if file.is_file() else ""
        found: dict[str, list[Teaching]] = {}
        for one in sorted(from_lines(lines), key=_by_title):
            found.setdefault(one.centre, []).append(one)
        return found

    def teachings_at(self, centre: str) -> int:
        return len(self.teaching.get(centre, []))

    @cached_property
    def is_provisional(self) -> bool:
        return any(cell.status == "P" for cell in self.edition.cells)

    @cached_property
    def files(self) -> dict[str, File]:
        """What was written of it, by its path below the folder."""
        found = sorted(
            path
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )
        names = {path.relative_to(self.folder).as_posix(): path for path in found}
        return {name: File(name, path) for name, path in names.items() if name not in PRIVATE}

    @property
    def downloads(self) -> list[File]:
        """Files to take away; charts have a page of their own."""
        return [file for file in self.files.values() if not file.name.startswith("charts/")]

    def files_of(self, number: int) -> list[File]:
        """Those that hold table 1, 2 or 3: the workbooks, and its own figures."""
        own = (f"csv/t{number}", f"csv/table-{number}", f"csv/table{number}", "tables.")
        return [file for file in self.downloads if file.name.lower().startswith(own)]


def _by_title(one: Teaching) -> tuple[str, str, str]:
    """As a dictionary has it: “Économie” before “Finance”."""
    return folded(one.title), one.unit, one.offering


@lru_cache(maxsize=KEPT)
def shown(file: Path, _written: int) -> Shown:
    """Read once, and once more where it was published anew under the same identifier."""
    return Shown(from_json(file.read_text(encoding="utf-8")), file.parent)


def shown_of(publication: Publication) -> Shown:
    """What the public may read of a publication; raises OSError where its file is not there."""
    built = Built(publication.edition, publication.convention, publication.identifier)
    file = public_file(built)
    return shown(file, file.stat().st_mtime_ns)


def published(name: str) -> tuple[Publication, Shown]:
    """The edition that the public reads under this name; raises LookupError."""
    try:
        publication = publication_of(name)
        return publication, shown_of(publication)
    except (Publication.DoesNotExist, OSError) as error:
        raise LookupError(name) from error


def readable(found: Iterable[Publication]) -> list[tuple[Publication, Shown]]:
    """Publications with their figures; of those whose files are gone nothing is shown."""
    shown = []
    for publication in found:
        with contextlib.suppress(OSError):
            shown.append((publication, shown_of(publication)))
    return shown
