"""The feeds of the whole network in a folder: regional systems, the national one, five years before."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from gregoire.demo import facts
from gregoire.demo.drawing.chance import SEED, chance
from gregoire.demo.drawing.flows import home_of
from gregoire.demo.drawing.network import draw
from gregoire.demo.feeds import earlier, national, writer_tables
from gregoire.demo.feeds import noise as harming
from gregoire.demo.feeds.arrays import YearArrays
from gregoire.demo.feeds.typos import Identities, Rates, corrupted
from gregoire.demo.feeds.writer_tables import Columns, Keys
from gregoire.demo.feeds.year import YEAR, drawn_year
from gregoire.observatory.feeds import schema
from gregoire.observatory.feeds.writing import write_manifest, write_table

Progress: TypeAlias = Callable[[str, int, int], None]
MARK: Final = ".gregoire-demo-feeds"  # the file that says that a folder is ours to write again
# When the exports were made: the regional ones in the autumn after the year, the national one when
# the civil year that it also counts has ended.
PRODUCED_ON: Final = (1, 11, 30)  # years after, month, day
PRODUCED_NATIONALLY_ON: Final = (2, 1, 31)
# Table 1 prints “n.c” for their learners at a distance, a dash for all else.
WITHHELD_BY_ANTENNAS: Final = {"distance": "not_communicated"}


class NotOursError(ValueError):
    """The folder holds something that we have not written; the message says so in one line."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One folder: a system, a year, its tables."""

    system: str
    year: int
    centres: tuple[str, ...]
    tables: dict[str, Columns]
    withheld: dict[str, dict[str, list[str]]] = field(
        default_factory=dict
    )  # reason → centre → fields

    @property
    def label(self) -> str:
        return f"{self.year}-{self.year + 1}"


def made_ready(folder: Path) -> None:
    """An empty folder of ours; raises NotOursError where somebody else's files are in it."""
    if folder.exists() and not folder.is_dir():
        raise NotOursError(f"{folder} is a file; name a folder for the feeds.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotOursError(
            f"{folder} holds files that gregoire demo has not written; name an empty folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Written by gregoire demo --feeds-only, and by nobody else.\n")
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != MARK:
            entry.unlink()


def feeds(
    arrays: YearArrays, keys: Keys, identities: Identities, *, scale: float, seed: int
) -> Iterator[Feed]:
    """Every feed, one after the other: the year's, then those of the years before."""
    yield from regional(arrays, keys, identities, seed=seed)
    yield antennas(arrays)
    yield from national_feeds(arrays.year, scale=scale, seed=seed)
    for back in range(1, earlier.YEARS + 1):
        yield from before(arrays, back)


def national_feeds(year: int, *, scale: float, seed: int) -> Iterator[Feed]:
    """Parchments, decisions of recognition and online courses: the year's, and those before."""
    for back in range(national.YEARS):
        tables = {
            "parchments": national.parchments(seed, scale, back, year=year),
            "recognition": national.recognition(seed, scale, back, year=year),
        }
        if back == 0:
            tables["moocs"] = national.moocs(seed, scale, year=year)
        yield Feed(schema.NATIONAL, year - back, (), tables)


def regional(
    arrays: YearArrays, keys: Keys, identities: Identities, *, seed: int
) -> Iterator[Feed]:
    """The year's persons, registrations, offerings and enrolments, system by system."""
    home = home_of()
    for system in np.unique(arrays.registrations.system).tolist():
        of_system = home[arrays.offerings.centre] == system
        tables = {
            "persons": writer_tables.persons(keys.known, identities, keys.known.system == system),
            "registrations": writer_tables.registrations(arrays, keys, seed, system),
            "offerings": writer_tables.offerings(arrays, keys, np.flatnonzero(of_system)),
            "enrolments": writer_tables.enrolments(arrays, keys, system),
        }
        code = facts.centres()[system].code
        yield Feed(code, arrays.year, centres_of(code), tables, _withheld(arrays, code))


def antennas(arrays: YearArrays) -> Feed:
    """Those who send a number of learners, and nobody's name."""
    columns: Columns = {
        "centre": np.array([facts.NO_RETURN]),
        "year": np.array([f"{arrays.year}-{arrays.year + 1}"]),
        "measure": np.array(["learners"]),
        "count": np.array([arrays.antennas]),
    }
    code = facts.NO_RETURN
    return Feed(code, arrays.year, (code,), {"aggregates": columns}, _withheld(arrays, code))


def before(arrays: YearArrays, back: int) -> Iterator[Feed]:
    """The aggregates of an earlier year, each system's apart."""
    columns = earlier.aggregates(arrays, back)
    for system in np.unique(home_of()).tolist():
        code = facts.centres()[system].code
        here = np.isin(columns["centre"], centres_of(code))
        tables = {"aggregates": {name: values[here] for name, values in columns.items()}}
        yield Feed(code, arrays.year - back, centres_of(code), tables, _withheld(arrays, code))


def centres_of(system: str) -> tuple[str, ...]:
    """The centres that a system answers for, its own first."""
    others = [code for code, through in facts.ANSWERS_FOR.items() if through == system]
    return (system, *others)


def write(folder: Path, feed: Feed) -> None:
    """One feed: its tables, then the manifest that counts them."""
    place = folder / feed.system / feed.label
    rows = {
        name: write_table(place, schema.BY_NAME[name], columns)
        for name, columns in feed.tables.items()
    }
    is_national = feed.system == schema.NATIONAL
    after, month, day = PRODUCED_NATIONALLY_ON if is_national else PRODUCED_ON
    write_manifest(
        place,
        system=feed.system,
        year=feed.label,
        centres=feed.centres,
        produced_on=date(feed.year + after, month, day),
        status="final",
        rows=rows,
        **feed.withheld,
    )


def write_feeds(
    folder: Path,
    *,
    scale: float,
    progress: Progress,
    year: int = YEAR,
    noise: bool = False,
    seed: int = SEED,
) -> None:
    """Write the feeds of a made-up network: `year`-`year + 1`, and the five years before.

    With noise, the truth stands beside them (`noise.sealed_folder`). Raises NotOursError where a
    folder holds files that this function has not written.
    """
    sealed = harming.sealed_folder(folder)
    for place in (folder, sealed) if noise or sealed.exists() else (folder,):
        made_ready(place)
    progress("Drawing the network", 0, 1)
    arrays = drawn_year(draw(scale, seed=seed), seed=seed, year=year)
    progress("Drawing the network", 1, 1)
    keys = writer_tables.keys_of(arrays, seed)
    identities = writer_tables.identities_of(arrays, keys.known, seed)
    if noise:
        identities = corrupted(identities, Rates(), chance(seed, "feeds", "noise"))
    every = list(feeds(arrays, keys, identities, scale=scale, seed=seed))
    for done, feed in enumerate(every):
        progress("Writing the feeds", done, len(every))
        write(folder, feed)
    progress("Writing the feeds", len(every), len(every))
    if noise:
        harmed = harming.damage(folder, f"{year}-{year + 1}", seed)
        codes = [centre.code for centre in facts.centres()]
        harming.seal(sealed, keys.known, codes, arrays.antennas, harmed)


def _withheld(arrays: YearArrays, system: str) -> dict[str, dict[str, list[str]]]:
    """Reason → centre → what it withholds, of the centres of a system."""
    told: dict[str, dict[str, list[str]]] = {}
    withheld = {facts.NO_RETURN: WITHHELD_BY_ANTENNAS} | arrays.withheld
    for centre in centres_of(system):
        for what, reason in withheld.get(centre, {}).items():
            told.setdefault(reason, {}).setdefault(centre, []).append(what)
    return told
