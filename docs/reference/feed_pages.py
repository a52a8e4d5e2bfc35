"""The page of the feed format and its JSON table schemas, made from the schema and the findings."""

import json
from pathlib import Path
from typing import Any, Final

from gregoire.observatory.feeds.cells import (
    FOLLOWED,
    LEAST_DAMAGED,
    MONTHS_AHEAD,
    MOST,
    MOST_DAMAGED_SHARE,
    MOST_OF_FEW,
    OLDEST,
    OWN_CENTRE,
)
from gregoire.observatory.feeds.findings import REFUSES_FEED, Damage, sentences
from gregoire.observatory.feeds.manifests import OF_THE_YEAR
from gregoire.observatory.feeds.scanning import LONGEST_LINE
from gregoire.observatory.feeds.schema import (
    FORMAT,
    MEASURES,
    STATUSES,
    TABLES,
    WITHHELD,
    Column,
    FeedTable,
    Kind,
)
from gregoire.observatory.places import centres

KINDS: Final = {
    Kind.KEY: ("code", "1 to 64 characters, no blank"),
    Kind.TEXT: ("text", "any text, on one line"),
    Kind.DATE: ("date", "`2016-09-01`"),
    Kind.YEAR: ("academic year", "`2016-2017`, that of the folder"),
    Kind.CIVIL_YEAR: ("civil year", "`2017`: the second half of the folder's year"),
    Kind.COUNT: ("count", "a whole number, 0 or more"),
    Kind.NUMBER: ("number", "0 or more, with a point: `12.25`"),
    Kind.YES_NO: ("yes or no", "`yes`, `no`"),
    Kind.CENTRE: ("centre", "the code of a centre, listed below"),
    Kind.CHOICE: ("choice", "one of the values given"),
}
FRICTIONLESS: Final = {
    Kind.DATE: "date",
    Kind.CIVIL_YEAR: "year",
    Kind.COUNT: "integer",
    Kind.NUMBER: "number",
    Kind.YES_NO: "boolean",
}


def feed_pages(here: Path, written: str) -> dict[Path, str]:
    """`feed.md`, and `feed/<table>.json` for each table."""
    schemas = {here / f"feed/{table.name}.json": _schema(table) for table in TABLES}
    return {here / "feed.md": _page(written), **schemas}


def _page(written: str) -> str:
    parts = [_head(written), *map(_table, TABLES), _kinds(), _centres(), _damages()]
    return "\n".join(parts)


def _head(written: str) -> str:
    fields = {
        "format": f"`{FORMAT}`",
        "system": "the name of the folder: the code of a regional centre, or `national`",
        "year": "the academic year, as the folder's name",
        "centres": "the centres for which this system answers",
        "produced_on": "the day on which the tables were drawn",
        "status": " or ".join(f"`{one}`" for one in STATUSES),
        "not_communicated": "one of `centres` → what exists there and is not returned, out of "
        + ", ".join(f"`{one}`" for one in WITHHELD),
        "not_applicable": "one of `centres` → what has no object there, out of the same",
        "rows": "table → how many rows it has: a file with fewer was cut",
    }
    tables = "| Table | What it holds | Years |\n| --- | --- | --- |\n"
    for table in TABLES:
        years = "the edition's" if table.name in OF_THE_YEAR else "all that are found"
        tables += f"| [{table.name}](#{table.name}) | {table.meaning} | {years} |\n"
    said = "| Field | What it says |\n| --- | --- |\n"
    said += "".join(f"| `{name}` | {what} |\n" for name, what in fields.items())
    return f"""# The feed

{written} [Write a feed](../how-to/write-a-feed.md) tells it from the beginning.

A feed is what one schooling system gives the observatory of one academic year: a folder
`<system>/<year>/` with `feed.json` and the tables that the system has.

## Files
Each table is `<table>.csv` or `<table>.parquet`, never both.

- **CSV**: UTF-8 (with or without byte order mark), commas, the names of the columns in the first line, one row on one line,
  **every line ended**, the last too. Cells that hold a comma or a quote stand in quotes; quotes inside are doubled.
- **Parquet**: the same names, every column as text. Lines are counted as rows, from 1.
- Columns stand in any order; all must be there, and no other. An empty cell is a missing answer.
- No cell begins with `=`, `+`, `-`, `@`, a tab or a carriage return: a spreadsheet would run it.
- No line is longer than {LONGEST_LINE:,} bytes.

{tables}
A key is unique in its system, year and table. The same table, machine-readable, stands in `feed/<table>.json`
([Table Schema](https://specs.frictionlessdata.io/table-schema/)).

## feed.json
{said}"""


def _table(table: FeedTable) -> str:
    lines = [
        f"## {table.name}",
        f"{table.meaning} Machine-readable: [feed/{table.name}.json](feed/{table.name}.json).",
        "",
        "| Column | Kind | Required | Meaning |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{column.name}` | {KINDS[column.kind][0]} | {'yes' if column.required else ''} | "
        f"{_meaning(table, column)} |"
        for column in table.columns
    ]
    if table.name == "aggregates":
        lines += ["", "Measures and their categories:", ""]
        lines += [
            f"- `{measure}`" + (f": {_values(values)}" if values else "")
            for measure, values in MEASURES.items()
        ]
    return "\n".join(lines) + "\n"


def _meaning(table: FeedTable, column: Column) -> str:
    said = [column.meaning]
    if column.values and column.name != "measure":
        said.append(f"{_values(column.values)}.")
    if column.refers_to:
        said.append(f"A key of [{column.refers_to}](#{column.refers_to}).")
    if column.name in MOST:
        said.append(f"At most {MOST[column.name]:,}.")
    if table.name in OWN_CENTRE and column.name == "centre":
        said.append("One of `centres` of feed.json.")
    if (table.name, column.name) in FOLLOWED:
        said.append("A missing answer is told.")
    if column.names_a_person:
        said.append("Kept apart from the facts.")
    return " ".join(said)


def _values(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _kinds() -> str:
    lines = ["## Kinds of columns", "| Kind | How it is written |", "| --- | --- |"]
    lines += [f"| {name} | {how} |" for name, how in KINDS.values()]
    return "\n".join(lines) + "\n"


def _centres() -> str:
    return f"## Centres\n{_values(centres())}.\n"


def _damages() -> str:
    few, half = MOST_OF_FEW
    lines = [
        "## What may be found",
        "Every finding stands in the quality return of its system, with file, line, column and value (never a name), what it does",
        "to the centre's published figures, and what to do. Rows read are rows kept and rows refused, file by file.",
        "",
        "**The whole feed is refused**, and the edition stays as it was, for:",
        "",
        *(f"- {_said(damage)};" for damage in REFUSES_FEED),
        "",
        f"“Too many” is more than {MOST_DAMAGED_SHARE:.0%} of a column, or of a file's rows, and at least {LEAST_DAMAGED};",
        f"or more than {half:.0%} of them, and at least {few}.",
        "",
        "**The row is refused** where a required cell is damaged or empty, a key is taken or points nowhere; **the cell is",
        "emptied** and the row kept where an optional cell is damaged; **all is kept**, with a warning, where nothing is unreadable:",
        "",
        *(f"- {_said(damage)};" for damage in Damage if damage not in REFUSES_FEED),
        "",
        f"A date of registration lies between {MONTHS_AHEAD} months before the year's first of September and its last of August;",
        f"a birth, within {OLDEST} years; a decision of recognition, within a year of the civil year in which it is counted.",
    ]
    return "\n".join(lines) + "\n"


def _said(damage: Damage) -> str:
    what = sentences().damages[damage]["what"]["en"]
    return what[0].lower() + what[1:] if not what.startswith(("UTF", "Parquet")) else what


def _schema(table: FeedTable) -> str:
    schema: dict[str, Any] = {
        "name": table.name,
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "description": table.meaning,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
        },
    }
    if table.has_key:
        schema["schema"]["primaryKey"] = table.key
    foreign = [
        {"fields": column.name, "reference": {"resource": other, "fields": column.name}}
        for column in table.columns
        if (other := column.refers_to)
    ]
    if foreign:
        schema["schema"]["foreignKeys"] = foreign
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": FRICTIONLESS.get(column.kind, "string"),
        "description": column.meaning,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind is Kind.YES_NO:
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    elif column.kind is Kind.KEY:
        constraints["pattern"] = r"\S{1,64}"
    elif column.kind is Kind.YEAR:
        constraints["pattern"] = "[0-9]{4}-[0-9]{4}"
    elif column.kind in {Kind.COUNT, Kind.NUMBER}:
        constraints["minimum"] = 0
    elif column.kind is Kind.CENTRE:
        constraints["enum"] = list(centres())
    if column.values:
        constraints["enum"] = list(column.values)
    if column.name in MOST:
        constraints["maximum"] = MOST[column.name]
    return field | ({"constraints": constraints} if constraints else {})
