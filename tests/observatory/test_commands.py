"""`gregoire observatory …` as a statistician types it."""

import csv
import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gregoire.observatory import commands, editions
from gregoire.observatory.editions.building import identified, keep
from gregoire.observatory.figures import Cell, Status
from gregoire.observatory.models import PairReview, Publication
from gregoire.observatory.rules import Answer
from gregoire.observatory.store import Store
from gregoire.site import observatory
from tests.observatory.conftest import Demo, silent
from tests.observatory.editions.printed import print_edition
from tests.support.commands import clean_environment, gregoire

LITTLE_ROOM = """import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
runpy.run_module("gregoire", run_name="__main__", alter_sys=True)
"""


def data_dir(demo: Demo) -> str:
    return str(demo.store.root.parent)


def test_ingest_tells_how_many_rows_of_each_file_it_keeps(demo: Demo, tmp_path: Path) -> None:
    year = demo.feeds / "corse" / "2016-2017"
    shutil.copytree(year, tmp_path / "feeds" / "corse" / "2016-2017")
    place = ("--data-dir", str(tmp_path / "data"))

    done = gregoire(
        "observatory", "ingest", str(tmp_path / "feeds"), "--edition", "2016-2017", *place
    )

    lines = [line.split() for line in done.stdout.splitlines()]
    counts = {
        line[0]: [int(n) for n in line[1:]] for line in lines if "/" in line[0] and len(line) == 4
    }
    persons = len((year / "persons.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert done.returncode == 0, done.stderr
    assert counts["corse/2016-2017/persons.csv"] == [persons, persons, 0]
    assert all(read == kept + refused for read, kept, refused in counts.values())
    assert "No feed speaks for alsace, " in done.stdout
    assert "Next: gregoire observatory build --edition 2016-2017" in done.stdout
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["observatory"]


def test_a_feed_that_is_refused_is_one_line_with_file_and_line(demo: Demo, tmp_path: Path) -> None:
    place = tmp_path / "feeds" / "corse" / "2016-2017"
    shutil.copytree(demo.feeds / "corse" / "2016-2017", place)
    cut = (place / "enrolments.csv").read_bytes()
    (place / "enrolments.csv").write_bytes(cut[: len(cut) - 9])

    done = gregoire(
        *("observatory", "ingest", str(tmp_path / "feeds"), "--edition", "2016-2017"),
        GREGOIRE_DATA_DIR=str(tmp_path / "data"),
    )

    told = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert told.startswith("gregoire: corse/2016-2017/enrolments.csv, line ")
    assert "Nothing was changed." in told


@pytest.mark.parametrize("room", [1, 70])
def test_where_no_room_is_left_it_is_one_line_and_nothing_half_written(
    demo: Demo, tmp_path: Path, room: int
) -> None:
    shutil.copytree(demo.feeds / "corse" / "2016-2017", tmp_path / "feeds" / "corse" / "2016-2017")
    data = tmp_path / "data"
    asked = ("observatory", "ingest", str(tmp_path / "feeds"), "--edition", "2016-2017")

    done = subprocess.run(
        [sys.executable, "-c", LITTLE_ROOM, str(room), *asked],
        env=clean_environment(GREGOIRE_DATA_DIR=str(data)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    told = [line for line in done.stderr.splitlines() if not line.endswith("…")]
    assert (done.returncode, len(told)) == (1, 1), done.stderr
    assert "too large" in told[0]
    assert {path.name for path in (data / "observatory").rglob("*")} <= {"pseudonym-key"}


def test_ctrl_c_inside_a_query_is_ctrl_c() -> None:
    """DuckDB says it so, at a moment of its choice."""
    with pytest.raises(KeyboardInterrupt), observatory.told():
        raise RuntimeError(observatory.INTERRUPTED)


def test_check_proves_an_edition_and_finds_a_gap(demo: Demo, tmp_path: Path) -> None:
    edition = demo.editions["note-2016"]
    file = print_edition(edition, tmp_path) / "table3_parchemins.csv"
    asked = ("--edition", "2016-2017", "--convention", "note-2016", "--data-dir", data_dir(demo))
    good = gregoire("observatory", "check", *asked, "--reference", str(tmp_path))
    text = file.read_text(encoding="utf-8")
    number = text.splitlines()[1].split(",")[2]
    file.write_text(text.replace(f",{number},", ",1,", 1), encoding="utf-8")

    bad = gregoire("observatory", "check", *asked, "--reference", str(tmp_path))

    assert (good.returncode, good.stderr) == (0, "")
    assert "Gaps:" not in good.stdout
    assert bad.returncode == 1
    assert bad.stderr == "gregoire: 1 figures of 2016-2017 (note-2016) do not hold.\n"
    assert "diplomas · 2011-2012" in bad.stdout.partition("Gaps:")[2]


def test_compare_tells_two_conventions_apart_and_writes_all(demo: Demo, tmp_path: Path) -> None:
    clean = demo.editions["clean"].identifier

    done = gregoire(
        *("observatory", "compare", clean[:8], "2016-2017/note-2016"),
        *("--csv", str(tmp_path / "all.csv"), "--data-dir", data_dir(demo)),
    )

    with (tmp_path / "all.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert done.returncode == 0, done.stderr
    assert f"All {len(lines):,} differences: {tmp_path / 'all.csv'}" in done.stdout
    assert {"value", "status"} <= {line["kind"] for line in lines}


def test_list_marks_the_last_of_each_convention_and_starts_no_database(demo: Demo) -> None:
    done = gregoire("observatory", "list", "--data-dir", data_dir(demo))

    assert done.stdout.splitlines() == [
        f"* 2016-2017  {convention:<10}  {demo.editions[convention].identifier}"
        for convention in ("clean", "note-2016")
    ]
    assert not (demo.store.root.parent / "postgres").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["check", "--edition", "2016-2017"],
            "No edition 2016-2017 was built under the convention",
        ),
        (["build", "--edition", "2016-2017"], "No feeds were ingested for 2016-2017: gregoire obs"),
        (["returns", "--edition", "2016-2017"], "There are no quality returns of 2016-2017"),
        (["ingest", "nowhere", "--edition", "2016-2017"], "nowhere"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = gregoire("observatory", *arguments, GREGOIRE_DATA_DIR=str(tmp_path / "data"))

    lines = [line for line in done.stderr.splitlines() if not line.endswith("…")]
    assert done.returncode == 1
    assert len(lines) == 1
    assert told in lines[0]


def test_returns_are_counted_by_what_was_done(demo: Demo) -> None:
    found = commands.returns(demo.store, "2016-2017")

    assert [one.system for one in found] == sorted(
        folder.name for folder in demo.feeds.iterdir() if (folder / "2016-2017").is_dir()
    )
    assert all(one.page.is_file() for one in found)


@pytest.mark.django_db
def test_the_linkage_obeys_what_was_answered_of_pairs() -> None:
    for number, answer in enumerate(Answer):
        PairReview.objects.create(
            left=f"a{number}", right="b", answer=answer, edition="2016-2017", by=1
        )

    decided = [(one.left, one.right, one.answer) for one in commands.decisions()]

    assert decided == [("a0", "b", "same"), ("a1", "b", "different")]


@pytest.mark.django_db
def test_publishing_writes_every_file_and_shows_the_edition(
    demo: Demo, tmp_path: Path, settings: object
) -> None:
    store = Store(tmp_path / "observatory")
    whole = demo.editions["clean"]
    lately = [cell for cell in whole.cells if cell.key.place == "total" or is_of_the_year(cell)]
    edition = identified(dataclasses.replace(whole, cells=tuple(lately)))
    keep(store, edition, editions.teaching(demo.store, whole))
    settings.GREGOIRE_OBSERVATORY = store.root  # type: ignore[attr-defined]

    made = commands.release(
        store, name="2016-2017", convention="clean", progress=silent, is_provisional=True
    )
    commands.record(made.edition, is_provisional=True)

    public = editions.load_public(store, "2016-2017", "clean", made.edition.identifier)
    (publication,) = Publication.objects.all()
    names = {file.name for file in made.files}
    assert public == made.public
    assert names >= {"tables.xlsx", "tables.ods", "note.pdf", "public.json", "metadata.json"}
    assert (publication.identifier, publication.is_provisional) == (public.identifier, True)
    assert any(cell.status is Status.SUPPRESSED for cell in public.cells)
    assert public.is_provisional
    other = dataclasses.replace(made.edition, convention="note-2016")
    assert commands.public_elsewise(store, made.edition) == []
    assert commands.public_elsewise(store, other) == ["clean"]


def is_of_the_year(cell: Cell) -> bool:
    return cell.key.period == "2016-2017"


@pytest.mark.parametrize("text", ["abc", "2015-2016", "0" * 12])
def test_an_edition_that_nobody_can_mean_is_told(demo: Demo, text: str) -> None:
    with pytest.raises(editions.EditionError, match=r"means 0 of|No edition 2015-2016"):
        commands.find(demo.store, text)
