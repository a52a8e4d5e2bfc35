"""The command `gregoire` as people run it: a process of its own, with an environment of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

OURS = ("DATABASE_URL", "GREGOIRE_", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
Found = TypeVar("Found")
COMMAND = [sys.executable, "-m", "gregoire"]


def clean_environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | settings


def gregoire(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def running(*arguments: str, log: Path, **settings: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A command that goes on until told to stop; what it says goes to the log."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=clean_environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def until(look: Callable[[], Found], patience: float = 60) -> Found:
    """What `look` returns, once it is something."""
    end = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > end:
            raise TimeoutError(f"{look} saw nothing for {patience} s")
        time.sleep(0.05)
    return found


def processes_of(folder: Path) -> list[str]:
    """Every process whose command line, or whose place, lies in this data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = str((process / "cwd").readlink())
            variables = process.joinpath("environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        mine = str(folder) in command or place.startswith(str(folder))
        if int(process.name) != os.getpid() and (
            mine or f"GREGOIRE_DATA_DIR={folder}\0" in variables
        ):
            found.append(f"{process.name} {command[:120]}")
    return found
