"""How commands speak: results on standard output, progress and trouble on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


class StopError(Exception):
    """A command cannot go on, for a reason that people can mend; the sentence says what to do."""


class Leaving(Exception):  # noqa: N818 -- not an error: somebody asked us to go
    """Ctrl-C, or the system's wish."""


def say(line: str = "") -> None:
    print(line, flush=True)  # noqa: T201 -- that is its work


def complain(sentence: str) -> None:
    """One line, whatever the error had to say."""
    print(f"gregoire: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201


@contextmanager
def bars() -> Iterator[Progress]:
    """A bar per piece of work; where nobody watches (no terminal) one line when a piece begins."""
    from rich import console, progress  # noqa: PLC0415 -- commands start fast

    watched = console.Console(stderr=True)
    columns = progress.Progress(
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=30),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        console=watched,
        disable=not watched.is_terminal,
    )
    tasks: dict[str, progress.TaskID] = {}

    def show(title: str, done: int, total: int) -> None:
        if title not in tasks:
            for earlier in tasks.values():
                columns.update(earlier, visible=False)  # one bar is enough to watch
            tasks[title] = columns.add_task(title)
            if not watched.is_terminal:
                print(f"{title}…", file=sys.stderr, flush=True)  # noqa: T201
        columns.update(tasks[title], completed=done, total=total or None)

    with columns:
        yield show
