"""Every row of every feed, loaded as text into a database of the moment, and judged there.

What is found stands in one table, `found`; a row that it refuses is left out of all that follows,
so that what points at a refused row is refused as well. Built on DuckDB, which spills to disk.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

import duckdb
import pyarrow as pa

from gregoire.observatory.feeds import cells
from gregoire.observatory.feeds.findings import NOT_DAMAGED, Damage, Fate
from gregoire.observatory.feeds.manifests import Feed, Manifest
from gregoire.observatory.feeds.parsing import Batch
from gregoire.observatory.feeds.schema import BY_NAME, TABLES, Column, FeedTable
from gregoire.observatory.places import centres

MEMORY: Final = "500MB"
MOST_TOLD: Final = 1_000  # lines of a column that is damaged past measure
ROWS_AT_ONCE: Final = 100_000  # small files are stored together: each time costs some milliseconds
FILES: Final = (  # what SQL calls `m`: a file, with what the manifest says
    "file INTEGER, system VARCHAR, year VARCHAR, "
    "civil_year INTEGER, first_day DATE, last_day DATE, age_day DATE, produced_on DATE, "
    "centres VARCHAR[], withheld VARCHAR[]"
)
FOUND: Final = "file INTEGER, line BIGINT, col VARCHAR, damage VARCHAR, value VARCHAR, fate VARCHAR"
SAME_AS_OFFERING: Final = ("unit", "level", "modality", "centre", "intec")


class Checker:
    """Loads and judges. Use as a context; `scratch`: a folder of the moment, for its owner alone."""

    def __init__(self, scratch: Path) -> None:
        self.con: Any = duckdb.connect(
            ":memory:",
            config={"threads": 2, "memory_limit": MEMORY, "temp_directory": str(scratch)},
        )
        self.con.execute(f"CREATE TABLE files ({FILES})")
        self.con.execute(f"CREATE TABLE found ({FOUND})")
        for table in TABLES:
            columns = ", ".join(f'"{column.name}" VARCHAR' for column in table.columns)
            self.con.execute(
                f"CREATE TABLE raw_{table.name} (file INTEGER, {columns}, line BIGINT)"
            )

        self.waiting: dict[str, list[pa.Table]] = defaultdict(list)
        self.broken: list[tuple[int, int, str, str, str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def declare(self, files: list[tuple[Feed, Manifest, str]]) -> None:
        """Say which files there are, as feed, manifest and table: they are numbered from 1."""
        rows = [_file(number, *one) for number, one in enumerate(files, start=1)]
        types = {"centres": pa.list_(pa.string()), "withheld": pa.list_(pa.string())}
        columns = {name: pa.array([row[name] for row in rows], types.get(name)) for name in rows[0]}
        self.con.from_arrow(pa.table(columns)).insert_into("files")

    def load(self, file: int, table: str, batch: Batch) -> None:
        """Rows as text, and lines that are none. They wait until they are many, or `check` is called."""
        number = pa.array([file] * batch.rows.num_rows, pa.int32())
        self.waiting[table].append(batch.rows.add_column(0, "file", number))
        if sum(rows.num_rows for rows in self.waiting[table]) >= ROWS_AT_ONCE:
            self._store(table)
        for line, damage, value in batch.broken:
            self.broken.append((file, line, "", damage.value, value, Fate.ROW_REFUSED.value))

    def _store(self, table: str) -> None:
        if rows := self.waiting.pop(table, []):
            self.con.from_arrow(pa.concat_tables(rows)).insert_into(f"raw_{table}")

    def _store_all(self) -> None:
        for table in TABLES:
            self._store(table.name)
        if self.broken:
            names = self.con.table("found").columns
            columns = [list(column) for column in zip(*self.broken, strict=True)]
            self.con.from_arrow(pa.table(columns, names=names)).insert_into("found")

    def check(self) -> None:
        """Judge all that was loaded."""
        self._store_all()
        self.con.execute(
            "CREATE TABLE centre_of AS SELECT system, person, min(centre) AS centre "
            "FROM raw_registrations JOIN files USING (file) GROUP BY ALL"
        )
        for table in TABLES:
            self._cells(table)
            self._keys(table)
            if table.name == "registrations":
                self._second_lines(table, "person", "centre")
            elif table.name == "enrolments":
                self._second_lines(table, "registration", "offering")
            for column in table.columns:
                if column.refers_to:
                    self._references(table, column)
        self._unregistered()
        self._missing_answers()
        self._contradictions()
        self._counts()

    def too_damaged(self) -> list[tuple[int, str, int, int, int]]:
        """Files whose rows, or one of whose columns, are damaged past measure.

        Gives file, column, first line, damaged, rows read.
        """
        least, half = cells.MOST_OF_FEW
        return list(
            self.con.execute(
                f"""
                WITH many AS (
                    SELECT file, col, min(line) AS first, count(DISTINCT line) AS damaged
                    FROM found WHERE damage NOT IN {cells.listed(tuple(NOT_DAMAGED))} GROUP BY ALL
                )
                SELECT file, col, first, damaged, r.rows FROM many JOIN ({self.rows_read()}) r USING (file)
                WHERE (damaged >= {cells.LEAST_DAMAGED} AND damaged > {cells.MOST_DAMAGED_SHARE} * r.rows)
                   OR (damaged >= {least} AND damaged > {half} * r.rows)
                ORDER BY ALL
                """  # noqa: S608 -- constants of ours
            ).fetchall()
        )

    def counts(self) -> dict[int, tuple[int, int]]:
        """File → rows read, rows refused."""
        rows = self.con.execute(
            f"""
            SELECT file, r.rows, (SELECT count(DISTINCT line) FROM found
                WHERE found.file = r.file AND fate = '{Fate.ROW_REFUSED}')
            FROM ({self.rows_read()}) r
            """  # noqa: S608 -- constants of ours
        ).fetchall()
        return {file: (read, refused) for file, read, refused in rows}

    def rows_read(self) -> str:
        """A query: file, rows (those that are no rows included)."""
        parts = [f"SELECT file, line FROM raw_{table.name}" for table in TABLES]  # noqa: S608
        broken = cells.listed((Damage.FIELD_COUNT, Damage.BROKEN_QUOTES))
        parts.append(f"SELECT file, line FROM found WHERE damage IN {broken}")  # noqa: S608
        every = " UNION ALL ".join(parts)
        return (
            "SELECT files.file, count(line) AS rows FROM files "  # noqa: S608
            f"LEFT JOIN ({every}) e USING (file) GROUP BY ALL"
        )

    def findings(self) -> list[tuple[Any, ...]]:
        """All, in order: file, line, column, damage, value, fate, key, centre.

        Of a column for which the feed is refused, the first ones: how many there are was told.
        """
        past_measure = [f"({file}, '{column}')" for file, column, *_ in self.too_damaged()]
        many = f"(f.file, f.col) IN ({', '.join(past_measure)})" if past_measure else "false"
        keys = [
            f"SELECT file, line, {_key_of(table)} AS key, {_centre_of(table)} AS centre "  # noqa: S608
            f"FROM raw_{table.name} r JOIN files USING (file) {_persons_centre(table)} "
            "SEMI JOIN found USING (file, line)"
            for table in TABLES
        ]
        return list(
            self.con.execute(
                f"""
                WITH keys AS ({" UNION ALL ".join(keys)}),
                told AS (
                    SELECT * FROM found f
                    QUALIFY NOT ({many}) OR {MOST_TOLD} >= row_number() OVER (
                        PARTITION BY file, col, damage ORDER BY line)
                )
                SELECT file, line, col, damage, coalesce(value, ''), fate,
                    CASE WHEN regexp_full_match(key, '\\S{{1,64}}') THEN key ELSE '' END,
                    CASE WHEN centre IN {cells.listed(centres())} THEN centre ELSE '' END
                FROM told LEFT JOIN keys USING (file, line) ORDER BY ALL
                """  # noqa: S608 -- constants of ours
            ).fetchall()
        )

    # -- one law each ---------------------------------------------------------------------------

    def _find(self, query: str) -> None:
        """Keep what a query finds: file, line, col, damage, value, fate."""
        self.con.sql(query).insert_into("found")

    def _cells(self, table: FeedTable) -> None:
        self._find(" UNION ALL ".join(_damaged_cells(table, column) for column in table.columns))

    def kept(self, table: str) -> str:
        """A query: the rows of a table that nothing has refused so far, with their system."""
        return (
            f"(SELECT r.*, m.system FROM raw_{table} r JOIN files m USING (file) "  # noqa: S608
            f"ANTI JOIN (SELECT file, line FROM found WHERE fate = '{Fate.ROW_REFUSED}') g "
            "ON r.file = g.file AND r.line = g.line)"
        )

    def _keys(self, table: FeedTable) -> None:
        """The first line that bears a key is kept."""
        key = [table.key] if table.has_key else ["centre", "year", "measure", "category"]
        self._again(table, key, key[0], Damage.DUPLICATE_KEY, Fate.ROW_REFUSED)

    def _second_lines(self, table: FeedTable, *same: str) -> None:
        self._again(table, list(same), same[0], Damage.SECOND_LINE, Fate.KEPT)

    def _again(
        self, table: FeedTable, same: list[str], column: str, damage: Damage, fate: Fate
    ) -> None:
        value = "''" if table.name == "persons" else f'r."{column}"'
        key = ", ".join(f'r."{name}"' for name in same)
        self._find(
            f"""
            SELECT r.file, r.line, '{column}', '{damage}', {value}, '{fate}'
            FROM {self.kept(table.name)} r JOIN files m ON m.file = r.file
            QUALIFY row_number() OVER (
                PARTITION BY m.system, m.year, {key} ORDER BY r.file, r.line) > 1
            """  # noqa: S608 -- made from the schema
        )

    def _references(self, table: FeedTable, column: Column) -> None:
        """Not asked where the other table could not be read at all: that was said already."""
        other, name = column.refers_to, f'"{column.name}"'
        key = BY_NAME[other].key
        self._find(
            f"""
            SELECT r.file, r.line, '{column.name}', '{Damage.MISSING_REFERENCE}', r.{name},
                '{Fate.ROW_REFUSED}'
            FROM {self.kept(table.name)} r
            ANTI JOIN {self.kept(other)} o ON o.system = r.system AND o."{key}" = r.{name}
            WHERE r.system NOT IN (SELECT system FROM unread WHERE table_name = '{other}')
            """  # noqa: S608 -- made from the schema
        )

    def _unregistered(self) -> None:
        """Persons whom no registration that was taken points at."""
        self._find(
            f"""
            SELECT r.file, r.line, '', '{Damage.UNREGISTERED}', '', '{Fate.KEPT}'
            FROM {self.kept("persons")} r
            ANTI JOIN {self.kept("registrations")} o ON o.system = r.system AND o.person = r.person
            WHERE r.system NOT IN (SELECT system FROM unread WHERE table_name = 'registrations')
            """  # noqa: S608 -- constants of ours
        )

    def _missing_answers(self) -> None:
        for (table, column), what in cells.FOLLOWED.items():
            centre = _centre_of(BY_NAME[table])
            self._find(
                f"""
                SELECT r.file, r.line, '{column}', '{Damage.MISSING_ANSWER}', '', '{Fate.KEPT}'
                FROM {self.kept(table)} r JOIN files USING (file) {_persons_centre(BY_NAME[table])}
                WHERE r."{column}" IS NULL
                    AND NOT list_contains(files.withheld, coalesce({centre}, '') || '/{what}')
                """  # noqa: S608 -- made from the schema
            )

    def _contradictions(self) -> None:
        """Of enrolments with their offering; of an exam passed in no session."""
        for name in (*SAME_AS_OFFERING, "semester"):
            self._find(
                f"""
                SELECT e.file, e.line, '{name}', '{Damage.CONTRADICTION}', e."{name}", '{Fate.KEPT}'
                FROM {self.kept("enrolments")} e JOIN {self.kept("offerings")} o
                    ON o.system = e.system AND o.offering = e.offering
                WHERE e."{name}" <> o."{name}"
                """  # noqa: S608 -- made from the schema
            )
        self._find(
            f"""
            SELECT file, line, 'outcome', '{Damage.CONTRADICTION}', outcome, '{Fate.KEPT}'
            FROM {self.kept("enrolments")} WHERE outcome = 'passed' AND sessions_sat = '0'
            """  # noqa: S608 -- made from the schema
        )

    def _counts(self) -> None:
        """Parts of learners above the learners; enrolments by level and by modality that differ."""
        self._find(
            f"""
            WITH sums AS (
                SELECT file, centre, year, measure, min(line) AS line,
                    sum(TRY_CAST(count AS BIGINT)) AS n
                FROM {self.kept("aggregates")} GROUP BY ALL
            )
            SELECT a.file, a.line, 'count', '{Damage.COUNT_MISMATCH}', a.n || ' / ' || b.n, '{Fate.KEPT}'
            FROM sums a JOIN sums b USING (file, centre, year)
            WHERE (b.measure = 'learners' AND a.n > b.n
                    AND a.measure IN ('distance_learners', 'learners_by_first_diploma'))
               OR (a.measure = 'enrolments_by_modality' AND b.measure = 'enrolments_by_level'
                    AND a.n <> b.n)
            """  # noqa: S608 -- constants of ours
        )

    def unread(self, pairs: list[tuple[str, str]]) -> None:
        """Say which tables of which systems could not be read (before `check`)."""
        systems, tables = [a for a, _ in pairs], [b for _, b in pairs]
        given = pa.table({
            "system": pa.array(systems, pa.string()), "table_name": pa.array(tables, pa.string()),
        })  # fmt: skip
        self.con.from_arrow(given).to_table("unread")


def _file(number: int, feed: Feed, manifest: Manifest, table: str) -> dict[str, Any]:
    """A row of `files`. Ages are asked of learners in the year's first half, of candidates in the second."""
    year = manifest.year
    age_year = year.start + (table == "recognition")
    withheld = [
        f"{centre}/{what}"
        for part in (manifest.not_communicated, manifest.not_applicable)
        for centre, fields in part.items()
        for what in fields
    ]
    return {
        "file": number,
        "system": feed.system,
        "year": feed.year,
        "civil_year": year.start + 1,
        "first_day": year.first_day,
        "last_day": year.last_day,
        "age_day": date(age_year, 12, 31),
        "produced_on": manifest.produced_on,
        "centres": list(manifest.centres),
        "withheld": sorted(withheld),
    }


def _damaged_cells(table: FeedTable, column: Column) -> str:
    return f"""
        SELECT file, line, '{column.name}', damage, value, {cells.fate_of(table, column, "damage")}
        FROM (
            SELECT r.file, r.line, {cells.damage_of(table, column)} AS damage,
                {cells.shown(table, column)} AS value
            FROM raw_{table.name} r JOIN files m USING (file)
        ) WHERE damage IS NOT NULL
        """  # noqa: S608 -- made from the schema


def _key_of(table: FeedTable) -> str:
    return f'r."{table.key}"' if table.has_key else "''"


def _centre_of(table: FeedTable) -> str:
    if table.name == "persons":
        return "centre_of.centre"
    return "r.centre" if table.name in cells.OWN_CENTRE else "NULL"


def _persons_centre(table: FeedTable) -> str:
    """A join: a person's centre is known by their registrations."""
    if table.name != "persons":
        return ""
    return "LEFT JOIN centre_of ON centre_of.system = files.system AND centre_of.person = r.person"
