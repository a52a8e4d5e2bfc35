"""Files as bytes: written, cut into blocks of whole lines, and turned into rows with their lines."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from gregoire.observatory.feeds import parsing, scanning
from gregoire.observatory.feeds.findings import Damage
from gregoire.observatory.feeds.manifests import TableFile
from gregoire.observatory.feeds.parsing import batches
from gregoire.observatory.feeds.scanning import DamagedFileError, blocks
from gregoire.observatory.feeds.schema import BY_NAME
from gregoire.observatory.feeds.writing import write_table

MOOCS = BY_NAME["moocs"]
HEAD = "registration,mooc,year,registered_on\n"


def rows(folder: Path, text: str) -> tuple[list[tuple[int, str | None]], list[tuple[int, str]]]:
    """Line and course of each row; line and damage of what is no row."""
    (folder / "moocs.csv").write_bytes((HEAD + text).encode())
    found, broken = [], []
    for batch in batches(TableFile("moocs", folder / "moocs.csv")):
        columns = batch.rows.select(["line", "mooc"]).to_pydict()
        found += list(zip(columns["line"], columns["mooc"], strict=True))
        broken += [(line, damage.value) for line, damage, _ in batch.broken]
    return found, broken


def test_values_are_written_as_the_format_has_them(tmp_path: Path) -> None:
    table = BY_NAME["registrations"]
    count = write_table(tmp_path, table, {
        "registration": ["R1", "R2"],
        "person": ["a,b", 'say "no"'],
        "registered_on": np.array(["2016-09-01", "NaT"], dtype="datetime64[D]"),
        "alternance": [True, None],
        "hours": np.array([12.50, np.nan]),
        "occupation": ["", "two\nlines"],
        "diploma": np.array(["bac", "bac_2"]),
    })  # fmt: skip

    assert count == 2
    assert (tmp_path / "registrations.csv").read_text(encoding="utf-8") == (
        "registration,person,centre,year,administrative_centre,registered_on,employment,"
        "occupation,first_diploma,diploma,alternance,contract,hours\n"
        'R1,"a,b",,,,2016-09-01,,,,bac,yes,,12.5\n'
        'R2,"say ""no""",,,,,,two lines,,bac_2,,,\n'
    )


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        ([date(2017, 2, 3), None], ["2017-02-03", None]),
        ([Decimal("12.25"), None], ["12.25", None]),
        ([1, None], ["1", None]),
        (np.array([False, True]), ["no", "yes"]),
        ([None, None], [None, None]),
    ],
)
def test_a_column_of_parquet_is_text_with_the_same_values(
    tmp_path: Path, values: object, cells: list[str | None]
) -> None:
    write_table(tmp_path, MOOCS, {"registered_on": values}, parquet=True)

    read = pq.read_table(tmp_path / "moocs.parquet")

    assert read.column("registered_on").to_pylist() == cells
    assert {str(field.type) for field in read.schema} == {"string"}


def test_columns_that_are_not_of_the_table_or_of_one_length_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such column: name"):
        write_table(tmp_path, MOOCS, {"name": ["x"]})
    with pytest.raises(ValueError, match="different lengths"):
        write_table(tmp_path, MOOCS, {"mooc": ["x"], "year": ["y", "z"]})


def test_lines_keep_their_numbers_past_what_is_no_row(tmp_path: Path) -> None:
    text = 'M1,a,,\nM2,b\nM3,c,,\nM4,"d,,\nM5,"e, f",,\nM6,g,,,,\n'

    assert rows(tmp_path, text) == (
        [(2, "a"), (4, "c"), (6, "e, f")],
        [(3, "field_count"), (5, "broken_quotes"), (7, "field_count")],
    )


@pytest.mark.parametrize(
    "text",
    [
        'M1,"a,,\nM2,b",,\nM3,c,,\n',  # two quotes that would join two lines into one
        'M1,"a\nM2,b"c,,\nM3,c,,\n',
        "M1,a\rM2,b,,\nM2,b,,\nM3,c,,\n",  # a bare carriage return would make two lines of one
    ],
)
def test_no_quote_and_no_carriage_return_moves_the_lines_that_follow(
    tmp_path: Path, text: str
) -> None:
    found, broken = rows(tmp_path, text)

    assert [line for line, _ in found] + [line for line, _ in broken] != []
    assert (4, "c") in found
    assert len(found) + len(broken) == 3


def test_a_file_of_many_blocks_is_read_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "BLOCK", 64)
    monkeypatch.setattr(scanning, "CHUNK", 16)
    text = "".join(f"M{n},é{n},,\n" for n in range(100)) + "M100,x\n"

    found, broken = rows(tmp_path, text)

    assert found == [(n + 2, f"é{n}") for n in range(100)]
    assert broken == [(102, "field_count")]
    assert len(list(blocks(tmp_path / "moocs.csv"))) > 10


@pytest.mark.parametrize(
    ("data", "damage", "line"),
    [
        (b"a\nb\xe9\nc\n", Damage.ENCODING, 2),
        (b"a\nb\n\x00\n", Damage.ENCODING, 3),
        (b"a\nb", Damage.TRUNCATED, 2),
        (b"a\nb\xc3", Damage.TRUNCATED, 2),  # cut inside a character
        (b"a\nb\xff", Damage.ENCODING, 2),
        (b"a\n" + b"x" * 70_000 + b"\nb\n", Damage.LONG_LINE, 2),
        (b"a\nb\n" + b"x" * 70_000, Damage.LONG_LINE, 3),
        (b"a\n" + b"x" * 3_000_000 + b"\n", Damage.LONG_LINE, 2),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(
    tmp_path: Path, data: bytes, damage: Damage, line: int
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)

    with pytest.raises(DamagedFileError) as found:
        list(blocks(path))

    assert (found.value.damage, found.value.line) == (damage, line)


@pytest.mark.parametrize(
    ("head", "damage", "column"),
    [
        ("", Damage.TRUNCATED, ""),
        ("registration;mooc;year;registered_on\n", Damage.WRONG_SEPARATOR, ""),
        ("registration\tmooc\tyear\tregistered_on\n", Damage.WRONG_SEPARATOR, ""),
        ("registration,mooc,year\n", Damage.MISSING_COLUMN, "registered_on"),
        (HEAD.replace("\n", ",name\n"), Damage.UNKNOWN_COLUMN, "name"),
        (HEAD.replace("\n", ",mooc\n"), Damage.UNKNOWN_COLUMN, "mooc"),
    ],
)
def test_the_header_is_that_of_the_format(
    tmp_path: Path, head: str, damage: Damage, column: str
) -> None:
    (tmp_path / "moocs.csv").write_text(head, encoding="utf-8")

    with pytest.raises(DamagedFileError) as found:
        list(batches(TableFile("moocs", tmp_path / "moocs.csv")))

    assert (found.value.damage, found.value.column) == (damage, column)


def test_a_parquet_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "moocs.parquet"
    write_table(tmp_path, MOOCS, {"mooc": ["x"] * 5000}, parquet=True)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(DamagedFileError) as found:
        list(batches(TableFile("moocs", path)))

    assert found.value.damage is Damage.UNREADABLE_FILE


def test_rows_of_parquet_are_numbered_from_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "PARQUET_ROWS", 3)
    write_table(tmp_path, MOOCS, {"mooc": list("abcdefg")}, parquet=True)

    read = list(batches(TableFile("moocs", tmp_path / "moocs.parquet")))

    lines = [line for batch in read for line in batch.rows.column("line").to_pylist()]
    assert lines == [1, 2, 3, 4, 5, 6, 7]
