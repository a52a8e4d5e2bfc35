"""The mail server to which all mail is handed, and what it answers."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

COMES_WITHIN_S = 20  # the line, its encryption and the sign-in
# For an answer to a mail. RFC 5321 (4.5.3.2) has ten minutes: who hangs up sooner on a server that
# has taken the mail, but is slow to say so, sends it again.
ANSWERS_WITHIN_S = 300
GOODBYE_WITHIN_S = 2
MOST_OF_A_LINE: Final = 100  # mails; servers close lines that carry too many
DONE: Final = 250
TOO_LARGE: Final = 552  # RFC 1870: said of one mail, before it is sent
CLOSING: Final = 421  # RFC 5321, 3.8: “service not available”, of the server, not of the mail


class NoMailServerError(OSError):
    """Mail waits in the queue until a server is named."""


class NoLineError(OSError):
    """The server cannot be reached, does not let us in, or carries no mail at all now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said of one mail or of its reader."""

    code: int
    text: str

    @property
    def asks_to_come_back(self) -> bool:
        return self.code < 500  # noqa: PLR2004 -- RFC 5321: 4yz


def answer_of(error: OSError) -> Answer | None:
    """None where the trouble lies between the server and us (no line, no entry, our own address)."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = min(error.recipients.values())  # one that asks to come back counts for all
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        code, said = 553, "5.6.7 the mail server knows no addresses with accents"
    elif isinstance(error, (smtplib.SMTPDataError, smtplib.SMTPSenderRefused)):
        code, said = error.smtp_code, error.smtp_error
    else:
        return None
    if code == CLOSING:
        return None
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Answer(code, f"{code} {words}".replace("\0", ""))


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `smtp://user:password@host:587` (with STARTTLS, unless `?tls=no`),
    or `smtps://…:465`.
    """

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool
    start_tls: bool

    @classmethod
    def parse(cls, url: str) -> Self:
        parts = urlsplit(url)
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if implicit else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=implicit,
            start_tls=not implicit and parse_qs(parts.query).get("tls") != ["no"],
        )

    def session(self) -> smtplib.SMTP:
        """A connection that has said hello, in TLS where asked, signed in where needed.

        Raises OSError (of which smtplib's are) where there is none to be had.
        """
        connection = self._connect()
        try:
            if self.start_tls:
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
            connection.ehlo_or_helo_if_needed()
        except OSError:
            connection.close()
            raise
        return connection

    def _connect(self) -> smtplib.SMTP:
        if self.implicit_tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=COMES_WITHIN_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=COMES_WITHIN_S)


class Line:
    """One connection for many mails: the first opens it, and the next one after any trouble.

    `with Line(url) as line: line.send(…)`; leaving says goodbye, whatever the server thinks of it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: smtplib.SMTP | None = None
        self._carried = 0

    def send(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Returns once the server has taken the mail.

        Raises NoMailServerError, NoLineError where no mail can leave; another OSError where this
        one cannot, of which `answer_of` tells more.
        """
        is_fresh = not self._is_open()
        session = self._open() if is_fresh or self._session is None else self._session
        readers = [_as_sent(reader) for reader in recipients]
        try:
            session.sendmail(sender, readers, raw, mail_options=_options(session, readers))
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == TOO_LARGE:
                raise
            if is_fresh:
                raise NoLineError(str(error)) from error
            self.close()  # a mail too many for this line, perhaps
            self.send(sender, recipients, raw)
        else:
            self._carried += 1

    def close(self) -> None:
        """A goodbye that fails changes nothing: what was taken is taken."""
        if self._session is not None:
            with suppress(OSError):
                self._within(GOODBYE_WITHIN_S)
                self._session.quit()
            self._session.close()
            self._session = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _is_open(self) -> bool:
        """Does it carry one more?"""
        if self._session is None or self._carried >= MOST_OF_A_LINE:
            return False
        try:
            code, _words = self._session.rset()
        except OSError:
            return False
        return code == DONE

    def _open(self) -> smtplib.SMTP:
        self.close()
        if not self._url:
            raise NoMailServerError("no mail server is named (GREGOIRE_SMTP_URL): the mail waits")
        try:
            self._session = MailServer.parse(self._url).session()
        except OSError as error:
            raise NoLineError(str(error)) from error
        self._within(ANSWERS_WITHIN_S)
        self._carried = 0
        return self._session

    def _within(self, seconds: float) -> None:
        if self._session is not None and self._session.sock is not None:
            self._session.sock.settimeout(seconds)


def _as_sent(address: str) -> str:
    """A domain with accents as the net knows it (RFC 5890); what is no domain as it is."""
    name, at, domain = address.rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _options(session: smtplib.SMTP, readers: list[str]) -> list[str]:
    """Bodies are of eight bits (RFC 6152); names before the `@` are so where accents stand in them
    (RFC 6531), and a server that knows no such names refuses the mail.
    """
    eight = ["BODY=8BITMIME"] if session.has_extn("8bitmime") else []
    return eight if "".join(readers).isascii() else [*eight, "SMTPUTF8"]
