"""What `gregoire demo --feeds-only` writes: feeds of the documented format, that hold together."""

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from gregoire.demo import facts
from gregoire.demo.feeds import NotOursError, earlier
from gregoire.demo.feeds.writer_tables import CONTROL, NUMBER_MARK
from gregoire.observatory import places
from gregoire.observatory.feeds.schema import BY_NAME, TABLES, Column, Kind
from tests.demo.feeds.written import SCALE, THE_YEAR, manifest_of, rows_of, write
from tests.support.commands import gregoire


def is_date(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


READS: dict[Kind, Callable[[str], object]] = {
    Kind.KEY: re.compile(r"\S{1,64}").fullmatch,
    Kind.TEXT: re.compile(r"\S(.*\S)?").fullmatch,
    Kind.DATE: is_date,
    Kind.YEAR: re.compile(r"20\d\d-20\d\d").fullmatch,
    Kind.CIVIL_YEAR: re.compile(r"20\d\d").fullmatch,
    Kind.COUNT: re.compile(r"\d+").fullmatch,
    Kind.NUMBER: re.compile(r"\d+(\.\d+)?").fullmatch,
    Kind.YES_NO: re.compile("yes|no").fullmatch,
    Kind.CENTRE: lambda text: text in places.centres(),
}


def fits(column: Column, text: str) -> bool:
    if not text:
        return not column.required
    if column.kind is Kind.CHOICE:
        return text in column.values
    return bool(READS[column.kind](text))


def years() -> list[str]:
    return [f"{first}-{first + 1}" for first in range(2016 - earlier.YEARS, 2017)]


def test_every_system_has_a_feed_of_each_year(clean: Path) -> None:
    found = {path.parent.relative_to(clean).as_posix() for path in clean.glob("*/*/feed.json")}

    centres = {centre.code for centre in facts.centres()} - set(facts.ANSWERS_FOR)
    assert found == {f"{system}/{year}" for system in {*centres, "national"} for year in years()}


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_cell_is_what_its_column_says(clean: Path, table: str) -> None:
    described = BY_NAME[table]
    rows = [row for year in years() for row in rows_of(clean, table, year)]

    wrong = [
        (row["system"], column.name, row[column.name])
        for row in rows
        for column in described.columns
        if not fits(column, row[column.name])
    ]

    assert rows
    assert set(rows[0]) == {column.name for column in described.columns} | {"system"}
    assert wrong == []


@pytest.mark.parametrize("table", [table.name for table in TABLES if table.has_key])
def test_no_key_comes_twice_in_a_system(clean: Path, table: str) -> None:
    keys = [(row["system"], row[BY_NAME[table].key]) for row in rows_of(clean, table)]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        (table.name, column.name, column.refers_to)
        for table in TABLES
        for column in table.columns
        if column.refers_to
    ],
)
def test_every_reference_leads_somewhere(clean: Path, table: str, column: str, target: str) -> None:
    there = {(row["system"], row[BY_NAME[target].key]) for row in rows_of(clean, target)}

    assert {(row["system"], row[column]) for row in rows_of(clean, table)} <= there


def test_manifests_count_the_rows_of_their_tables(clean: Path) -> None:
    for path in clean.glob("*/*/feed.json"):
        system, year = path.parts[-3:-1]
        counted = {
            table.stem: table.read_text().count("\n") - 1 for table in path.parent.glob("*.csv")
        }

        assert manifest_of(clean, system, year)["rows"] == counted


def test_la_reunion_answers_for_mayotte_and_madagascar(clean: Path) -> None:
    centres = {
        row["centre"] for row in rows_of(clean, "registrations") if row["system"] == "la-reunion"
    }

    assert manifest_of(clean, "la-reunion")["centres"] == ["la-reunion", "mayotte", "madagascar"]
    assert centres == {"la-reunion", "mayotte", "madagascar"}


def test_antennas_abroad_return_a_number_and_nobody(clean: Path) -> None:
    assert manifest_of(clean, "autres-antennes")["rows"] == {"aggregates": 1}
    assert [(row["measure"], row["count"]) for row in rows_of(clean, "aggregates")] == [
        (
            "learners",
            str(sum(c.learners for c in facts.centres() if c.code == facts.NO_RETURN) // 100),
        )
    ]


def test_what_centres_abroad_withhold_is_declared(clean: Path) -> None:
    assert manifest_of(clean, "liban")["not_communicated"] == {
        "liban": ["distance", "diploma", "employment"]
    }
    assert manifest_of(clean, "cote-d-ivoire")["not_communicated"] == {
        "cote-d-ivoire": ["distance"]
    }
    assert manifest_of(clean, "autres-antennes")["not_communicated"] == {
        "autres-antennes": ["distance"]
    }
    assert manifest_of(clean, "la-reunion")["not_applicable"] == {"madagascar": ["alternance"]}
    assert manifest_of(clean, "maroc")["not_applicable"] == {"maroc": ["alternance"]}
    assert manifest_of(clean, "paris")["not_communicated"] == {}


def test_a_person_of_several_systems_is_the_same_in_each(clean: Path) -> None:
    told: dict[str, set[tuple[str, ...]]] = {}
    systems: dict[str, set[str]] = {}
    names = [c.name for c in BY_NAME["persons"].columns if c.name != "person"]
    for row in rows_of(clean, "persons"):
        told.setdefault(row["national_number"], set()).add(tuple(row[name] for name in names))
        systems.setdefault(row["national_number"], set()).add(row["system"])

    assert {len(identities) for identities in told.values()} == {1}
    assert max(len(where) for where in systems.values()) > 1
    assert len(told) == pytest.approx(57_816 * SCALE, abs=1)


def test_national_numbers_are_complete_and_control_themselves(clean: Path) -> None:
    numbers = {row["national_number"] for row in rows_of(clean, "persons")}

    assert all(re.fullmatch(rf"\d{{9}}{NUMBER_MARK}[{CONTROL}]", number) for number in numbers)
    assert all(CONTROL[int(number[:9]) % len(CONTROL)] == number[10] for number in numbers)


def test_registrations_say_where_the_administrative_one_is(clean: Path) -> None:
    rows = rows_of(clean, "registrations")
    entrants = [row for row in rows if row["administrative_centre"] != row["centre"]]

    assert all(row["administrative_centre"] for row in rows)
    assert {row["year"] for row in rows} == {THE_YEAR}
    assert len(entrants) == pytest.approx(16_938 * SCALE, abs=1)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    def digests(name: str) -> dict[str, str]:
        made = write(tmp_path / name, scale=0.003, noise=True)
        files = [path for path in sorted(made.rglob("*")) if path.is_file()]
        return {
            path.relative_to(made).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in files
        }

    assert digests("one") == digests("other")


def test_a_folder_of_somebody_elses_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Chapter 1")

    with pytest.raises(NotOursError, match=r"holds files that gregoire demo has not written"):
        write(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_command_writes_over_its_own_feeds_and_starts_no_database(tmp_path: Path) -> None:
    data, feeds = tmp_path / "data", tmp_path / "feeds"
    (feeds / "paris").mkdir(parents=True)
    arguments = ["demo", "--scale", "0.002", "--year", "2018", "--feeds-only", str(feeds)]

    refused = gregoire(*arguments, "--port", "1")
    (feeds / "paris").rmdir()
    first = gregoire(*arguments, GREGOIRE_DATA_DIR=str(data))
    (feeds / "paris" / "2017-2018" / "left-over.csv").touch()
    second = gregoire(*arguments, GREGOIRE_DATA_DIR=str(data))

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert f"The feeds of 2018-2019 are in {feeds}." in second.stdout
    assert not (feeds / "paris" / "2017-2018" / "left-over.csv").exists()
    assert (feeds / "national" / "2013-2014" / "recognition.csv").exists()
    assert not data.exists()


def test_noise_asks_for_a_folder_of_feeds() -> None:
    asked = gregoire("demo", "--noise")

    assert asked.returncode == 1
    assert asked.stderr == (
        "gregoire: --noise damages feeds: say where to write them with --feeds-only FOLDER.\n"
    )
