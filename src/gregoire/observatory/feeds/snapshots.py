"""The snapshot: the facts of all feeds together, typed and without names; and the names, apart.

The same feeds and the same key of pseudonyms give the same digest.

`facts/<table>.parquet`: the columns of the schema after `system`, but: keys are `system/key`;
`person` is `ref` and `candidate` is pseudonymous too; what names a person is left out; where there
was a birth date there is `age`, in whole years on the 31 December that the indicators ask for.
Offerings are the authority of what their enrolments say of them. Rows are sorted by all columns.

`identities/persons.parquet`: ref, system, and what names a person, for linkage alone.

`snapshot.json`: edition, format, systems (centres, produced_on, status, not_communicated,
not_applicable), earlier (system → year → status), rows by table, findings by damage.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from gregoire.observatory.feeds import cells
from gregoire.observatory.feeds.checking import SAME_AS_OFFERING, Checker
from gregoire.observatory.feeds.manifests import Feed
from gregoire.observatory.feeds.schema import BY_NAME, TABLES, Column, FeedTable
from gregoire.observatory.store import Store

FORMAT: Final = "gregoire-snapshot/1"
IDENTITIES: Final = (
    "national_number", "birth_name", "usage_name", "first_names", "birth_date", "birth_place",
    "sex", "nationality", "mail", "postcode",
)  # fmt: skip
KEY_LENGTH: Final = 64  # hexadecimal digits
PSEUDONYM_LENGTH: Final = 24  # hexadecimal digits: 96 bits


def secret(store: Store) -> bytes:
    """The key of pseudonyms, made at first use; its owner alone reads it.

    Of two commands that make one at once the first prevails; nobody reads half a key. Raises
    ValueError where it was cut since: pseudonyms made from an empty key would hide nobody.
    """
    if not store.key.exists():
        draft = store.key.with_name(f".{store.key.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(KEY_LENGTH // 2).encode() + b"\n")
            with contextlib.suppress(FileExistsError):
                store.key.hardlink_to(draft)
        finally:
            draft.unlink()
    key = store.key.read_bytes().strip()
    if len(key) < KEY_LENGTH:
        raise ValueError(f"{store.key} is cut: put back the one of your backup")
    return key


def pseudonym(key: bytes, system: str, person: str) -> str:
    """The same person of a system has the same one, from one edition to the next."""
    text = f"{system}/{person}".encode()
    return hmac.digest(key, text, "sha256").hex()[:PSEUDONYM_LENGTH]


def write_facts(checker: Checker, folder: Path, key: bytes) -> dict[str, int]:
    """Write `facts/` and `identities/`; returns the rows of each table of facts."""
    _pseudonyms(checker, key)
    (folder / "facts").mkdir()
    (folder / "identities").mkdir(mode=0o700)
    rows = {}
    for table in TABLES:
        path = folder / "facts" / f"{table.name}.parquet"
        checker.con.sql(_facts(checker, table)).write_parquet(str(path), compression="zstd")
        rows[table.name] = checker.con.read_parquet(str(path)).shape[0]
    path = folder / "identities" / "persons.parquet"
    checker.con.sql(_identities(checker)).write_parquet(str(path), compression="zstd")
    path.chmod(0o600)
    return rows


def write_description(
    folder: Path, *, edition: str, feeds: list[Feed], rows: dict[str, int], damages: dict[str, int]
) -> None:
    """Write `snapshot.json`."""
    systems: dict[str, Any] = {}
    earlier: dict[str, dict[str, str]] = {}
    for feed in feeds:
        said = feed.manifest
        if said is None:
            continue
        if feed.year != edition:
            earlier.setdefault(feed.system, {})[feed.year] = said.status
            continue
        systems[feed.system] = {
            "centres": sorted(said.centres),
            "produced_on": said.produced_on.isoformat(),
            "status": said.status,
            "not_communicated": said.not_communicated,
            "not_applicable": said.not_applicable,
        }
    description = {
        "format": FORMAT, "edition": edition, "systems": systems, "earlier": earlier,
        "rows": rows, "findings": damages,
    }  # fmt: skip
    text = json.dumps(description, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "snapshot.json").write_text(text, encoding="utf-8")


def digest_of(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files."""
    whole = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        with path.open("rb") as file:
            of_file = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()} {of_file}\n".encode())
    return whole.hexdigest()


def keep(drafted: Path, store: Store) -> str:
    """Put what was drafted in its place, whole; returns its digest. A snapshot is written once."""
    digest = digest_of(drafted)
    with store.making(store.snapshot(digest)) as draft:
        for path in sorted(drafted.iterdir()):
            path.rename(draft / path.name)
    return digest


def _pseudonyms(checker: Checker, key: bytes) -> None:
    """The table `refs`: system, person, ref."""
    rows = checker.con.sql(
        "SELECT DISTINCT system, person FROM ("  # noqa: S608 -- made from the schema
        f"SELECT system, person FROM {checker.kept('persons')} UNION ALL "
        f"SELECT system, candidate FROM {checker.kept('recognition')}) ORDER BY ALL"
    ).to_arrow_table()
    systems, persons = (rows.column(name).to_pylist() for name in ("system", "person"))
    refs = [pseudonym(key, *pair) for pair in zip(systems, persons, strict=True)]
    checker.con.from_arrow(rows.append_column("ref", pa.array(refs, pa.string()))).to_table("refs")


def _facts(checker: Checker, table: FeedTable) -> str:
    columns = ["r.system"]
    columns += [one for column in table.columns if (one := _fact(table, column))]
    joins = "JOIN files m ON m.file = r.file"
    if table.name in {"persons", "registrations", "recognition"}:
        person = "candidate" if table.name == "recognition" else "person"
        joins += f" JOIN refs ON refs.system = r.system AND refs.person = r.{person}"
    if table.name == "enrolments":
        joins += (
            f" JOIN {checker.kept('offerings')} o"
            " ON o.system = r.system AND o.offering = r.offering"
        )
    chosen = ", ".join(columns)
    return f"SELECT {chosen} FROM {checker.kept(table.name)} r {joins} ORDER BY ALL"  # noqa: S608


def _fact(table: FeedTable, column: Column) -> str:
    """A column of the facts; empty for what names a person."""
    value = cells.typed(table, column)
    if column.name == "birth_date":
        return f"CAST(year(m.age_day) - year({value}) AS INTEGER) AS age"
    if column.names_a_person:
        return ""
    if column.name == "person":
        return "refs.ref AS ref"
    if column.name == "candidate":
        return "refs.ref AS candidate"
    if table.has_key and (column.name == table.key or column.refers_to):
        return f'r.system || \'/\' || r."{column.name}" AS "{column.name}"'
    if table.name == "enrolments" and column.name in SAME_AS_OFFERING:
        value = cells.typed(BY_NAME["offerings"], column).replace('r."', 'o."')
    return f'{value} AS "{column.name}"'


def _identities(checker: Checker) -> str:
    table = BY_NAME["persons"]
    columns = [f'{cells.typed(table, table.column(name))} AS "{name}"' for name in IDENTITIES]
    chosen = ", ".join(columns)
    return (
        f"SELECT refs.ref, r.system, {chosen} FROM {checker.kept('persons')} r "  # noqa: S608
        "JOIN files m ON m.file = r.file "
        "JOIN refs ON refs.system = r.system AND refs.person = r.person ORDER BY ALL"
    )
