"""What a mail server says when it sends a mail back (RFC 3464), and what is to be made of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Final

# 5.1.x the address, 5.2.x the mail box (RFC 3463); the rest is the line, the words, the rules.
STATUS: Final = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
CODE: Final = re.compile(r"\b([45]\d\d)\b")
OF_THE_ADDRESS: Final = frozenset({"1", "2"})
CODES_OF_THE_ADDRESS: Final = frozenset({"550", "551", "553"})
MOST_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours, named by its Message-ID, did not reach its reader and will not be tried again."""

    message_id: str
    answer: str


def read_bounce(raw: bytes) -> Bounce | None:
    """What a delivery report says has failed for good; None where it says nothing of the kind.

    A delay, a success, an automatic answer, anything that is not a report: nothing of the kind.
    """
    message = BytesParser(policy=policy.default).parsebytes(raw)
    if message.get_content_type() != "multipart/report":
        return None
    failed = next((one for one in _recipients(message) if _has_failed(one)), None)
    message_id = _original_message_id(message)
    if failed is None or not message_id:
        return None
    return Bounce(message_id, _answer(failed))


def blames_address(answer: str) -> bool:
    """Is the answer about the address or its mail box, rather than the line, the words, the rules?"""
    if found := STATUS.search(answer):
        return found[2] in OF_THE_ADDRESS
    code = CODE.search(answer)
    return code is not None and code[1] in CODES_OF_THE_ADDRESS


def _recipients(message: EmailMessage) -> Sequence[Message]:
    """One block of fields for each reader; the first block is about the report itself."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return list(part.iter_parts())[1:]
    return []


def _has_failed(reader: Message) -> bool:
    action = _field(reader, "Action").lower()
    return action == "failed" and _field(reader, "Status").startswith("5")


def _answer(reader: Message) -> str:
    """`5.1.1 smtp; 550 no such mail box`, on one line."""
    words = f"{_field(reader, 'Status')} {_field(reader, 'Diagnostic-Code')}"
    return " ".join(words.split())[:MOST_WORDS]


def _original_message_id(message: EmailMessage) -> str:
    """From the mail that comes back with the report, whole or its headers alone."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            for inner in part.iter_parts():
                return _field(inner, "Message-ID")
        if kind in {"text/rfc822-headers", "message/global-headers"}:
            headers = BytesParser(policy=policy.default).parsebytes(_bytes(part), headersonly=True)
            return _field(headers, "Message-ID")
    return ""


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _field(message: Message, name: str) -> str:
    """A header as text; nothing where it is not there, or is beyond reading."""
    try:
        return str(message.get(name, "")).replace("\0", "").strip()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""  # headers of strangers make even Python's own parser stumble
