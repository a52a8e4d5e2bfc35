"""The kinds of files that a procedure can ask for, and how each is known by its content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gregoire.framework.uploads import content, office
from gregoire.framework.uploads.refusals import UploadRefusal

Look = Callable[[BinaryIO], UploadRefusal | None]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: what it is called, and what is looked at before it is taken.

    `signs` are the extensions by which `puremagic` names its signature; the first of `extensions`
    is what a kept file bears. `look` says what is wrong with a file that bears the signature.
    """

    name: str
    label: Promise | str
    content_type: str
    extensions: tuple[str, ...]
    signs: frozenset[str]
    look: Look


def _image(name: str, label: str, extensions: tuple[str, ...], look: Look, *signs: str) -> FileKind:
    return FileKind(name, label, f"image/{name}", extensions, frozenset(signs), look)


PDF: Final = FileKind(
    "pdf", "PDF", "application/pdf", ("pdf",), frozenset({".pdf"}), content.pdf_refusal
)
JPEG: Final = _image("jpeg", "JPEG", ("jpg", "jpeg", "jpe", "jfif"), content.jpeg_refusal,
                     ".jpg", ".jpeg", ".jfif", ".jpe")  # fmt: skip
PNG: Final = _image("png", "PNG", ("png",), content.png_refusal, ".png")
WEBP: Final = _image("webp", "WebP", ("webp",), content.webp_refusal, ".webp")
HEIC: Final = _image("heic", "HEIC", ("heic", "heif"), content.heic_refusal, ".heic", ".heif")
TEXT: Final = FileKind(
    "text", _("plain text"), "text/plain", ("txt",), frozenset(), content.text_refusal
)
ODT, ODS, DOCX, XLSX = (
    FileKind(kind.extension, label, kind.content_type, (kind.extension,), frozenset(), kind.refusal)
    for kind, label in (
        (office.ODT, "OpenDocument"),
        (office.ODS, "OpenDocument"),
        (office.DOCX, "Word"),
        (office.XLSX, "Excel"),
    )
)

PAPERS: Final = (PDF, JPEG, PNG, HEIC, WEBP)  # what a scanner or a phone makes of a paper
DOCUMENTS: Final = (*PAPERS, DOCX, XLSX, ODT, ODS, TEXT)  # every kind that there is
SIGNED: Final = PAPERS
ZIPPED: Final = (ODT, ODS, DOCX, XLSX)


def labels(kinds: tuple[FileKind, ...]) -> str:
    """`PDF, JPEG, PNG`, in the language of the page."""
    return ", ".join(dict.fromkeys(str(kind.label) for kind in kinds))


def extensions(kinds: tuple[FileKind, ...]) -> frozenset[str]:
    return frozenset(extension for kind in kinds for extension in kind.extensions)
