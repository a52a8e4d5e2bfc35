"""Where the embedded PostgreSQL of a data folder is met: a pure function of the folder's path."""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

# Linux takes 107 bytes for the path of a socket, macOS 103; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 103 - len("/.s.PGSQL.5432.lock")
SHORT_PLACE = Path("/tmp")  # noqa: S108 -- the same for every command, whatever its TMPDIR
USER = NAME = "gregoire"


def cluster_folder(data_dir: Path) -> Path:
    return data_dir / "postgres"


def socket_folder(data_dir: Path) -> Path:
    """Beside the data where the path is short enough, else a short private one with its own name."""
    beside = cluster_folder(data_dir) / "run"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and "," not in str(beside):
        return beside  # libpq reads a comma as the beginning of another address
    name = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    place = SHORT_PLACE if SHORT_PLACE.is_dir() else Path(tempfile.gettempdir())
    return place / f"gregoire-{os.getuid()}-{name}"


def embedded_url(data_dir: Path, name: str = NAME) -> str:
    return f"postgresql://{USER}@/{name}?host={quote(str(socket_folder(data_dir)), safe='')}"
