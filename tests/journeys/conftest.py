"""A whole campus, started as people start it, walked through with a real browser.

The network is made by `gregoire demo`, then served by `gregoire serve` with a mail server of its
own, so that mail leaves. Without Chromium the journeys are skipped, in words.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support import eyes
from tests.support.smtp import Letterbox, letterbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PASSWORD = "gregoire-demo"
PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Campus:
    url: str
    mail: Letterbox


def outside(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a command of ours: nothing of the tests' own database."""
    ours = ("GREGOIRE_", "DATABASE_URL", "DJANGO_", "SECRET_KEY", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"GREGOIRE_DATA_DIR": str(folder)} | settings


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="package")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small demo network, made once; beside it, a copy as it was made."""
    folder = tmp_path_factory.mktemp("made") / "campus"
    command = ["gregoire", "demo", "--scale", "0.005", "--exit-when-ready"]
    command += ["--port", str(free_port())]
    done = subprocess.run(
        command, env=outside(folder), check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copytree(
        folder, folder.with_name("campus-as-made"), ignore=shutil.ignore_patterns("run")
    )
    return folder


@contextlib.contextmanager
def serving(folder: Path, *, mail: Letterbox, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """`gregoire serve` until the test is over, stopped as people stop it."""
    url = f"http://127.0.0.1:{port}"
    settings = {
        "GREGOIRE_SMTP_URL": mail.url,
        "GREGOIRE_URL": url,
        "GREGOIRE_MAIL_FROM": "Campus <no-reply@campus.example.org>",
    }
    log = (folder / "serve.log").open("ab")
    server = subprocess.Popen(
        ["gregoire", "serve", "--port", str(port)],
        env=outside(folder, **settings),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_until_healthy(url, server)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        log.close()


def wait_until_healthy(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped by itself"
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} is not healthy after {PATIENCE_S} s")


@pytest.fixture(scope="package")  # it goes when the journeys are over: it takes time and memory
def campus(network: Path) -> Iterator[Campus]:
    port = free_port()
    with letterbox() as mail, serving(network, mail=mail, port=port):
        yield Campus(f"http://127.0.0.1:{port}", mail)


@pytest.fixture(scope="module")  # its loop may not run where other tests reach the database
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip(
            "no Chromium on this machine: apt-get install -y chromium, and the journeys run"
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    chosen: int = request.param
    return chosen


@pytest.fixture
def context(browser: Browser, campus: Campus, width: int) -> Iterator[BrowserContext]:
    height = 780 if width < 768 else 900
    opened = browser.new_context(
        base_url=campus.url, viewport={"width": width, "height": height}, locale="fr-FR"
    )
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when a script fails or the browser refuses something of ours."""
    opened = context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and opened not in eyes.at_work:
            complaints.append(message.text)

    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", hear)
    yield opened
    expected = ("status of 422", "status of 404")
    assert [said for said in complaints if not any(word in said for word in expected)] == []
