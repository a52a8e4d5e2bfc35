"""Persons of several systems, found again without a truth that the programme could read."""

import ast
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gregoire.observatory.linkage import Decision, Linkage, link
from gregoire.observatory.linkage.linking import sources
from gregoire.observatory.rules import Answer
from gregoire.observatory.store import Store
from tests.makers.observatory import Snapshot, identity, parquet_rows

PERSONS = 300
TWICE = 80  # of them, registered in a second centre
HERE, THERE = "lorraine", "picardie"


def link_quietly(snapshot: Path, store: Store, *decisions: Decision) -> Linkage:
    return link(snapshot, store=store, decisions=decisions, progress=lambda *_: None)


def persons_of(linkage: Linkage) -> dict[str, str]:
    return {row["ref"]: row["person"] for row in parquet_rows(linkage.path / "clusters.parquet")}


def queue_of(linkage: Linkage) -> dict[tuple[str, str], str]:
    return {
        (row["left"], row["right"]): row["reason"]
        for row in parquet_rows(linkage.path / "pairs.parquet")
    }


def network_of(change: Callable[[dict[str, object], int], None]) -> Snapshot:
    """Persons of one system, and some of them in another, where the change has been made."""
    made = Snapshot()
    for number in range(PERSONS):
        made.person(f"a{number:03d}", HERE, **identity(number))
        made.registration(f"a{number:03d}", HERE, administrative_centre=HERE)
    for number in range(TWICE):
        other = identity(number)
        change(other, number)
        made.person(f"b{number:03d}", THERE, **other)
        made.registration(f"b{number:03d}", THERE, administrative_centre=HERE)
    return made


def unchanged(_: dict[str, object], __: int) -> None:
    return


def damaged(who: dict[str, object], number: int) -> None:
    """What systems do: no number, capitals, one letter wrong, a name of marriage, a date turned round."""
    who["national_number"] = None
    name = str(who["birth_name"])
    match number % 5:
        case 0:
            who["birth_name"] = name.upper()
        case 1:
            who["birth_name"] = name[:2] + name[3:]
        case 2:
            who["usage_name"], who["birth_name"] = name, "Lefebvre-" + name
        case 3:
            who["birth_place"] = None
        case _:
            day = who["birth_date"]
            assert isinstance(day, date)
            if day.day <= 12:
                who["birth_date"] = date(day.year, day.day, day.month)


def test_with_numbers_and_without_errors_the_count_is_exact(store: Store) -> None:
    snapshot = network_of(unchanged).write(store)

    linkage = link_quietly(snapshot, store)

    count = linkage.head_count
    assert (count.lower, count.persons, count.upper) == (PERSONS, PERSONS, PERSONS)
    assert count.registrations == PERSONS + TWICE
    assert (count.precision, count.recall) == (None, None)
    links = parquet_rows(linkage.path / "linked" / "links.parquet")
    assert sum(row["entrant"] for row in links) == TWICE


def test_a_person_is_found_again_without_a_number_and_spelt_otherwise(store: Store) -> None:
    snapshot = network_of(damaged).write(store)

    linkage = link_quietly(snapshot, store)

    persons = persons_of(linkage)
    missed = [number for number in range(TWICE) if persons[f"b{number:03d}"] != f"a{number:03d}"]
    joined_wrongly = {ref for ref, person in persons.items() if ref[1:] != person[1:]}
    assert joined_wrongly == set()
    assert len(missed) <= 2
    count = linkage.head_count
    assert count.lower <= PERSONS <= count.upper
    assert count.expected_precision > 0.99


def test_the_same_snapshot_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    elsewhere = Store(tmp_path / "elsewhere")

    one = link_quietly(network_of(damaged).write(store), store)
    other = link_quietly(network_of(damaged).write(elsewhere), elsewhere)

    assert one.digest == other.digest
    assert digests(one.path) == digests(other.path)
    assert len(digests(one.path)) == 9 + 5  # linked tables, and what stands beside them


def test_every_module_that_linkage_uses_is_in_its_digest() -> None:
    read = dict(sources())
    names = {name.rpartition("/")[2] for name in read}

    used = {
        str(node.module)
        for name, source in read.items()
        if name.endswith(".py") and "/" not in name
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gregoire.")
    }
    assert "gregoire.observatory.places" in used
    assert [each for each in used if f"{each.rpartition('.')[2]}.py" not in names] == [
        "gregoire.observatory.linkage"  # the package itself
    ]
    assert "gregoire.observatory/data/places.csv" in read


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def two(store: Store, one: dict[str, object], other: dict[str, object]) -> Linkage:
    """Two registrations, one in each of two systems."""
    made = Snapshot()
    for ref, system, who in (("a", HERE, one), ("b", THERE, other)):
        made.person(ref, system, **who)
        made.registration(ref, system)
    return link_quietly(made.write(store), store)


def test_a_shared_mail_address_joins_nobody(store: Store) -> None:
    family = {"mail": "famille@mail.example", "national_number": None}

    linkage = two(store, identity(1) | family, identity(42) | family)

    assert linkage.head_count.persons == 2
    assert queue_of(linkage) == {}


def test_another_mail_address_parts_nobody(store: Store) -> None:
    linkage = two(
        store,
        identity(1) | {"mail": "one@mail.example", "national_number": None},
        identity(1) | {"mail": "other@mail.example"},
    )

    assert linkage.head_count.persons == 1


def test_two_numbers_stay_two_persons_and_go_to_review(store: Store) -> None:
    one = identity(1)
    other = one | {"national_number": str(one["national_number"])[:-1] + "X"}

    linkage = two(store, one, other)

    count = linkage.head_count
    assert (count.lower, count.persons, count.upper) == (1, 2, 2)
    assert queue_of(linkage) == {("a", "b"): "two_numbers"}
    assert count.to_review == 1


@pytest.fixture
def doubtful(store: Store) -> Path:
    """Somebody in two systems, and a younger sister of theirs, who has no number."""
    made = Snapshot()
    for ref, system in (("a", HERE), ("b", THERE)):
        made.person(ref, system, **identity(1))
        made.registration(ref, system)
    sister = {"national_number": None, "first_names": "Zoé", "birth_date": date(1999, 2, 27)}
    made.person("c", THERE, **identity(1) | sister)
    made.registration("c", THERE)
    return made.write(store)


def test_decisions_join_and_part(store: Store, doubtful: Path) -> None:
    before = link_quietly(doubtful, store)
    after = link_quietly(
        doubtful,
        store,
        Decision("b", "a", Answer.DIFFERENT),
        Decision("c", "a", Answer.SAME),
    )

    assert persons_of(before) == {"a": "a", "b": "a", "c": "c"}
    assert persons_of(after) == {"a": "a", "b": "b", "c": "a"}
    assert after.digest != before.digest


def test_decisions_that_contradict_a_join_put_it_before_people(store: Store) -> None:
    made = Snapshot()
    for ref, system in (("a", HERE), ("b", THERE), ("c", "paris")):
        made.person(ref, system, **identity(1))
        made.registration(ref, system)

    linkage = link_quietly(made.write(store), store, Decision("a", "c", Answer.DIFFERENT))

    assert persons_of(linkage) == {"a": "a", "b": "a", "c": "c"}
    assert queue_of(linkage)["b", "c"] == "told_apart"


def test_to_ask_the_centre_decides_nothing(store: Store, doubtful: Path) -> None:
    asked = link_quietly(doubtful, store, Decision("a", "b", Answer.ASK_CENTRE))

    assert persons_of(asked) == {"a": "a", "b": "a", "c": "c"}
    assert asked.head_count.reviewed == 0


def test_a_decision_on_somebody_of_another_year_changes_nothing(
    store: Store, doubtful: Path
) -> None:
    linkage = link_quietly(doubtful, store, Decision("a", "somebody", Answer.SAME))

    assert persons_of(linkage) == {"a": "a", "b": "a", "c": "c"}


def test_what_is_no_snapshot_is_not_linked(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="not a snapshot"):
        link_quietly(tmp_path, store)
