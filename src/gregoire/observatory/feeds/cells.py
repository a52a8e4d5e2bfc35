"""What may be wrong with a cell, and its typed value: SQL expressions made from the schema.

`r` is the row as text, `m` what its file's manifest says (see `checking.FILES`). An expression gives
the name of a damage, or null. Nothing here runs.
"""

from typing import Final

from gregoire.observatory.feeds.findings import Damage, Fate
from gregoire.observatory.feeds.schema import MEASURES, Column, FeedTable, Kind
from gregoire.observatory.places import centres

OLDEST: Final = 110  # years
MONTHS_AHEAD: Final = 6  # one may register so long before the year begins
MOST: Final = {  # what a number can be at most
    "mark": 20,
    "sessions_sat": 2,
    "hours": 8_784,
    "experience_years": 90,
    "years_since_diploma": 90,
}
# A feed is refused where more than this share of a column (or of a file's rows) is damaged: by
# then it is no accident of a line, but something that happened to the file.
MOST_DAMAGED_SHARE: Final = 0.02
LEAST_DAMAGED: Final = 10  # fewer than this may happen anywhere …
MOST_OF_FEW: Final = (3, 0.5)  # … but in a small file, three cells and half of them are too many
# An answer that may be missing, and that is said: column → the field of `schema.WITHHELD`.
FOLLOWED: Final = {
    ("persons", "sex"): "sex",
    ("persons", "birth_date"): "age",
    ("registrations", "employment"): "employment",
    ("registrations", "first_diploma"): "diploma",
    ("registrations", "diploma"): "diploma",
    ("registrations", "alternance"): "alternance",
}
OWN_CENTRE: Final = ("registrations", "offerings", "enrolments", "aggregates")  # their `centre`
SQL_TYPES: Final = {
    Kind.DATE: "DATE",
    Kind.COUNT: "INTEGER",
    Kind.CIVIL_YEAR: "INTEGER",
    Kind.NUMBER: "DOUBLE",
    Kind.YES_NO: "BOOLEAN",
}
_FORMULA: Final = r"^[=+\-@\t\r]"
_FORMULA_OF_NUMBERS: Final = r"^([=@\t\r]|[+\-]([^0-9.,]|$))"
_SPREADSHEET_NUMBER: Final = r"^[0-9]([.,][0-9]+)?[Ee]\+[0-9]{2,3}$"
_GARBLED: Final = "\ufffd|Ã[\u0080-\u00bf]|â€"  # what double conversion leaves
_SHOWN_DATE: Final = r"^([0-9/.:, E+T-]{1,25}|[0-9]{0,4}[- ]?[a-zéû.]{3,9}[- ][0-9]{2,4}|#+)$"


def damage_of(table: FeedTable, column: Column) -> str:
    """An expression: the damage of this cell, or null."""
    cell = f'r."{column.name}"'
    tests = _tests(table, column, cell)
    cases = " ".join(f"WHEN {test} THEN '{damage}'" for test, damage in tests)
    empty = f"'{Damage.MISSING_VALUE}'" if column.required else "NULL"
    if (table.name, column.name) == ("aggregates", "category"):
        empty = f"CASE WHEN {_wrong_category()} THEN '{Damage.NOT_IN_LIST}' END"
    others = f"CASE {cases} END" if cases else "NULL"
    return f"CASE WHEN {cell} IS NULL THEN {empty} ELSE {others} END"


def fate_of(table: FeedTable, column: Column, damage: str) -> str:
    """An expression: what becomes of the row. `damage`: a column that holds the damage."""
    required = column.required or (table.name, column.name) == ("aggregates", "category")
    otherwise = Fate.ROW_REFUSED if required else Fate.CELL_EMPTIED
    return (
        f"CASE {damage} WHEN '{Damage.FORMULA}' THEN '{Fate.FEED_REFUSED}' "
        f"WHEN '{Damage.GARBLED_TEXT}' THEN '{Fate.KEPT}' ELSE '{otherwise}' END"
    )


def shown(table: FeedTable, column: Column) -> str:
    """An expression: the cell as a quality return may show it: never a name, even in a wrong column."""
    cell = f'left(r."{column.name}", 60)'
    if table.name == "persons" and column.kind is Kind.CHOICE:
        return f"CASE WHEN length({cell}) <= 2 THEN {cell} ELSE '' END"
    if table.name != "persons" and not column.names_a_person:
        return cell
    if column.kind is Kind.DATE:
        return f"CASE WHEN regexp_matches({cell}, {quoted(_SHOWN_DATE)}) THEN {cell} ELSE '' END"
    return "''"


def typed(table: FeedTable, column: Column) -> str:
    """An expression: the cell's value, null where the cell was emptied."""
    cell = f'r."{column.name}"'
    value = cell
    if column.kind is Kind.YES_NO:
        value = f"{cell} = 'yes'"
    elif column.kind in SQL_TYPES:
        value = f"TRY_CAST({cell} AS {SQL_TYPES[column.kind]})"
    if column.kind is Kind.TEXT:
        return value
    return f"CASE WHEN ({damage_of(table, column)}) IS NULL THEN {value} END"


def quoted(text: str) -> str:
    """A literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(quoted(value) for value in values) + ")"


def _tests(table: FeedTable, column: Column, cell: str) -> list[tuple[str, Damage]]:
    """Conditions in the order in which they are asked; the first that holds tells the damage."""
    number = column.kind in {Kind.COUNT, Kind.NUMBER}
    formula = _FORMULA_OF_NUMBERS if number else _FORMULA
    tests = [(f"regexp_matches({cell}, {quoted(formula)})", Damage.FORMULA)]
    by_kind = {
        Kind.KEY: _of_key,
        Kind.TEXT: _of_text,
        Kind.DATE: _of_date,
        Kind.COUNT: _of_number,
        Kind.NUMBER: _of_number,
    }
    if column.kind in by_kind:
        return tests + by_kind[column.kind](table, column, cell)
    return tests + _of_list(table, column, cell)


def _of_key(_table: FeedTable, _column: Column, cell: str) -> list[tuple[str, Damage]]:
    return [
        (f"regexp_matches({cell}, {quoted(_SPREADSHEET_NUMBER)})", Damage.DAMAGED_CODE),
        (rf"NOT regexp_full_match({cell}, '\S{{1,64}}')", Damage.NOT_A_CODE),
    ]


def _of_text(table: FeedTable, column: Column, cell: str) -> list[tuple[str, Damage]]:
    if (table.name, column.name) == ("aggregates", "category"):
        return [(_wrong_category(), Damage.NOT_IN_LIST)]
    return [(f"regexp_matches({cell}, {quoted(_GARBLED)})", Damage.GARBLED_TEXT)]


def _wrong_category() -> str:
    """The categories of each measure; where a measure has none, the cell is empty."""
    of_measures = [
        f"r.measure = '{measure}' AND "
        + (f"coalesce(r.category, '') NOT IN {listed(values)}" if values else "r.category <> ''")
        for measure, values in MEASURES.items()
    ]
    return "(" + " OR ".join(f"({one})" for one in of_measures) + ")"


def _of_date(_table: FeedTable, column: Column, cell: str) -> list[tuple[str, Damage]]:
    day = f"TRY_CAST({cell} AS DATE)"
    tests = [
        (f"NOT regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')", Damage.DAMAGED_DATE),
        (f"{day} IS NULL", Damage.IMPOSSIBLE_DATE),
    ]
    if column.name == "birth_date":
        oldest = f"m.age_day - INTERVAL {OLDEST} YEAR"
        tests.append((f"{day} > m.produced_on OR {day} < {oldest}", Damage.IMPOSSIBLE_BIRTH))
    elif column.name == "decided_on":
        tests.append((f"abs(year({day}) - m.civil_year) > 1", Damage.OUTSIDE_YEAR))
    else:
        first = f"m.first_day - INTERVAL {MONTHS_AHEAD} MONTH"
        tests.append((f"{day} < {first} OR {day} > m.last_day", Damage.OUTSIDE_YEAR))
    return tests


def _of_number(_table: FeedTable, column: Column, cell: str) -> list[tuple[str, Damage]]:
    form = "[0-9]{1,9}" + ("" if column.kind is Kind.COUNT else r"(\.[0-9]{1,9})?")
    negative = rf"-{form}"
    tests = [
        (f"regexp_full_match({cell}, '{negative}')", Damage.OUT_OF_RANGE),
        (f"NOT regexp_full_match({cell}, '{form}')", Damage.NOT_A_NUMBER),
    ]
    if column.name in MOST:
        tests.append((f"TRY_CAST({cell} AS DOUBLE) > {MOST[column.name]}", Damage.OUT_OF_RANGE))
    return tests


def _of_list(table: FeedTable, column: Column, cell: str) -> list[tuple[str, Damage]]:
    if column.kind is Kind.YEAR:
        return [(f"{cell} <> m.year", Damage.OTHER_YEAR)]
    if column.kind is Kind.CIVIL_YEAR:
        return [(f"{cell} <> CAST(m.civil_year AS VARCHAR)", Damage.OTHER_YEAR)]
    if column.kind is Kind.YES_NO:
        return [(f"{cell} NOT IN ('yes', 'no')", Damage.NOT_IN_LIST)]
    if column.kind is Kind.CHOICE:
        return [(f"{cell} NOT IN {listed(column.values)}", Damage.NOT_IN_LIST)]
    tests = [(f"{cell} NOT IN {listed(centres())}", Damage.UNKNOWN_CENTRE)]
    if table.name in OWN_CENTRE and column.name == "centre":
        tests.append((f"NOT list_contains(m.centres, {cell})", Damage.OTHER_CENTRE))
    return tests
