"""What a command runs in: settings read, the database answering, Django awake."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from gregoire.site.environment import Environment, environment
from gregoire.site.saying import StopError

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="The folder that holds everything (or GREGOIRE_DATA_DIR).",
        show_default=False,
    ),
]


@contextmanager
def site(**settings: object) -> Iterator[Environment]:
    """The settings are read, the database answers, and whoever asks us to leave is heard."""
    from gregoire.site import database, processes, supervisor  # noqa: PLC0415

    for name, value in settings.items():
        if value is not None:
            os.environ[name] = str(value)
    processes.end_with_parent()
    env = environment()
    with supervisor.leaving_when_told(), database.database_for(env):
        yield env


@contextmanager
def django_site(**settings: object) -> Iterator[Environment]:
    with site(**settings) as env:
        import django  # noqa: PLC0415
        from django.db import Error  # noqa: PLC0415

        os.environ["DJANGO_SETTINGS_MODULE"] = "gregoire.site.settings"
        django.setup()
        try:
            yield env
        except Error as error:
            raise StopError(
                f"The database would not: {' '.join(str(error).split())}. Run gregoire doctor."
            ) from error


def name_data_dir(data_dir: Path | None) -> None:
    if data_dir is not None:
        os.environ["GREGOIRE_DATA_DIR"] = str(data_dir)
