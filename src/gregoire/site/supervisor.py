"""What `demo` and `serve` do: the database, then web and worker side by side, until told to stop."""

import contextlib
import http.client
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from gregoire.site.database import keep_running
from gregoire.site.environment import Environment
from gregoire.site.processes import Child
from gregoire.site.saying import Leaving, StopError

PATIENCE = 60.0
Ready = Callable[[], bool]


@contextlib.contextmanager
def leaving_when_told() -> Iterator[None]:
    """SIGTERM and a closed terminal end a command as Ctrl-C does: in order."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        for asked in ASKED:
            signal.signal(asked, signal.SIG_IGN)  # once is enough
        raise Leaving

    before = {asked: signal.signal(asked, leave) for asked in ASKED}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)


ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(
    env: Environment, *, host: str, port: int, logs: Path | None, when_ready: Ready
) -> None:
    """Run web and worker until told to stop, or until `when_ready` says that this was all."""
    if logs is not None:
        logs.mkdir(parents=True, exist_ok=True)
    web = Child(
        "web",
        ["web", "--host", host, "--port", str(port), "--workers", str(env.workers)],
        logs / "web.log" if logs else None,
    )
    worker = Child("worker", ["worker"], logs / "worker.log" if logs else None)
    children = [web, worker]
    with contextlib.ExitStack() as stack:
        for child in children:
            stack.callback(child.stop)
            child.start()
        await_answer(env, host, port, children)
        if when_ready():
            with contextlib.suppress(Leaving):  # the way to end a campus
                watch(env, children)


def watch(env: Environment, children: list[Child]) -> None:
    while True:
        time.sleep(0.5)
        for child in children:
            child.revive()
        keep_running(env)


def await_answer(env: Environment, host: str, port: int, children: list[Child]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answers(env, host, port):
            return
        for child in children:
            child.revive()
        time.sleep(0.1)
    raise StopError(
        f"The campus does not answer on {host}:{port}: read its log, or run gregoire doctor."
    )


def answers(env: Environment, host: str, port: int) -> bool:
    """As the proxy in front of us would ask: by a name of ours, over what it calls HTTPS."""
    headers = {"Host": env.hosts[0]} | ({"X-Forwarded-Proto": "https"} if env.https else {})
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def url_of(host: str, port: int) -> str:
    shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0"} else host  # noqa: S104 -- read, not bound
    return f"http://{shown}:{port}/"
