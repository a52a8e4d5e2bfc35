"""A feed that cannot be taken is refused with its file and line, and leaves the edition as it was."""

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gregoire.observatory.feeds import checking
from gregoire.observatory.feeds.findings import Damage, FeedRefusedError
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.feeds.schema import MANIFEST
from gregoire.observatory.store import Store
from tests.observatory.feeds.small import (
    EDITION,
    HOME,
    edit_cells,
    edit_line,
    everything_in,
    say,
    table_file,
    take,
    write,
)

TWO_GIB = 2 << 30
MOST_MEMORY = 64 << 20  # bytes that refusing a line of 2 GiB may add


def dates_into_text(folder: Path) -> None:
    cells = {(row, "birth_date"): f"{row + 1}/03/1985" for row in range(12)}
    edit_cells(table_file(folder, "persons"), cells)


def cut_in_the_middle(folder: Path) -> None:
    path = table_file(folder, "enrolments")
    os.truncate(path, path.stat().st_size // 2)


def cut_between_lines(folder: Path) -> None:
    path = table_file(folder, "enrolments")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:31]))


def cut_and_ended(folder: Path) -> None:
    edit_line(table_file(folder, "enrolments"), 61, lambda line: line[:20])


def without_a_column(folder: Path) -> None:
    path = table_file(folder, "registrations")
    lines = [line.split(",") for line in path.read_text().splitlines()]
    place = lines[0].index("diploma")
    path.write_text("".join(",".join(c[:place] + c[place + 1 :]) + "\n" for c in lines))


def with_another_column(folder: Path) -> None:
    edit_line(table_file(folder, "offerings"), 1, lambda line: line.replace("title", "intitule"))


def in_latin_1(folder: Path) -> None:
    path = table_file(folder, "persons")
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))


def in_utf_16(folder: Path) -> None:
    path = table_file(folder, "persons")
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def with_a_formula(folder: Path) -> None:
    cells = {(7, "birth_place"): '=HYPERLINK("http://x","y")'}
    edit_cells(table_file(folder, "persons"), cells)


def with_a_line_of_two_gib(folder: Path) -> None:
    """A sparse file: it takes no room on the disk, and 2 GiB where somebody reads it whole."""
    with table_file(folder, "moocs").open("ab") as file:
        file.truncate(file.tell() + TWO_GIB)
        file.seek(0, os.SEEK_END)
        file.write(b"\n")


def with_semicolons(folder: Path) -> None:
    path = table_file(folder, "moocs")
    path.write_text(path.read_text().replace(",", ";"))


def without_a_table(folder: Path) -> None:
    table_file(folder, "offerings").unlink()


def with_a_manifest_that_is_no_json(folder: Path) -> None:
    (folder / HOME / EDITION / MANIFEST).write_text("{", encoding="utf-8")


def without_a_manifest(folder: Path) -> None:
    (folder / HOME / EDITION / MANIFEST).unlink()


def of_an_unknown_centre(folder: Path) -> None:
    say(folder, HOME, EDITION, centres=["atlantis"])


def with_more_rows_than_announced(folder: Path) -> None:
    say(folder, "national", EDITION, rows={"parchments": 19, "recognition": 20, "moocs": 20})


def that_speaks_for_anothers_centre(folder: Path) -> None:
    say(folder, "national", EDITION, centres=[HOME])


HARMS: list[tuple[Callable[[Path], None], Damage, str]] = [
    (dates_into_text, Damage.MOSTLY_DAMAGED, f"{HOME}/{EDITION}/persons.csv, line 2, column birth_date"),
    (cut_in_the_middle, Damage.TRUNCATED, f"{HOME}/{EDITION}/enrolments.csv, line 31"),
    (cut_between_lines, Damage.TRUNCATED, f"{HOME}/{EDITION}/enrolments.csv, line 31"),
    (cut_and_ended, Damage.TRUNCATED, f"{HOME}/{EDITION}/enrolments.csv, line 61"),
    (without_a_column, Damage.MISSING_COLUMN, f"{HOME}/{EDITION}/registrations.csv, line 1, column diploma"),
    (with_another_column, Damage.MISSING_COLUMN, f"{HOME}/{EDITION}/offerings.csv, line 1, column title"),
    (in_latin_1, Damage.ENCODING, f"{HOME}/{EDITION}/persons.csv, line 2"),
    (in_utf_16, Damage.ENCODING, f"{HOME}/{EDITION}/persons.csv, line 1"),
    (with_a_formula, Damage.FORMULA, f"{HOME}/{EDITION}/persons.csv, line 9, column birth_place"),
    (with_a_line_of_two_gib, Damage.LONG_LINE, f"national/{EDITION}/moocs.csv, line 22"),
    (with_semicolons, Damage.WRONG_SEPARATOR, f"national/{EDITION}/moocs.csv, line 1"),
    (without_a_table, Damage.MISSING_FILE, f"{HOME}/{EDITION}/offerings.csv"),
    (without_a_manifest, Damage.MANIFEST, f"{HOME}/{EDITION}/feed.json"),
    (with_a_manifest_that_is_no_json, Damage.MANIFEST, f"{HOME}/{EDITION}/feed.json"),
    (of_an_unknown_centre, Damage.MANIFEST, f"{HOME}/{EDITION}/feed.json"),
    (with_more_rows_than_announced, Damage.MANIFEST, f"national/{EDITION}/feed.json"),
    (that_speaks_for_anothers_centre, Damage.MANIFEST, f"national/{EDITION}/feed.json"),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Where the feeds were taken once, while they were whole."""
    store = Store(tmp_path_factory.mktemp("observatory"))
    take(write(tmp_path_factory.mktemp("feeds")), store)
    return store


def kept(store: Store) -> dict[str, bytes]:
    """All that the observatory keeps, but for the returns."""
    returns = store.returns(EDITION).relative_to(store.root).as_posix()
    files = everything_in(store.root)
    return {name: data for name, data in files.items() if not name.startswith(f"{returns}/")}


@pytest.mark.parametrize(("harm", "damage", "where"), HARMS)
def test_a_damaged_feed_is_refused_with_file_and_line_and_changes_nothing(
    store: Store, tmp_path: Path, harm: Callable[[Path], None], damage: Damage, where: str
) -> None:
    folder = write(tmp_path)
    before = kept(store)
    harm(folder)

    with pytest.raises(FeedRefusedError) as refused:
        take(folder, store)

    said = str(refused.value)
    assert said.startswith(f"{where}: ")
    assert "\n" not in said
    assert damage in {one.damage for one in refused.value.findings}
    assert kept(store) == before
    assert not list(store.root.glob(".*"))
    for system in (HOME, "national"):
        assert (store.returns(EDITION) / f"{system}.html").stat().st_size
        assert (store.returns(EDITION) / f"{system}.csv").stat().st_size


def test_a_line_of_two_gib_is_refused_without_being_read_into_memory(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    take(folder, store)  # what ordinary feeds take is not counted
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with_a_line_of_two_gib(folder)

    with pytest.raises(FeedRefusedError):
        take(folder, store)

    added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert added << 10 < MOST_MEMORY


def test_of_several_refusals_the_first_is_told_and_the_others_counted(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    in_latin_1(folder)
    with_semicolons(folder)

    with pytest.raises(FeedRefusedError, match=r"persons\.csv, line 2: .* \(0xE9\); and 1 more$"):
        take(folder, store)


def test_of_a_refused_feed_only_what_is_to_mend_is_told(store: Store, tmp_path: Path) -> None:
    """Rows that point at a file that could not be read are not all said to be lost."""
    folder = write(tmp_path)
    in_latin_1(folder)

    with pytest.raises(FeedRefusedError) as refused:
        take(folder, store)

    assert [one.damage for one in refused.value.findings] == [Damage.ENCODING]
    counts = {one.file: (one.read, one.kept) for one in refused.value.files if one.system == HOME}
    assert counts[f"{EDITION}/persons.csv"] == (0, 0)
    assert counts[f"{EDITION}/registrations.csv"] == (60, 60)


def test_of_a_column_damaged_past_measure_the_first_lines_are_told_and_all_are_counted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_TOLD", 3)
    folder = write(tmp_path)
    dates_into_text(folder)

    with pytest.raises(FeedRefusedError, match=r"\(12 / 60\)$") as refused:
        take(folder, store)

    told = [one.line for one in refused.value.findings if one.damage is Damage.DAMAGED_DATE]
    assert told == [2, 3, 4]


def test_what_a_killed_command_left_behind_is_removed_a_day_later(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "observatory")
    for name, age in ((".reading.old", 25 * 3600), (".reading.new", 3600)):
        left = store.root / name
        left.mkdir(parents=True)
        os.utime(left, (time.time() - age, time.time() - age))

    take(write(tmp_path / "feeds"), store)

    assert [path.name for path in store.root.glob(".*")] == [".reading.new"]


@pytest.mark.parametrize("edition", ["2017", "2016-2018", "2014-2015"])
def test_an_edition_without_feeds_is_refused_in_one_line(
    store: Store, tmp_path: Path, edition: str
) -> None:
    with pytest.raises(FeedRefusedError):
        ingest(write(tmp_path), edition=edition, store=store, progress=lambda *_: None)


def test_an_empty_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FeedRefusedError, match="no feed here"):
        take(tmp_path, store)
