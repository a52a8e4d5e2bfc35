"""How the observatory's commands print: tables that fit a terminal, and a file alike."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from gregoire.observatory.editions import CheckLine, Difference, Verdict
from gregoire.observatory.editions.comparing import written_key
from gregoire.site.saying import say

if TYPE_CHECKING:
    from gregoire.observatory.commands import Return
    from gregoire.observatory.feeds.findings import FileCount

WIDTH: Final = 160  # where nobody watches
SHOWN: Final = 40  # differences, before the file is named that has all


def table(*headings: str, numbers: Iterable[str] = ()) -> Table:
    made = Table(box=None, pad_edge=False)
    right = set(numbers)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return made


def show(made: Table) -> None:
    console = Console(highlight=False, markup=False)
    console = (
        console if console.is_terminal else Console(width=WIDTH, highlight=False, markup=False)
    )
    console.print(made)


def rows_by_file(counts: Sequence["FileCount"]) -> None:
    """Rows read = rows kept + rows refused, of each file and of all."""
    if not counts:
        return
    numbers = ("read", "kept", "refused")
    made = table("file", *numbers, numbers=numbers)
    for one in counts:
        made.add_row(
            f"{one.system}/{one.year}/{name_of(one.file)}", *cells(one.read, one.kept, one.refused)
        )
    total = [sum(getattr(one, name) for one in counts) for name in numbers]
    made.add_row("all files", *cells(*total))
    show(made)


def name_of(file: str) -> str:
    return file.rpartition("/")[2]


def cells(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]


def checks(lines: Sequence[CheckLine]) -> int:
    """How many comparisons of each kind hold; then what is impossible, and what is a gap. How many gaps."""
    kinds = list(dict.fromkeys(one.check for one in lines))
    counts = Counter((one.check, one.verdict) for one in lines)
    made = table("check", *Verdict, numbers=Verdict)
    for kind in kinds:
        made.add_row(kind, *cells(*(counts[kind, verdict] for verdict in Verdict)))
    show(made)
    of_verdict("Impossible, by the reason given:", Verdict.IMPOSSIBLE, lines)
    of_verdict("Not in the feeds:", Verdict.ABSENT, lines)
    of_verdict("Gaps:", Verdict.GAP, lines)
    return sum(one.verdict is Verdict.GAP for one in lines)


def of_verdict(title: str, verdict: Verdict, lines: Sequence[CheckLine]) -> None:
    found = [one for one in lines if one.verdict is verdict]
    if found:
        say(f"\n{title}")
        made = table("check", "figure", "expected", "found", "reason")
        for one in found:
            made.add_row(one.check, one.about, one.expected, one.found, one.reason)
        show(made)


def differences(found: Sequence[Difference]) -> None:
    """How many of each kind, then the first of them: figures of places before those of offerings."""
    numbers = ("differences",)
    made = table("kind", *numbers, numbers=numbers)
    for kind, count in sorted(Counter(one.kind for one in found).items()):
        made.add_row(kind.value, *cells(count))
    show(made)
    if found:
        made = table("kind", "figure", "old", "new")
        for one in sorted(found, key=lambda one: "/" in one.key.place)[:SHOWN]:
            made.add_row(one.kind.value, written_key(one), short(one.old), short(one.new))
        show(made)


def short(text: str, most: int = 48) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def returns(found: Sequence["Return"]) -> None:
    """Of each system how much was found, by what was done, and the page that says it."""
    made = table("system", "findings", "return", numbers=["findings"])
    for one in found:
        told = ", ".join(f"{count:,} {fate}" for fate, count in one.findings.items()) or "0"
        made.add_row(one.system, told, str(one.page))
    show(made)
