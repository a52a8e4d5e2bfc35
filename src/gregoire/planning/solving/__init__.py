"""The search for a semester's plan: values in, values out; no clock of ours, no database, no Django.

What is asked is a `Problem`, what is found is a `Plan`. The search itself (and OR-Tools with it) is
imported when it is run, never when the campus starts.
"""

from collections.abc import Callable, Sequence

from gregoire.planning.solving.problem import (
    EVERYTHING,
    QUICK,
    Choice,
    Demand,
    Effort,
    Held,
    Meeting,
    Placement,
    Plan,
    Problem,
    Progress,
    Slot,
    Space,
)

__all__ = [
    "EVERYTHING",
    "QUICK",
    "Choice",
    "Demand",
    "Effort",
    "Held",
    "Meeting",
    "Placement",
    "Plan",
    "Problem",
    "Progress",
    "Slot",
    "Space",
    "solve",
]


def solve(
    problem: Problem,
    *,
    seconds: float,
    on_progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    effort: Effort = EVERYTHING,
    on_better: Callable[[Plan], None] | None = None,
    start: Sequence[Placement | None] | None = None,
) -> Plan:
    """The best plan found within so many seconds; it always has one, and says what it proves.

    `stopped` is asked several times a second: once it says yes, the best so far is returned.
    `on_better` is given a better plan now and then, for whoever wants to keep it; `start` is one
    to begin with, as far as it holds.
    """
    from gregoire.planning.solving.run import search  # noqa: PLC0415 -- heavy, and rarely needed

    return search(
        problem,
        seconds=seconds,
        on_progress=on_progress or (lambda _progress: None),
        stopped=stopped or (lambda: False),
        effort=effort,
        on_better=on_better or (lambda _plan: None),
        start=start,
    )
