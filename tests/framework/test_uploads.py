"""What is taken of the files that people hand in, what is refused, and what is kept of them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.test import RequestFactory

from gregoire.framework.uploads import DOCUMENTS, PAPERS, UploadRefusal, accepted, keep, sentence
from gregoire.framework.uploads.fields import FilesField
from gregoire.framework.uploads.handlers import MOST_AT_ONCE
from gregoire.framework.uploads.incoming import RefusedFile
from gregoire.framework.uploads.kinds import FileKind
from gregoire.framework.uploads.names import tidied_name
from gregoire.framework.uploads.refusals import REFUSALS
from gregoire.framework.uploads.storage import written_files_follow
from gregoire.kernel.refusals import RefusedError
from tests.makers import files

MB = 2**20


def handed_in(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("cv.pdf", files.pdf(), "application/pdf"),
        ("cv-of-typst.pdf", files.typst_pdf(), "application/pdf"),
        ("photo.jpg", files.jpeg(), "image/jpeg"),
        ("photo.png", files.png(), "image/png"),
        ("photo.webp", files.webp(), "image/webp"),
        ("photo.heic", files.heic(), "image/heic"),
        ("photo.heic", files.heic(brand=b"mif1"), "image/heic"),
        ("letter.docx", files.docx(), f"{files.OOXML}.wordprocessingml.document"),
        ("hours.xlsx", files.xlsx(), f"{files.OOXML}.spreadsheetml.sheet"),
        ("letter.odt", files.odt(), "application/vnd.oasis.opendocument.text"),
        ("hours.ods", files.ods(), "application/vnd.oasis.opendocument.spreadsheet"),
        ("note.txt", "été\n".encode(), "text/plain; charset=utf-8"),
        ("note.txt", "été\n".encode("cp1252"), "text/plain; charset=windows-1252"),
        ("note.txt", "été\n".encode("utf-16"), "text/plain; charset=utf-16"),
    ],
)
def test_each_kind_is_known_by_what_it_holds(name: str, content: bytes, content_type: str) -> None:
    upload = accepted(handed_in(name, content))

    assert (upload.name, upload.content_type, upload.size) == (name, content_type, len(content))
    assert b"".join(upload.file.chunks()) == content


def refusal_of(
    name: str, content: bytes, kinds: tuple[FileKind, ...] = DOCUMENTS, most_bytes: int = 10 * MB
) -> object:
    with pytest.raises(RefusedError) as refused:
        accepted(handed_in(name, content), kinds=kinds, most_bytes=most_bytes)
    assert "“" in sentence(refused.value)  # every refusal names its file, in words
    return refused.value.reason


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("setup.exe", files.exe(), UploadRefusal.NO_SUCH_KIND),
        ("cv.pdf", files.exe(), UploadRefusal.NOT_WHAT_IT_SAYS),
        ("cv.exe", files.pdf(), UploadRefusal.NO_SUCH_KIND),
        ("page.html", b"<!DOCTYPE html><p>Hello", UploadRefusal.NO_SUCH_KIND),
        ("page.txt", b"\xef\xbb\xbf\n <!doctype html><p>Hello", UploadRefusal.NOT_WHAT_IT_SAYS),
        ("page.pdf", b"<html><script>alert(1)</script>", UploadRefusal.NOT_WHAT_IT_SAYS),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', UploadRefusal.NO_SUCH_KIND),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', UploadRefusal.NOT_WHAT_IT_SAYS),
        ("run.bat", b"format c:", UploadRefusal.NO_SUCH_KIND),
        ("all.zip", files.archive({"a.txt": b"a"}), UploadRefusal.NO_SUCH_KIND),
        ("letter.docm", files.docm(), UploadRefusal.HAS_MACROS),
        ("letter.docx", files.docm(), UploadRefusal.HAS_MACROS),
        ("letter.docx", files.docx(more={"word/vbaProject.bin": b"x"}), UploadRefusal.HAS_MACROS),
        ("letter.odt", files.odt(more={"Basic/Standard/M.xml": b"x"}), UploadRefusal.HAS_MACROS),
        ("letter.odt", files.locked_odt(), UploadRefusal.LOCKED),
        ("letter.docx", files.locked_zip(files.docx()), UploadRefusal.LOCKED),
        ("letter.zip", files.locked_zip(files.archive({"a": b"a"})), UploadRefusal.LOCKED),
        ("letter.doc", files.old_word(), UploadRefusal.LOCKED),
        ("letter.docx", files.bomb(), UploadRefusal.DAMAGED),
        ("letter.docx", files.docx()[:-40], UploadRefusal.DAMAGED),
        ("cv.pdf", files.pdf()[:20], UploadRefusal.DAMAGED),
        ("photo.jpg", files.jpeg()[:21], UploadRefusal.DAMAGED),
        ("photo.png", files.png()[:-6], UploadRefusal.DAMAGED),
        ("photo.webp", files.webp()[:-6], UploadRefusal.DAMAGED),
        ("photo.heic", files.heic()[:-6], UploadRefusal.DAMAGED),
        ("cv.pdf", files.pdf() + files.docx(), UploadRefusal.TWO_KINDS),
        ("photo.jpg", files.jpeg() + files.archive({"a": b"a"}), UploadRefusal.TWO_KINDS),
        ("photo.jpg", files.jpeg(comment=b"<script>x</script>"), UploadRefusal.TWO_KINDS),
        ("photo.jpg", files.jpeg(comment=b"%PDF-1.7"), UploadRefusal.TWO_KINDS),
        ("photo.png", files.png() + b"MZ", UploadRefusal.TWO_KINDS),
        ("letter.docx", files.pdf() + files.docx(), UploadRefusal.TWO_KINDS),
        ("letter.docx", files.docx() + b"MZ", UploadRefusal.TWO_KINDS),
        ("empty.pdf", b"", UploadRefusal.EMPTY),
    ],
)
def test_what_could_do_harm_is_refused_in_words(
    name: str, content: bytes, refusal: UploadRefusal
) -> None:
    assert refusal_of(name, content) == refusal


def test_a_procedure_takes_the_kinds_and_the_size_that_it_asks_for() -> None:
    assert refusal_of("letter.docx", files.docx(), kinds=PAPERS) == UploadRefusal.NO_SUCH_KIND
    assert refusal_of("note.txt", b"x" * 101, most_bytes=100) == UploadRefusal.TOO_LARGE
    assert accepted(handed_in("note.txt", b"x" * 100), most_bytes=100).size == 100


def test_every_refusal_has_its_sentence() -> None:
    assert set(REFUSALS) == set(UploadRefusal)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Attestation de l’employeur (2).pdf", "Attestation de l’employeur (2).pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\cv.pdf", "cv.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ("  two   spaces .pdf", "two spaces.pdf"),
        ("..hidden..pdf", "hidden.pdf"),
        ('<b>"x"</b>|?*.pdf', "b.pdf"),
        ("", "document"),
        ("\u200b", "document"),
        ("CON.pdf", "CON_.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_what_people_see_and_nothing_else(name: str, kept: str) -> None:
    assert tidied_name(name) == kept


def test_a_file_bears_the_extension_of_what_it_holds() -> None:
    assert accepted(handed_in("scan", files.pdf())).name == "scan.pdf"
    assert accepted(handed_in("scan.png", files.jpeg())).name == "scan.jpg"
    assert accepted(handed_in("scan.JPEG", files.jpeg())).name == "scan.jpeg"


class _Generated(io.RawIOBase):
    """A multipart body that is made while it is read: a text before a file, and one after it."""

    def __init__(self, name: str, size: int) -> None:
        part = 'Content-Disposition: form-data; name="{}"'
        before = f"--b\r\n{part.format('text')}\r\n\r\nBefore\r\n--b\r\n"
        before += f'{part.format("files")}; filename="{name}"\r\n\r\n'
        after = f"\r\n--b\r\n{part.format('more')}\r\n\r\nAfter\r\n--b--\r\n"
        self.parts: list[bytes | int] = [before.encode(), size, after.encode()]
        self.length = len(before.encode()) + size + len(after.encode())

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if not self.parts:
            return b""
        part = self.parts[0]
        if isinstance(part, int):
            given = b"x" * min(part, count if count > 0 else part)
            self.parts[0] = part - len(given)
        else:
            given, self.parts[0] = part, b""
            assert count < 0 or count >= len(part)  # the ends are short
        if not self.parts[0]:
            self.parts.pop(0)
        return given


def posted(size: int) -> HttpRequest:
    body = _Generated("film.pdf", size)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": "multipart/form-data; boundary=b",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": body,
        }
    )


def test_of_half_a_gigabyte_nothing_is_kept_and_the_text_around_it_is(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = posted(500 * MB)

    (film,) = request.FILES.getlist("files")

    assert isinstance(film, RefusedFile)
    assert (film.name, film.size) == ("film.pdf", 500 * MB)
    assert (request.POST["text"], request.POST["more"]) == ("Before", "After")
    assert film.read() == b""
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RefusedError) as refused:
        accepted(film)
    assert refused.value.reason == UploadRefusal.TOO_LARGE


def test_together_files_are_bounded_too(tmp_path: Path, settings: LazySettings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = RequestFactory().post(
        "/", {"files": [handed_in(f"{n}.txt", b"x" * (9 * MB)) for n in range(7)]}
    )

    taken = request.FILES.getlist("files")

    assert [isinstance(one, RefusedFile) for one in taken] == [False] * 5 + [True] * 2
    assert sum(one.size or 0 for one in taken if not isinstance(one, RefusedFile)) <= MOST_AT_ONCE
    request.close()
    assert list(tmp_path.iterdir()) == []


def test_the_field_says_of_each_file_what_is_wrong_with_it() -> None:
    field = FilesField(required=False, most_files=2)

    taken = field.clean([handed_in("a.txt", b"a"), handed_in("b.txt", b"b")])
    assert [upload.name for upload in taken] == ["a.txt", "b.txt"]
    assert field.clean([]) == ()

    with pytest.raises(Exception, match=r"“b.exe” is of a kind.*“c.txt” is empty"):
        field.clean([handed_in("b.exe", b"MZ"), handed_in("c.txt", b"")])
    with pytest.raises(Exception, match="You have chosen 3 files, and at most 2"):
        field.clean([handed_in(f"{n}.txt", b"a") for n in range(3)])


def write_down(settings: LazySettings, place: Path) -> Path:
    settings.MEDIA_ROOT = str(place / "kept")
    upload = accepted(handed_in("cv.pdf", files.pdf()))
    name = default_storage.save("messages/2026/11/cv.pdf", keep(upload))
    return Path(default_storage.path(name))


def test_a_kept_file_has_a_name_that_nobody_guesses_and_is_read_by_nobody_else(
    settings: LazySettings, tmp_path: Path
) -> None:
    first, second = write_down(settings, tmp_path), write_down(settings, tmp_path)

    assert first.parent == second.parent == tmp_path / "kept/messages/2026/11"
    assert first.name != second.name
    assert len(first.name) == 32
    assert first.stat().st_mode & 0o777 == 0o600
    folders = [first.parent, *first.parent.parents][:4]
    assert [path.stat().st_mode & 0o777 for path in folders] == [0o700] * 4
    assert first.read_bytes() == files.pdf()
    with pytest.raises(ValueError, match="handed out by a view"):
        default_storage.url(first.name)


def test_what_was_written_goes_with_what_failed(settings: LazySettings, tmp_path: Path) -> None:
    def failing() -> None:
        with written_files_follow():
            write_down(settings, tmp_path)
            raise RuntimeError("after the file, before the commit")

    def nested(end: Callable[[], None]) -> None:
        with written_files_follow():
            with written_files_follow():
                write_down(settings, tmp_path)
            end()

    def fail() -> None:
        raise RuntimeError("after an inner operation has succeeded")

    for deed in (failing, lambda: nested(fail)):
        with pytest.raises(RuntimeError):
            deed()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    nested(lambda: None)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_the_list_of_an_archive_is_not_unpacked_without_end() -> None:
    huge = b"<Types>" + b" " * 3_000_000
    assert refusal_of("a.docx", files.archive({"[Content_Types].xml": huge})) == (
        UploadRefusal.DAMAGED
    )
