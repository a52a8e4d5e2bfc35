"""What is let in at all: a file past the bound is read to its end and thrown away, byte by byte.

To the end, because a browser shows an answer only once it has sent everything; and thrown away,
so that it fills neither the memory nor the disk. The form then says what was wrong with which
file, and keeps what was typed.
"""

from typing import IO, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from gregoire.framework.uploads.accepting import MOST_BYTES
from gregoire.framework.uploads.incoming import Incoming, RefusedFile
from gregoire.framework.uploads.refusals import UploadRefusal

MOST_AT_ONCE: Final = 5 * MOST_BYTES  # of all files of one request
MOST_READ: Final = 2**30  # bytes of a request: beyond them it is not read to its end


class BoundedUploadHandler(FileUploadHandler):
    """Stands before Django's own handlers and lets through what is within the bounds."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0  # bytes of the files before this one
        self.count = 0  # bytes of this one

    def handle_raw_input(
        self,
        input_data: IO[bytes],  # noqa: ARG002
        META: dict[str, str],  # noqa: N803, ARG002 -- Django's name
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > MOST_READ:
            raise RequestDataTooBig(f"a request of {content_length} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        self.count += len(raw_data)
        return None if self._refusal() else raw_data

    def file_complete(self, file_size: int) -> Incoming | None:  # noqa: ARG002
        """The file in the place of which nothing was kept; None: the next handlers have it."""
        refusal = self._refusal()
        if refusal is None:
            self.taken += self.count
            return None
        self._throw_away()
        most = MOST_BYTES if refusal is UploadRefusal.TOO_LARGE else MOST_AT_ONCE
        return RefusedFile(self.file_name or "?", self.count, refusal, most)

    def _throw_away(self) -> None:
        """What the next handlers had taken of this file before it was too much."""
        for handler in self.request.upload_handlers if self.request else ():
            begun = getattr(handler, "file", None)
            if begun is not None:
                begun.close()

    def _refusal(self) -> UploadRefusal | None:
        if self.count > MOST_BYTES:
            return UploadRefusal.TOO_LARGE
        over = self.taken + self.count > MOST_AT_ONCE
        return UploadRefusal.TOO_MUCH_AT_ONCE if over else None
