"""Two editions told apart, cell by cell: values, definitions, revisions."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gregoire.observatory.figures import NO_VALUE, Cell, Edition, Key, Status

PLAIN = {
    Status.NORMAL,
    Status.BREAK,
    Status.ESTIMATED,
    Status.LOW_RELIABILITY,
    Status.INCLUDES_OTHERS,
}


class Kind(StrEnum):
    """In what two editions differ."""

    VALUE = "value"
    COUNTS = "counts"  # the same value, of other counts
    STATUS = "status"
    REVISION = "revision"  # it was provisional, and is not any more
    DEFINITION = "definition"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; `key` of a definition is that of its indicator alone. `field`: of the definition."""

    kind: Kind
    key: Key
    old: str
    new: str
    field: str = ""


def compare(old: Edition, new: Edition) -> list[Difference]:
    """Everything in which two editions differ: cells in the order of their keys, then definitions.

    Editions of two years are compared by the place of a period: this year's against this year's.
    """
    before = {relative(key, old.name): cell for key, cell in old.by_key.items()}
    after = {relative(key, new.name): cell for key, cell in new.by_key.items()}
    found: list[Difference] = []
    for key in sorted(before.keys() | after.keys(), key=parts):
        found += of_cells(absolute(key, new.name), before.get(key), after.get(key))
    return found + of_definitions(old, new)


def of_cells(key: Key, old: Cell | None, new: Cell | None) -> list[Difference]:
    """What tells two figures of one key apart; a figure may differ in value and in status."""
    if old is None or new is None:
        kind = Kind.REMOVED if new is None else Kind.ADDED
        return [Difference(kind, key, written(old), written(new))]
    found = []
    if old.value != new.value:
        found.append(Difference(Kind.VALUE, key, written(old), written(new)))
    elif counts(old) != counts(new):
        found.append(Difference(Kind.COUNTS, key, counts(old), counts(new)))
    if old.status is Status.PROVISIONAL and new.status in PLAIN:
        found.append(Difference(Kind.REVISION, key, written(old), written(new)))
    elif old.status != new.status:
        found.append(Difference(Kind.STATUS, key, old.status.value, new.status.value))
    return found


def of_definitions(old: Edition, new: Edition) -> list[Difference]:
    found = []
    for code in sorted(old.definitions.keys() | new.definitions.keys()):
        before, after = old.definitions.get(code, {}), new.definitions.get(code, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                key = Key(code, "", "")
                was, now = (str(each.get(name, "")) for each in (before, after))
                found.append(Difference(Kind.DEFINITION, key, was, now, field=name))
    return found


def relative(key: Key, edition: str) -> Key:
    """The key with its period counted in years from the edition's: “+0”, “-3”, civil years “c+0”."""
    first = int(edition[:4])
    if "-" in key.period:
        return Key(key.indicator, key.place, f"{int(key.period[:4]) - first:+d}", key.category)
    return Key(key.indicator, key.place, f"c{int(key.period) - first - 1:+d}", key.category)


def absolute(key: Key, edition: str) -> Key:
    first = int(edition[:4])
    if key.period.startswith("c"):
        period = str(first + 1 + int(key.period[1:]))
    else:
        year = first + int(key.period)
        period = f"{year}-{year + 1}"
    return Key(key.indicator, key.place, period, key.category)


def parts(key: Key) -> tuple[str, str, str, str]:
    return key.indicator, key.place, key.period, key.category


def written(cell: Cell | None) -> str:
    """Value and, where it is not an ordinary one, status: “6961 (P)”, “(L)”."""
    if cell is None:
        return ""
    value = "" if cell.value is None else f"{cell.value:f}"
    told = cell.status in NO_VALUE or cell.status is not Status.NORMAL
    return f"{value} ({cell.status.value})".strip() if told else value


def counts(cell: Cell) -> str:
    """What a figure is made of: “23600 / 60502”."""
    return " / ".join(str(one) for one in (cell.numerator, cell.denominator) if one is not None)


def to_csv(differences: Iterable[Difference]) -> str:
    """One difference a line, for a spreadsheet; nothing in it begins like a formula but a minus sign."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", "indicator", "place", "period", "category", "field", "old", "new"])
    for one in differences:
        writer.writerow([one.kind.value, *parts(one.key), one.field, one.old, one.new])
    return out.getvalue()


def written_key(one: Difference) -> str:
    """Of which figure, or of which part of a definition."""
    return " ".join(each for each in (*parts(one.key), one.field) if each)
