"""What `feed.json` must say, and which folders hold a feed."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory.feeds.findings import Damage
from gregoire.observatory.feeds.manifests import feeds_in, read_manifest
from gregoire.observatory.feeds.schema import MANIFEST

SAID = {
    "format": "gregoire-feed/1",
    "system": "la-reunion",
    "year": "2016-2017",
    "centres": ["la-reunion", "mayotte"],
    "produced_on": "2017-11-30",
    "status": "final",
    "not_communicated": {"mayotte": ["diploma", "age"]},
    "not_applicable": {},
    "rows": {},
}


def manifest(root: Path, text: str, year: str = "2016-2017") -> Path:
    folder = root / "la-reunion" / year
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return folder


def test_a_manifest_is_read_with_its_byte_order_mark(tmp_path: Path) -> None:
    read = read_manifest(manifest(tmp_path, "\ufeff" + json.dumps(SAID)))

    assert str(read.year) == "2016-2017"
    assert read.centres == ("la-reunion", "mayotte")
    assert read.not_communicated == {"mayotte": ("age", "diploma")}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "gregoire-feed/2"}, "format: gregoire-feed/1"),
        ({"system": "paris"}, "system, year: la-reunion/2016-2017"),
        ({"year": 2016}, "system, year: la-reunion/2016-2017"),
        ({"produced_on": "30/11/2017"}, "produced_on: 2017-11-30"),
        ({"produced_on": None}, "produced_on: 2017-11-30"),
        ({"status": "draft"}, "status: final, provisional"),
        ({"status": ["final"]}, "status: final, provisional"),
        ({"centres": ["atlantis"]}, "centres: 'atlantis'"),
        ({"centres": "la-reunion"}, "centres"),
        ({"centres": [["mayotte"]]}, "centres"),
        ({"not_communicated": {"mayotte": ["name"]}}, "not_communicated"),
        ({"not_communicated": {"mayotte": [["age"]]}}, "not_communicated"),
        ({"not_communicated": {"atlantis": ["age"]}}, "atlantis"),
        ({"not_communicated": {"paris": ["age"]}}, "'paris' ∉ centres"),
        ({"not_applicable": ["mayotte"]}, "not_applicable"),
        ({"not_comunicated": {"mayotte": ["age"]}}, "'not_comunicated'"),
        ({"rows": {"people": 3}}, "rows"),
        ({"rows": {"persons": -3}}, "rows: 0, 1, 2"),
        ({"rows": {"persons": True}}, "rows: 0, 1, 2"),
        ({"rows": None}, "rows"),
    ],
)
def test_what_is_wrong_with_a_manifest_is_told(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    folder = manifest(tmp_path, json.dumps(SAID | change))

    with pytest.raises(ValueError, match=re.escape(told)):
        read_manifest(folder)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 100_000, '{"format": 1}', " " * 1_000_001]
)
def test_what_is_no_manifest_at_all_refuses_the_feed(tmp_path: Path, text: str) -> None:
    manifest(tmp_path, text)

    (feed,) = feeds_in(tmp_path)

    assert feed.manifest is None
    assert [one.damage for one in feed.findings] == [Damage.MANIFEST]


def test_a_manifest_that_would_never_end_is_not_read(tmp_path: Path) -> None:
    endless = manifest(tmp_path, "") / MANIFEST
    endless.unlink()
    endless.symlink_to("/dev/zero")
    pipe = tmp_path / "paris" / "2016-2017" / MANIFEST
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)

    found = [one.damage for feed in feeds_in(tmp_path) for one in feed.findings]

    assert found == [Damage.MANIFEST, Damage.MANIFEST]


def test_a_system_without_a_year_is_not_missed_in_silence(tmp_path: Path) -> None:
    manifest(tmp_path, json.dumps(SAID))
    (tmp_path / "paris").mkdir()

    with pytest.raises(ValueError, match="paris: no folder of a year here"):
        feeds_in(tmp_path)


def test_a_table_one_folder_too_high_is_not_missed_in_silence(tmp_path: Path) -> None:
    manifest(tmp_path, json.dumps(SAID))
    (tmp_path / "la-reunion" / "persons.csv").write_text("", encoding="utf-8")

    with pytest.raises(ValueError, match=r"persons\.csv: a feed stands in a folder of its year"):
        feeds_in(tmp_path)


def test_a_year_that_is_none_refuses_the_feed(tmp_path: Path) -> None:
    manifest(tmp_path, json.dumps(SAID | {"year": "2016-2018"}), year="2016-2018")

    (feed,) = feeds_in(tmp_path)

    assert [one.damage for one in feed.findings] == [Damage.MANIFEST]


def test_hidden_folders_and_files_are_nobodys_feed(tmp_path: Path) -> None:
    folder = manifest(tmp_path, json.dumps(SAID))
    (folder / ".DS_Store").write_bytes(b"\x00")
    (tmp_path / ".git" / "2016-2017").mkdir(parents=True)

    (feed,) = feeds_in(tmp_path)

    assert feed.findings == []


def test_what_another_table_points_at_must_be_there(tmp_path: Path) -> None:
    folder = manifest(tmp_path, json.dumps(SAID | {"rows": {"registrations": 0}}))
    (folder / "registrations.csv").write_text("", encoding="utf-8")

    (feed,) = feeds_in(tmp_path)

    assert [(one.damage, one.file) for one in feed.findings] == [
        (Damage.MISSING_FILE, "2016-2017/persons.csv")
    ]
