from pathlib import Path

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
