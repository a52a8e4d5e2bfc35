"""How much memory the whole demo takes, in all its processes, from the first start to the last page.

    uv run python -m benchmarks.memory [--scale 0.02]

Starts `gregoire demo` in a new folder and adds up, ten times a second, the proportional share
(PSS: a page shared by n processes counts 1/n for each) of the command and of everything that runs
on its data folder. While it serves, four pages are asked for 200 times. Linux only.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.measuring import Visitor
from benchmarks.report import machine, write_section

MOST_MIB = 700
VISITED = ("/", "/unites/?q=securite", "/formations/", "/centres/")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=0.02)
    scale: float = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        log = (Path(folder) / "log").open("wb")
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        command = ["gregoire", "demo", "--data-dir", folder, "--port", str(port)]
        started = time.monotonic()
        demo = subprocess.Popen(
            [*command, "--scale", str(scale)], stdout=log, stderr=log, start_new_session=True
        )
        watch = Watch(demo.pid, folder)
        watch.start()
        ready = _wait_until_ready(port, demo) - started
        visitor = Visitor(port, {"Accept-Language": "fr"})
        for _ in range(200):
            for path in VISITED:
                visitor.visit(path)
        time.sleep(1)
        watch.stop()
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)
    text = (
        f"`gregoire demo --scale {scale:g}` in a new folder, ready after {ready:.1f} s: at most "
        f"**{watch.most / 2**20:.0f} MiB** in all its processes together (≤ {MOST_MIB}), "
        f"{watch.last / 2**20:.0f} MiB while it serves. {machine()}."
    )
    write_section("Memory of the demo", text)
    print(text)
    if watch.most > MOST_MIB * 2**20:
        raise SystemExit(1)


def _wait_until_ready(port: int, demo: "subprocess.Popen[bytes]") -> float:
    while demo.poll() is None:
        with contextlib.suppress(OSError, AssertionError):
            Visitor(port, {}).visit("/healthz")
            return time.monotonic()
        time.sleep(0.1)
    raise SystemExit("the demo stopped before it was ready")


class Watch(threading.Thread):
    """Adds up the memory of a command and of every process that works on its data folder."""

    def __init__(self, pid: int, folder: str) -> None:
        super().__init__(daemon=True)
        self.pid, self.folder = pid, folder
        self.most = self.last = 0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0.1):
            self.last = sum(_share(pid) for pid in self._ours())
            self.most = max(self.most, self.last)

    def stop(self) -> None:
        self.stopped.set()
        self.join()

    def _ours(self) -> set[int]:
        """The command's family, and whoever the folder's name or family leads to (the database)."""
        parents = {pid: parent for pid in _processes() if (parent := _parent(pid))}
        roots = {self.pid} | {pid for pid in parents if self.folder in _command(pid)}
        found = set(roots)
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {os.getpid()}


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    return ""


def _share(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
