"""What becomes of feeds that are whole: one snapshot, without names, the same each time."""

import json
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

from gregoire.observatory.feeds.findings import Damage, Fate, Ingestion
from gregoire.observatory.feeds.reading import ingested
from gregoire.observatory.feeds.schema import BY_NAME
from gregoire.observatory.feeds.snapshots import pseudonym
from gregoire.observatory.feeds.writing import write_manifest, write_table
from gregoire.observatory.store import Store
from tests.observatory.feeds.small import (
    EDITION,
    HOME,
    PEOPLE,
    REGISTRATIONS,
    edit_cells,
    everything_in,
    say,
    table_file,
    take,
    write,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("observatory"))


@pytest.fixture(scope="module")
def taken(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Ingestion:
    return take(write(tmp_path_factory.mktemp("feeds")), store)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """A query over one file of the snapshot, named {}."""
    return list(duckdb.execute(query.format(f"'{folder}'")).fetchall())


def test_whole_feeds_are_taken_without_a_word(taken: Ingestion, store: Store) -> None:
    assert taken.findings == ()
    assert {(file.system, file.file): (file.read, file.kept) for file in taken.files} == {
        (HOME, "2015-2016/aggregates.csv"): (9, 9),
        (HOME, "2016-2017/enrolments.csv"): (60, 60),
        (HOME, "2016-2017/offerings.csv"): (6, 6),
        (HOME, "2016-2017/persons.csv"): (60, 60),
        (HOME, "2016-2017/registrations.csv"): (60, 60),
        ("national", "2016-2017/moocs.csv"): (20, 20),
        ("national", "2016-2017/parchments.csv"): (20, 20),
        ("national", "2016-2017/recognition.csv"): (20, 20),
    }
    assert ingested(store, EDITION) == taken.digest
    assert "alsace" in taken.absent
    assert not {HOME, "mayotte", "madagascar"} & set(taken.absent)


def test_facts_are_typed_and_in_the_order_of_the_schema(taken: Ingestion, store: Store) -> None:
    facts = store.snapshot(taken.digest) / "facts"
    types = {
        table: {
            str(name): str(kind)
            for name, kind, *_ in rows(facts / f"{table}.parquet", "DESCRIBE SELECT * FROM {}")
        }
        for table in BY_NAME
    }

    assert types["persons"] == {
        "system": "VARCHAR", "ref": "VARCHAR", "age": "INTEGER", "sex": "VARCHAR",
    }  # fmt: skip
    assert types["registrations"] == {
        "system": "VARCHAR", "registration": "VARCHAR", "ref": "VARCHAR", "centre": "VARCHAR",
        "year": "VARCHAR", "administrative_centre": "VARCHAR", "registered_on": "DATE",
        "employment": "VARCHAR", "occupation": "VARCHAR", "first_diploma": "VARCHAR",
        "diploma": "VARCHAR", "alternance": "BOOLEAN", "contract": "VARCHAR", "hours": "DOUBLE",
    }  # fmt: skip
    assert types["enrolments"]["sessions_sat"] == "INTEGER"
    assert types["enrolments"]["intec"] == "BOOLEAN"
    assert types["recognition"]["age"] == "INTEGER"
    assert "birth_date" not in types["recognition"]


def test_keys_are_those_of_the_network_and_persons_are_pseudonyms(
    taken: Ingestion, store: Store
) -> None:
    facts = store.snapshot(taken.digest) / "facts"
    secret = store.key.read_bytes().strip()

    found = rows(
        facts / "registrations.parquet",
        "SELECT ref, alternance, hours FROM {} WHERE registration = 'la-reunion/R4'",
    )
    enrolled = rows(
        facts / "enrolments.parquet",
        "SELECT registration, offering, mark FROM {} WHERE enrolment = 'la-reunion/E4'",
    )

    assert found == [(pseudonym(secret, HOME, "P4"), True, 120.5)]
    assert enrolled == [("la-reunion/R4", "la-reunion/O4", 12.25)]


def test_ages_are_those_of_the_31_december_that_the_indicators_ask_for(
    taken: Ingestion, store: Store
) -> None:
    facts = store.snapshot(taken.digest) / "facts"
    secret = store.key.read_bytes().strip()
    ref = pseudonym(secret, HOME, "P3")  # born in 1973

    learner = rows(facts / "persons.parquet", f"SELECT age FROM {{}} WHERE ref = '{ref}'")  # noqa: S608
    candidates = rows(facts / "recognition.parquet", "SELECT DISTINCT age FROM {}")

    assert learner == [(2016 - 1973,)]
    assert candidates == [(2017 - 1977,)]


def test_no_name_stands_outside_the_identities_which_their_owner_alone_reads(
    taken: Ingestion, store: Store
) -> None:
    snapshot = store.snapshot(taken.digest)
    for table in BY_NAME:
        found = rows(snapshot / "facts" / f"{table}.parquet", "SELECT * FROM {}")
        assert "Hoarau" not in str(found)
        assert "INE0" not in str(found)
        assert "P3'" not in str(found)
    identities = rows(
        snapshot / "identities" / "persons.parquet",
        "SELECT system, national_number, birth_name, birth_date FROM {} ORDER BY 2 LIMIT 1",
    )

    assert identities == [(HOME, "INE0000", "Hoarau-0", date(1970, 1, 1))]
    assert stat.S_IMODE((snapshot / "identities").stat().st_mode) == 0o700
    assert stat.S_IMODE(snapshot.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.key.stat().st_mode) == 0o600


def test_the_description_tells_what_each_system_said_of_itself(
    taken: Ingestion, store: Store
) -> None:
    said = json.loads((store.snapshot(taken.digest) / "snapshot.json").read_text())

    assert said["edition"] == EDITION
    assert said["systems"][HOME] == {
        "centres": ["la-reunion", "madagascar", "mayotte"],
        "produced_on": "2017-11-30",
        "status": "final",
        "not_communicated": {},
        "not_applicable": {},
    }
    assert said["earlier"] == {HOME: {"2015-2016": "final"}}
    assert said["rows"]["enrolments"] == 60


def test_the_same_feeds_give_the_same_snapshot_be_they_csv_or_parquet(
    taken: Ingestion, store: Store, tmp_path: Path
) -> None:
    before = everything_in(store.snapshot(taken.digest))

    again = take(write(tmp_path / "csv"), store)
    other = take(write(tmp_path / "parquet", parquet=True), store)

    assert again.digest == other.digest == taken.digest
    assert everything_in(store.snapshot(taken.digest)) == before
    assert len(list(store.snapshot(taken.digest).parent.iterdir())) == 1


def test_columns_in_another_order_carriage_returns_and_a_byte_order_mark_change_nothing(
    taken: Ingestion, store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    path = table_file(folder, "moocs")
    lines = [line.split(",")[::-1] for line in path.read_text().splitlines()]
    text = "".join(",".join(cells) + "\r\n" for cells in lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert take(folder, store).digest == taken.digest


def test_another_secret_gives_other_pseudonyms(taken: Ingestion, tmp_path: Path) -> None:
    other = Store(tmp_path / "elsewhere")

    assert take(write(tmp_path / "feeds"), other).digest != taken.digest


def test_a_second_ingestion_takes_the_place_of_the_first_whose_snapshot_stays(
    taken: Ingestion, tmp_path: Path, store: Store
) -> None:
    folder = write(tmp_path)
    edit_cells(table_file(folder, "registrations"), {(0, "diploma"): "doctorate"})

    other = take(folder, store)

    assert ingested(store, EDITION) == other.digest != taken.digest
    assert store.snapshot(taken.digest).is_dir()


def test_persons_of_an_earlier_year_are_counted_told_and_not_taken(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    place = folder / HOME / "2015-2016"
    write_table(place, BY_NAME["persons"], PEOPLE)
    write_table(place, BY_NAME["registrations"], REGISTRATIONS | {"year": ["2015-2016"] * 60})
    say(folder, HOME, "2015-2016", rows={"aggregates": 9, "persons": 60, "registrations": 60})

    taken = take(folder, store)

    assert [(one.file, one.damage, one.fate, one.value) for one in taken.findings] == [
        ("2015-2016/persons.csv", Damage.OTHER_YEAR_FILE, Fate.ROW_REFUSED, "60"),
        ("2015-2016/registrations.csv", Damage.OTHER_YEAR_FILE, Fate.ROW_REFUSED, "60"),
    ]
    counts = {file.file: (file.read, file.kept, file.refused) for file in taken.files}
    assert counts["2015-2016/persons.csv"] == (60, 0, 60)
    facts = store.snapshot(taken.digest) / "facts"
    assert rows(facts / "persons.parquet", "SELECT count(*) FROM {}") == [(60,)]


def test_what_a_centre_does_not_communicate_is_not_said_to_be_missing(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    cells = {(row, "diploma"): "" for row in (9, 19, 20)}
    edit_cells(table_file(folder, "registrations"), cells)
    people = {(row, "birth_date"): "" for row in (9, 20)}
    edit_cells(table_file(folder, "persons"), people)
    say(
        folder, HOME, EDITION,
        not_communicated={"mayotte": ["diploma"]}, not_applicable={"mayotte": ["age"]},
    )  # fmt: skip

    taken = take(folder, store)

    assert [(one.table, one.centre, one.key) for one in taken.findings] == [
        ("persons", HOME, "P20"),
        ("registrations", HOME, "R20"),
    ]


def test_a_file_that_is_not_of_the_format_is_told_and_not_read(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    (folder / HOME / EDITION / "notes.txt").write_text("à revoir", encoding="utf-8")

    taken = take(folder, store)

    assert [(one.file, one.damage) for one in taken.findings] == [
        ("2016-2017/notes.txt", Damage.UNKNOWN_FILE)
    ]


def test_a_system_may_send_aggregates_alone(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path)
    place = folder / "autres-antennes" / EDITION
    counts = {
        "centre": ["autres-antennes"], "year": [EDITION], "measure": ["learners"], "count": [2686],
    }  # fmt: skip
    write_table(place, BY_NAME["aggregates"], counts)
    write_manifest(
        place, system="autres-antennes", year=EDITION, centres=["autres-antennes"],
        produced_on=date(2017, 11, 30), status="provisional", rows={"aggregates": 1},
    )  # fmt: skip

    taken = take(folder, store)

    assert taken.findings == ()
    facts = store.snapshot(taken.digest) / "facts" / "aggregates.parquet"
    assert rows(facts, "SELECT centre, count FROM {} WHERE year = '2016-2017'") == [
        ("autres-antennes", 2686)
    ]


def test_feeds_of_the_year_that_are_provisional_are_named(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "feeds")
    say(folder, "national", EDITION, status="provisional")
    say(folder, HOME, "2015-2016", status="provisional")

    assert take(folder, store).provisional == ("national",)
