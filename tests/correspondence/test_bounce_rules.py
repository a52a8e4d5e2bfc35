"""Delivery reports as mail servers write them (RFC 3464), and everything that only looks like one."""

import pytest

from gregoire.correspondence.rules import Bounce, blames_address, read_bounce

OURS = "<178.4242@campus.example.org>"

POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: campus@campus.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4XyZ1
Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; camille@example.net
Original-Recipient: rfc822;camille@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.net
Diagnostic-Code: smtp; 550 5.1.1 <camille@example.net>: Recipient address
    rejected: User unknown

--b1
Content-Description: Undelivered Message
Content-Type: message/rfc822

Message-ID: {OURS}
From: Campus <campus@campus.example.org>
To: camille@example.net
Subject: Your class has moved
Content-Type: text/plain; charset=utf-8

It is in room A 101.

--b1--
"""
HEADERS_ALONE = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers")
FULL = POSTFIX.replace("Status: 5.1.1", "Status: 5.2.2").replace(
    "550 5.1.1 <camille@example.net>: Recipient address\n    rejected: User unknown",
    "552 5.2.2 Mailbox full",
)


def test_a_report_names_the_mail_and_says_why() -> None:
    assert read_bounce(POSTFIX.encode()) == Bounce(
        OURS,
        "5.1.1 smtp; 550 5.1.1 <camille@example.net>: Recipient address rejected: User unknown",
    )


@pytest.mark.parametrize(
    "report",
    [HEADERS_ALONE, POSTFIX.replace("\n", "\r\n"), f"From mx Sun Nov 22 10:00:00 2026\n{POSTFIX}"],
    ids=["headers alone", "as on the wire", "as in a mail file"],
)
def test_it_is_read_in_each_of_its_forms(report: str) -> None:
    bounce = read_bounce(report.encode())

    assert bounce is not None
    assert bounce.message_id == OURS


def test_a_mail_box_that_is_full_has_failed_too() -> None:
    assert read_bounce(FULL.encode()) == Bounce(OURS, "5.2.2 smtp; 552 5.2.2 Mailbox full")


@pytest.mark.parametrize(
    "other",
    [
        POSTFIX.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.1"),
        POSTFIX.replace("Action: failed", "Action: delivered").replace("5.1.1", "2.0.0"),
        POSTFIX.replace("Action: failed\n", ""),
        POSTFIX.replace(f"Message-ID: {OURS}\n", ""),
        POSTFIX.replace("multipart/report", "multipart/mixed"),
        POSTFIX.replace("message/delivery-status", "text/plain"),
        POSTFIX[: POSTFIX.index("--b1\nContent-Description: Delivery")],
        "From: camille@example.net\nSubject: Re: Your class\nAuto-Submitted: auto-replied\n\nAway.",
        "",
        "\0\xff\x00 not a mail at all \ud7ff",
        "Content-Type: multipart/report; boundary=\n\n",
        "Content-Type: multipart/report; boundary=b1\n\n--b1\nContent-Type: message/rfc822\n\n",
    ],
    ids=[
        "delay", "success", "no action", "whose mail", "not a report", "no status", "cut off",
        "automatic answer", "nothing", "bytes", "no boundary", "empty parts",
    ],
)  # fmt: skip
def test_anything_else_is_nothing_of_the_kind(other: str) -> None:
    assert read_bounce(other.encode("utf-8", "surrogatepass")) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such mail box", True),
        ("552 5.2.2 mail box full", True),
        ("451 4.2.1 mail box disabled", True),
        ("553 no such domain", True),
        ("554 5.7.1 rejected as spam", False),
        ("550 5.7.26 not authenticated", False),
        ("554 transaction failed", False),
        ("552 message too large", False),
        ("[Errno 111] Connection refused", False),
        ("", False),
    ],
)
def test_only_some_answers_blame_the_address(answer: str, expected: bool) -> None:
    assert blames_address(answer) == expected
