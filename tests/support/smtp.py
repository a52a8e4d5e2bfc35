"""A real mail server on the loopback, that keeps what it takes."""

import asyncio
import email
import email.policy
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE_S = 30.0


class Letterbox:
    """Takes every mail, unless told another answer.

    `answers` are given first, in their order, to each command; an empty one breaks the line.
    `refuses_for_good` are addresses that it does not know; `takes_s` is how long it needs for one;
    `most_of_a_line` how many mails it takes on one. `when_taken` is called when a mail is kept,
    before its sender knows. `lines` are the connections on which a mail was begun.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.senders: list[str] = []  # of the envelopes
        self.readers: list[list[str]] = []
        self.answers: dict[str, list[str]] = {"MAIL": [], "RCPT": [], "DATA": []}
        self.refuses_for_good: set[str] = set()
        self.takes_s = 0.0
        self.most_of_a_line = 0
        self.lines: Counter[object] = Counter()
        self.when_taken: Callable[[], None] = lambda: None
        self.port = 0

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's names
        self, server: Any, session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.most_of_a_line and self.lines[session.peer] >= self.most_of_a_line:
            return "421 too many mails on this line"
        self.lines[session.peer] += 1
        envelope.mail_from = address
        return self._answer("MAIL", server) or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses_for_good:
            return "550 5.1.1 no such user"
        if (answer := self._answer("RCPT", server)) and not answer.startswith("2"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if answer := self._answer("DATA", server):
            return answer
        await asyncio.sleep(self.takes_s)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.senders.append(envelope.mail_from)
        self.readers.append(envelope.rcpt_tos)
        self.taken.append(message)
        self.when_taken()
        return "250 taken"

    def _answer(self, command: str, server: Any) -> str:
        if not self.answers[command]:
            return ""
        answer = self.answers[command].pop(0)
        if not answer:
            server.transport.abort()
        return answer or "421 gone"

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=no"

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if address in str(message["To"])]

    def mail_to(self, address: str) -> EmailMessage:
        """The latest mail to this address, as soon as it is there."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if found := self.mails_to(address):
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address} after {PATIENCE_S} s")


@contextmanager
def letterbox(**habits: Any) -> Iterator[Letterbox]:
    """A mail server for as long as the test lasts; `habits` are aiosmtpd's (TLS, signing in)."""
    box = Letterbox()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        box.port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **habits)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def plain_text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text
