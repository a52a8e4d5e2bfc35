from pathlib import Path

from django.test import override_settings

from gregoire.planning.signing import seal
from gregoire.site import doctor
from gregoire.site.environment import read_environment
from tests.support.commands import gregoire


def lines(said: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"ok": [], "warn": [], "FAIL": []}
    for line in said.splitlines():
        state, _, says = line.partition(" ")
        found[state].append(says.strip())
    return found


def test_all_is_well(data: Path) -> None:
    done = gregoire("doctor", "--data-dir", str(data), GREGOIRE_DEMO="yes")

    found = lines(done.stdout)
    assert (done.returncode, found["FAIL"], found["warn"]) == (0, [], [])
    assert "PostgreSQL 18 answers" in found["ok"]
    assert "The queue is clear" in found["ok"]


def test_missing_tables_are_a_failure_with_its_remedy(tmp_path: Path) -> None:
    done = gregoire("doctor", "--data-dir", str(tmp_path))

    (failure,) = lines(done.stdout)["FAIL"]
    assert done.returncode == 1
    assert failure.endswith("migrations are missing: run gregoire migrate.")


def test_what_cannot_be_reached_is_said_and_the_rest_is_looked_at(data: Path) -> None:
    done = gregoire("doctor", "--data-dir", str(data), GREGOIRE_SMTP_URL="smtp://127.0.0.1:1")

    found = lines(done.stdout)
    assert done.returncode == 1
    assert [line[:34] for line in found["FAIL"]] == ["The mail server 127.0.0.1:1 would "]
    assert "PostgreSQL 18 answers" in found["ok"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = gregoire("doctor", "--data-dir", str(tmp_path / "file"))

    assert done.returncode == 1
    assert "cannot be written" in lines(done.stdout)["FAIL"][0]
    assert "Traceback" not in done.stderr


def told_of_signing(data: Path, **named: str) -> list[tuple[str, str]]:
    outside = {"GREGOIRE_DATA_DIR": str(data), **named}
    with override_settings(
        GREGOIRE_SIGNING=data / "signing",
        GREGOIRE_SIGNING_KEY=named.get("GREGOIRE_SIGNING_KEY", ""),
    ):
        found = doctor.signing(read_environment(outside))
        return [(finding.state.value, finding.says) for finding in found]


def test_by_which_key_certificates_are_signed_is_said(tmp_path: Path) -> None:
    before = told_of_signing(tmp_path)
    with override_settings(GREGOIRE_SIGNING=tmp_path / "signing"):
        made = seal()
    after = told_of_signing(tmp_path)
    made.path.chmod(0o644)
    open_to_all = told_of_signing(tmp_path)
    missing = told_of_signing(tmp_path, GREGOIRE_SIGNING_KEY="/nowhere/seal.p12")

    assert before == [("ok", "Certificates will be signed by a key that is made at the first use")]
    assert [state for state, _ in after] == ["ok"]
    assert f"signed as “{made.name}”, by the house’s own key" in after[0][1]
    assert [state for state, _ in open_to_all] == ["FAIL", "ok"]
    assert [state for state, _ in missing] == ["FAIL"]
    assert "/nowhere/seal.p12 cannot be read" in missing[0][1]
