"""A load of twenty feeds of classes a second on one worker, as calendars ask for them.

    uv run python -m benchmarks.feeds [--scale 1] [--data-dir var/benchmark] [--seconds 60]

Makes the demo network at the scale (once), gives some people the address of their feed, and asks for
their feeds at a steady rate, whoever is late: first as calendars do (most of them know what they were
last answered), then all anew. What a request waits counts from the instant at which it was due.
Writes its table into docs/reference/performance.md.
"""

import argparse
import http.client
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pages import make_network, served
from benchmarks.report import machine, write_section

A_SECOND = 20
READERS = 500
KNOWING = 0.8  # of the calendars that ask again know what they were answered
MOST_WAITED = 250.0  # milliseconds, 19 times out of 20
AT_ONCE = 16
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Asked:
    status: int
    waited: float  # milliseconds from when it was due
    size: int
    tag: str


@dataclass(frozen=True, slots=True)
class Load:
    name: str
    answers: Sequence[Asked]
    seconds: float

    def cells(self, classes: int) -> list[str]:
        waited = [each.waited for each in self.answers]
        whole = [each.size for each in self.answers if each.status == http.client.OK]
        unchanged = sum(each.status == http.client.NOT_MODIFIED for each in self.answers)
        return [
            self.name,
            f"{len(self.answers) / self.seconds:.1f}",
            f"{unchanged / len(self.answers):.0%}",
            str(classes),
            f"{statistics.median(whole) / 1024:.1f}" if whole else "–",
            f"{statistics.median(waited):.1f}",
            f"**{self.p95:.1f}**",
            f"{max(waited):.0f}",
        ]

    @property
    def p95(self) -> float:
        return statistics.quantiles([each.waited for each in self.answers], n=20)[18]


TITLES = [
    "asked",
    "answered a second",
    "unchanged (304)",
    "classes of a feed, median",
    "KiB, packed",
    "p50, ms",
    f"p95, ms (≤ {MOST_WAITED:.0f})",
    "slowest, ms",
]


def main() -> None:
    told = _arguments()
    os.environ["GREGOIRE_DATA_DIR"] = str(told.data_dir)
    os.environ["GREGOIRE_DEMO"] = "yes"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gregoire.site.settings"
    make_network(told.data_dir, told.scale)

    from gregoire.site.database import database_for  # noqa: PLC0415 -- after the environment
    from gregoire.site.environment import environment  # noqa: PLC0415

    with database_for(environment()):
        paths, classes = _addresses()
        with served("gregoire.site.wsgi:application", {}) as port:
            known = {path: ask(port, path, "", time.perf_counter()).tag for path in paths}
            loads = [
                _load("as calendars ask", port, known, told.seconds, knowing=KNOWING),
                _load("all anew", port, known, told.seconds, knowing=0),
            ]
    _report(loads, classes=classes, scale=told.scale, readers=len(paths))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--data-dir", type=Path, default=Path("var/benchmark"))
    parser.add_argument("--seconds", type=int, default=60)
    told = parser.parse_args()
    told.data_dir = told.data_dir.absolute()
    return told


def _addresses() -> tuple[list[str], int]:
    """The feeds of some people who have classes, and how many classes the median of them has."""
    import django  # noqa: PLC0415 -- after the environment

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.models import Exists, OuterRef  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from gregoire.framework.actors import SYSTEM  # noqa: PLC0415
    from gregoire.people.models import Person  # noqa: PLC0415
    from gregoire.planning.feed import token_of  # noqa: PLC0415
    from gregoire.planning.models import ClassSession  # noqa: PLC0415
    from gregoire.planning.operations.feeds import make_feed_address  # noqa: PLC0415
    from gregoire.planning.queries.agendas import classes_of, reach_of  # noqa: PLC0415

    held = ClassSession.objects.filter(offering__enrolments__registration__person=OuterRef("pk"))
    found = list(Person.objects.filter(Exists(held)).order_by("public_id")[:READERS])
    if not found:
        raise SystemExit("Nobody has classes here: the network must have planned its semester.")
    counted = [classes_of(reach_of(each.pk)).count() for each in found]
    keys = [make_feed_address(by=SYSTEM, person=each).key for each in found]
    connection.close()
    return [reverse("planning:feed", args=[token_of(key)]) for key in keys], int(
        statistics.median(counted)
    )


def ask(port: int, path: str, tag: str, due: float) -> Asked:
    """One request of one calendar, over a connection of its thread that is kept open."""
    connections = _own.__dict__.setdefault("connections", {})
    connection = connections.setdefault(
        port, http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    )
    headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": tag} if tag else {})
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    waited = (time.perf_counter() - due) * 1000
    return Asked(answer.status, waited, len(body), answer.headers.get("ETag", ""))


def _load(name: str, port: int, known: dict[str, str], seconds: int, *, knowing: float) -> Load:
    """Twenty a second, each at its instant, whether or not the ones before were answered."""
    chance = random.Random(1794)  # noqa: S311 -- the same load each time
    paths = list(known)
    started = time.perf_counter() + 0.5
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = []
        for number in range(seconds * A_SECOND):
            due, path = started + number / A_SECOND, chance.choice(paths)
            tag = known[path] if chance.random() < knowing else ""
            time.sleep(max(0, due - time.perf_counter()))
            waiting.append(pool.submit(ask, port, path, tag, due))
        answers = [each.result() for each in waiting]
    wrong = {each.status for each in answers} - {http.client.OK, http.client.NOT_MODIFIED}
    if wrong:
        raise SystemExit(f"{name}: answered {wrong}")
    return Load(name, answers, time.perf_counter() - started)


def _report(loads: Sequence[Load], *, classes: int, scale: float, readers: int) -> None:
    lines = ["| " + " | ".join(TITLES) + " |", "|" + " --- |" * len(TITLES)]
    lines += ["| " + " | ".join(load.cells(classes)) + " |" for load in loads]
    text = (
        f"Demo network at scale {scale:g}; one web worker; feeds of {readers} people, {A_SECOND} asked "
        f"a second, each at its instant whoever is late. {machine()}.\n\n" + "\n".join(lines) + "\n"
    )
    write_section("Feeds of classes", text)
    print(text)
    missed = [load.name for load in loads if load.p95 > MOST_WAITED]
    if missed:
        print(f"over the bound: {', '.join(missed)}", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
