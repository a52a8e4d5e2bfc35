"""A virus scanner where one runs: clamd, over its own small protocol (clamd(8), INSTREAM).

The client libraries on PyPI have had no release for years, and what is needed of them is this page.
"""

import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings

CONNECTS_WITHIN_S: Final = 5
ANSWERS_WITHIN_S: Final = 60  # a large archive takes its time
LONGEST_ANSWER: Final = 4096  # bytes


class ScannerDownError(OSError):
    """A scanner is named and does not answer, or not with an answer."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens: the path of its socket, or its host and port."""

    path: str = ""
    host: str = ""
    port: int = 0

    @classmethod
    def parse(cls, address: str) -> "Scanner":
        """Of `unix:/run/clamav/clamd.ctl` or `host:3310`; raises ValueError otherwise."""
        if address.startswith("unix:/"):
            return cls(path=address.removeprefix("unix:"))
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise ValueError("unix:/path/of/its/socket or host:port")
        return cls(host=host.strip("[]"), port=int(port))

    def version(self) -> str:
        """`ClamAV 1.4.3/27400/…`; raises ScannerDownError."""
        with self._line() as line:
            line.sendall(b"zVERSION\0")
            return _answer(line)

    def virus_in(self, chunks: Iterable[bytes]) -> str:
        """The name of what was found; empty where nothing was. Raises ScannerDownError."""
        with self._line() as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                if chunk:
                    line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            return _verdict(_answer(line))

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        try:
            with self._connected() as line:
                line.settimeout(ANSWERS_WITHIN_S)
                yield line
        except OSError as error:
            raise ScannerDownError(str(error)) from error

    def _connected(self) -> socket.socket:
        if not self.path:
            return socket.create_connection((self.host, self.port), CONNECTS_WITHIN_S)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECTS_WITHIN_S)
        try:
            line.connect(self.path)
        except OSError:
            line.close()
            raise
        return line


def virus_in(chunks: Iterable[bytes]) -> str:
    """What the scanner of the campus finds; empty where nothing is found or none is named."""
    if not settings.GREGOIRE_CLAMD:
        return ""
    return Scanner.parse(settings.GREGOIRE_CLAMD).virus_in(chunks)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0").decode("utf-8", errors="replace").strip()


def _verdict(answer: str) -> str:
    """`stream: OK`, `stream: Eicar-Test-Signature FOUND`; anything else is no verdict."""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer.endswith(": OK"):
        return ""
    raise ScannerDownError(answer or "no answer")
