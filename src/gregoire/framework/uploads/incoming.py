"""A file as it comes in, before anything is known of it."""

import io
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from gregoire.framework.uploads.refusals import UploadRefusal

if TYPE_CHECKING:
    Incoming = UploadedFile[bytes]
else:
    Incoming = UploadedFile  # generic for the type checker alone


class RefusedFile(Incoming):
    """A file of which nothing was kept, in the place where it would stand."""

    def __init__(self, name: str, size: int, refusal: UploadRefusal, most_bytes: int) -> None:
        super().__init__(file=io.BytesIO(), name=name, size=size)
        self.refusal = refusal
        self.most_bytes = most_bytes
