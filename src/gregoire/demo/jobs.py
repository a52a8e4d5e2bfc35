"""What a demo does once it is served."""

import os
import subprocess
import sys
from typing import Final

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

LEAST_SCALE: Final = 0.01  # below it nearly every figure could point at a person
FEW: Final = RetryStrategy(max_attempts=3, wait=60)


@app.task(name="demo.first_edition", queue="demo", retry=FEW)
def publish_first_edition(*, scale: float, year: int) -> None:
    """The figures of the year before; each process gives its memory back before the next begins."""
    _run("first-edition", "--scale", str(scale), "--year", str(year))
    _run("observatory", "publish", "--edition", f"{year}-{year + 1}")


def _run(*command: str) -> None:
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "gregoire", *command],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # it says the next command, to nobody
        env={**os.environ, "GREGOIRE_PARENT": str(os.getpid())},  # it ends with the worker
    )
