"""The tables of a feed as batches of text, each row with its line; and the lines that are no rows.

Fast where a block is regular; line by line where quotes or carriage returns have confused it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from gregoire.observatory.feeds.findings import Damage
from gregoire.observatory.feeds.manifests import TableFile
from gregoire.observatory.feeds.scanning import Block, DamagedFileError, blocks
from gregoire.observatory.feeds.schema import BY_NAME

LINE: Final = "line"
PARQUET_ROWS: Final = 100_000
BARE_RETURN: Final = "\x00"  # stands for a carriage return inside a line: NULs were refused before


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows: the columns of the schema in its order, then `line`; and lines that are no rows."""

    rows: pa.Table
    broken: tuple[tuple[int, Damage, str], ...]  # line, damage, “11 ≠ 13” fields


def counted(fields: int, columns: int) -> str:
    """How a wrong number of fields is told."""
    return f"{fields} ≠ {columns}"


def batches(file: TableFile) -> Iterator[Batch]:
    """The whole table; raises DamagedFileError where the file as such cannot be read."""
    return _parquet(file) if file.is_parquet else _csv(file)


def _csv(file: TableFile) -> Iterator[Batch]:
    names: list[str] = []
    for block in blocks(file.path):
        body = block
        if not names:
            head, _, rest = block.data.partition(b"\n")
            names = _header(head.decode().rstrip("\r"))
            _columns_are_those_of(file.table, names)
            body = Block(2, rest)
        if body.data:
            yield _batch(body, names, file.table)
    if not names:
        raise DamagedFileError(Damage.TRUNCATED, 1, value="0")


def _header(line: str) -> list[str]:
    if "," not in line and (";" in line or "\t" in line):
        raise DamagedFileError(Damage.WRONG_SEPARATOR, 1, value=";" if ";" in line else "tab")
    return next(csv.reader([line]), [])


def _columns_are_those_of(table: str, names: list[str]) -> None:
    """Each column of the format once, in any order, and no other."""
    wanted = [column.name for column in BY_NAME[table].columns]
    for name in wanted:
        if name not in names:
            raise DamagedFileError(Damage.MISSING_COLUMN, 1, column=name)
    for name in names:
        if name not in wanted or names.count(name) > 1:
            raise DamagedFileError(Damage.UNKNOWN_COLUMN, 1, column=name[:80])


def _batch(block: Block, names: list[str], table: str) -> Batch:
    parsed = _fast(block, names) or _slow(block, names)
    order = [column.name for column in BY_NAME[table].columns]
    return Batch(rows=parsed.rows.select([*order, LINE]), broken=parsed.broken)


def _fast(block: Block, names: list[str]) -> Batch | None:
    """None where a row spans lines, or a line spans rows: then the lines would be miscounted."""
    if block.data.count(b'"') % 2 or block.data.count(b"\r") != block.data.count(b"\r\n"):
        return None
    broken: list[tuple[int, Damage, str]] = []

    def keep(row: Any) -> str:
        said = counted(row.actual_columns, row.expected_columns)
        broken.append((block.first_line + row.number - 1, Damage.FIELD_COUNT, said))
        return "skip"

    rows = arrow_csv.read_csv(
        pa.py_buffer(block.data),
        read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names),
        parse_options=arrow_csv.ParseOptions(invalid_row_handler=keep, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    if rows.num_rows + len(broken) != block.lines:
        return None
    lines = np.arange(block.first_line, block.first_line + block.lines, dtype=np.int64)
    whole = np.setdiff1d(lines, np.array([line for line, *_ in broken], dtype=np.int64))
    return Batch(rows=rows.append_column(LINE, pa.array(whole)), broken=tuple(broken))


def _slow(block: Block, names: list[str]) -> Batch:
    """Each line by itself."""
    rows: list[list[str | None]] = []
    lines: list[int] = []
    broken: list[tuple[int, Damage, str]] = []
    for number, text in enumerate(block.data.decode().split("\n")[:-1], start=block.first_line):
        try:
            cells = _cells(text)
        except csv.Error:
            broken.append((number, Damage.BROKEN_QUOTES, ""))
            continue
        if len(cells) == len(names):
            rows.append([cell or None for cell in cells])
            lines.append(number)
        else:
            said = counted(len(cells), len(names))
            broken.append((number, Damage.FIELD_COUNT, said))
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    table = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
    return Batch(rows=table.append_column(LINE, pa.array(lines, pa.int64())), broken=tuple(broken))


def _cells(line: str) -> list[str]:
    text = line.removesuffix("\r").replace("\r", BARE_RETURN)
    cells = next(csv.reader([text], strict=True), [])
    return [cell.replace(BARE_RETURN, "\r") for cell in cells]


def _parquet(file: TableFile) -> Iterator[Batch]:
    """“Lines” are rows, from 1."""
    try:
        opened = pq.ParquetFile(file.path)
    except (OSError, pa.ArrowException) as error:
        raise DamagedFileError(Damage.UNREADABLE_FILE, 0, value=type(error).__name__) from error
    _columns_are_those_of(file.table, opened.schema_arrow.names)
    order = [column.name for column in BY_NAME[file.table].columns]
    first = 1
    batch_reader = opened.iter_batches(PARQUET_ROWS, columns=order, use_threads=False)
    while True:
        try:
            batch = next(batch_reader, None)
            if batch is None:
                return
            text = pa.Table.from_batches([batch]).select(order)
            text = text.cast(pa.schema([(name, pa.string()) for name in order]))
        except (OSError, pa.ArrowException) as error:
            raise DamagedFileError(
                Damage.UNREADABLE_FILE, first, value=type(error).__name__
            ) from error
        lines = pa.array(np.arange(first, first + len(batch), dtype=np.int64))
        first += len(batch)
        yield Batch(rows=text.append_column(LINE, lines), broken=())
