"""How well persons are found again, how fast, and in how much memory.

    uv run python -m benchmarks.linkage [--persons 60502 --second 16938] [--times 5] [--shared ../shared]

A network of the national size is made up (names of Faker's French lists, which are short: homonyms are
more frequent than in life), damaged at the rates of `gregoire.demo.feeds.typos.Rates`, written as
feeds, ingested, and linked in a process of its own; then one `--times` as large. The truth stays here.
Then FEBRL 4, a public set of 5 000 pairs, by the same functions under settings of its own
(`febrl.toml`); skipped where the shared folder is not there. Linux only.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from benchmarks.report import machine, write_section
from gregoire.demo import facts
from gregoire.demo.drawing import names
from gregoire.demo.drawing.chance import SEED, Chance, Ints, chance, one_of
from gregoire.demo.drawing.learners import FEMALE
from gregoire.demo.feeds.typos import Identities, Rates, corrupted, rows
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.feeds.schema import BY_NAME
from gregoire.observatory.feeds.writing import write_manifest, write_table
from gregoire.observatory.figures import HeadCount
from gregoire.observatory.linkage import link, model
from gregoire.observatory.linkage.joining import joined
from gregoire.observatory.linkage.settings import settings
from gregoire.observatory.store import Store

YEAR: Final = "2016-2017"
PERSONS: Final = 60_502
SECOND: Final = 16_938
TIMES: Final = 5
MOST_SECONDS: Final = {1: 60, TIMES: 180}
MOST_MIB: Final = 2 * 1024
MOST_BIAS: Final = 0.005
LEAST_RECALL: Final = 0.985
LEAST_PRECISION: Final = 0.999
MIDDLE_BIRTH: Final = np.datetime64("1982-06-30")
SPREAD_OF_BIRTHS: Final = 3_300  # days, standard deviation
FEBRL_COLUMNS: Final = (
    "given_name", "surname", "street_number", "address_1", "suburb", "postcode", "date_of_birth",
    "soc_sec_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What a linkage has found, and what it took."""

    head_count: HeadCount
    seconds: float
    mib: float


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--second", type=int, default=SECOND)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--link", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.link:
        print(json.dumps(asdict(linked(given.link))))
        return
    lines, is_good = [], True
    for times in (1, given.times):
        persons, second = given.persons * times, given.second * times
        found = simulated(persons, second)
        lines.append(line_of(persons, second, found))
        is_good &= is_within(found, persons, MOST_SECONDS.get(times, MOST_SECONDS[TIMES]))
    words, is_found = febrl(given.shared / "data" / "linkage")
    text = "\n".join([*HEAD, *lines, "", rates_in_words(), "", words, "", f"{machine()}."])
    write_section("Persons found again", text)
    print(text)
    raise SystemExit(0 if is_good and is_found else 1)


HEAD: Final = (
    "A made-up network of the national size, and a larger one: a snapshot read, linked, linked facts written.",
    "Bias: persons counted, against the truth (≤ 0.5 %); bounds: as published.",
    "",
    "| persons | second registrations | counted | bias | bounds | hold the truth | to review | s | MiB |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def line_of(persons: int, second: int, found: Found) -> str:
    count = found.head_count
    width = (count.upper - count.lower) / persons
    cells = (
        persons,
        second,
        count.persons,
        f"**{count.persons / persons - 1:+.2%}**",
        f"{count.lower} to {count.upper} ({width:.2%})",
        "yes" if count.lower <= persons <= count.upper else "**no**",
        count.to_review,
        f"{found.seconds:.1f}",
        f"{found.mib:.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def is_within(found: Found, persons: int, seconds: int) -> bool:
    count = found.head_count
    return (
        abs(count.persons / persons - 1) <= MOST_BIAS
        and count.lower <= persons <= count.upper
        and found.seconds <= seconds
        and found.mib <= MOST_MIB
    )


def rates_in_words() -> str:
    rates = ", ".join(
        f"{each.name.replace('_', ' ')} {getattr(Rates(), each.name):.1%}" for each in fields(Rates)
    )
    return f"Rates of damage (of rows; twins, homonyms and unknown numbers: of persons): {rates}."


def simulated(persons: int, second: int) -> Found:
    """Draw, damage, write, ingest; then link in another process, which alone is measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_feeds(folder / "feeds", persons, second)
        store = Store(folder / "observatory")
        ingest(folder / "feeds", edition=YEAR, store=store, progress=lambda *_: None)
        command = [sys.executable, "-m", "benchmarks.linkage", "--link", str(store.root)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(ran.stdout)
    return Found(HeadCount(**told["head_count"]), told["seconds"], told["mib"])


def linked(root: Path) -> Found:
    """Link the one snapshot of a store."""
    store = Store(root)
    (snapshot,) = (root / "snapshots").iterdir()
    started = time.monotonic()
    linkage = link(snapshot, store=store, decisions=(), progress=lambda *_: None)
    took = time.monotonic() - started
    return Found(linkage.head_count, took, most_mib())


def most_mib() -> float:
    """Of this process since it began; `getrusage` would count what its parent had before."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) / 1024


def write_feeds(folder: Path, persons: int, second: int) -> None:
    """One feed per centre: each person in the system of theirs, and some in another system too."""
    rng = chance(SEED, "benchmark of linkage", persons)
    centres = facts.centres()
    shares = np.array([float(centre.learners or 0) for centre in centres])
    home = one_of(rng, shares, persons)
    again = rng.permutation(persons)[:second]
    other = one_of(rng, shares, second)
    other = np.where(other == home[again], (other + 1) % len(centres), other)
    exact = identities(rng, home)
    written = corrupted(
        rows(exact, np.r_[np.arange(persons), again]), Rates(), chance(SEED, "typos", persons)
    )
    system = np.r_[home, other]
    codes = np.array([centre.code for centre in centres])
    administrative = codes[home[written.person]]
    for number, code in enumerate(codes.tolist()):
        here = np.flatnonzero(system == number)
        if len(here):
            write_feed(folder / code / YEAR, code, rows(written, here), administrative[here])


def identities(rng: Chance, home: Ints) -> Identities:
    """Who they are, one row each, as nobody has damaged it yet."""
    size = len(home)
    sex = rng.integers(0, 2, size)
    drawn = names.drawn(SEED, "learners", home, sex)
    numbers = rng.permutation(10**10 // 97)[:size] * 97 if size < 10**6 else np.arange(size)
    return Identities(
        person=np.arange(size),
        national_number=np.array([f"{number:010d}K" for number in numbers]),
        birth_name=drawn.birth_name,
        usage_name=drawn.usage_name,
        first_names=drawn.first_names,
        birth_date=MIDDLE_BIRTH + rng.normal(0, SPREAD_OF_BIRTHS, size).astype(np.int64),
        birth_place=drawn.birth_place,
        sex=np.where(sex == FEMALE, "F", "M"),
        nationality=drawn.nationality,
        mail=drawn.mail,
        postcode=drawn.postcode,
    )


def write_feed(folder: Path, code: str, known: Identities, administrative: Any) -> None:
    size = len(known.person)
    keys = [str(number) for number in range(1, size + 1)]
    named = {
        column.name: getattr(known, column.name)
        for column in BY_NAME["persons"].columns
        if column.name != "person"
    }
    write_table(folder, BY_NAME["persons"], {"person": keys, **named}, parquet=True)
    write_table(
        folder,
        BY_NAME["registrations"],
        {
            "registration": keys,
            "person": keys,
            "centre": [code] * size,
            "year": [YEAR] * size,
            "administrative_centre": administrative,
        },
        parquet=True,
    )
    for name in ("offerings", "enrolments"):
        write_table(folder, BY_NAME[name], {}, parquet=True)
    write_manifest(
        folder,
        system=code,
        year=YEAR,
        centres=[code],
        produced_on=date(2017, 11, 30),
        status="final",
        rows={"persons": size, "registrations": size, "offerings": 0, "enrolments": 0},
    )


def febrl(folder: Path) -> tuple[str, bool]:
    """In words, and whether it is good enough."""
    files = [folder / f"dataset4{each}.csv" for each in "ab"]
    if not all(file.exists() for file in files):
        return f"FEBRL 4 was skipped: `{files[0].name}` is not in the shared folder.", True
    started = time.monotonic()
    with duckdb.connect() as connection:
        count = read_febrl(connection, files)
        used = settings(Path(__file__).with_name("febrl.toml"))
        model.score(connection, model.trained(connection, used))
        person_of = joined(connection, used, (), records=count).clusters.person_of
    took = time.monotonic() - started
    clusters: dict[str, list[str]] = {}
    for record, person in person_of.items():
        clusters.setdefault(person, []).append(record)
    pairs = [
        (one, other)
        for each in clusters.values()
        for position, one in enumerate(each)
        for other in each[position + 1 :]
    ]
    right = sum(one.split("-")[1] == other.split("-")[1] for one, other in pairs)
    recall, precision = right / (count / 2), right / max(len(pairs), 1)
    words = (
        f"FEBRL 4 (5 000 records and a damaged copy of each): recall **{recall:.4f}** (≥ {LEAST_RECALL}), "
        f"precision **{precision:.4f}** (≥ {LEAST_PRECISION}), {took:.1f} s."
    )
    return words, recall >= LEAST_RECALL and precision >= LEAST_PRECISION


def read_febrl(connection: Any, files: Sequence[Path]) -> int:
    """The table `records` of both files; returns how many."""
    columns = ", ".join(f"nullif(trim({name}), '') as {name}" for name in FEBRL_COLUMNS)
    parts = " union all ".join(
        f"select trim(rec_id) as ref, '{file.stem}' as file, {columns} "  # noqa: S608 -- our own names
        f"from read_csv('{file}', header = true, all_varchar = true, normalize_names = true)"
        for file in files
    )
    connection.execute(f"create table records as select * from ({parts}) order by ref")  # noqa: S608 -- as above
    return int(connection.execute("select count(*) from records").fetchall()[0][0])


if __name__ == "__main__":
    main()
