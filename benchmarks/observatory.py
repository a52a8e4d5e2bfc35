"""How long an edition takes, from the feeds of the whole network to a proof; and how true it is.

    uv run python -m benchmarks.observatory [--scale 1] [--reference ../shared/data]

Writes the demo's feeds twice, without noise and with it, and runs the commands that people run, each
time in a new data folder: `ingest`, `build`, `check`. The clean edition is checked against the printed
note (status 0: no gap); the noisy one is held against the truth that stands beside its feeds. Memory
is that of the command and of all that it starts, ten times a second (Linux only).
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.memory import Watch
from benchmarks.report import machine, write_section
from gregoire.demo.feeds.noise import Comparison, compared_with_truth, sealed_folder
from gregoire.observatory import editions
from gregoire.observatory.store import Store

EDITION: Final = "2016-2017"
CONVENTION: Final = "note-2016"
MOST_SECONDS: Final = 90  # ingest, build and check together
MOST_MIB: Final = 3 * 1024
MOST_SECONDS_OF_WRITING: Final = 60
MOST_BIAS: Final = 0.005  # of the head count of noisy feeds


@dataclass(frozen=True, slots=True)
class Ran:
    """One command: what it was, how long it took, its memory at the most, its status."""

    words: str
    seconds: float
    processor: float  # seconds of all cores together: what hardly depends on what else runs
    mib: float
    status: int


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--reference", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        clean = steps(Path(name) / "clean", arguments.scale, arguments.reference)
        noisy = steps(Path(name) / "noisy", arguments.scale, None, noise=True)
        truth = truth_of(Path(name) / "noisy")
    against = "the printed note" if arguments.reference else "itself alone"
    text = told(clean, noisy, truth, f"scale {arguments.scale:g}", against)
    write_section("The observatory, from feeds to an edition", text)
    print(text)
    raise SystemExit(0 if is_good(clean, noisy, truth) else 1)


def steps(folder: Path, scale: float, reference: Path | None, *, noise: bool = False) -> list[Ran]:
    """Write feeds into a folder and make an edition of them, in a data folder of its own."""
    feeds, data = folder / "feeds", folder / "data"
    options = ["--scale", f"{scale:g}", "--feeds-only", str(feeds), *(["--noise"] if noise else [])]
    of_edition = ["--edition", EDITION, "--convention", CONVENTION]
    against = ["--reference", str(reference)] if reference else []
    return [
        run("demo", *options, data=data),
        run("observatory", "ingest", str(feeds), "--edition", EDITION, data=data),
        run("observatory", "build", *of_edition, data=data),
        run("observatory", "check", *of_edition, *against, data=data),
    ]


def run(*words: str, data: Path) -> Ran:
    """One command of ours. Raises SystemExit where it fails, unless it is a check with gaps."""
    started = time.monotonic()
    process = subprocess.Popen(
        ["gregoire", *words], env=os.environ | {"GREGOIRE_DATA_DIR": str(data)}
    )
    watch = Watch(process.pid, str(data))
    watch.start()
    _, ended, usage = os.wait4(process.pid, 0)
    status = process.returncode = os.waitstatus_to_exitcode(ended)
    took = time.monotonic() - started
    watch.stop()
    if status and "check" not in words:
        raise SystemExit(f"gregoire {' '.join(words)}: status {status}")
    processor = usage.ru_utime + usage.ru_stime
    return Ran(" ".join(words[:2]), took, processor, watch.most / 2**20, status)


def truth_of(folder: Path) -> Comparison:
    store = Store(folder / "data" / "observatory")
    edition = editions.load(store, EDITION, CONVENTION)
    returns = store.returns(EDITION)
    return compared_with_truth(sealed_folder(folder / "feeds"), edition.head_count, returns)


def told(
    clean: Sequence[Ran], noisy: Sequence[Ran], truth: Comparison, size: str, against: str
) -> str:
    """The section, in words. `against`: what the clean edition was checked against."""
    lines = [
        (
            f"The demo's feeds at {size}, clean and noisy, and `ingest`, `build`, `check` of {EDITION} under "
            f"`{CONVENTION}` in new data folders. {machine()}."
        ),
        "",
        "| | clean, s | of processor | MiB | noisy, s | of processor | MiB |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    pairs = zip(clean, noisy, strict=True)
    lines += [
        f"| {one.words.partition(' --')[0]} | {figures([one])} | {figures([other])} |"
        for one, other in pairs
    ]
    lines += [
        (
            f"| **ingest, build and check** (≤ {MOST_SECONDS} s, ≤ {MOST_MIB} MiB) | "
            f"{figures(clean[1:])} | {figures(noisy[1:])} |"
        ),
        "",
        f"`check` of the clean edition against {against}: status **{clean[-1].status}** (0: no gap).",
        "",
        (
            f"The noisy edition counts {truth.counted} persons; in truth there are {truth.persons}: off by "
            f"**{100 * truth.bias:+.2f} %** (≤ {100 * MOST_BIAS:.1f} % either way). The truth is "
            f"**{'inside' if truth.is_within else 'outside'}** the published bounds, {truth.lower} to "
            f"{truth.upper}. Of {truth.damaged} damaged lines, **{truth.damaged - len(truth.unreported)}** "
            "are in the quality return of their centre."
        ),
    ]
    return "\n".join(lines)


def figures(ran: Sequence[Ran]) -> str:
    """Cells of the table: seconds, seconds of processor, the most memory."""
    processor = sum(one.processor for one in ran)
    return f"{seconds(ran):.1f} | {processor:.1f} | {mib(ran):.0f}"


def seconds(ran: Sequence[Ran]) -> float:
    return sum(one.seconds for one in ran)


def mib(ran: Sequence[Ran]) -> float:
    return max(one.mib for one in ran)


def is_good(clean: Sequence[Ran], noisy: Sequence[Ran], truth: Comparison) -> bool:
    """Whether all that is promised is kept."""
    quick = all(
        seconds(ran[1:]) <= MOST_SECONDS
        and mib(ran[1:]) <= MOST_MIB
        and ran[0].seconds <= MOST_SECONDS_OF_WRITING
        for ran in (clean, noisy)
    )
    true = abs(truth.bias) <= MOST_BIAS and truth.is_within and not truth.unreported
    return quick and true and clean[-1].status == 0


if __name__ == "__main__":
    main()
