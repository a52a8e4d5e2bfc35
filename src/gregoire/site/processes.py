"""Processes that end with the one that started them, however it ends."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from gregoire.site.saying import StopError

PARENT = "GREGOIRE_PARENT"  # between ourselves; not a setting
PR_SET_PDEATHSIG = 1
QUICK = 5.0
MANY_DEATHS = 5


def has_supervisor() -> bool:
    return PARENT in os.environ


def end_with_parent() -> None:
    """The system sends us SIGTERM when our parent is gone, `kill -9` included (Linux)."""
    if not has_supervisor() or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() == 1 and os.environ[PARENT] != "1":
        sys.exit(1)  # it was gone before we asked


@dataclass
class Child:
    """One of our own commands, started anew when it dies."""

    name: str
    arguments: Sequence[str]
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    born: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.born = time.monotonic()
        output: IO[bytes] | None = self.log.open("ab") if self.log else None
        with output or contextlib.nullcontext():
            self.process = subprocess.Popen(  # noqa: S603 -- our own command
                [sys.executable, "-m", "gregoire", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, PARENT: str(os.getpid())},
                start_new_session=True,  # Ctrl-C is for the supervisor, who stops us in order
            )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def revive(self) -> None:
        """Start it anew if it died; give up when it dies at once, again and again."""
        if self.is_running():
            return
        quick = time.monotonic() - self.born < QUICK
        self.deaths = self.deaths + 1 if quick else 1
        if self.deaths >= MANY_DEATHS:
            where = f" (see {self.log})" if self.log else ""
            raise StopError(f"The {self.name} process stops as soon as it starts{where}.")
        self.start()

    def wait(self) -> int:
        return self.process.wait() if self.process is not None else 1

    def stop(self, patience: float = 15.0) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise StopError(
                f"Port {port} of {host} cannot be used ({error.strerror}): choose another with --port."
            ) from None
