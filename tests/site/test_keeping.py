"""A backup is worth what its restore gives back."""

import tarfile
from pathlib import Path

import psycopg
from django.test import override_settings

from gregoire.planning.signing import seal
from gregoire.site import addresses, database
from tests.support.commands import gregoire


def fill(data: Path) -> None:
    (data / "files/2026").mkdir(parents=True)
    (data / "files/2026/attestation é.pdf").write_bytes(b"%PDF-1.7")
    names = data / "observatory/snapshots/1f/identities"
    names.mkdir(parents=True, mode=0o700)
    (names / "persons.parquet").write_bytes(b"PAR1")
    (data / "observatory/snapshots/.draft").mkdir()
    with override_settings(GREGOIRE_SIGNING=data / "signing"):
        seal()
    with database.embedded(data), psycopg.connect(addresses.embedded_url(data)) as connection:
        connection.execute("insert into network_region (name) values ('Bourgogne'), ('Réunion')")


def regions(data: Path) -> list[str]:
    with database.embedded(data), psycopg.connect(addresses.embedded_url(data)) as connection:
        return [
            name for (name,) in connection.execute("select name from network_region order by id")
        ]


def backed_up(data: Path, archive: Path) -> None:
    done = gregoire("backup", str(archive), "--data-dir", str(data))
    assert done.returncode == 0, done.stderr


def test_what_is_backed_up_is_restored(data: Path, tmp_path: Path) -> None:
    fill(data)
    backed_up(data, tmp_path / "campus.tar")

    done = gregoire("restore", str(tmp_path / "campus.tar"), "--data-dir", str(tmp_path / "new"))

    assert done.returncode == 0, done.stderr
    assert regions(tmp_path / "new") == ["Bourgogne", "Réunion"]
    assert (tmp_path / "new/files/2026/attestation é.pdf").read_bytes() == b"%PDF-1.7"
    names = tmp_path / "new/observatory/snapshots/1f/identities"
    assert (names / "persons.parquet").read_bytes() == b"PAR1"
    assert names.stat().st_mode & 0o777 == 0o700
    assert not (tmp_path / "new/observatory/snapshots/.draft").exists()
    key = tmp_path / "new/signing/seal.p12"
    assert key.read_bytes() == (data / "signing/seal.p12").read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new/secret-key").read_text() == (data / "secret-key").read_text()
    assert gregoire("doctor", "--data-dir", str(tmp_path / "new")).returncode == 0


def test_a_backup_is_for_its_owner_alone(data: Path, tmp_path: Path) -> None:
    backed_up(data, tmp_path / "campus.tar")

    assert (tmp_path / "campus.tar").stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(data: Path, tmp_path: Path) -> None:
    (tmp_path / "campus.tar").write_text("precious")

    backup = gregoire("backup", str(tmp_path / "campus.tar"), "--data-dir", str(data))
    restore = gregoire("restore", str(tmp_path / "campus.tar"), "--data-dir", str(data))

    assert (backup.returncode, restore.returncode) == (1, 1)
    assert "is there already" in backup.stderr
    assert "is not empty, and a restore never writes over anything" in restore.stderr
    assert (tmp_path / "campus.tar").read_text() == "precious"


def test_a_damaged_backup_is_refused(data: Path, tmp_path: Path) -> None:
    backed_up(data, tmp_path / "campus.tar")
    with tarfile.open(tmp_path / "campus.tar") as opened:
        place = opened.getmember("database.dump").offset_data
    with (tmp_path / "campus.tar").open("r+b") as file:
        file.seek(place + 5_000)
        file.write(b"damage")

    done = gregoire("restore", str(tmp_path / "campus.tar"), "--data-dir", str(tmp_path / "new"))

    assert done.returncode == 1
    assert "is damaged: its database is not the one that was written" in done.stderr


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Bonjour")

    done = gregoire("restore", str(tmp_path / "letter.txt"), "--data-dir", str(tmp_path / "new"))

    assert done.returncode == 1
    assert "is no backup of Grégoire" in done.stderr
