"""How fast a word to 60 000 people is enqueued, and how long an urgent one waits meanwhile.

    uv run python -m benchmarks.sending [--people 60000] [--seconds 60]

Makes a database in a new folder with that many learners of one centre, starts a mail server on the
loopback and the worker that `gregoire serve` starts, and sends an announcement to all of them.
While its mails leave, an urgent message is said to one more person every few seconds, the first of
them before the announcement is enqueued. At the end the rest is recalled. Nothing is simulated: the
delays are those between the commit of what was said and the mail server's taking it.
"""

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.report import machine, write_section

MOST_S, MOST_DELAY_S = 30.0, 5.0
EVERY_S = 4.0
PATIENCE_S = 180.0


class Letterbox:
    """Keeps to whom each mail went, and when it was taken; not the mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []
        self.lock = Lock()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        with self.lock:
            self.taken += [(address, time.monotonic()) for address in envelope.rcpt_tos]
        return "250 taken"

    def taken_at(self, address: str) -> float | None:
        with self.lock:
            return next((at for to, at in self.taken if to == address), None)

    def between(self, start: float, end: float) -> int:
        with self.lock:
            return sum(start <= at < end for _to, at in self.taken)

    def wait_for(self, address: str) -> float:
        return float(wait(lambda: self.taken_at(address), f"a mail to {address}"))


@dataclass(frozen=True, slots=True)
class Measured:
    people: int
    enqueued: float  # seconds, from the commit of “send” to that of the last delivery
    delays: tuple[float, ...]  # seconds, of the urgent messages
    mails_a_minute: float
    recalled: int
    recall: float  # seconds
    twice: int  # addresses that had more than one mail


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    told = parser.parse_args()
    box = Letterbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    with tempfile.TemporaryDirectory() as folder:
        controller.start()
        try:
            os.environ |= {
                "GREGOIRE_DATA_DIR": folder,
                "GREGOIRE_SMTP_URL": f"smtp://127.0.0.1:{port}?tls=no",
                "DJANGO_SETTINGS_MODULE": "gregoire.site.settings",
            }
            measured = measure(box, people=told.people, seconds=told.seconds)
        finally:
            controller.stop()
    report(measured)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def measure(box: Letterbox, *, people: int, seconds: float) -> Measured:
    from gregoire.site.database import database_for  # noqa: PLC0415 -- after the environment
    from gregoire.site.environment import environment  # noqa: PLC0415

    with database_for(environment()):
        subprocess.run([*COMMAND, "migrate"], check=True, stdout=subprocess.DEVNULL)
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        ground = make_ground(people)
        print(f"{people} learners made", flush=True)
        try:
            with worker():
                return send_and_watch(box, ground, seconds)
        finally:
            connection.close()


COMMAND = [sys.executable, "-m", "gregoire"]


@contextlib.contextmanager
def worker() -> Iterator[None]:
    """The worker of `gregoire serve`, with as many jobs at one time."""
    process = subprocess.Popen(
        [*COMMAND, "worker"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True, slots=True)
class Ground:
    centre: Any
    urgent: list[Any]  # the persons who are told something urgent


def make_ground(people: int) -> Ground:
    """One centre and its learners of the year; beside them those who are told something urgent."""
    from django.db import connection  # noqa: PLC0415
    from django.utils.timezone import localdate  # noqa: PLC0415

    from gregoire.enrolment.models import Registration  # noqa: PLC0415
    from gregoire.kernel.years import AcademicYear  # noqa: PLC0415
    from gregoire.network.models import Centre  # noqa: PLC0415
    from gregoire.people.models import Person  # noqa: PLC0415

    centre = Centre.objects.order_by("pk").first() or Centre.objects.create(
        code="bench", name="Bench", kind="regional", block="metropole", rank=1,
        time_zone="Europe/Paris", country="FR",
    )  # fmt: skip
    year = AcademicYear.of(localdate()).start
    with connection.cursor() as cursor:  # nobody is searched here
        cursor.execute("ALTER TABLE people_person DISABLE TRIGGER USER")
    persons = Person.objects.bulk_create(
        [made_up(number, Person) for number in range(people + 100)], batch_size=5000
    )
    Registration.objects.bulk_create(
        [
            Registration(
                person=person, centre=centre, year=year, state="validated", employment="employed",
                funding="self", requested_on=date(year, 9, 1), validated_on=date(year, 9, 2),
            )
            for person in persons[:people]
        ],
        batch_size=5000,
    )  # fmt: skip
    return Ground(centre, persons[people:])


def made_up(number: int, person: Any) -> Any:
    return person(
        number=f"26-{number:06d}",
        first_names=f"Camille {number}",
        birth_name="Roy",
        mail=f"learner-{number}@example.org",
    )


def send_and_watch(box: Letterbox, ground: Ground, seconds: float) -> Measured:
    from gregoire.correspondence.audiences import audience_named  # noqa: PLC0415
    from gregoire.correspondence.operations import announcements as doing  # noqa: PLC0415
    from gregoire.framework.actors import SYSTEM  # noqa: PLC0415
    from gregoire.people.models import Person  # noqa: PLC0415

    urgents = iter(ground.urgent)
    say_urgently(next(urgents))  # the worker is up, and its code is read, once this has arrived
    box.wait_for(ground.urgent[0].mail)
    audience = audience_named(f"centre:{ground.centre.code}", today=SYSTEM.today)
    assert audience is not None
    author = Person.objects.get(pk=ground.urgent[-1].pk)
    announcement = write_as(author, audience)
    doing.send_announcement(by=SYSTEM, announcement=announcement)
    started = time.monotonic()
    said = [(person, say_urgently(person)) for person in (next(urgents),)]
    wait(lambda: enqueued_at(announcement), "the announcement")
    enqueued = time.monotonic() - started
    watching = time.monotonic()
    while time.monotonic() < watching + seconds:
        person = next(urgents)
        said.append((person, say_urgently(person)))
        time.sleep(EVERY_S)
    left = box.between(watching, watching + seconds)
    delays = [box.wait_for(person.mail) - at for person, at in said]
    begun = time.monotonic()
    recall = doing.recall_announcement(by=SYSTEM, announcement=announcement)
    took = time.monotonic() - begun
    counts = Counter(address for address, _at in box.taken)
    return Measured(
        people=recall.recalled + recall.had_left,
        enqueued=enqueued,
        delays=tuple(delays),
        mails_a_minute=left / seconds * 60,
        recalled=recall.recalled,
        recall=took,
        twice=sum(count > 1 for count in counts.values()),
    )


def write_as(author: Any, audience: Any) -> Any:
    from dataclasses import replace  # noqa: PLC0415

    from gregoire.correspondence.operations import announcements as doing  # noqa: PLC0415
    from gregoire.framework.actors import SYSTEM  # noqa: PLC0415

    words = doing.Words(
        "Centre fermé lundi", "Le centre est fermé lundi.\n\n" + "Bonne lecture. " * 40
    )
    by = replace(SYSTEM, person_id=author.pk)
    return doing.write_announcement(by=by, audience=audience, words=words)


def say_urgently(person: Any) -> float:
    """By the one way to say a thing; the instant of its commit."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils.translation import gettext_lazy  # noqa: PLC0415

    from gregoire.correspondence.kinds import KINDS, kind  # noqa: PLC0415
    from gregoire.correspondence.saying import Telling, say  # noqa: PLC0415

    name = "bench.urgent"
    urgent = KINDS.get(name) or kind(
        name, gettext_lazy("Urgent"), template="correspondence/mail/answered", is_urgent=True
    )
    with transaction.atomic():
        say(urgent, Telling(person, {"office": "Schooling office", "centre": "Bench"}))
    return time.monotonic()


def enqueued_at(announcement: Any) -> Any:
    announcement.refresh_from_db()
    return announcement.enqueued_at


def wait(look: Any, what: str) -> Any:
    end = time.monotonic() + PATIENCE_S
    while (found := look()) is None:
        if time.monotonic() > end:
            raise SystemExit(f"{what} did not come within {PATIENCE_S:.0f} s")
        time.sleep(0.02)
    return found


def report(measured: Measured) -> None:
    longest, middle = max(measured.delays), statistics.median(measured.delays)
    text = (
        f"An announcement to {measured.people} people, one worker of four jobs, a mail server on the "
        f"loopback. Enqueued in **{measured.enqueued:.1f} s** (≤ {MOST_S:.0f}), in the inboxes and in "
        f"the queue of mails. {len(measured.delays)} urgent messages said meanwhile, the first before "
        f"it was enqueued, were taken by the mail server after {middle:.2f} s (median) and at most "
        f"**{longest:.2f} s** (≤ {MOST_DELAY_S:.0f}). **{measured.mails_a_minute:.0f}** mails a minute "
        f"left. Recalled on the way: {measured.recalled} people in {measured.recall:.1f} s. Addresses "
        f"that had more than one mail: **{measured.twice}**. {machine()}."
    )
    write_section("Sending to many", text)
    print(text)
    if measured.enqueued > MOST_S or longest > MOST_DELAY_S or measured.twice:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
