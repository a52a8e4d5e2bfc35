"""Files as people's devices make them, and as those make them who mean harm."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Final

import typst
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.text import P
from xlsxwriter import Workbook

OOXML: Final = "application/vnd.openxmlformats-officedocument"
ODT: Final = "application/vnd.oasis.opendocument.text"
NOTHING: Final[Mapping[str, bytes]] = {}
PART: Final = '<Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'


def pdf() -> bytes:
    """The smallest that readers open."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@cache
def typst_pdf() -> bytes:
    """One of those that the campus itself makes."""
    return bytes(typst.compile(b"Hello"))


def exe() -> bytes:
    return b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0" + b"\0" * 200


def old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def jpeg(*, comment: bytes = b"") -> bytes:
    start = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    frame = b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0"
    return start + said + frame + b"\xff\xda\0\x08\x01\x01\0\0?\0\xd2\xcf \xff\xd9"


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def webp() -> bytes:
    body = b"VP8L" + struct.pack("<I", 10) + b"/\0\0\0\0\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def heic(*, brand: bytes = b"heic") -> bytes:
    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", 8 + len(body)) + name + body

    return box(b"ftyp", brand + b"\0\0\0\0mif1heic") + box(b"meta", b"\0" * 20) + box(b"mdat", b"x")


def archive(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def docx(*, more: Mapping[str, bytes] = NOTHING) -> bytes:
    main = PART.format(f"{OOXML}.wordprocessingml.document.main+xml").encode()
    return archive({"[Content_Types].xml": main, "word/document.xml": b"<w/>", **more})


def docm() -> bytes:
    main = PART.format("application/vnd.ms-word.document.macroEnabled.main+xml").encode()
    return archive({"[Content_Types].xml": main, "word/vbaProject.bin": b"\0"})


@cache
def xlsx() -> bytes:
    made = io.BytesIO()
    with Workbook(made) as book:
        book.add_worksheet().write("A1", "Hours")
    return made.getvalue()


def odt(*, more: Mapping[str, bytes] = NOTHING) -> bytes:
    document = OpenDocumentText()
    document.text.addElement(P(text="Hello"))
    made = io.BytesIO()
    document.write(made)
    return with_more(made.getvalue(), more)


@cache
def ods() -> bytes:
    made = io.BytesIO()
    OpenDocumentSpreadsheet().write(made)
    return made.getvalue()


def with_more(content: bytes, more: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a") as opened:
        for name, part in more.items():
            opened.writestr(name, part)
    return made.getvalue()


def locked_odt() -> bytes:
    """As LibreOffice locks it: its list names how each part was encrypted."""
    listed = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return archive({"mimetype": ODT.encode(), "META-INF/manifest.xml": listed, "content.xml": b"?"})


def locked_zip(content: bytes) -> bytes:
    """Every entry bears the flag of encryption (APPNOTE 4.4.4), here and in the list."""
    made = bytearray(content)
    for sign, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(sign)
        while place >= 0:
            made[place + flag] |= 1
            place = made.find(sign, place + 1)
    return bytes(made)


def bomb() -> bytes:
    """A small archive whose list announces four gigabytes (APPNOTE 4.4.9)."""
    made = bytearray(docx(more={"word/media/1.bin": b"\0" * 1000}))
    last = made.rfind(b"PK\x01\x02")
    made[last + 24 : last + 28] = b"\xf0\xff\xff\xff"
    return bytes(made)
