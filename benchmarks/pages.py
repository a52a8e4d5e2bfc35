"""How long the pages of a learner and of an office take, against a floor that does the same work bare.

    uv run python -m benchmarks.pages [--scale 1] [--data-dir var/benchmark] [--rounds 200]

Makes the demo network at the scale (once; a second run goes on with the same data), records what
these pages ask of the database and send to the reader, and serves two applications side by side on
the same server, one worker each: Grégoire, and a WSGI handler that runs the same SQL and sends the
same bytes. Both are asked in turn. Writes its table into docs/reference/performance.md.
"""

import argparse
import contextlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import Times, Visitor, alternately, together
from benchmarks.report import machine, write_section

PAGES = {
    "home": "/",
    "enseignements": "/enseignements/",
    "cursus": "/cursus/",
    "catalogue search": "/unites/?q=securite",
    "planning": "/planning/",
    "planning, week": "/planning/semaine/",
    "planning, month": "/planning/mois/",
    "inbox": "/messagerie/",
}
LEARNER = "auditeur@demo.gregoire.example"
OFFICE_PAGES = {  # the room and the class are those with the most to show
    "office: week": "/gestion/planning/",
    "office: day by room": "/gestion/planning/?view=rooms",
    "office: week of a room": "/gestion/planning/salles/{room}/",
    "office: attendance": "/gestion/presences/{session}/",
}
OFFICE = "scolarite@demo.gregoire.example"
READERS = 8
TIMES_THE_FLOOR, TIMES_THE_MEDIAN, QUERIES = 4.0, 3.0, 12


@dataclass(frozen=True, slots=True)
class Measured:
    page: str
    queries: int
    size: int
    ours: Times
    floor: Times
    ours_together: Times
    floor_together: Times

    def cells(self) -> list[str]:
        spread = self.ours_together.p95 / self.ours_together.p50
        return [
            self.page,
            str(self.queries),
            f"{self.size / 1024:.0f}",
            f"{self.floor.p50:.2f}",
            f"{self.ours.p50:.2f}",
            f"**{self.ours.p50 / self.floor.p50:.2f}**",
            f"{self.ours_together.p50:.1f}",
            f"{self.ours_together.p95:.1f}",
            f"**{spread:.2f}**",
            f"{self.ours_together.p95 / self.ours.p50:.1f}",
        ]


TITLES = [
    "page",
    "queries",
    "KiB",
    "floor p50, ms",
    "p50, ms",
    f"× floor (≤ {TIMES_THE_FLOOR:.0f})",
    f"p50 of {READERS}, ms",
    f"p95 of {READERS}, ms",
    f"p95 ÷ p50 (≤ {TIMES_THE_MEDIAN:.0f})",
    f"p95 of {READERS} ÷ p50 of 1",
]


def main() -> None:
    told = _arguments()
    os.environ["GREGOIRE_DATA_DIR"] = str(told.data_dir)
    os.environ["GREGOIRE_DEMO"] = "yes"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gregoire.site.settings"
    make_network(told.data_dir, told.scale)

    from gregoire.site.database import database_for  # noqa: PLC0415 -- after the environment
    from gregoire.site.environment import environment  # noqa: PLC0415

    env = environment()
    with database_for(env), tempfile.TemporaryDirectory() as folder:
        asked = _record()
        recorded = {each.path: each.answer for each in asked}
        pages = Path(folder) / "pages.pickle"
        pages.write_bytes(pickle.dumps(recorded))
        floor_settings = {
            "GREGOIRE_FLOOR": str(pages),
            "GREGOIRE_FLOOR_DATABASE": env.database_url,
        }
        with (
            served("gregoire.site.wsgi:application", {}) as ours,
            served("benchmarks.floor:application", floor_settings) as floor,
        ):
            rows = [_measure(each, (ours, floor), told.rounds) for each in asked]
    _report(rows, scale=told.scale, rounds=told.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--data-dir", type=Path, default=Path("var/benchmark"))
    parser.add_argument("--rounds", type=int, default=200)
    told = parser.parse_args()
    told.data_dir = told.data_dir.absolute()
    return told


def make_network(data_dir: Path, scale: float) -> None:
    started = time.monotonic()
    command = ["gregoire", "demo", "--data-dir", str(data_dir), "--scale", str(scale)]
    subprocess.run([*command, "--exit-when-ready"], check=True)
    print(f"the network at scale {scale}: {time.monotonic() - started:.0f} s")


@dataclass(frozen=True, slots=True)
class Asked:
    """A page, with the cookie of who asks for it and what it took to answer."""

    name: str
    path: str
    cookie: str
    answer: Any


def _record() -> list[Asked]:
    """Sign the readers in, ask for each page twice, and keep what the second time took."""
    import django  # noqa: PLC0415 -- after the environment

    django.setup()
    from django.db import connection  # noqa: PLC0415

    found = _with_most_to_show()
    office = {name: path.format(**found) for name, path in OFFICE_PAGES.items()}
    asked = [*_recorded_for(LEARNER, PAGES), *_recorded_for(OFFICE, office)]
    connection.close()
    return asked


def _with_most_to_show() -> dict[str, object]:
    """Of the office's centres: the room with the most classes this week, and the class of before
    today with the most learners.
    """
    from django.db.models import Count, Q  # noqa: PLC0415 -- after django.setup
    from django.utils.timezone import now  # noqa: PLC0415

    from gregoire.people.models import Account  # noqa: PLC0415
    from gregoire.people.queries import actor_for  # noqa: PLC0415
    from gregoire.planning.models import ClassSession  # noqa: PLC0415
    from gregoire.planning.models.sessions import OFFICES  # noqa: PLC0415

    at = now()
    actor = actor_for(Account.objects.get(email=OFFICE), today=at.date())
    classes = ClassSession.objects.planned().filter(centre__in=actor.centres_as(*OFFICES))
    week = classes.filter(starts_at__range=(at - timedelta(days=4), at + timedelta(days=4)))
    rooms = week.exclude(room=None).values("room").annotate(held=Count("pk"))
    enrolled = Count("offering__enrolments", filter=Q(offering__enrolments__state="enrolled"))
    past = classes.filter(starts_at__range=(at - timedelta(days=14), at)).annotate(come=enrolled)
    return {
        "room": rooms.order_by("-held", "room")[0]["room"],
        "session": past.order_by("-come", "-starts_at")[0].public_id,
    }


def _recorded_for(account: str, pages: Mapping[str, str]) -> Iterator[Asked]:
    from django.conf import settings  # noqa: PLC0415 -- after django.setup
    from django.test import Client  # noqa: PLC0415

    from gregoire.people.models import Account  # noqa: PLC0415

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(email=account))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; language=fr"
    for name, path in pages.items():
        client.get(path)
        yield Asked(name, path, cookie, _answer(client, path))


def _answer(client: Any, path: str) -> Any:
    from django.db import connection  # noqa: PLC0415 -- after django.setup

    from benchmarks.floor import Recorded  # noqa: PLC0415

    statements: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answers {answer.status_code}")
    kept = tuple((name, value) for name, value in answer.items() if name != "Set-Cookie")
    return Recorded(tuple(statements), kept, answer.content)


@contextlib.contextmanager
def served(application: str, settings: Mapping[str, str]) -> Iterator[int]:
    """One worker of the web server on a free port, with the threads that `gregoire serve` gives it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serving", application, str(port)],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _measure(asked: Asked, ports: tuple[int, int], rounds: int) -> Measured:
    path, recorded = asked.path, asked.answer
    headers = {"Cookie": asked.cookie, "Accept-Language": "fr"}
    one_each = [Visitor(port, headers) for port in ports]
    ours, floor = alternately(one_each, path, rounds)
    crowds = [
        together([Visitor(port, headers) for _ in range(READERS)], path, rounds // READERS + 5)
        for port in ports
    ]
    return Measured(
        asked.name, len(recorded.statements), len(recorded.body), ours, floor, crowds[0], crowds[1]
    )


def _report(rows: list[Measured], *, scale: float, rounds: int) -> None:
    lines = ["| " + " | ".join(TITLES) + " |", "|" + " --- |" * len(TITLES)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    text = (
        f"Demo network at scale {scale:g}; one web worker; {rounds} requests of each, asked of ours and "
        f"of the floor in turn; then {READERS} readers at once, each asking again as soon as it is "
        f"answered. {machine()}.\n\n" + "\n".join(lines) + "\n"
    )
    write_section("Pages", text)
    print(text)
    missed = [
        row.page
        for row in rows
        if row.ours.p50 > TIMES_THE_FLOOR * row.floor.p50
        or row.ours_together.p95 > TIMES_THE_MEDIAN * row.ours_together.p50
        or row.queries > QUERIES
    ]
    if missed:
        print(f"over the bound: {', '.join(missed)}", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
