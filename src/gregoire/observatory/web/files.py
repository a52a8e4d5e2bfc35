"""A file as it was written. A drawing or a page may style itself, and do nothing else."""

from pathlib import Path
from typing import Final

from django.http import HttpResponse

from gregoire.observatory.web import english

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"
SHOWN: Final = frozenset({".svg", ".html"})  # the others are taken away
KINDS: Final = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answered(path: Path, *, in_english: bool = False) -> HttpResponse:
    """The bytes as they were written; a drawing with its words in English, where that is asked.

    Raises OSError where the file has gone meanwhile.
    """
    kind = KINDS.get(path.suffix, "application/octet-stream")
    content = path.read_bytes()
    if in_english and path.suffix == ".svg":
        content = english.drawing(content.decode(), path.stem).encode()
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Security-Policy"] = POLICY
    if path.suffix not in SHOWN:
        response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response
