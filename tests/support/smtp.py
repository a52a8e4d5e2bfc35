"""A real mail server on the loopback, that keeps what it takes."""

import asyncio
import email
import email.policy
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE_S = 30.0


class Letterbox:
    """Takes every mail; `refuses_next` answers that many times that it is busy (RFC 5321, 451).

    `refuses_for_good` are addresses that it does not know; `takes_s` is how long it needs for one.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses_next = 0
        self.senders: list[str] = []  # of the envelopes
        self.refuses_for_good: set[str] = set()
        self.takes_s = 0.0
        self.port = 0

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses_for_good:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.refuses_next:
            self.refuses_next -= 1
            return "451 come back later"
        await asyncio.sleep(self.takes_s)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.senders.append(envelope.mail_from)
        self.taken.append(message)
        return "250 taken"

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
def letterbox() -> Iterator[Letterbox]:
    """A mail server for as long as the test lasts."""
    box = Letterbox()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        box.port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
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
