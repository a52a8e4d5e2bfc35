"""Office documents are archives: what they hold is looked at without opening more than their lists."""

import re
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO, Final

from gregoire.framework.uploads.content import size_of
from gregoire.framework.uploads.refusals import UploadRefusal

MOST_ENTRIES: Final = 10_000
MOST_OPENED: Final = 500_000_000  # bytes, once unpacked: more is an archive made to fill a disk
MOST_LISTED: Final = 2_000_000  # bytes of the list of parts, once unpacked
IS_LOCKED: Final = 0x1  # general purpose flag, bit 0 (APPNOTE 4.4.4)
END_SIGN: Final = b"PK\x05\x06"
END: Final = struct.Struct("<4s4H2LH")
MACROS: Final = re.compile(
    r"(vbaProject|vbaData|macrosheets/|activeX/)|^(Basic|Scripts)/.+", re.IGNORECASE
)
OOXML: Final = "application/vnd.openxmlformats-officedocument"
ODF: Final = "application/vnd.oasis.opendocument"
UNREADABLE: Final = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError)


class _Refused(Exception):  # noqa: N818 -- it never leaves this file
    def __init__(self, why: UploadRefusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """An archive of this extension; `main` is what its list calls its main part."""

    extension: str
    content_type: str
    main: str

    def refusal(self, file: BinaryIO) -> UploadRefusal | None:
        """Why the file cannot be taken as of this kind; None when it can."""
        try:
            _look_at_the_ends(file)
            with zipfile.ZipFile(file) as archive:
                _look_at_the_entries(archive)
                self._look_at_the_list(archive)
        except _Refused as refused:
            return refused.why
        except UNREADABLE:
            return UploadRefusal.DAMAGED
        return None

    def _look_at_the_list(self, archive: zipfile.ZipFile) -> None:
        if self.content_type.startswith(ODF):
            if "encryption-data" in _opened(archive, "META-INF/manifest.xml"):
                raise _Refused(UploadRefusal.LOCKED)
        elif re.search(
            r"macroEnabled|vbaProject", _opened(archive, "[Content_Types].xml"), re.IGNORECASE
        ):
            raise _Refused(UploadRefusal.HAS_MACROS)


ODT: Final = OfficeKind("odt", f"{ODF}.text", f"{ODF}.text")
ODS: Final = OfficeKind("ods", f"{ODF}.spreadsheet", f"{ODF}.spreadsheet")
DOCX: Final = OfficeKind(
    "docx", f"{OOXML}.wordprocessingml.document", f"{OOXML}.wordprocessingml.document.main+xml"
)
XLSX: Final = OfficeKind(
    "xlsx", f"{OOXML}.spreadsheetml.sheet", f"{OOXML}.spreadsheetml.sheet.main+xml"
)
MACRO_ENABLED: Final = re.compile(
    r"application/vnd\.ms-(word|excel)\.[\w.]*macroEnabled", re.IGNORECASE
)


def office_kind_of(file: BinaryIO) -> OfficeKind | UploadRefusal | None:
    """Which office document an archive says to be; why it cannot be taken; None for any other."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(entry.flag_bits & IS_LOCKED for entry in archive.infolist()):
                return UploadRefusal.LOCKED
            if "mimetype" in names:
                said = _opened(archive, "mimetype").strip()
                return next((kind for kind in (ODT, ODS) if kind.main == said), None)
            if "[Content_Types].xml" in names:
                return _ooxml(_opened(archive, "[Content_Types].xml"))
    except _Refused as refused:
        return refused.why
    except UNREADABLE:
        return UploadRefusal.DAMAGED
    return None


def _ooxml(listed: str) -> OfficeKind | UploadRefusal | None:
    if MACRO_ENABLED.search(listed):
        return UploadRefusal.HAS_MACROS
    return next((kind for kind in (DOCX, XLSX) if f'"{kind.main}"' in listed), None)


def _look_at_the_ends(file: BinaryIO) -> None:
    """Nothing before the archive and nothing behind it, where a second file would stand."""
    file.seek(0)
    begins = file.read(4) == b"PK\x03\x04"
    tail_from = max(size_of(file) - END.size - 0xFFFF, 0)
    file.seek(tail_from)
    tail = file.read()
    found = tail.rfind(END_SIGN)
    if found < 0 or len(tail) - found < END.size:
        raise _Refused(UploadRefusal.DAMAGED)
    _, _, _, _, _, listed, listed_at, comment = END.unpack_from(tail, found)
    ends = len(tail) - found - END.size == comment
    if not (begins and ends and listed_at + listed == tail_from + found):
        raise _Refused(UploadRefusal.TWO_KINDS)


def _look_at_the_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & IS_LOCKED for entry in entries):
        raise _Refused(UploadRefusal.LOCKED)
    opened = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or opened > MOST_OPENED:
        raise _Refused(UploadRefusal.DAMAGED)
    if any(MACROS.search(entry.filename) for entry in entries):
        raise _Refused(UploadRefusal.HAS_MACROS)


def _opened(archive: zipfile.ZipFile, name: str) -> str:
    """A small part of the archive as text; a list that is larger than any list is is refused."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise _Refused(UploadRefusal.DAMAGED) from None
    with archive.open(entry) as part:
        raw = part.read(MOST_LISTED + 1)
    if len(raw) > MOST_LISTED:
        raise _Refused(UploadRefusal.DAMAGED)
    return raw.decode("utf-8", errors="replace")
