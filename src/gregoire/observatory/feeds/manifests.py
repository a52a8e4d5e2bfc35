"""Which feeds stand in a folder, and what each says of itself in `feed.json`."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from gregoire.kernel.years import AcademicYear
from gregoire.observatory.feeds.findings import Damage, Fate, Finding
from gregoire.observatory.feeds.schema import BY_NAME, FORMAT, MANIFEST, STATUSES, WITHHELD
from gregoire.observatory.places import centres

MOST_BYTES: Final = 1_000_000  # of a manifest
# Tables that are taken of the edition's own year only; the others are kept of every year found.
OF_THE_YEAR: Final = ("persons", "registrations", "offerings", "enrolments")
FIELDS: Final = {
    "format", "system", "year", "centres", "produced_on", "status", "not_communicated",
    "not_applicable", "rows",
}  # fmt: skip


class _WrongError(ValueError):
    """Which part of a manifest is wrong, and what is expected there: no sentence, any language."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`feed.json`, read and found right."""

    system: str
    year: AcademicYear
    centres: tuple[str, ...]
    produced_on: date
    status: str
    not_communicated: dict[str, tuple[str, ...]]
    not_applicable: dict[str, tuple[str, ...]]
    rows: dict[str, int]

    def withholds(self, what: str) -> tuple[str, ...]:
        """Centres of which this field (of `schema.WITHHELD`) is not returned, for either reason."""
        both = (self.not_communicated, self.not_applicable)
        return tuple(sorted({c for part in both for c, fields in part.items() if what in fields}))


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table found in a feed."""

    table: str
    path: Path

    @property
    def is_parquet(self) -> bool:
        return self.path.suffix == ".parquet"


@dataclass(slots=True)
class Feed:
    """One folder `<system>/<year>`. `manifest` is None where it could not be read."""

    system: str
    year: str
    folder: Path
    manifest: Manifest | None = None
    files: list[TableFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def found(
        self,
        damage: Damage,
        *,
        file: str = MANIFEST,
        line: int = 0,
        column: str = "",
        value: str = "",
    ) -> None:
        """Keep what was found of a file as a whole."""
        refuses = damage not in {Damage.UNKNOWN_FILE, Damage.OTHER_YEAR_FILE}
        self.findings.append(
            Finding(
                system=self.system,
                year=self.year,
                table=Path(file).stem if Path(file).stem in BY_NAME else "",
                file=f"{self.year}/{file}",
                line=line,
                column=column,
                key="",
                centre="",
                value=value[:80],
                damage=damage,
                fate=Fate.FEED_REFUSED if refuses else Fate.ROW_REFUSED,
            )
        )


def feeds_in(folder: Path) -> list[Feed]:
    """Every `<system>/<year>` below a folder, in order, with its manifest and its tables.

    Raises ValueError where the folder holds none, or one of its systems has no year.
    """
    found = [_feed(system.name, year) for system in _folders(folder) for year in _folders(system)]
    for system in _folders(folder):
        _nothing_stands_outside_a_year(system)
        if not _folders(system):
            raise ValueError(f"{system}: no folder of a year here")
    if not found:
        raise ValueError(f"{folder}: no feed here: <system>/<year>/{MANIFEST} is expected")
    _one_feed_speaks_for_a_centre(found)
    return found


def _nothing_stands_outside_a_year(system: Path) -> None:
    """A table that was put one folder too high would be missed in silence."""
    for path in sorted(system.iterdir()):
        if path.is_file() and (path.stem in BY_NAME or path.name == MANIFEST):
            raise ValueError(
                f"{path}: a feed stands in a folder of its year, {system.name}/2016-2017"
            )


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        one for one in folder.iterdir() if one.is_dir() and not one.name.startswith((".", "_"))
    )


def _feed(system: str, folder: Path) -> Feed:
    feed = Feed(system=system, year=folder.name, folder=folder)
    for path in sorted(folder.iterdir()):
        if path.name == MANIFEST or path.name.startswith("."):
            continue
        if path.stem in BY_NAME and path.suffix in {".csv", ".parquet"} and path.is_file():
            feed.files.append(TableFile(path.stem, path))
        else:
            feed.found(Damage.UNKNOWN_FILE, file=path.name)
    try:
        feed.manifest = read_manifest(folder)
    except _WrongError as wrong:
        feed.found(Damage.MANIFEST, value=str(wrong))
    except OSError:
        feed.found(Damage.MANIFEST, value="")
    else:
        _tables_are_those_announced(feed, feed.manifest)
    return feed


def _tables_are_those_announced(feed: Feed, manifest: Manifest) -> None:
    tables = [one.table for one in feed.files]
    for table in sorted(set(manifest.rows) - set(tables)):
        feed.found(Damage.MISSING_FILE, file=f"{table}.csv")
    for one in feed.files:
        if one.table not in manifest.rows:
            feed.found(Damage.MISSING_FILE, file=one.path.name, value="rows")
        for column in BY_NAME[one.table].columns:
            if column.refers_to and column.refers_to not in {*tables, *manifest.rows}:
                feed.found(Damage.MISSING_FILE, file=f"{column.refers_to}.csv", value=one.table)
    for table in sorted({table for table in tables if tables.count(table) > 1}):
        feed.found(Damage.MANIFEST, value=f"{table}.csv, {table}.parquet")


def _one_feed_speaks_for_a_centre(feeds: list[Feed]) -> None:
    spoken: dict[tuple[str, str], str] = {}
    for feed in feeds:
        for centre in feed.manifest.centres if feed.manifest else ():
            other = spoken.setdefault((feed.year, centre), feed.system)
            if other != feed.system:
                feed.found(Damage.MANIFEST, value=f"centres: {centre} ({other})")


def read_manifest(folder: Path) -> Manifest:
    """Raises ValueError (what is wrong, in words) or OSError."""
    path = folder / MANIFEST
    if not path.is_file():  # nor a pipe or a device, that would never end
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise _WrongError(f"> {MOST_BYTES}")
    try:
        said = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _WrongError("JSON, UTF-8") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _WrongError(f"format: {FORMAT}")
    if said.get("system") != folder.parent.name or said.get("year") != folder.name:
        raise _WrongError(f"system, year: {folder.parent.name}/{folder.name}")
    return _manifest(said)


def _manifest(said: dict[str, Any]) -> Manifest:
    unknown = sorted(set(said) - FIELDS)
    if unknown:  # a name mistyped would be a word that nobody hears
        raise _WrongError(f"{unknown[0]!r}")
    try:
        year, produced_on = (
            AcademicYear.parse(said["year"]),
            date.fromisoformat(said["produced_on"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _WrongError("year: 2016-2017, produced_on: 2017-11-30") from error
    if said.get("status") not in STATUSES:
        raise _WrongError(f"status: {', '.join(STATUSES)}")
    own = _centres(said.get("centres", []))
    return Manifest(
        system=said["system"],
        year=year,
        centres=own,
        produced_on=produced_on,
        status=said["status"],
        not_communicated=_withheld(said.get("not_communicated", {}), own),
        not_applicable=_withheld(said.get("not_applicable", {}), own),
        rows=_rows(said.get("rows")),
    )


def _centres(said: Any) -> tuple[str, ...]:
    unknown = [one for one in said if one not in centres()] if isinstance(said, list) else ["?"]
    if unknown:
        raise _WrongError(f"centres: {unknown[0]!r}")
    return tuple(said)


def _withheld(said: Any, own: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What is withheld of the feed's own centres: it does not speak for another's."""
    if not isinstance(said, dict):
        raise _WrongError("not_communicated, not_applicable")
    for centre in _centres(list(said)):
        if centre not in own:
            raise _WrongError(f"not_communicated, not_applicable: {centre!r} ∉ centres")
    for fields in said.values():
        if not isinstance(fields, list) or any(one not in WITHHELD for one in fields):
            raise _WrongError(f"not_communicated, not_applicable: {', '.join(WITHHELD)}")
    return {centre: tuple(sorted(fields)) for centre, fields in sorted(said.items())}


def _rows(said: Any) -> dict[str, int]:
    if not isinstance(said, dict) or set(said) - set(BY_NAME):
        raise _WrongError("rows")
    if not all(type(count) is int and count >= 0 for count in said.values()):
        raise _WrongError("rows: 0, 1, 2 …")
    return dict(said)
