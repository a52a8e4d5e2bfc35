"""`gregoire observatory …`: from the feeds of the centres to a published edition."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gregoire.site.environment import Environment, environment
from gregoire.site.running import DataDir, django_site, name_data_dir
from gregoire.site.saying import StopError, bars, say

if TYPE_CHECKING:
    from gregoire.observatory.store import Store

app = typer.Typer(
    name="observatory",
    help="From the feeds of the centres to a published edition of the yearly figures.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

INTERRUPTED = "Query interrupted"  # what DuckDB makes of Ctrl-C, as a RuntimeError


class Convention(StrEnum):
    """How figures are read: as they should be, or as the printed note of 2016-2017 did."""

    CLEAN = "clean"
    NOTE_2016 = "note-2016"


EditionName = Annotated[
    str, typer.Option("--edition", help="The academic year, like 2016-2017.", show_default=False)
]
ConventionName = Annotated[
    Convention,
    typer.Option(help="clean, or note-2016: what is not known counts as in the printed note."),
]
Folder = Annotated[Path, typer.Argument(help="The folder of the feeds.", show_default=False)]


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write the feeds.", show_default=False)],
    *,
    year: Annotated[
        int | None, typer.Option(help="The academic year, by its first half.", min=2000)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write what this Grégoire holds of a year as feeds, one folder for each centre."""
    with awake(data_dir), told(), bars() as show:
        from gregoire.observatory.exports import export as write  # noqa: PLC0415 -- needs Django

        done = write(folder, year=year, progress=show)
    first = done.year
    if not done.systems:
        raise StopError(f"Nobody is registered in {first}-{first + 1}: no feed was written.")
    for centre, count in done.left_out.items():
        say(f"Left out: {centre}, {count} rows: no published table has them.")
    say(f"The feeds of {first}-{first + 1} are in {folder}.")
    say(f"Next: gregoire observatory ingest {folder} --edition {first}-{first + 1}")


@app.command()
def ingest(folder: Folder, *, edition: EditionName, data_dir: DataDir = None) -> None:
    """Read the feeds of a folder, judge every row, and keep what is sound for an edition.

    A feed that cannot be taken leaves everything as it was. Needs no database.
    """
    from gregoire.observatory.feeds.findings import FeedRefusedError  # noqa: PLC0415
    from gregoire.observatory.feeds.reading import ingest as take  # noqa: PLC0415
    from gregoire.site import observatory_tables as tables  # noqa: PLC0415

    store = store_in(data_dir)
    with told():
        try:
            with bars() as show:
                done = take(folder, edition=edition, store=store, progress=show)
        except FeedRefusedError as error:  # of those that `told` would tell, it has more to say
            tables.rows_by_file(error.files)
            more = f" All that is wrong: {store.returns(edition)}" if error.findings else ""
            raise StopError(f"{error}. Nothing was changed.{more}") from error
    tables.rows_by_file(done.files)
    if done.absent:
        say(f"No feed speaks for {', '.join(done.absent)}.")
    if done.provisional:
        say(f"Still provisional: {', '.join(done.provisional)}.")
    say(f"Quality returns: {store.returns(edition)}")
    say(f"Snapshot {done.digest[:12]}. Next: gregoire observatory build --edition {edition}")


@app.command()
def build(
    *,
    edition: EditionName,
    convention: ConventionName = Convention.CLEAN,
    data_dir: DataDir = None,
) -> None:
    """Link what was ingested, compute every figure, and write an edition that never changes."""
    from gregoire.observatory import commands, editions  # noqa: PLC0415

    store = store_in(data_dir)
    with told(), bars() as show:
        decided = []
        if has_database(environment()):  # otherwise nobody can have answered anything
            with awake(data_dir):
                decided = commands.decisions()
        built = editions.build(
            store, name=edition, convention=convention.value, decisions=decided, progress=show
        )
    heads = built.head_count
    say(f"{built.name} {built.convention} {built.identifier}: {len(built.cells):,} figures.")
    say(
        f"{heads.persons:,} persons known one by one, between {heads.lower:,} and {heads.upper:,}, "
        f"in {heads.registrations:,} registrations; {heads.to_review} pairs wait to be looked at."
    )
    say(
        f"Next: gregoire observatory check --edition {edition} --convention {convention.value}, then "
        "publish with the same options."
    )


@app.command()
def check(
    *,
    edition: EditionName,
    convention: ConventionName = Convention.CLEAN,
    reference: Annotated[
        Path | None,
        typer.Option(help="A folder of printed tables to compare with.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Prove an edition, against itself and against printed tables; status 1 on any gap."""
    from gregoire.observatory import editions  # noqa: PLC0415
    from gregoire.site import observatory_tables as tables  # noqa: PLC0415

    with told():
        found = editions.load(store_in(data_dir), edition, convention.value)
        lines = editions.check(found, reference)
    gaps = tables.checks(lines)
    if gaps:
        raise StopError(f"{gaps} figures of {edition} ({convention.value}) do not hold.")


@app.command()
def publish(
    *,
    edition: EditionName,
    convention: ConventionName = Convention.CLEAN,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Say on every page that it is provisional.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Hide what could point at a person, write every file, and show the edition to the public."""
    from gregoire.observatory import commands  # noqa: PLC0415
    from gregoire.observatory.figures import Status  # noqa: PLC0415

    store = store_in(data_dir)
    with told(), bars() as show:
        made = commands.release(
            store,
            name=edition,
            convention=convention.value,
            progress=show,
            is_provisional=provisional,
        )
        with awake(data_dir):
            commands.record(made.edition, is_provisional=provisional)
    hidden = sum(cell.status is Status.SUPPRESSED for cell in made.public.cells)
    say(f"{edition} {convention.value} {made.edition.identifier} is public.")
    for other in commands.public_elsewise(store, made.edition):
        say(
            f"{other} of this year is public too: what one hides, the other may show. Publish one "
            "convention of a year."
        )
    say(
        f"{hidden:,} of {len(made.public.cells):,} figures are hidden: they could point at a person."
    )
    say(f"{len(made.files)} files in {made.files[-1].parent}")
    say("Next: gregoire serve shows it under /observatoire/")


@app.command()
def compare(
    old: Annotated[str, typer.Argument(help="2016-2017, 2016-2017/note-2016, or an identifier.")],
    new: Annotated[str, typer.Argument(help="The same, of the other edition.")],
    *,
    csv: Annotated[
        Path | None, typer.Option(help="Where to write all differences.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Tell two editions apart: values, definitions, and what was provisional."""
    from gregoire.observatory import commands, editions  # noqa: PLC0415
    from gregoire.observatory.editions.comparing import to_csv  # noqa: PLC0415
    from gregoire.site import observatory_tables as tables  # noqa: PLC0415

    store = store_in(data_dir)
    with told():
        before, after = commands.find(store, old), commands.find(store, new)
        found = editions.compare(before, after)
        names = f"{before.identifier[:12]}-{after.identifier[:12]}.csv"
        file = csv or store.root / "comparisons" / names
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(to_csv(found), encoding="utf-8")
    tables.differences(found)
    say(f"All {len(found):,} differences: {file}")


@app.command()
def returns(*, edition: EditionName, data_dir: DataDir = None) -> None:
    """Say where the quality returns of an edition's feeds are, and what stands in them."""
    from gregoire.observatory import commands  # noqa: PLC0415
    from gregoire.site import observatory_tables as tables  # noqa: PLC0415

    with told():
        found = commands.returns(store_in(data_dir), edition)
    tables.returns(found)


@app.command("list")
def list_editions(*, data_dir: DataDir = None) -> None:
    """Say which editions there are; a star marks the one built last of each convention."""
    from gregoire.observatory import editions  # noqa: PLC0415

    store = store_in(data_dir)
    nothing = True
    for name, convention, identifier in editions.built(store):
        with told():
            mark = "*" if editions.current(store, name, convention) == identifier else " "
        say(f"{mark} {name}  {convention:<10}  {identifier}")
        nothing = False
    if nothing:
        say("No edition was built: gregoire observatory ingest FOLDER --edition 2016-2017")


def store_in(data_dir: Path | None) -> "Store":
    from gregoire.observatory.commands import store_of  # noqa: PLC0415 -- commands start fast

    name_data_dir(data_dir)
    return store_of(environment().data_dir)


def has_database(env: Environment) -> bool:
    """Whether there is one, or only a folder in which one could be made."""
    from gregoire.site.addresses import cluster_folder  # noqa: PLC0415

    return bool(env.given_database_url) or cluster_folder(env.data_dir).exists()


@contextmanager
def awake(data_dir: Path | None) -> Iterator[None]:
    """The database answers and its tables are up to date."""
    with django_site(GREGOIRE_DATA_DIR=data_dir), bars() as show:
        from gregoire.site.migrating import migrate_forward  # noqa: PLC0415

        migrate_forward(show)
        yield


@contextmanager
def told() -> Iterator[None]:
    """What went wrong, in one line: the sentence of the error."""
    from gregoire.kernel.refusals import RefusedError  # noqa: PLC0415 -- commands start fast

    try:
        yield
    except RefusedError as error:
        raise StopError(f"Refused: {error.reason}.") from error
    except ValueError as error:
        raise StopError(str(error)) from error
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        raise StopError(f"{about}{error.strerror or error}") from error
    except Exception as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from error
        if not is_of_files(error):
            raise
        raise StopError(f"Files could not be read or written: {error}") from error


def is_of_files(error: Exception) -> bool:
    """Whether DuckDB found no room, or could not write: its errors are no OSError."""
    duckdb = sys.modules.get("duckdb")  # only a command that counts has it
    return duckdb is not None and isinstance(
        error, duckdb.IOException | duckdb.OutOfMemoryException
    )
