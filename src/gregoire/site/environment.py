"""Every variable that Grégoire reads, in one place: its type, its default and a sentence.

`docs/reference/settings.md` is generated from here.
"""

import dataclasses
import functools
import logging
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from gregoire.site import addresses
from gregoire.site.saying import StopError


class SettingError(StopError):
    """A variable cannot be used as it is; the sentence says which, and what it should be."""


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    """What the outside calls a setting, how it is read, and what it does."""

    name: str
    default: str
    kind: str
    read: Callable[[str], Any]
    says: str


def truth(text: str) -> bool:
    match text.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off" | "":
            return False
        case _:
            raise ValueError("yes or no")


def folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number from 1 up")
    return int(text)


def count_or_none(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("a whole number from 0 up")
    return int(text)


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("an address such as https://campus.example.org")
    return text.rstrip("/")


def database_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"postgresql", "postgres"} or parts.path in {"", "/"}):
        raise ValueError("an address such as postgresql://user:password@host:5432/name")
    return text


def mail_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("an address such as smtp://user:password@host:587")
    return text


def scanner_address(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and not text.startswith("unix:/") and not (host and port.isdecimal()):
        raise ValueError("unix:/path/of/its/socket or host:port")
    return text


def level(text: str) -> str:
    if text.upper() not in logging.getLevelNamesMapping():
        raise ValueError("one of debug, info, warning, error")
    return text.upper()


def setting(
    name: str,
    *,
    default: str,
    kind: str,
    read: Callable[[str], Any],
    says: str,
    secret: bool = False,
) -> Any:
    variable = Variable(name, default, kind, read, says)
    return dataclasses.field(metadata={"variable": variable}, repr=not secret)


@dataclasses.dataclass(frozen=True)
class Environment:
    data_dir: Path = setting(
        "GREGOIRE_DATA_DIR",
        default="var/gregoire",
        kind="folder",
        read=folder,
        says="Where everything that Grégoire keeps is kept: the embedded database, the files that "
        "people hand in, the secret key. `gregoire demo` uses `var/demo` unless told otherwise.",
    )
    given_database_url: str = setting(
        "DATABASE_URL",
        default="",
        kind="address",
        read=database_address,
        says="The PostgreSQL (16 or later) to use. Without it an embedded PostgreSQL starts by "
        "itself in the data folder.",
        secret=True,
    )
    given_secret_key: str = setting(
        "SECRET_KEY",
        default="",
        kind="text",
        read=str,
        says="Signs sessions and links. Without it one is made once and kept in the data folder, "
        "in `secret-key`, readable by its owner only. Several machines must share one.",
        secret=True,
    )
    hosts: tuple[str, ...] = setting(
        "GREGOIRE_HOSTS",
        default="localhost,127.0.0.1,[::1]",
        kind="names, with commas",
        read=names,
        says="The names under which the campus may be asked for.",
    )
    base_url: str = setting(
        "GREGOIRE_URL",
        default="http://localhost:8000",
        kind="address",
        read=web_address,
        says="The public address of the campus, as it is written in letters and mails.",
    )
    smtp_url: str = setting(
        "GREGOIRE_SMTP_URL",
        default="",
        kind="address",
        read=mail_address,
        says="The mail server: `smtp://user:password@host:587` (with STARTTLS; add `?tls=no` for a "
        "server without), or `smtps://…:465`. Without it mail waits in the queue.",
        secret=True,
    )
    mail_from: str = setting(
        "GREGOIRE_MAIL_FROM",
        default="Campus <campus@localhost>",
        kind="mail address",
        read=str,
        says="Who the campus's mails come from.",
    )
    clamd: str = setting(
        "GREGOIRE_CLAMD",
        default="",
        kind="address",
        read=scanner_address,
        says="The virus scanner (clamd of ClamAV) that looks at every file that people hand in: "
        "`unix:/run/clamav/clamd.ctl`, or `host:3310`. Without it files are not scanned; while it "
        "does not answer, none is accepted.",
    )
    bounces_to: str = setting(
        "GREGOIRE_BOUNCES_TO",
        default="",
        kind="mail address",
        read=str,
        says="Where mail servers send word of a mail that failed (the envelope's sender); let yours "
        "pipe this address to `gregoire bounce`. Without it, to who the mail comes from.",
    )
    demo: bool = setting(
        "GREGOIRE_DEMO",
        default="no",
        kind="yes or no",
        read=truth,
        says="A demo: no mail leaves the machine, it is shown on a page instead.",
    )
    debug: bool = setting(
        "GREGOIRE_DEBUG",
        default="no",
        kind="yes or no",
        read=truth,
        says="Shows errors in full on the page. For developers, never in public.",
    )
    log_level: str = setting(
        "GREGOIRE_LOG_LEVEL",
        default="info",
        kind="level",
        read=level,
        says="How much is written to the log: debug, info, warning or error.",
    )
    https: bool = setting(
        "GREGOIRE_HTTPS",
        default="no",
        kind="yes or no",
        read=truth,
        says="The campus is reached by HTTPS only: cookies are secure and browsers are told so "
        "(HSTS). Say yes in public.",
    )
    proxies: int = setting(
        "GREGOIRE_PROXIES",
        default="0",
        kind="number",
        read=count_or_none,
        says="How many proxies of yours stand before the campus and add to `X-Forwarded-For`. The "
        "address of who signs in is read there; with 0 that header is ignored.",
    )
    workers: int = setting(
        "GREGOIRE_WORKERS",
        default="1",
        kind="number",
        read=count,
        says="How many web processes `gregoire serve` starts; about one per processor core.",
    )
    signing_key: str = setting(
        "GREGOIRE_SIGNING_KEY",
        default="",
        kind="file",
        read=str,
        says="The PKCS#12 file (key and certificate) with which certificates are signed. Without it "
        "the house makes a key of its own at the first use and keeps it in the data folder, in "
        "`signing`.",
    )
    signing_password: str = setting(
        "GREGOIRE_SIGNING_PASSWORD",
        default="",
        kind="text",
        read=str,
        says="The password of that file.",
        secret=True,
    )

    @property
    def database_url(self) -> str:
        return self.given_database_url or addresses.embedded_url(self.data_dir)

    @property
    def database(self) -> dict[str, Any]:
        return django_database(self.database_url)

    @functools.cached_property
    def secret_key(self) -> str:
        return self.given_secret_key or kept_secret(self.data_dir / "secret-key")

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def observatory_dir(self) -> Path:
        return self.data_dir / "observatory"

    @property
    def signing_dir(self) -> Path:
        return self.data_dir / "signing"

    @property
    def static_dir(self) -> Path:
        return self.data_dir / "static"


def variables() -> list[Variable]:
    return [
        cast("Variable", field.metadata["variable"]) for field in dataclasses.fields(Environment)
    ]


def read_environment(outside: Mapping[str, str]) -> Environment:
    values = {}
    for field in dataclasses.fields(Environment):
        variable = cast("Variable", field.metadata["variable"])
        text = outside.get(variable.name, "").strip() or variable.default
        try:
            values[field.name] = variable.read(text)
        except ValueError as error:
            shown = f", not “{text}”" if field.repr else ""
            raise SettingError(f"{variable.name} must be {error}{shown}.") from None
    return Environment(**values)


@functools.cache
def environment() -> Environment:
    return read_environment(os.environ)


def django_database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "OPTIONS": options,
    }


def kept_secret(path: Path) -> str:
    """The secret of this data folder; the first who asks makes it, the others read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        if not path.is_file():
            with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            try:
                os.link(made, path)
            except FileExistsError:
                pass  # another process was faster: its secret is the one
            finally:
                made.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise SettingError(
            f"The secret key cannot be kept in {path} ({error.strerror}): choose another folder with "
            "--data-dir or GREGOIRE_DATA_DIR, or set SECRET_KEY."
        ) from None
