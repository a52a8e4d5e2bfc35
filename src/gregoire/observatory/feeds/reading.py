"""Taking the feeds of a folder: all are judged, and then all are taken, or none."""

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from gregoire.kernel.years import AcademicYear
from gregoire.observatory.feeds.checking import Checker
from gregoire.observatory.feeds.findings import (
    Damage,
    Fate,
    FeedRefusedError,
    FileCount,
    Finding,
    Ingestion,
)
from gregoire.observatory.feeds.manifests import OF_THE_YEAR, Feed, Manifest, TableFile, feeds_in
from gregoire.observatory.feeds.parsing import batches
from gregoire.observatory.feeds.returns import write_returns
from gregoire.observatory.feeds.scanning import DamagedFileError
from gregoire.observatory.feeds.snapshots import keep, secret, write_description, write_facts
from gregoire.observatory.places import centres
from gregoire.observatory.store import Store

Progress = Callable[[str, int, int], None]
INGESTED: Final = "ingested.json"
SCRATCH: Final = ".reading."
LEFT_BEHIND: Final = 24 * 3600  # seconds: a scratch so old is that of a command that was killed


@dataclass(slots=True)
class _Reading:
    """What is known while the feeds are read. Files are numbered from 1."""

    edition: str
    files: dict[int, tuple[Feed, TableFile]] = field(default_factory=dict)
    unread: dict[int, int] = field(default_factory=dict)  # file → rows read before it was given up
    set_aside: dict[int, int] = field(default_factory=dict)  # file of another year → its rows


def ingest(folder: Path, *, edition: str, store: Store, progress: Progress) -> Ingestion:
    """Read every `<system>/<year>` below `folder` and make them the edition's data.

    Writes a snapshot, `ingested.json` of the edition, and the quality return of each system. Raises
    FeedRefusedError where one feed cannot be taken: then only the returns are written, and the
    edition stays as it was. Rows read = rows kept + rows refused, for each file.
    """
    try:
        AcademicYear.parse(edition)
        feeds = feeds_in(folder)
    except ValueError as error:
        raise FeedRefusedError((), more=str(error)) from error
    if not any(feed.year == edition for feed in feeds):
        raise FeedRefusedError((), more=f"{folder}: no feed of {edition} here")
    with _scratch(store) as scratch, Checker(scratch / "spill") as checker:
        reading = _read(feeds, edition, checker, progress)
        progress("checking", 0, 1)
        checker.check()
        _refuse_the_too_damaged(reading, checker)
        findings = _findings(feeds, reading, checker)
        files = _counts(reading, checker)
        progress("checking", 1, 1)
        systems = {feed.system for feed in feeds}
        if any(one.fate is Fate.FEED_REFUSED for one in findings):
            write_returns(store, edition, systems=systems, findings=findings, files=files)
            raise FeedRefusedError(findings, files)
        progress("writing", 0, 1)
        drafted = scratch / "snapshot"
        drafted.mkdir()
        rows = write_facts(checker, drafted, secret(store))
        damages = dict(Counter(one.damage.value for one in findings))
        write_description(drafted, edition=edition, feeds=feeds, rows=rows, damages=damages)
        digest = keep(drafted, store)
    write_returns(store, edition, systems=systems, findings=findings, files=files)
    _point_at(store, edition, digest)
    progress("writing", 1, 1)
    return Ingestion(
        digest, edition, files, findings, _absent(feeds, edition), _provisional(feeds, edition)
    )


def ingested(store: Store, edition: str) -> str:
    """The digest of the edition's snapshot. Raises FileNotFoundError where nothing was ingested."""
    text = (store.edition(edition) / INGESTED).read_text(encoding="utf-8")
    return str(json.loads(text)["snapshot"])


@contextmanager
def _scratch(store: Store) -> Iterator[Path]:
    """A folder of the moment beside the snapshots, for its owner alone: names pass through it."""
    place = store.root / f"{SCRATCH}{uuid4().hex[:8]}"
    store.root.mkdir(parents=True, exist_ok=True)
    for left in store.root.glob(f"{SCRATCH}*"):
        if time.time() - left.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _read(feeds: list[Feed], edition: str, checker: Checker, progress: Progress) -> _Reading:
    reading = _Reading(edition)
    every = [(feed, feed.manifest, file) for feed in feeds if feed.manifest for file in feed.files]
    if every:
        checker.declare([(feed, manifest, file.table) for feed, manifest, file in every])
    for number, (feed, manifest, file) in enumerate(every, start=1):
        progress(f"{feed.system} {feed.year}", number - 1, len(every))
        reading.files[number] = (feed, file)
        if file.table in OF_THE_YEAR and feed.year != edition:
            _set_aside(reading, number)
        else:
            _load(reading, number, manifest, checker)
    checker.unread(_unread(feeds, reading))
    return reading


def _unread(feeds: list[Feed], reading: _Reading) -> list[tuple[str, str]]:
    """Tables of the year that could not be read: what points at them is not judged by them."""
    whole = {
        (feed.system, file.table)
        for number, (feed, file) in reading.files.items()
        if number not in reading.unread and number not in reading.set_aside
    }
    of_the_year = {feed.system for feed in feeds if feed.year == reading.edition}
    every = {(system, table) for system in of_the_year for table in OF_THE_YEAR}
    return sorted(every - whole)


def _load(reading: _Reading, number: int, manifest: Manifest, checker: Checker) -> None:
    feed, file = reading.files[number]
    rows, last, cut = 0, 0, 0
    try:
        for batch in batches(file):
            checker.load(number, file.table, batch)
            rows += batch.rows.num_rows + len(batch.broken)
            last = rows + (0 if file.is_parquet else 1)
            cut = _cut_at(batch.broken, last)
    except DamagedFileError as error:
        feed.found(
            error.damage,
            file=file.path.name,
            line=error.line,
            column=error.column,
            value=error.value,
        )
        reading.unread[number] = rows
        return
    said = manifest.rows.get(file.table, rows)
    if rows < said or cut:
        value = f"{rows} < {said}" if rows < said else ""
        feed.found(Damage.TRUNCATED, file=file.path.name, line=last, value=value)
    elif rows > said:
        feed.found(Damage.MANIFEST, value=f"rows: {file.table}: {rows} > {said}")


def _cut_at(broken: tuple[tuple[int, Damage, str], ...], last: int) -> int:
    """The last line, where it has fewer fields than it should."""
    for line, damage, said in broken[-1:]:
        fields, _, wanted = said.partition(" ≠ ")
        if line == last and damage is Damage.FIELD_COUNT and int(fields) < int(wanted):
            return line
    return 0


def _set_aside(reading: _Reading, number: int) -> None:
    """Count the rows of a table of persons of another year, which is not taken."""
    feed, file = reading.files[number]
    rows = 0
    try:
        for batch in batches(file):
            rows += batch.rows.num_rows + len(batch.broken)
    except DamagedFileError:
        pass  # it is not taken, be it whole or not
    reading.set_aside[number] = rows
    feed.found(Damage.OTHER_YEAR_FILE, file=file.path.name, value=str(rows))


def _refuse_the_too_damaged(reading: _Reading, checker: Checker) -> None:
    for number, column, line, damaged, rows in checker.too_damaged():
        feed, file = reading.files[number]
        feed.found(
            Damage.MOSTLY_DAMAGED,
            file=file.path.name,
            line=line,
            column=column,
            value=f"{damaged} / {rows}",
        )


def _findings(feeds: list[Feed], reading: _Reading, checker: Checker) -> tuple[Finding, ...]:
    findings = [finding for feed in feeds for finding in feed.findings]
    for number, line, column, damage, value, fate, key, centre in checker.findings():
        feed, file = reading.files[number]
        findings.append(
            Finding(
                system=feed.system,
                year=feed.year,
                table=file.table,
                file=f"{feed.year}/{file.path.name}",
                line=line,
                column=column,
                key=key,
                centre=centre,
                value=value,
                damage=Damage(damage),
                fate=Fate(fate),
            )
        )
    findings.sort(key=lambda one: (one.system, one.file, one.line, one.column, one.damage))
    return tuple(findings)


def _counts(reading: _Reading, checker: Checker) -> tuple[FileCount, ...]:
    judged = checker.counts()
    counts = []
    for number, (feed, file) in reading.files.items():
        read, refused = judged[number]
        if number in reading.set_aside:
            read = refused = reading.set_aside[number]
        elif number in reading.unread:
            refused = read
        name = f"{feed.year}/{file.path.name}"
        counts.append(FileCount(feed.system, feed.year, name, read, read - refused, refused))
    return tuple(counts)


def _provisional(feeds: list[Feed], edition: str) -> tuple[str, ...]:
    """Systems whose feed of the year says that it is."""
    return tuple(
        feed.system
        for feed in feeds
        if feed.manifest and feed.year == edition and feed.manifest.status == "provisional"
    )


def _absent(feeds: list[Feed], edition: str) -> tuple[str, ...]:
    """Centres of the network that no feed of the year speaks for."""
    spoken = {
        centre
        for feed in feeds
        if feed.manifest and feed.year == edition
        for centre in feed.manifest.centres
    }
    return tuple(centre for centre in centres() if centre not in spoken)


def _point_at(store: Store, edition: str, digest: str) -> None:
    place = store.edition(edition) / INGESTED
    draft = place.with_name(f".{INGESTED}.{uuid4().hex[:8]}")
    draft.write_text(json.dumps({"snapshot": digest}) + "\n", encoding="utf-8")
    os.replace(draft, place)  # noqa: PTH105 -- said of two files: it is atomic
