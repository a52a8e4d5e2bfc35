"""What is compared of each registration: folded names, dates as text, in the table `records`.

Mail addresses are not read at all.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gregoire.kernel.text import folded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORDS: Final = ("number", "birth_name", "usage_name", "first_names", "birth_place", "postcode")
SHORT: Final = 4  # a part of a name below that many letters (de, ben, el) is nobody's own

READ: Final = """
create or replace table read_ as
select
  ref, system,
  coalesce(national_number, '') as number,
  coalesce(birth_name, '') as birth_name,
  coalesce(usage_name, '') as usage_name,
  coalesce(first_names, '') as first_names,
  coalesce(birth_place, '') as birth_place,
  coalesce(postcode, '') as postcode,
  strftime(birth_date, '%Y-%m-%d') as birth_date,
  strftime(birth_date, '%Y-%d-%m') as birth_swapped,
  nullif(sex, '') as sex
from read_parquet($identities)
where ref in (select ref from read_parquet($registrations))
"""
RECORDS: Final = """
create or replace table records as
select
  ref, system, number, birth_name, usage_name, first_names, birth_place, postcode,
  birth_date, birth_swapped, birth_date[:4] as birth_year, sex,
  string_split(first_names, ' ')[1] as first_name,
  first_names[:1] as initial,
  postcode[:2] as department,
  list_filter(string_split(concat_ws(' ', birth_name, usage_name), ' '), lambda x: len(x) >= $short) as parts,
  string_split(first_names, ' ') as given
from (
  select
    ref, system, birth_date, birth_swapped, sex,
    {columns}
  from read_
)
order by ref
"""

FOLDED: Final = "(select words.folded from words where words.word = {name}) as {name}"


def prepare(connection: "DuckDBPyConnection", snapshot: Path) -> int:
    """Make the table `records` of all who are registered; returns how many."""
    connection.execute(
        READ,
        {
            "identities": str(snapshot / "identities" / "persons.parquet"),
            "registrations": str(snapshot / "facts" / "registrations.parquet"),
        },
    )
    _fold(connection)
    columns = ",\n    ".join(FOLDED.format(name=name) for name in WORDS)
    connection.execute(RECORDS.format(columns=columns), {"short": SHORT})
    connection.execute("drop table read_")
    connection.execute("drop table words")
    return int(connection.execute("select count(*) from records").fetchall()[0][0])


def _fold(connection: "DuckDBPyConnection") -> None:
    """The table `words`: each different word of the registrations, and what it is compared as."""
    import pyarrow as pa  # noqa: PLC0415 -- heavy, and only linkages need it

    every = " union ".join(f"select {name} as word from read_" for name in WORDS)  # noqa: S608 -- our own names
    words = [row[0] for row in connection.execute(every).fetchall()]
    table = pa.table({"word": words, "folded": [folded(word) or None for word in words]})
    connection.register("folded_words", table)
    connection.execute("create or replace table words as from folded_words")
    connection.unregister("folded_words")
