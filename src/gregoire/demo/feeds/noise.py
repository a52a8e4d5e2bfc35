"""Feeds as they come in life: identities spelt otherwise, and lines that somebody's tools damaged.

How often what happens to identities stands in `typos.Rates`; how often a line is damaged stands here.
What was done is written into a folder beside the feeds that nothing of the pipeline reads: the truth.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from gregoire.demo.drawing.chance import Chance, chance
from gregoire.demo.feeds.typos import Rates
from gregoire.demo.feeds.writer_tables import Known
from gregoire.observatory.feeds.findings import Damage, sentences
from gregoire.observatory.feeds.returns import LANGUAGE
from gregoire.observatory.feeds.schema import BY_NAME, MANIFEST
from gregoire.observatory.figures import HeadCount

Change: TypeAlias = Callable[[str, Chance], str]
FEWEST_LINES: Final = 100  # of a file in which lines are damaged: a few would refuse a small one
NO_CENTRE: Final = "auvergne-rhone-alpes"  # a region of table 2, and no centre
FIRST_DAY_OF_EXCEL: Final = date(1899, 12, 30)
MONTHS: Final = (
    "janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Harm:
    """What happens to lines of a table: to a cell of a column, or (no column) to the whole line."""

    table: str
    damage: Damage
    share: float  # of the lines of the table, over the network; at least one line is harmed
    column: str = ""


# A few lines in ten thousand, as an export that somebody opened in a spreadsheet and saved again;
# the missing diplomas are those of forms filled in haste. Our guesses.
HARMS: Final = (
    Harm("persons", Damage.DAMAGED_DATE, 0.0008, "birth_date"),
    Harm("persons", Damage.IMPOSSIBLE_DATE, 0.0004, "birth_date"),
    Harm("persons", Damage.FIELD_COUNT, 0.0001),
    Harm("persons", Damage.DUPLICATE_KEY, 0.0002),
    Harm("registrations", Damage.DAMAGED_DATE, 0.0004, "registered_on"),
    Harm("registrations", Damage.UNKNOWN_CENTRE, 0.0002, "centre"),
    Harm("registrations", Damage.MISSING_ANSWER, 0.003, "diploma"),
    Harm("registrations", Damage.DUPLICATE_KEY, 0.0003),
    Harm("enrolments", Damage.UNKNOWN_CENTRE, 0.0001, "centre"),
    Harm("enrolments", Damage.FIELD_COUNT, 0.0001),
    Harm("enrolments", Damage.DUPLICATE_KEY, 0.0002),
)


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """One line that was harmed; `line` counts from 1, the header included, as quality returns do."""

    system: str
    file: str  # under the system's folder: 2016-2017/persons.csv
    line: int
    column: str
    damage: str
    before: str  # of the cell; empty where the whole line was harmed
    after: str


@dataclass(slots=True)
class _Sheet:
    """A CSV file in memory, and which of its lines will be harmed."""

    path: Path
    lines: list[str]  # without the header
    header: str
    harms: dict[int, Harm]


def sealed_folder(folder: Path) -> Path:
    """Where the truth of a folder of feeds stands: beside it, so that no pipeline reads it."""
    place = folder.resolve()
    return place.with_name(f"{place.name}.truth")


def damage(folder: Path, year: str, seed: int) -> list[DamagedLine]:
    """Harm lines of the year's files, in place; returns which, in order."""
    harmed: list[DamagedLine] = []
    for table in dict.fromkeys(harm.table for harm in HARMS):
        sheets = [_sheet(path) for path in sorted(folder.glob(f"*/{year}/{table}.csv"))]
        sheets = [sheet for sheet in sheets if len(sheet.lines) >= FEWEST_LINES]
        _choose(sheets, table, chance(seed, "feeds", "damaged lines", table))
        for sheet in sheets:
            harmed += _harmed(
                sheet, table, chance(seed, "feeds", "damage", str(sheet.path.parts[-3:]))
            )
    return harmed


def seal(
    folder: Path, known: Known, codes: Sequence[str], antennas: int, harmed: Sequence[DamagedLine]
) -> None:
    """Write the truth: whose each record is, how many persons there are, which lines were harmed.

    `persons.csv` gives the persons, by number, behind the keys of each system. `antennas`: learners
    whom no record names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    systems = [codes[system] for system in known.system.tolist()]
    records = zip(systems, known.key.tolist(), known.person.tolist(), strict=True)
    _write(folder / "persons.csv", ("system", "key", "person"), records)
    names = [field.name for field in fields(DamagedLine)]
    _write(folder / "damaged.csv", names, (astuple(line) for line in harmed))
    truth = {
        "persons": len(np.unique(known.person)),
        "records": len(known.person),
        "antennas": antennas,
        "rates": asdict(Rates()),
        "harms": [asdict(harm) for harm in HARMS],
    }
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n")


@dataclass(frozen=True, slots=True)
class Comparison:
    """An edition of noisy feeds against the truth."""

    persons: int  # in truth, of those whom some record names
    counted: int
    lower: int
    upper: int
    damaged: int  # lines
    unreported: tuple[DamagedLine, ...]  # those that no quality return tells of, under their damage

    @property
    def bias(self) -> float:
        """How far the count is off, as a share of the truth; negative where it is too low."""
        return (self.counted - self.persons) / self.persons

    @property
    def is_within(self) -> bool:
        """Whether the published bounds hold the truth."""
        return self.lower <= self.persons <= self.upper


def compared_with_truth(sealed: Path, head_count: HeadCount, returns: Path) -> Comparison:
    """Hold a head count and a folder of quality returns against the truth of the feeds.

    Raises FileNotFoundError where the feeds were written without noise.
    """
    truth = json.loads((sealed / "truth.json").read_text(encoding="utf-8"))
    with (sealed / "damaged.csv").open(encoding="utf-8", newline="") as file:
        harmed = [
            DamagedLine(**(row | {"line": int(row["line"])}))  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        ]
    told = {system: _told(returns / f"{system}.csv") for system in {one.system for one in harmed}}
    words = sentences().damages
    unreported = tuple(
        one
        for one in harmed
        if (one.file, one.line, words[one.damage]["what"][LANGUAGE]) not in told[one.system]
    )
    return Comparison(
        persons=truth["persons"],
        counted=head_count.persons,
        lower=head_count.lower,
        upper=head_count.upper,
        damaged=len(harmed),
        unreported=unreported,
    )


def _told(path: Path) -> set[tuple[str, int, str]]:
    """File, line, and what is wrong, of each finding of a return."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file, delimiter=";")
    file_, line, damage_ = 0, 1, 6  # columns of a return: their headings are sentences
    return {(row[file_], int(row[line] or 0), row[damage_]) for row in rows}


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _sheet(path: Path) -> _Sheet:
    header, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return _Sheet(path, lines, header, {})


def _choose(sheets: list[_Sheet], table: str, rng: Chance) -> None:
    """Which lines, over all files together: none twice, and only where there is something to harm."""
    places = [(sheet, row) for sheet in sheets for row in range(len(sheet.lines))]
    order = iter(rng.permutation(len(places)).tolist())
    for harm in (harm for harm in HARMS if harm.table == table):
        wanted = max(round(harm.share * len(places)), 1)
        for index in order:
            sheet, row = places[index]
            if not harm.column or _cell(sheet.lines[row], table, harm.column):
                sheet.harms[row] = harm
                wanted -= 1
            if wanted == 0:
                break


def _harmed(sheet: _Sheet, table: str, rng: Chance) -> list[DamagedLine]:
    """Write the file again with its harms, and the manifest with its lines."""
    if not sheet.harms:
        return []
    system, year, name = sheet.path.parts[-3:]
    written, harmed = [sheet.header], []
    for row, line in enumerate(sheet.lines):
        harm = sheet.harms.get(row)
        if harm is None:
            written.append(line)
            continue
        before = _cell(line, table, harm.column) if harm.column else ""
        changed = CHANGES[harm.damage](before, rng)
        if harm.column:
            written.append(_with_cell(line, table, harm.column, changed))
        elif harm.damage is Damage.DUPLICATE_KEY:
            written += [line, line]
        else:
            written.append(f"{line},{changed}")
        harmed.append(
            DamagedLine(
                system, f"{year}/{name}", len(written), harm.column, harm.damage, before, changed
            )
        )
    sheet.path.write_text("\n".join(written) + "\n", encoding="utf-8")
    _count_again(sheet.path.parent / MANIFEST, table, len(written) - 1)
    return harmed


def _count_again(manifest: Path, table: str, count: int) -> None:
    """A system that sends a line twice has also counted it twice."""
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["rows"][table] = count
    manifest.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _place(table: str, column: str) -> int:
    return [one.name for one in BY_NAME[table].columns].index(column)


def _cell(line: str, table: str, column: str) -> str:
    return next(csv.reader([line]))[_place(table, column)]


def _with_cell(line: str, table: str, column: str, value: str) -> str:
    cells = next(csv.reader([line]))
    cells[_place(table, column)] = value
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _as_excel_shows(text: str, rng: Chance) -> str:
    """A date that a spreadsheet has taken for its own: as it shows it, shortens it, or counts it."""
    day = date.fromisoformat(text)
    how = int(rng.integers(3))
    if how == 0:
        return f"{day:%d/%m/%Y}"
    if how == 1:
        return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day:%y}"
    return str((day - FIRST_DAY_OF_EXCEL).days)


def _in_no_calendar(text: str, rng: Chance) -> str:
    """A day that no month has."""
    return f"{text[:4]}-{('02-30', '04-31', '13-05', '00-00')[int(rng.integers(4))]}"


CHANGES: Final[dict[Damage, Change]] = {
    Damage.DAMAGED_DATE: _as_excel_shows,
    Damage.IMPOSSIBLE_DATE: _in_no_calendar,
    Damage.UNKNOWN_CENTRE: lambda _text, _rng: NO_CENTRE,
    Damage.MISSING_ANSWER: lambda _text, _rng: "",
    Damage.FIELD_COUNT: lambda _text, _rng: "saisi à la main",
    Damage.DUPLICATE_KEY: lambda _text, _rng: "",
}
