"""A real clamd, with a database of one signature: what it finds, and what happens without it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from gregoire.framework.uploads import UploadRefusal, accepted, sentence
from gregoire.framework.uploads.scanning import Scanner, ScannerDownError, virus_in
from gregoire.kernel.refusals import RefusedError
from gregoire.site.doctor import State, scanner
from gregoire.site.environment import read_environment
from tests.support.commands import free_port, until

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
needs_clamd = pytest.mark.skipif(
    CLAMD is None, reason="clamd is not installed (apt-get install clamav-daemon)"
)
# The harmless file that every scanner knows (eicar.org), written so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a clamd listens whose whole database is the signature of EICAR."""
    place = tmp_path_factory.mktemp("clamd")
    (place / "own.ndb").write_text(f"Eicar-Of-Ours:0:0:{EICAR.hex()}\n")
    port = free_port()
    (place / "clamd.conf").write_text(
        f"DatabaseDirectory {place}\nLocalSocket {place}/socket\nTCPSocket {port}\n"
        f"TCPAddr 127.0.0.1\nTemporaryDirectory {place}\nForeground yes\nStreamMaxLength 1M\n"
    )
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(CLAMD), f"--config-file={place}/clamd.conf"], stdout=log, stderr=log
        )
    try:
        until(lambda: (place / "socket").exists() or process.poll() is not None)
        assert process.poll() is None, (place / "log").read_text()
        yield f"unix:{place}/socket {port}"
    finally:
        process.terminate()
        process.wait(30)


@needs_clamd
def test_a_virus_is_found_over_its_socket_and_over_the_network(clamd: str) -> None:
    path, _, port = clamd.partition(" ")

    for address in (path, f"127.0.0.1:{port}"):
        found = Scanner.parse(address)
        assert found.virus_in([EICAR[:10], b"", EICAR[10:]]).startswith("Eicar-Of-Ours")
        assert found.virus_in([b"nothing"]) == ""
        assert found.virus_in([]) == ""
        assert found.version().startswith("ClamAV ")


@needs_clamd
def test_a_file_with_a_virus_is_refused_and_the_others_are_taken(
    clamd: str, settings: LazySettings
) -> None:
    settings.GREGOIRE_CLAMD = clamd.partition(" ")[0]

    assert accepted(SimpleUploadedFile("note.txt", b"nothing")).size == 7
    with pytest.raises(RefusedError) as refused:
        accepted(SimpleUploadedFile("note.txt", EICAR))

    assert refused.value.reason == UploadRefusal.HAS_VIRUS
    assert sentence(refused.value).startswith("A virus was found in “note.txt” (Eicar-Of-Ours")


@needs_clamd
def test_what_is_more_than_the_scanner_takes_is_not_taken_for_clean(clamd: str) -> None:
    with pytest.raises(ScannerDownError):
        Scanner.parse(clamd.partition(" ")[0]).virus_in([b"x" * 2**20] * 3)


@needs_clamd
def test_the_doctor_says_that_the_scanner_answers(clamd: str) -> None:
    env = read_environment({"GREGOIRE_CLAMD": clamd.partition(" ")[0]})

    (finding,) = scanner(env)

    assert finding.state is State.OK
    assert finding.says.startswith("The virus scanner answers: ClamAV ")


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "127.0.0.1:{port}"])
def test_while_the_scanner_is_down_no_file_is_taken(address: str, settings: LazySettings) -> None:
    settings.GREGOIRE_CLAMD = address.format(port=free_port())

    with pytest.raises(RefusedError) as refused:
        accepted(SimpleUploadedFile("note.txt", b"nothing"))

    assert refused.value.reason == UploadRefusal.SCANNER_DOWN
    assert "could not be checked for viruses just now" in sentence(refused.value)
    (finding,) = scanner(read_environment({"GREGOIRE_CLAMD": settings.GREGOIRE_CLAMD}))
    assert finding.state is State.FAILURE


def test_without_a_scanner_files_are_taken_and_the_doctor_says_so(settings: LazySettings) -> None:
    settings.GREGOIRE_CLAMD = ""

    assert virus_in([EICAR]) == ""
    assert [finding.state for finding in scanner(read_environment({}))] == [State.WARNING]
    demo = scanner(read_environment({"GREGOIRE_DEMO": "yes"}))
    assert [finding.state for finding in demo] == [State.OK]


@pytest.mark.parametrize("address", ["clamd", "unix:clamd.ctl", "host:", ":3310", "host:port"])
def test_an_address_that_is_none_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(Exception, match="GREGOIRE_CLAMD must be unix:/path"):
        read_environment({"GREGOIRE_CLAMD": address})


def test_a_socket_has_a_path_and_a_network_scanner_a_port(tmp_path: Path) -> None:
    assert Scanner.parse(f"unix:{tmp_path}/clamd.ctl") == Scanner(path=f"{tmp_path}/clamd.ctl")
    assert Scanner.parse("[::1]:3310") == Scanner(host="::1", port=3310)
