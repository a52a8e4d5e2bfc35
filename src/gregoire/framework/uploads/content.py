"""What stands in a file: one function a kind, which says what is wrong with it, or None.

Each is given a file that bears the signature of its kind, at its start, and reads what it needs.
"""

import codecs
import io
import re
import struct
import zipfile
import zlib
from typing import BinaryIO, Final

from gregoire.framework.uploads.refusals import UploadRefusal

HEAD: Final = 1024  # bytes: how far readers look for the beginning of a PDF, browsers for HTML
TAIL: Final = 1024  # bytes: how far from the end a reader finds the end of a PDF
WEB: Final = re.compile(rb"<(!doctype\s|html|head|body|script|svg|iframe)", re.IGNORECASE)
MARKUP: Final = re.compile(r"<(!doctype\s|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
PNG_SIGN: Final = b"\x89PNG\r\n\x1a\n"
HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)
NOT_IN_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# The start of a frame, of which there are thirteen; C4, C8 and CC are something else (T.81, B.1).
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
FILL: Final = 0xFF  # what every marker begins with, and may be filled up with
STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length


def second_file_refusal(file: BinaryIO) -> UploadRefusal | None:
    """A page of the web or a PDF at its beginning, an archive at its end: a file that is two."""
    head = _read(file, 0, HEAD)
    hidden_pdf = b"%PDF-" in head[1:]
    if hidden_pdf or WEB.search(head) or zipfile.is_zipfile(file):
        return UploadRefusal.TWO_KINDS
    return None


def pdf_refusal(file: BinaryIO) -> UploadRefusal | None:
    """ISO 32000-1, 7.5: it begins with its version, and its end is marked."""
    if not re.match(rb"%PDF-[12]\.\d", _read(file, 0, 8)):
        return UploadRefusal.DAMAGED
    end = _read(file, max(size_of(file) - TAIL, 0), TAIL)
    if b"%%EOF" not in end:
        return UploadRefusal.DAMAGED
    return second_file_refusal(file)


def jpeg_refusal(file: BinaryIO) -> UploadRefusal | None:
    """ITU-T T.81, annex B: segments follow each other up to a frame that has a size."""
    file.seek(2)
    while (marker := file.read(2)) and marker[0] == FILL and len(marker) > 1:
        if marker[1] == FILL:
            file.seek(-1, io.SEEK_CUR)
        elif marker[1] not in STANDALONE:
            body = _segment(file)
            if body is None:
                break
            if marker[1] in FRAMES:
                height, width = struct.unpack(">HH", body[1:5].ljust(4, b"\0"))
                return second_file_refusal(file) if width and height else UploadRefusal.DAMAGED
    return UploadRefusal.DAMAGED


def _segment(file: BinaryIO) -> bytes | None:
    """What a JPEG segment holds, or None where the file ends before it."""
    announced = file.read(2)
    if len(announced) < 2 or (length := int.from_bytes(announced, "big") - 2) < 0:  # noqa: PLR2004
        return None
    body = file.read(length)
    return body if len(body) == length else None


def png_refusal(file: BinaryIO) -> UploadRefusal | None:
    """ISO/IEC 15948, 5: chunks, the first of which is the header and the last the end."""
    file.seek(len(PNG_SIGN))
    name, body = _chunk(file)
    if name != b"IHDR" or 0 in struct.unpack(">II", body[:8].ljust(8, b"\0")):
        return UploadRefusal.DAMAGED
    while name and name != b"IEND":
        name, body = _chunk(file)
    if name != b"IEND":
        return UploadRefusal.DAMAGED
    return UploadRefusal.TWO_KINDS if file.read(1) else second_file_refusal(file)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """The name and the content of a PNG chunk; no name where it is cut or altered."""
    start = file.read(8)
    if len(start) < 8:  # noqa: PLR2004
        return b"", b""
    length, name = int.from_bytes(start[:4], "big"), start[4:]
    if length > size_of(file):
        return b"", b""
    body = file.read(length)
    whole = zlib.crc32(name + body) == int.from_bytes(file.read(4), "big")
    return (name, body) if whole and len(body) == length else (b"", b"")


def webp_refusal(file: BinaryIO) -> UploadRefusal | None:
    """RFC 9649: a RIFF of the length that it announces."""
    head, size = _read(file, 0, 12), size_of(file)
    announced = int.from_bytes(head[4:8], "little") + 8
    if head[8:12] != b"WEBP" or announced > size:
        return UploadRefusal.DAMAGED
    return UploadRefusal.TWO_KINDS if size > announced + 1 else second_file_refusal(file)


def heic_refusal(file: BinaryIO) -> UploadRefusal | None:
    """ISO/IEC 23008-12: boxes, the first of which names a brand of HEIF."""
    size, place, names = size_of(file), 0, []
    while place + 8 <= size:
        head = _read(file, place, 16)
        length = int.from_bytes(head[:4], "big")
        length = int.from_bytes(head[8:16], "big") if length == 1 else length or size - place
        if length < 8 or place + length > size:  # noqa: PLR2004
            return UploadRefusal.DAMAGED
        names.append(head[4:8])
        place += length
    if place != size or not is_heic(file) or b"meta" not in names:
        return UploadRefusal.DAMAGED
    return second_file_refusal(file)


def is_heic(file: BinaryIO) -> bool:
    """A box `ftyp` with a brand of HEIF; phones write more of them than lists of signatures know."""
    head = _read(file, 0, 12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def text_refusal(file: BinaryIO) -> UploadRefusal | None:
    """Characters and line ends alone, and not a page of the web in disguise."""
    file.seek(0)
    raw = file.read()
    text = raw.decode(charset_of(raw), errors="replace")
    if NOT_IN_TEXT.search(text) or MARKUP.match(text.lstrip("\ufeff \t\r\n")):
        return UploadRefusal.NOT_WHAT_IT_SAYS
    return None


def charset_of(raw: bytes) -> str:
    """UTF-8, or UTF-16 where its mark stands at the start, or what Windows wrote before them."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def size_of(file: BinaryIO) -> int:
    """In bytes; the place in the file stays as it is."""
    place = file.tell()
    end = file.seek(0, io.SEEK_END)
    file.seek(place)
    return end


def _read(file: BinaryIO, place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)
