"""Feeds with noise: every damaged line is known, the truth stands beside them and nowhere in them."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from gregoire.demo.feeds import noise
from gregoire.demo.feeds.writer import made_ready
from tests.demo.feeds.written import THE_YEAR, lines_of, manifest_of, rows_of, write

DOCS = Path(__file__).parents[3] / "docs"


def sealed(folder: Path, name: str) -> list[dict[str, str]]:
    with (noise.sealed_folder(folder) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_kind_of_harm_is_done_somewhere(noisy: Path) -> None:
    done = {(row["file"], row["damage"], row["column"]) for row in sealed(noisy, "damaged.csv")}

    assert done == {
        (f"{THE_YEAR}/{harm.table}.csv", harm.damage, harm.column) for harm in noise.HARMS
    }


def test_a_damaged_line_stands_where_the_record_says(noisy: Path) -> None:
    for row in sealed(noisy, "damaged.csv"):
        lines = lines_of(noisy / row["system"] / row["file"])
        line = lines[int(row["line"]) - 1]

        assert line.endswith("\n")
        if row["column"]:
            cells = dict(zip(next(csv.reader(lines[:1])), next(csv.reader([line])), strict=True))
            assert cells[row["column"]] == row["after"] != row["before"]
        elif row["damage"] == "duplicate_key":
            assert line == lines[int(row["line"]) - 2]
        else:
            assert line.count(",") > lines[0].count(",")


def test_no_other_line_is_harmed(noisy: Path, clean: Path) -> None:
    harmed = sealed(noisy, "damaged.csv")
    touched = {(row["system"], row["file"]) for row in harmed}
    for path in sorted(clean.glob(f"*/{THE_YEAR}/registrations.csv")):
        system = path.parts[-3]
        here = [
            row
            for row in harmed
            if (row["system"], row["file"]) == (system, f"{THE_YEAR}/registrations.csv")
        ]
        new = {int(row["line"]) - 1 for row in here if row["damage"] == "duplicate_key"}
        changed = {int(row["line"]) - 1 for row in here} - new
        found = lines_of(noisy / system / THE_YEAR / "registrations.csv")
        kept = [line for number, line in enumerate(found) if number not in new]
        differ = Counter(kept) - Counter(lines_of(path))

        assert sum(differ.values()) == len(changed)
    assert touched


def test_manifests_count_the_lines_that_were_written_twice(noisy: Path) -> None:
    for path in noisy.glob(f"*/{THE_YEAR}/*.csv"):
        system = path.parts[-3]

        assert manifest_of(noisy, system)["rows"][path.stem] == len(lines_of(path)) - 1


def test_small_files_are_left_whole(noisy: Path) -> None:
    for row in sealed(noisy, "damaged.csv"):
        assert len(lines_of(noisy / row["system"] / row["file"])) > noise.FEWEST_LINES


def test_the_truth_knows_whose_each_record_is(noisy: Path, clean: Path) -> None:
    truth = {(row["system"], row["key"]): row["person"] for row in sealed(noisy, "persons.csv")}
    numbers = {
        (row["system"], row["person"]): row["national_number"] for row in rows_of(clean, "persons")
    }
    by_person: dict[str, set[str]] = {}
    for key, person in truth.items():
        by_person.setdefault(person, set()).add(numbers[key])
    said = json.loads((noise.sealed_folder(noisy) / "truth.json").read_text())

    assert set(truth) == set(numbers)
    assert {len(found) for found in by_person.values()} == {1}
    assert said["persons"] == len(by_person) == len(set(numbers.values()))
    assert said["records"] == len(truth)


def test_the_truth_stands_outside_what_is_ingested(noisy: Path) -> None:
    place = noise.sealed_folder(noisy)

    assert place.parent == noisy.parent
    assert not place.is_relative_to(noisy)
    assert list(noisy.rglob("truth*")) == list(noisy.rglob("damaged*")) == []


def test_numbers_are_missing_and_names_differ_about_as_often_as_written(
    noisy: Path, clean: Path
) -> None:
    before = {(row["system"], row["person"]): row for row in rows_of(clean, "persons")}
    after = {(row["system"], row["person"]): row for row in rows_of(noisy, "persons")}
    both = set(before) & set(after)

    def changed(column: str) -> float:
        return sum(before[key][column] != after[key][column] for key in both) / len(both)

    missing = sum(not after[key]["national_number"] for key in both) / len(both)
    assert missing == pytest.approx(0.167, abs=0.04)
    assert 0.1 < changed("birth_name") < 0.3
    assert 0.005 < changed("birth_date") < 0.04
    assert 0.15 < changed("mail") < 0.35


def test_writing_without_noise_leaves_no_old_truth(tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    made_ready(noise.sealed_folder(folder))
    old = noise.sealed_folder(folder) / "persons.csv"
    old.touch()

    write(folder, scale=0.002)

    assert not old.exists()


def test_the_documentation_gives_the_shares_of_the_code() -> None:
    page = (DOCS / "explanation" / "the-demo-network.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (persons|registrations|enrolments) \| .* \| (\d+) \|$", page, re.MULTILINE
    )

    assert rows == [(harm.table, f"{10_000 * harm.share:g}") for harm in noise.HARMS]
