"""How long hiding takes, and how much it hides, in an edition of the national size.

    uv run python -m benchmarks.hiding [--data-dir DIR]

Writes the demo's feeds at scale 1, takes and builds them under both conventions (or uses the editions
of 2016-2017 that a data folder has), and hides what could point at a person. No block and no total may
be hidden.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.report import machine, write_section
from gregoire.demo.feeds import write_feeds
from gregoire.observatory import commands, editions
from gregoire.observatory.editions.confidential import hide
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.figures import Key, Status
from gregoire.observatory.places import BLOCKS, TOTAL
from gregoire.observatory.store import Store

EDITION: Final = "2016-2017"
MOST_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one edition gave: figures that are public, those of them that are hidden."""

    convention: str
    seconds: float
    processor: float
    public: int
    keys: tuple[Key, ...]

    @property
    def of_offerings(self) -> int:
        return sum("/" in key.place for key in self.keys)

    @property
    def of_blocks(self) -> int:
        return sum(key.place in {*BLOCKS, TOTAL} for key in self.keys)


def silent(_title: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path)
    given = parser.parse_args().data_dir
    with tempfile.TemporaryDirectory() as name:
        store = commands.store_of(given) if given else made(Path(name))
        found = [hidden(store, convention) for convention in editions.CONVENTIONS]
    text = told(found)
    write_section("What could point at a person is hidden", text)
    print(text)
    is_good = all(one.seconds <= MOST_SECONDS and not one.of_blocks for one in found)
    raise SystemExit(0 if is_good else 1)


def made(folder: Path) -> Store:
    """A store with both editions of the demo's feeds."""
    store = commands.store_of(folder / "data")
    write_feeds(folder / "feeds", scale=1, progress=silent)
    ingest(folder / "feeds", edition=EDITION, store=store, progress=silent)
    for convention in editions.CONVENTIONS:
        editions.build(store, name=EDITION, convention=convention, decisions=(), progress=silent)
    return store


def hidden(store: Store, convention: str) -> Hidden:
    edition = editions.load(store, EDITION, convention)
    taught = editions.teaching(store, edition)
    started, worked = time.monotonic(), time.process_time()
    public = hide(edition, taught)
    seconds, processor = time.monotonic() - started, time.process_time() - worked
    keys = tuple(cell.key for cell in public.cells if cell.status is Status.SUPPRESSED)
    return Hidden(convention, seconds, processor, len(public.cells), keys)


def told(found: list[Hidden]) -> str:
    lines = [
        f"An edition of the national size, with its drill-down (≤ {MOST_SECONDS} s). {machine()}.",
        "",
        "| convention | s | of processor | public figures | hidden | of them offerings | blocks and totals |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one.convention} | **{one.seconds:.1f}** | {one.processor:.1f} | {one.public} | "
        f"{len(one.keys)} | {one.of_offerings} | {one.of_blocks} |"
        for one in found
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
