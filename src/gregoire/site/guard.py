"""The guard of an embedded PostgreSQL: starts it, restarts it when it dies, stops it when nobody is left.

A process of its own, run as a script with nothing but the standard library.  Every command that
uses the database holds a shared lock on `users.lock`; the system lets go of it however the command
ends, `kill -9` included.  The guard waits for the exclusive lock: having it means that nobody is left.
When the guard itself is killed, the system tells PostgreSQL to stop.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
CAPABILITIES_VERSION = 0x20080522
READY_LINE = 7  # of postmaster.pid
PATIENCE = 30.0
QUICK_DEATHS = 5  # in a row, before we give up


@dataclass
class Guard:
    binaries: Path
    cluster: Path
    sockets: Path
    options: dict[str, str]
    postmaster: "subprocess.Popen[bytes] | None" = None
    leaving: bool = False

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    def run(self, command: list[str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 -- our own binaries
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.cluster,
            preexec_fn=become_server,  # noqa: PLW1509 -- nothing runs beside us that could hold a lock
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        )

    def make(self, log: IO[bytes]) -> None:
        """Makes the cluster beside its place and moves it there whole, so that half of one never is."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.cluster / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        give_to_server(fresh)
        command = [str(self.binaries / "initdb"), "-D", str(fresh), "-U", "gregoire", "-A", "trust"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C", "--no-sync", "--no-instructions"]
        if self.run(command, log).wait() != 0:
            raise RuntimeError("initdb")
        fresh.rename(self.data)

    def start(self, log: IO[bytes]) -> None:
        give_to_server(self.data)
        forget_stranger(self.data / "postmaster.pid")
        forget_stranger(self.sockets / ".s.PGSQL.5432.lock")
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        quoted = str(self.sockets).replace('"', '""')
        for name, value in {**self.options, "unix_socket_directories": f'"{quoted}"'}.items():
            command += ["-c", f"{name}={value}"]
        self.postmaster = self.run(command, log)

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError, IndexError):
            lines = (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
            mine = self.postmaster is not None and lines[0] == str(self.postmaster.pid)
            return mine and lines[READY_LINE].strip() == "ready"
        return False

    def start_and_wait(self, log: IO[bytes]) -> bool:
        """A server that was killed leaves processes for a moment, during which no other can start."""
        until = time.monotonic() + PATIENCE
        self.start(log)
        while time.monotonic() < until and not self.leaving:
            if self.is_ready():
                return True
            if self.postmaster is not None and self.postmaster.poll() is not None:
                time.sleep(0.2)
                self.start(log)
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        self.leaving = True
        if self.postmaster is None or self.postmaster.poll() is not None:
            return
        self.postmaster.send_signal(signal.SIGINT)  # "fast": ends sessions, writes, leaves
        try:
            self.postmaster.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.postmaster.send_signal(signal.SIGQUIT)
            self.postmaster.wait()

    def watch(self, log: IO[bytes]) -> None:
        """Until nobody is left; a server that dies is started anew, unless it dies at once each time."""
        deaths = 0
        while deaths < QUICK_DEATHS:
            born = time.monotonic()
            while (
                not self.leaving and self.postmaster is not None and self.postmaster.poll() is None
            ):
                time.sleep(0.2)
            if self.leaving:
                return
            deaths = deaths + 1 if time.monotonic() - born < PATIENCE else 0
            if not self.start_and_wait(log):
                return


def server_user() -> "pwd.struct_passwd | None":
    """PostgreSQL refuses to be root: it then runs as nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def give_to_server(folder: Path) -> None:
    """A folder that root made, or copied from elsewhere, becomes the server's."""
    user = server_user()
    if user is None or folder.stat().st_uid == user.pw_uid:
        return
    for path in (*folder.rglob("*"), folder):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    folder.chmod(0o700)


def become_server() -> None:
    """Between fork and exec: dies with the guard; as root, gives up all but passing through folders.

    Passing through matters where the data folder or this package lies below a folder that only
    root may enter, `/root` for one.
    """
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    user = server_user()
    if user is not None:
        if library is not None:
            library.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        if library is not None:
            keep_passage(library)
    os.umask(0o077)
    if library is not None:
        library.prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)


def keep_passage(library: ctypes.CDLL) -> None:
    passage = 1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)(passage, passage, passage, 0, 0, 0)
    if library.capset(header, sets) == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            library.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def forget_stranger(lock: Path) -> None:
    """After a restart of the machine the number in a lock file may be another program's."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        number = abs(int(lock.read_text(errors="replace").splitlines()[0]))
        program = Path(f"/proc/{number}/comm")
        if program.is_file() and program.read_text().strip() != "postgres":
            lock.unlink()


def wait_until_nobody(guard: Guard, users: IO[bytes]) -> None:
    fcntl.flock(users, fcntl.LOCK_EX)
    guard.stop()


def main(told: str, answer_to: int) -> NoReturn:
    words = json.loads(told)
    guard = Guard(
        Path(words["binaries"]), Path(words["cluster"]), Path(words["sockets"]), words["options"]
    )
    answer = os.fdopen(answer_to, "w")
    mine = (guard.cluster / "guard.lock").open("ab")
    fcntl.flock(mine, fcntl.LOCK_EX)
    users = (guard.cluster / "users.lock").open("ab")
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: setattr(guard, "leaving", True))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with (guard.cluster / "postgres.log").open("ab") as log:
        try:
            guard.make(log)
            ready = guard.start_and_wait(log)
        except (OSError, RuntimeError) as error:
            ready = False
            log.write(f"guard: {error}\n".encode())
        answer.write("ready" if ready else "failed")
        answer.close()
        if ready:
            waiting = threading.Thread(target=wait_until_nobody, args=(guard, users), daemon=True)
            waiting.start()
            guard.watch(log)
        guard.stop()
    if guard.sockets.parent != guard.cluster:
        with contextlib.suppress(OSError):
            guard.sockets.rmdir()
    mine.close()  # in this order: who sees us alive must not find us leaving
    os._exit(0 if ready else 1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
