"""`gregoire doctor`: is everything there?  Each line says what was found and, where needed, what to do."""

import os
import shutil
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gregoire.site import database
from gregoire.site.environment import Environment
from gregoire.site.saying import StopError, say

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 160_000
LITTLE_SPACE, NO_SPACE = 2_000, 200  # megabytes
SHORT_SECRET = 32


class State(StrEnum):
    OK = "ok"
    WARNING = "warn"
    FAILURE = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    says: str


Check = Callable[[Environment], Iterator[Finding]]


def ok(says: str) -> Finding:
    return Finding(State.OK, says)


def warning(says: str) -> Finding:
    return Finding(State.WARNING, says)


def failure(says: str) -> Finding:
    return Finding(State.FAILURE, says)


def python(_env: Environment) -> Iterator[Finding]:
    found = ".".join(str(part) for part in sys.version_info[:3])
    good = sys.version_info[:2] >= OLDEST_PYTHON
    yield ok(f"Python {found}") if good else failure(f"Python {found}: 3.11 or later is needed.")


def data_folder(env: Environment) -> Iterator[Finding]:
    try:
        env.data_dir.mkdir(parents=True, exist_ok=True)
        probe = env.data_dir / f".doctor-{os.getpid()}"
        probe.write_text("may be removed")
        probe.unlink()
    except OSError as error:
        yield failure(
            f"The data folder {env.data_dir} cannot be written ({error.strerror}): choose another with "
            "--data-dir or GREGOIRE_DATA_DIR."
        )
        return
    yield ok(f"The data folder is {env.data_dir}")
    free = shutil.disk_usage(env.data_dir).free // 1_000_000
    if free < NO_SPACE:
        yield failure(f"{free} MB are free on its disk: make room before the database stops.")
    elif free < LITTLE_SPACE:
        yield warning(f"{free} MB are free on its disk: make room soon.")
    else:
        yield ok(f"{free // 1000} GB are free on its disk")


def secret(env: Environment) -> Iterator[Finding]:
    place = env.data_dir / "secret-key"
    if len(env.secret_key) < SHORT_SECRET:
        yield warning(f"SECRET_KEY is shorter than {SHORT_SECRET} characters: take a longer one.")
    elif not env.given_secret_key and place.stat().st_mode & 0o077:
        yield failure(f"{place} can be read by others: chmod 600 it, and make another if it was.")
    else:
        yield ok("The secret key is long and kept to itself")


def address(env: Environment) -> Iterator[Finding]:
    if env.debug:
        yield warning("GREGOIRE_DEBUG is on: errors are shown in full to everybody. Not in public.")
    if not env.https and not env.demo:
        yield warning("GREGOIRE_HTTPS is off: in public, serve over HTTPS and say so.")
    else:
        yield ok(f"The campus is {env.base_url}")


def time_zones(_env: Environment) -> Iterator[Finding]:
    try:
        for name in ("Europe/Paris", "Pacific/Noumea", "Indian/Reunion"):
            zoneinfo.ZoneInfo(name)
    except zoneinfo.ZoneInfoNotFoundError as error:
        yield failure(f"Time zones are not known here ({error.args[0]}): install tzdata.")
    else:
        yield ok("Time zones are known")


def assets(_env: Environment) -> Iterator[Finding]:
    package = Path(__file__).parent.parent
    missing = [
        what
        for what, there in {
            "style sheets": (package / "framework/static/vendor/tabler.min.css").is_file(),
            "icons": any((package / "framework/icons").glob("*.svg")),
            "French sentences": any(package.glob("*/locale/fr/LC_MESSAGES/django.mo")),
        }.items()
        if not there
    ]
    if missing:
        yield failure(f"Missing: {', '.join(missing)}; run `uv sync --reinstall-package gregoire`.")
    else:
        yield ok("Style sheets, fonts, icons and translations are there")


def mail(env: Environment) -> Iterator[Finding]:
    from gregoire.framework.mail_server import MailServer  # noqa: PLC0415 -- needs Django set up

    if env.demo:
        yield ok("A demo: mail stays on the machine")
    elif not env.smtp_url:
        yield warning("GREGOIRE_SMTP_URL names no mail server: mail waits in the queue.")
    else:
        server = MailServer.parse(env.smtp_url)
        try:
            with server.session() as session:
                session.noop()
        except OSError as error:  # what smtplib raises is one, too
            yield failure(
                f"The mail server {server.host}:{server.port} would not ({type(error).__name__}: "
                f"{error}): check GREGOIRE_SMTP_URL."
            )
        else:
            yield ok(f"The mail server {server.host}:{server.port} answers")


def scanner(env: Environment) -> Iterator[Finding]:
    from gregoire.framework.uploads.scanning import Scanner, ScannerDownError  # noqa: PLC0415

    if not env.clamd and env.demo:
        yield ok("A demo: files are not scanned for viruses")
    elif not env.clamd:
        yield warning(
            "GREGOIRE_CLAMD names no virus scanner: files are taken without being scanned."
        )
    else:
        try:
            version = Scanner.parse(env.clamd).version()
        except ScannerDownError as error:
            yield failure(
                f"The virus scanner {env.clamd} does not answer ({error}): nobody can hand in a file "
                "until it does. Start clamd, or check GREGOIRE_CLAMD."
            )
        else:
            yield ok(f"The virus scanner answers: {version}")


def signing(env: Environment) -> Iterator[Finding]:
    from gregoire.planning.signing import SealError, seal  # noqa: PLC0415 -- needs Django set up

    if not env.signing_key and not env.signing_dir.is_dir():
        yield ok("Certificates will be signed by a key that is made at the first use")
        return
    try:
        found = seal()
    except SealError as error:
        yield failure(str(error))
        return
    whose = "the house’s own key" if found.is_of_the_house else "a key of yours"
    if found.path.stat().st_mode & 0o077:
        yield failure(f"{found.path} can be read by others: chmod 600 it.")
    yield ok(
        f"Certificates are signed as “{found.name}”, by {whose}, until {found.ends_at:%Y-%m-%d}"
    )


def tables(_env: Environment) -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415

    from gregoire.site.migrating import missing_migrations, refuse_newer  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int")
        (version,) = cursor.fetchone()
    if version < OLDEST_POSTGRESQL:
        yield failure(f"PostgreSQL {version // 10_000}: 16 or later is needed.")
    else:
        yield ok(f"PostgreSQL {version // 10_000} answers")
    refuse_newer()
    missing = missing_migrations()
    if missing:
        yield failure(f"{len(missing)} migrations are missing: run gregoire migrate.")
    else:
        yield ok("The tables are up to date")
        yield from queue()


def queue() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        failed, late, stuck = cursor.fetchone()
    if failed:
        yield warning(
            f"{failed} jobs failed for good: look at them with gregoire manage procrastinate shell."
        )
    if late:
        yield warning(f"{late} jobs wait for more than five minutes: is a worker running?")
    if stuck:
        yield warning(f"{stuck} jobs were left by a dead worker: the next worker takes them up.")
    if not (failed or late or stuck):
        yield ok("The queue is clear")


QUEUE = """
select count(*) filter (where job.status = 'failed'),
       count(*) filter (where job.status = 'todo'
         and coalesce(job.scheduled_at, event.at) < now() - interval '5 minutes'),
       count(*) filter (where job.status = 'doing'
         and (worker.id is null or worker.last_heartbeat < now() - interval '1 minute'))
from procrastinate_jobs job
left join procrastinate_workers worker on worker.id = job.worker_id
left join lateral (
  select max(at) as at from procrastinate_events where job_id = job.id and type = 'deferred'
) event on true
"""

ALONE: tuple[Check, ...] = (python, data_folder, secret, address, time_zones, assets)
WITH_DATABASE: tuple[Check, ...] = (tables, mail, scanner)


def examine(env: Environment) -> bool:
    """Say what was found; True where nothing failed."""
    findings = [*told(ALONE, env)]
    try:
        with database.database_for(env):
            set_up_django()
            findings += told(WITH_DATABASE, env)
    except StopError as error:
        findings.append(failure(str(error)))
        say(f"{State.FAILURE:<5} {error}")
    return all(finding.state is not State.FAILURE for finding in findings)


def told(checks: tuple[Check, ...], env: Environment) -> Iterator[Finding]:
    for check in checks:
        for finding in found(check, env):
            say(f"{finding.state:<5} {finding.says}")
            yield finding


def found(check: Check, env: Environment) -> Iterator[Finding]:
    try:
        yield from check(env)
    except StopError as error:
        yield failure(str(error))


def set_up_django() -> None:
    import django  # noqa: PLC0415 -- the first checks need nothing of it

    os.environ["DJANGO_SETTINGS_MODULE"] = "gregoire.site.settings"
    django.setup()
