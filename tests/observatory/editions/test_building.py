import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gregoire.observatory import editions
from gregoire.observatory.editions.building import code_version, identified, keep, sources
from gregoire.observatory.figures import Edition, to_json
from gregoire.observatory.store import Store
from tests.observatory.conftest import Demo, silent
from tests.observatory.editions.drawn import drawn


def copied(edition: Edition, store: Store) -> Path:
    keep(store, edition, ())
    return store.built(edition.name, edition.convention, edition.identifier)


def test_an_edition_says_what_it_came_of(demo: Demo, edition: Edition) -> None:
    ingested = json.loads((demo.store.edition("2016-2017") / "ingested.json").read_text())
    linkage = json.loads((demo.store.linkage(edition.linkage) / "linkage.json").read_text())

    assert edition.snapshot == ingested["snapshot"]
    assert edition.seed == linkage["seed"]
    assert edition.code == code_version()
    assert edition.definitions.keys() >= {cell.key.indicator for cell in edition.cells}
    assert {note for cell in edition.cells for note in cell.footnotes} <= edition.footnotes.keys()


def test_its_identifier_is_the_digest_of_all_the_rest(edition: Edition) -> None:
    other = dataclasses.replace(edition, seed=edition.seed + 1)

    assert identified(edition).identifier == edition.identifier
    assert identified(other).identifier != edition.identifier


def test_built_twice_it_is_the_same_bytes(demo: Demo) -> None:
    first = demo.editions["clean"]
    place = demo.store.built("2016-2017", "clean", first.identifier)
    before = {file: (file.read_bytes(), file.stat().st_ino) for file in place.glob("*.json*")}

    again = editions.build(
        demo.store, name="2016-2017", convention="clean", decisions=(), progress=silent
    )

    assert again == first
    assert {file: (file.read_bytes(), file.stat().st_ino) for file in before} == before
    assert editions.load(demo.store, "2016-2017", "clean") == first


def test_nobody_may_write_an_edition(demo: Demo, edition: Edition) -> None:
    place = demo.store.built("2016-2017", edition.convention, edition.identifier)

    assert {file.name: file.stat().st_mode & 0o777 for file in place.glob("*.json*")} == {
        "edition.json": 0o444,
        "teaching.jsonl": 0o444,
    }


def test_one_that_was_changed_by_hand_is_told(tmp_path: Path) -> None:
    edition, _ = drawn(1, persons=20, offerings=2)
    store = Store(tmp_path)
    file = copied(edition, store) / "edition.json"
    file.chmod(0o644)
    file.write_text(to_json(edition).replace("2016", "2061", 1))

    with pytest.raises(editions.EditionError, match="changed by hand"):
        keep(store, edition, ())


def test_the_pointer_follows_the_last_one_built(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, _ = drawn(1, persons=20, offerings=2)
    second, _ = drawn(2, persons=20, offerings=2)

    for edition in (first, second, first):
        copied(edition, store)

        assert editions.load(store, "2016-2017", "clean") == edition
    assert editions.load(store, "2016-2017", "clean", second.identifier) == second
    assert len(list(editions.built(store))) == 2


def test_the_draft_of_a_command_that_was_killed_is_no_edition(tmp_path: Path) -> None:
    store = Store(tmp_path)
    edition, _ = drawn(1, persons=20, offerings=2)
    place = copied(edition, store)
    shutil.copytree(place, place.with_name(f".{place.name}.0123abcd"))

    assert list(editions.built(store)) == [("2016-2017", "clean", edition.identifier)]


def test_what_was_hidden_of_a_published_edition_stays_hidden(tmp_path: Path) -> None:
    store = Store(tmp_path)
    edition, _ = drawn(1, persons=20, offerings=2)
    copied(edition, store)
    first, other = (dataclasses.replace(edition, cells=edition.cells[n:]) for n in (0, 1))

    editions.refuse_other_public(store, first)
    editions.keep_public(store, first)

    editions.refuse_other_public(store, first)
    with pytest.raises(editions.EditionError, match="hides other figures"):
        editions.refuse_other_public(store, other)


@pytest.mark.parametrize(
    ("name", "convention", "told"),
    [
        ("2015-2016", "clean", "No edition 2015-2016 was built under the convention clean"),
        ("2016-2017", "old", "There is no convention “old”: clean or note-2016."),
    ],
)
def test_what_was_not_built_cannot_be_loaded(
    tmp_path: Path, name: str, convention: str, told: str
) -> None:
    with pytest.raises(editions.EditionError, match=told):
        editions.load(Store(tmp_path), name, convention)


def test_without_feeds_nothing_is_built(tmp_path: Path) -> None:
    with pytest.raises(editions.EditionError, match="No feeds were ingested for 2016-2017"):
        editions.build(
            Store(tmp_path), name="2016-2017", convention="clean", decisions=(), progress=silent
        )


def test_what_is_taught_stands_beside_the_figures(demo: Demo, edition: Edition) -> None:
    taught = editions.teaching(demo.store, edition)
    enrolled = {
        cell.key.place
        for cell in edition.cells
        if cell.key.indicator == "enrolments" and "/" in cell.key.place
    }

    assert {one.offering for one in taught} == enrolled
    assert [one.centre for one in taught] == sorted(one.centre for one in taught)


def test_the_code_of_figures_is_all_that_bears_on_them(tmp_path: Path) -> None:
    for name in ("rules.py", "data/places.csv", "web/views.py", "linkage/settings.toml", "x.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert [name for name, _ in sources(tmp_path)] == [
        "data/places.csv",
        "linkage/settings.toml",
        "rules.py",
    ]


def test_whoever_reads_an_edition_imports_no_engine() -> None:
    heavy = "duckdb", "highspy", "ibis", "numpy", "pandas", "pyarrow", "splink"
    code = f"import sys, gregoire.observatory.editions; print(set({heavy!r}) & sys.modules.keys())"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "set()\n"
