"""One line to the mail server for many mails, whatever the server does with it."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.mail import EmailMessage
from pytest_django import Settings

from gregoire.framework import mail_server
from gregoire.framework.mail_server import Line, MailServer, NoLineError
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import deliver, enqueue
from tests.support.smtp import Letterbox, letterbox

SENT, WAITING, REFUSED = (
    OutgoingMail.State.SENT,
    OutgoingMail.State.WAITING,
    OutgoingMail.State.REFUSED,
)


@pytest.fixture
def box(settings: Settings) -> Iterator[Letterbox]:
    with letterbox() as box:
        settings.GREGOIRE_SMTP_URL = box.url
        yield box


def mails(count: int = 5, to: str = "camille@example.org") -> list[OutgoingMail]:
    return enqueue([EmailMessage("Hello", "Word", to=[to]) for _ in range(count)])


def deliver_all(kept: list[OutgoingMail]) -> list[str]:
    """The state of each, after one job."""
    deliver(*(mail.pk for mail in kept))
    return list(OutgoingMail.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_the_mails_of_a_job_share_one_line(box: Letterbox) -> None:
    kept = mails()

    assert deliver_all(kept) == [SENT] * 5

    assert [*box.lines.values()] == [5]
    assert box.ids == [mail.message_id for mail in kept]


@pytest.mark.django_db
def test_a_server_that_takes_few_mails_on_a_line_gets_another(box: Letterbox) -> None:
    box.most_of_a_line = 2

    assert deliver_all(mails()) == [SENT] * 5

    assert [*box.lines.values()] == [2, 2, 1]


@pytest.mark.django_db
def test_we_change_the_line_ourselves_now_and_then(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_server, "MOST_OF_A_LINE", 3)

    assert deliver_all(mails()) == [SENT] * 5

    assert [*box.lines.values()] == [3, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_after_a_line_that_breaks_the_next_mail_has_a_new_one(box: Letterbox, command: str) -> None:
    box.answers[command] = [""]
    kept = mails(3)

    assert deliver_all(kept) == [WAITING, SENT, SENT]

    assert len(box.lines) == 2
    assert deliver_all(kept) == [SENT] * 3
    assert sorted(box.ids) == sorted(mail.message_id for mail in kept)


@pytest.mark.django_db
def test_a_server_that_hangs_is_left_and_its_mail_tried_again(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had taken the mail, and did not say so in time: once more, under the same Message-ID."""
    monkeypatch.setattr(mail_server, "ANSWERS_WITHIN_S", 0.1)
    box.takes_s = 0.2
    kept = mails(1)

    assert deliver_all(kept) == [WAITING]
    box.takes_s = 0.0
    assert deliver_all(kept) == [SENT]

    assert set(box.ids) == {kept[0].message_id}


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["421 we close at six", "452 no room", "550 not from you"])
def test_a_server_that_takes_nothing_is_waited_for_however_long(
    box: Letterbox, answer: str
) -> None:
    """None of these is said of the mail, whose reader may be well."""
    kept = mails(2)
    OutgoingMail.objects.update(written_at=datetime.now(UTC) - timedelta(days=30))
    box.answers["MAIL"] = [answer]

    with pytest.raises(NoLineError, match=answer[4:]):
        deliver_all(kept)

    assert deliver_all(kept) == [SENT] * 2


@pytest.mark.django_db
def test_a_mail_that_is_too_large_is_refused_and_the_next_is_not(box: Letterbox) -> None:
    box.answers["MAIL"] = ["552 too large"]

    assert deliver_all(mails(2)) == [REFUSED, SENT]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "knows_accents", "state"),
    [
        ("josé@example.org", True, SENT),
        ("josé@example.org", False, REFUSED),
        ("camille@a..b", True, REFUSED),
        ("camille@", True, REFUSED),
    ],
)
def test_an_address_that_the_server_cannot_read_keeps_nobody_waiting(
    settings: Settings, address: str, *, knows_accents: bool, state: str
) -> None:
    """We write to none such; an account of long ago may have one, and asks for a new password."""
    with letterbox(enable_SMTPUTF8=knows_accents) as box:
        settings.GREGOIRE_SMTP_URL = box.url
        kept = [*mails(1, to=address), *mails(1)]

        assert deliver_all(kept) == [state, SENT]


def test_the_goodbye_of_a_line_that_is_gone_harms_nobody(box: Letterbox) -> None:
    with Line(box.url) as line:
        line.send("campus@example.org", ["camille@example.org"], b"Subject: Hello\r\n\r\nWord")
        assert line._session is not None
        line._session.close()

    assert len(box.taken) == 1


def certificate(folder: Path) -> ssl.SSLContext:
    """Of 127.0.0.1, signed by itself; in the folder as `server.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(secret + signed.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


def knows_the_campus(*_server: Any) -> AuthResult:
    given = _server[4]
    known = isinstance(given, LoginPassword) and given == LoginPassword(b"campus", b"p:w")
    return AuthResult(success=known, handled=False)


def send(url: str) -> None:
    with Line(url) as line:
        line.send("campus@example.org", ["camille@example.org"], b"Subject: Hello\r\n\r\nWord")


def test_a_line_is_encrypted_and_signed_in_where_the_server_is_who_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate(tmp_path)
    habits = {"tls_context": context, "require_starttls": True, "auth_required": True}
    with letterbox(**habits, authenticator=knows_the_campus) as box:
        address = f"127.0.0.1:{box.port}"
        with pytest.raises(NoLineError, match="certificate verify failed"):
            send(f"smtp://campus:p%3Aw@{address}")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        with pytest.raises(NoLineError, match="535"):
            send(f"smtp://campus:wrong@{address}")
        with pytest.raises(NoLineError, match="STARTTLS"):
            send(f"smtp://{address}?tls=no")
        assert box.taken == []

        send(f"smtp://campus:p%3Aw@{address}")

        assert len(box.taken) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mx.example.org", ("mx.example.org", 25, "", False, True)),
        ("smtp://mx.example.org:587?tls=no", ("mx.example.org", 587, "", False, False)),
        ("smtps://a%40b:p%3Aw@mx.example.org", ("mx.example.org", 465, "p:w", True, False)),
    ],
)
def test_the_address_of_the_server_is_read(url: str, expected: tuple[object, ...]) -> None:
    read = MailServer.parse(url)

    assert (read.host, read.port, read.password, read.implicit_tls, read.start_tls) == expected
