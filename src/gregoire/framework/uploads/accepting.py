"""From what came in to a file that may be kept."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import puremagic

from gregoire.framework import formats
from gregoire.framework.uploads import content, kinds, office, scanning
from gregoire.framework.uploads.incoming import Incoming, RefusedFile
from gregoire.framework.uploads.kinds import DOCUMENTS, FileKind
from gregoire.framework.uploads.names import split, tidied_name
from gregoire.framework.uploads.refusals import UploadRefusal
from gregoire.kernel.refusals import RefusedError

MOST_BYTES: Final = 10 * 2**20  # a file
ZIP_SIGN: Final = b"PK\x03\x04"
OLE_SIGN: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and what it locks


@dataclass(frozen=True, slots=True, eq=False)
class Upload:
    """A file that was looked at and may be kept; only `accepted` makes one."""

    file: Incoming
    name: str
    content_type: str
    size: int  # bytes
    sha256: str


def accepted(
    file: Incoming, *, kinds: tuple[FileKind, ...] = DOCUMENTS, most_bytes: int = MOST_BYTES
) -> Upload:
    """The file under a tidy name, with what its content says that it is.

    Raises RefusedError with an `UploadRefusal`, whose sentence `sentence()` gives.
    """
    name = tidied_name(file.name or "")
    if isinstance(file, RefusedFile):
        raise RefusedError(file.refusal, name=name, most=formats.file_size(file.most_bytes))
    size = file.size or 0
    if size == 0:
        raise RefusedError(UploadRefusal.EMPTY, name=name)
    if size > most_bytes:
        raise RefusedError(UploadRefusal.TOO_LARGE, name=name, most=formats.file_size(most_bytes))
    kind = kind_of(file, name, kinds)
    demand_no_virus(file, name)
    return Upload(
        file=file,
        name=tidied_name(name, _extension(name, kind)),
        content_type=_content_type(file, kind),
        size=size,
        sha256=_fingerprint(file),
    )


def kind_of(file: Incoming, name: str, allowed: tuple[FileKind, ...]) -> FileKind:
    """What the content says that the file is; raises RefusedError where it is none that is allowed."""
    stream = cast("BinaryIO", file)
    stream.seek(0)
    found = _named_by_content(stream, name)
    claims = split(name)[1]
    known = kinds.extensions(allowed)
    if isinstance(found, UploadRefusal):
        raise RefusedError(found, name=name)
    if found not in allowed or (claims and claims not in known):
        lies = found is None and claims in known
        reason = UploadRefusal.NOT_WHAT_IT_SAYS if lies else UploadRefusal.NO_SUCH_KIND
        raise RefusedError(reason, name=name, kinds=kinds.labels(allowed))
    assert found is not None  # noqa: S101 -- it is among those allowed
    if (wrong := found.look(stream)) is not None:
        raise RefusedError(wrong, name=name, kinds=kinds.labels(allowed))
    return found


def _named_by_content(stream: BinaryIO, name: str) -> FileKind | UploadRefusal | None:
    head = stream.read(len(OLE_SIGN))
    stream.seek(0)
    if head.startswith(ZIP_SIGN):
        found = office.office_kind_of(stream)
        if isinstance(found, UploadRefusal) or found is None:
            return found
        return next(kind for kind in kinds.ZIPPED if kind.content_type == found.content_type)
    if head == OLE_SIGN:
        return UploadRefusal.LOCKED
    signs = {match.extension.lower() for match in _signatures(stream)}
    signed = next((kind for kind in kinds.SIGNED if kind.signs & signs), None)
    if signed is None and content.is_heic(stream):
        return kinds.HEIC
    if signed is None and split(name)[1] in kinds.TEXT.extensions:
        return kinds.TEXT
    return signed


def _signatures(stream: BinaryIO) -> list[puremagic.PureMagicWithConfidence]:
    """What puremagic recognises at the very beginning of the file."""
    try:
        found = puremagic.magic_stream(stream)
    except (puremagic.PureError, ValueError):
        return []
    return [match for match in found if match.offset <= BRANDS_AT]


BRANDS_AT: Final = 8  # bytes: where a RIFF and an ISO base media file say which one they are


def demand_no_virus(file: Incoming, name: str) -> None:
    """Nothing where no scanner is named; a scanner that does not answer refuses, too."""
    try:
        virus = scanning.virus_in(file.chunks())
    except scanning.ScannerDownError:
        raise RefusedError(UploadRefusal.SCANNER_DOWN, name=name) from None
    if virus:
        raise RefusedError(UploadRefusal.HAS_VIRUS, name=name, virus=virus)


def _extension(name: str, kind: FileKind) -> str:
    """The one that it has, where it is one of the kind; otherwise the kind's first."""
    own = split(name)[1]
    return own if own in kind.extensions else kind.extensions[0]


def _content_type(file: Incoming, kind: FileKind) -> str:
    if kind is not kinds.TEXT:
        return kind.content_type
    file.seek(0)
    return f"text/plain; charset={content.charset_of(file.read())}"


def _fingerprint(file: Incoming) -> str:
    made = hashlib.sha256()
    for chunk in file.chunks():
        made.update(chunk)
    file.seek(0)
    return made.hexdigest()
