"""Where files are kept: names that nobody guesses, folders that nobody else opens.

A file is written inside the transaction of the operation that keeps it, so that no row is without
its file; `written_files_follow`, around every operation, removes it where that transaction is
rolled back. What a killed process leaves behind is swept at night (`jobs.py`).
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from gregoire.framework.uploads.accepting import Upload

logger = logging.getLogger(__name__)
NAME_BYTES: Final = 16  # 128 bits that nobody guesses
_written: ContextVar[list[str] | None] = ContextVar("files written by the operation", default=None)


class KeptFiles(FileSystemStorage):
    """The file system, under a name of its own for each file; nothing of it has a public address."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        return str(PurePosixPath(name).with_name(secrets.token_hex(NAME_BYTES)))

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]  # unknown to the stubs
        written = _written.get()
        if written is not None:
            written.append(kept)
        return kept

    def url(self, name: str | None) -> str:
        raise ValueError(f"{name} is handed out by a view, to those who may see it")


@contextmanager
def written_files_follow() -> Iterator[None]:
    """Files written inside go when what is inside fails; what is inside is a transaction."""
    outer = _written.get()
    mine: list[str] = []
    token = _written.set(mine)
    try:
        yield
    except BaseException:
        for name in mine:
            default_storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer += mine


def keep(upload: Upload) -> "File[bytes]":
    """What a `FileField` of a row is given; the name of the sender stays in a field of its own."""
    upload.file.seek(0)
    return File(upload.file, name="file")


def handed_out(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A kept file as a download, streamed: never shown inside the campus, whatever it holds.

    The caller has looked whether the reader may see it.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        logger.exception("kept file is missing", extra={"file": file.name})
        raise Http404 from None
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
