"""The one command, `gregoire`. What it does lies in `site`; here are its words and its exit codes."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gregoire.site import observatory
from gregoire.site.environment import Environment, environment
from gregoire.site.running import DataDir, django_site, name_data_dir, site
from gregoire.site.saying import Leaving, StopError, bars, complain, say

if TYPE_CHECKING:
    from gregoire.site.processes import Child
    from gregoire.site.supervisor import Ready

app = typer.Typer(
    name="gregoire",
    help="Grégoire, the open digital campus of a lifelong-learning network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)]
INTERRUPTED = 130
TRY_LATER = 75  # sysexits.h, EX_TEMPFAIL: a mail server keeps the mail and comes back
app.add_typer(observatory.app)


@app.command()
def demo(
    *,
    data_dir: DataDir = None,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    scale: Annotated[
        float,
        typer.Option(help="How much of the national network: 1 is all of it.", min=0.001, max=1),
    ] = 0.02,
    year: Annotated[
        int | None, typer.Option(help="The academic year to live in, by its first half.", min=2000)
    ] = None,
    exit_when_ready: Annotated[
        bool, typer.Option("--exit-when-ready", help="Make everything, then stop with status 0.")
    ] = False,
    feeds_only: Annotated[
        Path | None,
        typer.Option(
            help="Write the feeds that the network's schooling systems would send to the "
            "observatory (of 2016-2017, unless --year says another) into this folder, and stop: "
            "no database, no server.",
            show_default=False,
        ),
    ] = None,
    noise: Annotated[
        bool,
        typer.Option(
            "--noise",
            help="Feeds as they come in life: numbers missing, names mistyped, lines damaged.",
        ),
    ] = False,
) -> None:
    """Make a whole made-up network and serve it, until Ctrl-C. No mail leaves the machine.

    Started again it goes on with the same data.
    """
    if feeds_only or noise:
        write_demo_feeds(feeds_only, scale=scale, year=year, noise=noise)
        return

    from gregoire.site import supervisor  # noqa: PLC0415 -- commands start fast

    given = data_dir or os.environ.get("GREGOIRE_DATA_DIR") or Path("var/demo")
    prepare_arguments = ["--demo", "--scale", str(scale)]
    prepare_arguments += ["--year", str(year)] if year else []
    settings = {"GREGOIRE_DATA_DIR": given, "GREGOIRE_DEMO": "yes"}
    settings["GREGOIRE_URL"] = os.environ.get("GREGOIRE_URL") or supervisor.url_of(host, port)

    def ready() -> bool:
        tell_demo(environment(), supervisor.url_of(host, port), leaving=exit_when_ready)
        return not exit_when_ready

    with site(**settings) as env:
        prepare_and_supervise(env, host, port, prepare_arguments, env.data_dir / "logs", ready)


@app.command()
def serve(*, data_dir: DataDir = None, port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve the campus: tables brought up to date, then web and worker, until told to stop."""
    from gregoire.site import supervisor  # noqa: PLC0415

    def ready() -> bool:
        say(f"Grégoire answers at {supervisor.url_of(host, port)}")
        return True

    with site(GREGOIRE_DATA_DIR=data_dir) as env:
        prepare_and_supervise(env, host, port, [], None, ready)


@app.command()
def worker(
    *,
    data_dir: DataDir = None,
    concurrency: Annotated[int, typer.Option(help="Jobs at one time.", min=1, max=32)] = 4,
) -> None:
    """Run the jobs of the queue (mail, documents), until told to stop."""
    with django_site(GREGOIRE_DATA_DIR=data_dir) as env:
        from gregoire.site import logs, migrating, processes, working  # noqa: PLC0415

        if not processes.has_supervisor():
            migrating.refuse_old()
        logs.set_up_logs(env.log_level)
        working.work(concurrency=concurrency)


@app.command(hidden=True)
def web(
    *,
    data_dir: DataDir = None,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Serve the pages alone: `serve` starts this."""
    with site(GREGOIRE_DATA_DIR=data_dir) as env:
        from gregoire.site import processes, serving  # noqa: PLC0415

        processes.refuse_taken_port(host, port)
        serving.serve(host=host, port=port, workers=workers, log_level=env.log_level)


@app.command()
def migrate(*, data_dir: DataDir = None) -> None:
    """Bring the tables of the database up to date."""
    with django_site(GREGOIRE_DATA_DIR=data_dir):
        from gregoire.site.migrating import migrate_forward  # noqa: PLC0415

        with bars() as show:
            count = migrate_forward(show)
    say(f"{count} migrations applied." if count else "The tables are up to date.")


@app.command(hidden=True)
def prepare(
    *,
    demo_too: Annotated[bool, typer.Option("--demo")] = False,
    scale: float = 0.02,
    year: int | None = None,
) -> None:
    """Make ready what `serve` and `demo` need; a process of its own gives its memory back."""
    with django_site(), bars() as show:
        from gregoire.site import preparing  # noqa: PLC0415

        preparing.prepare(show, demo=demo_too, scale=scale, year=year)


@app.command("first-edition", hidden=True)
def first_edition(
    *,
    scale: Annotated[float, typer.Option()],
    year: Annotated[int, typer.Option()],
    data_dir: DataDir = None,
) -> None:
    """Build the figures of a demo's year before; its worker then publishes them."""
    with django_site(GREGOIRE_DATA_DIR=data_dir) as env, observatory.told(), bars() as show:
        from gregoire.demo.edition import build_first_edition  # noqa: PLC0415
        from gregoire.observatory.commands import store_of  # noqa: PLC0415

        build_first_edition(store_of(env.data_dir), scale=scale, year=year, progress=show)


@app.command("plan-semester", hidden=True)
def plan_semester(*, run: Annotated[int, typer.Option()], data_dir: DataDir = None) -> None:
    """Search for the plan of a semester; the worker starts this for a run that was asked for."""
    with django_site(GREGOIRE_DATA_DIR=data_dir):
        from gregoire.planning.searching import search_for_plan, stand_back  # noqa: PLC0415

        stand_back()
        search_for_plan(run)


@app.command()
def doctor(*, data_dir: DataDir = None) -> None:
    """Look whether everything that Grégoire needs is there; status 1 where something is not."""
    name_data_dir(data_dir)
    from gregoire.site import doctor as checks  # noqa: PLC0415

    raise typer.Exit(0 if checks.examine(environment()) else 1)


@app.command()
def createadmin(
    mail: Annotated[str, typer.Argument(help="What they sign in with.")],
    *,
    first_names: Annotated[str, typer.Option(help="Their first names.")],
    birth_name: Annotated[str, typer.Option(help="Their birth name.")],
    birth_date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Like 1794-10-10.")],
    data_dir: DataDir = None,
) -> None:
    """Make a national administrator, and the network's centres where there are none yet."""
    with django_site(GREGOIRE_DATA_DIR=data_dir):
        from gregoire.site import first_steps, migrating  # noqa: PLC0415

        migrating.refuse_old()
        url = first_steps.make_administrator(
            mail=mail, first_names=first_names, birth_name=birth_name, birth_date=birth_date.date()
        )
    say(f"{mail} administers the network. To choose a password, once: {url}")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write (.tar).")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Write database, files and secret key into one archive, and read it over."""
    with django_site(GREGOIRE_DATA_DIR=data_dir) as env, bars() as show:
        from gregoire.site import keeping  # noqa: PLC0415

        told = keeping.backup(env, file, show)
    say(told)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The archive that `gregoire backup` wrote.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Make an empty data folder (or an empty DATABASE_URL) what the archive holds."""
    from gregoire.site import keeping  # noqa: PLC0415

    name_data_dir(data_dir)
    keeping.refuse_unless_empty(environment())
    with django_site() as env, bars() as show:
        told = keeping.restore(env, file, show)
    say(told)


@app.command()
def bounce(
    file: Annotated[
        typer.FileBinaryRead, typer.Argument(help="The mail as it came; - for standard input.")
    ] = "-",  # type: ignore[assignment]  # typer opens it
    *,
    data_dir: DataDir = None,
) -> None:
    """Take a mail that came back (RFC 3464), as a mail server pipes it to a program.

    Status 75 asks the mail server to try again later: the database does not answer.
    """
    raw = file.read()
    try:
        with django_site(GREGOIRE_DATA_DIR=data_dir):
            from gregoire.site import bounces  # noqa: PLC0415

            told = bounces.take(raw)
    except StopError as error:
        complain(str(error))
        raise typer.Exit(TRY_LATER) from error
    say(told)


@app.command(
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    }
)
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands, with the database running (for developers)."""
    with django_site():
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(["gregoire manage", *context.args])


def prepare_and_supervise(
    env: Environment,
    host: str,
    port: int,
    arguments: list[str],
    logs: Path | None,
    ready: "Ready",
) -> None:
    from gregoire.site import prepared, processes, supervisor  # noqa: PLC0415

    processes.refuse_taken_port(host, port)
    if not prepared.is_prepared(env, demo=env.demo):
        run_to_end(processes.Child("preparing", ["prepare", *arguments]))
        prepared.remember(env, demo=env.demo)
    supervisor.supervise(env, host=host, port=port, logs=logs, when_ready=ready)


def run_to_end(child: "Child") -> None:
    child.start()
    try:
        if child.wait() != 0:
            raise typer.Exit(1)  # it has said why
    finally:
        child.stop()


def write_demo_feeds(folder: Path | None, *, scale: float, year: int | None, noise: bool) -> None:
    from gregoire.demo.feeds import YEAR, NotOursError, write_feeds  # noqa: PLC0415

    if folder is None:
        raise StopError("--noise damages feeds: say where to write them with --feeds-only FOLDER.")
    try:
        with bars() as show:
            write_feeds(folder, scale=scale, year=year or YEAR, noise=noise, progress=show)
    except NotOursError as error:
        raise StopError(str(error)) from error
    except OSError as error:
        raise StopError(f"{error.filename}: {error.strerror}") from error
    say(f"The feeds of {year or YEAR}-{(year or YEAR) + 1} are in {folder}.")


def tell_demo(env: Environment, url: str, *, leaving: bool) -> None:
    from gregoire.site.demonstration import ACCOUNTS, PASSWORD  # noqa: PLC0415

    say(f"\nThe demo network is ready{'' if leaving else f' at {url}'}\n")
    for account, role in ACCOUNTS.items():
        say(f"  {account:<38} {role}")
    say(f"\nPassword of all: {PASSWORD}    Data and logs: {env.data_dir}")
    if not leaving:
        say("Ctrl-C stops it; started again, it goes on with the same data.")


def main() -> None:
    try:
        status = app(standalone_mode=False)
    except typer.TyperException as error:
        complain(f"{error.format_message()} (gregoire --help lists what there is)")
        status = 2
    except StopError as error:
        complain(str(error))
        status = 1
    except (Leaving, KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    sys.exit(status or 0)
