"""Writing feeds: columns of values in, tables and a manifest out.

Used by the demo and by the export of Grégoire's own database. What is written is deterministic: the
same columns give the same bytes. Nothing is judged here: a damaged cell is written as it comes.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypedDict, Unpack

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gregoire.observatory.feeds.schema import FORMAT, MANIFEST, FeedTable


class Withheld(TypedDict, total=False):
    """Centre → what it does not return: because it is not communicated, or has no object there."""

    not_communicated: Mapping[str, Sequence[str]] | None
    not_applicable: Mapping[str, Sequence[str]] | None


def write_table(
    folder: Path, table: FeedTable, columns: Mapping[str, Any], *, parquet: bool = False
) -> int:
    """Write `<folder>/<table>.csv` (or `.parquet`); returns how many rows it holds.

    `columns`: name → list, numpy or Arrow array, all of one length. Dates, booleans and numbers are
    turned into the text of the format; None, NaN, NaT and "" are missing answers. A column of the
    table that is not given is empty. Raises ValueError where a column is none of the table's, or
    lengths differ.
    """
    unknown = sorted(set(columns) - {column.name for column in table.columns})
    if unknown:
        raise ValueError(f"{table.name}: no such column: {', '.join(unknown)}")
    given = {name: _text(values) for name, values in columns.items()}
    lengths = {len(values) for values in given.values()} or {0}
    if len(lengths) > 1:
        raise ValueError(f"{table.name}: columns of different lengths: {sorted(lengths)}")
    empty = pa.nulls(lengths.pop(), pa.string())
    names = [column.name for column in table.columns]
    written = pa.table([given.get(name, empty) for name in names], names=names)
    folder.mkdir(parents=True, exist_ok=True)
    if parquet:
        pq.write_table(written, folder / f"{table.name}.parquet", compression="zstd")
    else:
        _write_csv(written, folder / f"{table.name}.csv")
    return int(written.num_rows)


def write_manifest(
    folder: Path,
    *,
    system: str,
    year: str,
    centres: Sequence[str],
    produced_on: date,
    status: str,
    rows: Mapping[str, int],
    **withheld: Unpack[Withheld],
) -> None:
    """Write `feed.json`. `rows`: table → how many rows it holds.

    `not_communicated` and `not_applicable`: centre → what it does not return (`schema.WITHHELD`).
    """
    manifest = {
        "format": FORMAT,
        "system": system,
        "year": year,
        "centres": list(centres),
        "produced_on": produced_on.isoformat(),
        "status": status,
        "not_communicated": _lists(withheld.get("not_communicated")),
        "not_applicable": _lists(withheld.get("not_applicable")),
        "rows": dict(rows),
    }
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _lists(mapping: Mapping[str, Sequence[str]] | None) -> dict[str, list[str]]:
    return {centre: list(fields) for centre, fields in (mapping or {}).items()}


def _text(values: Any) -> pa.Array:
    """One column as text, with nulls where there is no answer."""
    array = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_boolean(array.type):
        array = pc.if_else(array, "yes", "no")
    elif pa.types.is_timestamp(array.type):
        array = array.cast(pa.date32())
    elif pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    array = array.cast(pa.string())
    array = pc.replace_substring_regex(array, r"[\r\n]+", " ")  # one record, one line
    return pc.if_else(pc.equal(array, ""), None, array)


def _write_csv(table: pa.Table, path: Path) -> None:
    """UTF-8, comma, bare line feeds; quotes only round cells that hold a comma, a quote or a blank at an end."""
    lines: pa.Array | None = None
    cells = [_quoted(column.combine_chunks()) for column in table.columns]
    if table.num_rows:
        lines = pc.binary_join_element_wise(
            *cells, ",", null_handling="replace", null_replacement=""
        )
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        for start in range(0, table.num_rows, 100_000):
            part = lines.slice(start, 100_000).to_pylist()  # type: ignore[union-attr]
            file.write(("\n".join(part) + "\n").encode())


def _quoted(cells: pa.Array) -> pa.Array:
    inside = pc.binary_join_element_wise('"', pc.replace_substring(cells, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(cells, r'[",]|^\s|\s$'), inside, cells)
