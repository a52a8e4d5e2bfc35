"""The linked facts: each person counted in one centre, what is taught to them where, without names.

Written as `gregoire.observatory.linked` describes, sorted, so that the same linkage of the same
snapshot gives the same bytes.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gregoire.observatory.linked import TABLES, LinkedTable
from gregoire.observatory.places import centres, place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A person is counted where they say that they are registered administratively (the most frequent
# answer that is a centre of the network; else where they are registered at all). Between equals:
# where they follow most enrolments, then the order of the published tables.
HOMES: Final = """
create or replace temp table registered as
select clusters.person, registrations.*
from read_parquet($registrations) as registrations join clusters using (ref);

create or replace temp table followed as
select registered.person, enrolments.*
from read_parquet($enrolments) as enrolments join registered using (registration);

create or replace temp table homes as
with declared as (
  select person, administrative_centre as centre from registered
  where administrative_centre in (select centre from network)
), votes as (
  select person, centre, count(*) as votes from (
    from declared
    union all
    select person, centre from registered anti join declared using (person)
  ) group by all
), taught as (
  select person, centre, count(*) as enrolments from followed group by all
)
select person, arg_min(centre, rank) as home
from (
  select person, centre, row_number() over (
    partition by person order by votes desc, coalesce(enrolments, 0) desc, position
  ) as rank
  from votes join network using (centre) left join taught using (person, centre)
) group by person;
"""
LEARNERS: Final = """
with ranked as (
  select registered.*, homes.home, persons.age, persons.sex, row_number() over (
    partition by person
    order by centre = home desc, coalesce(administrative_centre = home, false) desc, position, registration
  ) as rank
  from registered
  join homes using (person)
  join network using (centre)
  left join read_parquet($persons) as persons using (ref)
)
select
  person, any_value(home) as centre,
  arg_min(age, rank) as age, arg_min(sex, rank) as sex,
  arg_min(employment, rank) as employment, arg_min(occupation, rank) as occupation,
  arg_min(first_diploma, rank) as first_diploma, arg_min(diploma, rank) as diploma,
  arg_min(alternance, rank) as alternance, arg_min(contract, rank) as contract,
  sum(hours::decimal(12, 2)) as hours,
  person in (select person from followed where modality in ('distance', 'hybrid')) as at_distance
from ranked group by person
"""
LINKS: Final = """
select person, centre, centre <> home and centre is distinct from answered_by as entrant
from (
  select person, centre from registered
  union select person, centre from followed
  union select person, home from homes
)
join homes using (person)
left join (select centre as home, answered_by from network) using (home)
"""
TAUGHT: Final = """
create or replace temp table outcomes as
select
  offering, count(*) as enrolments,
  count(*) filter (sessions_sat >= 1) as presents,
  count(*) filter (outcome = 'passed') as passes,
  presents > 0 and not bool_and(coalesce(outcome = 'pending', false)) as examined
from followed group by offering;
"""
OFFERINGS: Final = """
select
  offering, centre, unit, title, level, modality, intec, semester,
  relayed_from is not null as relayed,
  coalesce(enrolments, 0) as enrolments, coalesce(presents, 0) as presents,
  coalesce(passes, 0) as passes
from read_parquet($offerings) left join outcomes using (offering)
"""
ENROLMENTS: Final = """
select
  centre, home, offering, level, modality, intec, examined,
  coalesce(sessions_sat >= 1, false) as present, coalesce(outcome = 'passed', false) as passed
from followed join homes using (person) join outcomes using (offering)
"""
PARCHMENTS: Final = """
select year, kind, type, level, status = 'provisional' as provisional from read_parquet($parchments)
"""
RECOGNITION: Final = "from read_parquet($recognition)"
MOOCS: Final = """
select year, mooc, count(*) as registrations from read_parquet($moocs) group by all
"""
AGGREGATES: Final = "from read_parquet($aggregates)"
WITHHELD: Final = "from withheld"
QUERIES: Final = {
    "learners": LEARNERS,
    "links": LINKS,
    "offerings": OFFERINGS,
    "enrolments": ENROLMENTS,
    "parchments": PARCHMENTS,
    "recognition": RECOGNITION,
    "moocs": MOOCS,
    "aggregates": AGGREGATES,
    "withheld": WITHHELD,
}


def write(connection: "DuckDBPyConnection", snapshot: Path, folder: Path) -> None:
    """Write every table of `linked.TABLES` into the folder; the table `clusters` (ref, person) is there."""
    folder.mkdir()
    _network(connection)
    _withheld(connection, snapshot)
    for script in (HOMES, TAUGHT):
        for statement in script.split(";\n"):
            if statement.strip():
                connection.execute(*_with_files(statement, snapshot))
    for table in TABLES:
        _copy(connection, table, snapshot, folder)


def people(connection: "DuckDBPyConnection") -> tuple[int, int]:
    """How many persons are counted, and of how many registrations; after `write`."""
    row = connection.execute(
        "select (select count(*) from homes), (select count(*) from registered)"
    ).fetchall()[0]
    return int(row[0]), int(row[1])


def _copy(
    connection: "DuckDBPyConnection", table: LinkedTable, snapshot: Path, folder: Path
) -> None:
    columns = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in table.columns)
    query, files = _with_files(QUERIES[table.name], snapshot)
    target = folder / f"{table.name}.parquet"
    connection.execute(
        f"copy (select {columns} from ({query}) order by all) "  # noqa: S608 -- our own tables
        f"to '{target}' (format parquet, compression zstd)",
        files,
    )


def _with_files(query: str, snapshot: Path) -> tuple[str, dict[str, str]]:
    """The query, and the files of the snapshot that it names."""
    names = [path.stem for path in (snapshot / "facts").glob("*.parquet")]
    return query, {
        name: str(snapshot / "facts" / f"{name}.parquet") for name in names if f"${name})" in query
    }


def _network(connection: "DuckDBPyConnection") -> None:
    """The centres in the order of the published tables, and who answers for them."""
    connection.execute(
        "create or replace temp table network (centre varchar, position integer, answered_by varchar)"
    )
    connection.executemany(
        "insert into network values (?, ?, ?)",
        [
            (code, position, place(code).answered_by or None)
            for position, code in enumerate(centres())
        ],
    )


def _withheld(connection: "DuckDBPyConnection", snapshot: Path) -> None:
    connection.execute(
        "create or replace temp table withheld (centre varchar, field varchar, reason varchar)"
    )
    systems = json.loads((snapshot / "snapshot.json").read_text(encoding="utf-8"))["systems"]
    rows = sorted(
        {
            (centre, field, reason)
            for system in systems.values()
            for reason in ("not_communicated", "not_applicable")
            for centre, fields in system.get(reason, {}).items()
            for field in fields
        }
    )
    if rows:
        connection.executemany("insert into withheld values (?, ?, ?)", rows)
