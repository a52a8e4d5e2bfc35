"""What may be wrong with a cell or a line: each damage is found where it stands, and nowhere else."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from gregoire.observatory.feeds.findings import Damage, Fate, Finding, Ingestion
from gregoire.observatory.store import Store
from tests.observatory.feeds.small import (
    HOME,
    Harm,
    edit_cells,
    edit_line,
    table_file,
    take,
    write,
)

ROW, CELL, KEPT = Fate.ROW_REFUSED, Fate.CELL_EMPTIED, Fate.KEPT
D = Damage
# A cell, what stands in it, what is found, what becomes of it, and what the return shows of it.
CELLS = [
    (Harm("persons", 0, "birth_date", "12/03/1985"), D.DAMAGED_DATE, CELL, "12/03/1985"),
    (Harm("persons", 1, "birth_date", "31118"), D.DAMAGED_DATE, CELL, "31118"),
    (Harm("persons", 2, "birth_date", "1.23E+05"), D.DAMAGED_DATE, CELL, "1.23E+05"),
    (Harm("persons", 3, "birth_date", "mars-85"), D.DAMAGED_DATE, CELL, "mars-85"),
    (Harm("persons", 4, "birth_date", "Hoarau"), D.DAMAGED_DATE, CELL, ""),
    (Harm("persons", 5, "birth_date", "1985-02-31"), D.IMPOSSIBLE_DATE, CELL, "1985-02-31"),
    (Harm("persons", 6, "birth_date", "2018-01-01"), D.IMPOSSIBLE_BIRTH, CELL, "2018-01-01"),
    (Harm("persons", 7, "birth_date", "1899-01-01"), D.IMPOSSIBLE_BIRTH, CELL, "1899-01-01"),
    (Harm("persons", 8, "birth_date", ""), D.MISSING_ANSWER, KEPT, ""),
    (Harm("persons", 9, "national_number", "1,23E+10"), D.DAMAGED_CODE, CELL, ""),
    (Harm("persons", 10, "birth_name", "HoÃ©rau"), D.GARBLED_TEXT, KEPT, ""),
    (Harm("persons", 11, "sex", "Mme Hoarau"), D.NOT_IN_LIST, CELL, ""),
    (Harm("persons", 23, "sex", "H"), D.NOT_IN_LIST, CELL, "H"),
    (Harm("persons", 12, "sex", ""), D.MISSING_ANSWER, KEPT, ""),
    (Harm("persons", 13, "mail", "a b@ex ample.org"), None, KEPT, ""),
    (Harm("registrations", 14, "diploma", ""), D.MISSING_ANSWER, KEPT, ""),
    (Harm("registrations", 15, "diploma", "BAC+3"), D.NOT_IN_LIST, CELL, "BAC+3"),
    (Harm("registrations", 16, "registered_on", "2015-09-01"), D.OUTSIDE_YEAR, CELL, "2015-09-01"),
    (Harm("registrations", 17, "administrative_centre", "atlantis"), D.UNKNOWN_CENTRE, CELL, "atlantis"),
    (Harm("registrations", 18, "alternance", "oui"), D.NOT_IN_LIST, CELL, "oui"),
    (Harm("registrations", 19, "hours", "12,5"), D.NOT_A_NUMBER, CELL, "12,5"),
    (Harm("registrations", 20, "hours", "-4"), D.OUT_OF_RANGE, CELL, "-4"),
    (Harm("registrations", 21, "hours", "9000"), D.OUT_OF_RANGE, CELL, "9000"),
    (Harm("registrations", 22, "person", "P21"), D.SECOND_LINE, KEPT, "P21"),
    (Harm("offerings", 0, "title", "SantÃ©"), D.GARBLED_TEXT, KEPT, "SantÃ©"),
    (Harm("offerings", 1, "relayed_from", "ailleurs"), D.UNKNOWN_CENTRE, CELL, "ailleurs"),
    (Harm("enrolments", 24, "level", "II"), D.CONTRADICTION, KEPT, "II"),
    (Harm("enrolments", 25, "outcome", "passed"), D.CONTRADICTION, KEPT, "passed"),
    (Harm("enrolments", 26, "mark", "21"), D.OUT_OF_RANGE, CELL, "21"),
    (Harm("enrolments", 27, "sessions_sat", "3"), D.OUT_OF_RANGE, CELL, "3"),
    (Harm("enrolments", 28, "centre", "atlantis"), D.UNKNOWN_CENTRE, ROW, "atlantis"),
    (Harm("enrolments", 29, "centre", "paris"), D.OTHER_CENTRE, ROW, "paris"),
    (Harm("enrolments", 30, "enrolment", "E29 bis"), D.NOT_A_CODE, ROW, "E29 bis"),
    (Harm("enrolments", 31, "enrolment", "E1"), D.DUPLICATE_KEY, ROW, "E1"),
    (Harm("enrolments", 32, "registration", "R999"), D.MISSING_REFERENCE, ROW, "R999"),
    (Harm("enrolments", 33, "level", ""), D.MISSING_VALUE, ROW, ""),
    (Harm("enrolments", 34, "intec", "non"), D.NOT_IN_LIST, ROW, "non"),
    (Harm("parchments", 0, "year", "2015-2016"), D.OTHER_YEAR, ROW, "2015-2016"),
    (Harm("parchments", 1, "level", "VI"), D.NOT_IN_LIST, CELL, "VI"),
    (Harm("recognition", 0, "civil_year", "2016"), D.OTHER_YEAR, ROW, "2016"),
    (Harm("recognition", 1, "units_granted", "deux"), D.NOT_A_NUMBER, CELL, "deux"),
    (Harm("recognition", 2, "decided_on", "2014-05-01"), D.OUTSIDE_YEAR, CELL, "2014-05-01"),
    (Harm("recognition", 3, "birth_date", "1/6/77"), D.DAMAGED_DATE, CELL, "1/6/77"),
    (Harm("moocs", 0, "registered_on", "42646"), D.DAMAGED_DATE, CELL, "42646"),
    (Harm("moocs", 1, "registration", "M0"), D.DUPLICATE_KEY, ROW, "M0"),
    (Harm("aggregates", 0, "count", "150"), D.COUNT_MISMATCH, KEPT, "200 / 150"),
    (Harm("aggregates", 6, "category", "VI"), D.NOT_IN_LIST, ROW, "VI"),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("observatory"))


@pytest.fixture(scope="module")
def taken(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Ingestion:
    """All these damages together, each on its own line, are too few to refuse a feed."""
    folder = write(tmp_path_factory.mktemp("feeds"))
    by_table: dict[str, dict[tuple[int, str], str]] = {}
    for harm, *_ in CELLS:
        by_table.setdefault(harm.table, {})[harm.row, harm.column] = harm.value
    for table, cells in by_table.items():
        edit_cells(table_file(folder, table), cells)
    persons = table_file(folder, "persons")
    edit_line(persons, 42, lambda line: f"{line},more")
    edit_line(persons, 43, lambda line: line.replace("Hoarau-41", '"Hoarau-41'))
    return take(folder, store)


def at(taken: Ingestion, table: str, line: int) -> list[Finding]:
    return [one for one in taken.findings if one.table == table and one.line == line]


@pytest.mark.parametrize(
    ("harm", "damage", "fate", "shown"), CELLS, ids=lambda part: getattr(part, "value", None)
)
def test_a_damaged_cell_is_found_where_it_stands(
    taken: Ingestion, harm: Harm, damage: Damage | None, fate: Fate, shown: str
) -> None:
    line = 3 if damage is D.COUNT_MISMATCH else harm.line  # told of the part that is too large

    found = [(one.column, one.damage, one.fate, one.value) for one in at(taken, harm.table, line)]

    column = "outcome" if damage is D.CONTRADICTION and harm.column == "outcome" else harm.column
    assert found == ([] if damage is None else [(column, damage, fate, shown)])


def test_a_line_with_too_many_fields_and_one_with_an_open_quote_are_refused(
    taken: Ingestion,
) -> None:
    found = [
        (one.damage, one.fate, one.value) for line in (42, 43) for one in at(taken, "persons", line)
    ]

    assert found == [
        (D.FIELD_COUNT, ROW, "12 ≠ 11"),
        (D.BROKEN_QUOTES, ROW, ""),
    ]


def test_what_points_at_a_refused_row_is_refused_with_it(taken: Ingestion) -> None:
    lost = [one for one in taken.findings if one.damage is D.MISSING_REFERENCE]

    assert [(one.table, one.line, one.value) for one in lost] == [
        ("enrolments", 34, "R999"),
        ("enrolments", 42, "R40"),
        ("enrolments", 43, "R41"),
        ("registrations", 42, "P40"),
        ("registrations", 43, "P41"),
    ]


def test_whoever_has_no_registration_left_is_counted_nowhere_and_that_is_told(
    taken: Ingestion,
) -> None:
    (found,) = at(taken, "persons", 24)  # their registration names another

    assert (found.key, found.damage, found.fate) == ("P22", D.UNREGISTERED, KEPT)


def test_nothing_else_is_found(taken: Ingestion) -> None:
    expected = Counter(damage for _, damage, *_ in CELLS if damage is not None)
    expected += Counter({D.FIELD_COUNT: 1, D.BROKEN_QUOTES: 1, D.MISSING_REFERENCE: 4})
    # an enrolment by level fewer: the sums of levels and of modalities differ as well
    expected += Counter({D.COUNT_MISMATCH: 1, D.UNREGISTERED: 1})

    assert Counter(one.damage for one in taken.findings) == expected


def test_rows_read_are_rows_kept_and_rows_refused_and_what_is_kept_is_in_the_snapshot(
    taken: Ingestion, store: Store
) -> None:
    refused = {
        (one.system, one.file, one.line) for one in taken.findings if one.fate is Fate.ROW_REFUSED
    }
    of_files = Counter((system, file) for system, file, _ in refused)

    for file in taken.files:
        assert file.read == file.kept + file.refused
        assert file.refused == of_files[file.system, file.file]
        facts = store.snapshot(taken.digest) / "facts" / f"{Path(file.file).stem}.parquet"
        assert duckdb.read_parquet(str(facts)).shape[0] == file.kept


def test_a_finding_tells_the_key_and_the_centre_and_never_a_name(taken: Ingestion) -> None:
    (line,) = at(taken, "persons", 13)
    (mayotte,) = at(taken, "registrations", 21)

    assert (line.key, line.centre) == ("P11", HOME)
    assert (mayotte.key, mayotte.centre) == ("R19", "mayotte")
    assert not [one for one in taken.findings if "oarau" in one.value + one.key]


def test_every_finding_says_what_it_does_to_the_figures_and_what_to_do(taken: Ingestion) -> None:
    for one in taken.findings:
        for language in ("fr", "en"):
            assert one.what(language)
            assert one.effect(language)
            assert one.mend(language)
    (diploma,) = at(taken, "registrations", 16)
    assert "«\u00a0bac+3 et plus\u00a0»" in diploma.effect("fr")


def test_an_emptied_cell_is_null_and_the_rest_of_its_row_is_kept(
    taken: Ingestion, store: Store
) -> None:
    facts = store.snapshot(taken.digest) / "facts"
    (hours,) = duckdb.execute(
        f"SELECT hours, diploma, alternance FROM '{facts}/registrations.parquet' "  # noqa: S608
        f"WHERE registration = '{HOME}/R19'"
    ).fetchall()

    assert hours == (None, "bac_3", False)


def test_an_enrolment_that_contradicts_its_offering_takes_the_offerings_word(
    taken: Ingestion, store: Store
) -> None:
    facts = store.snapshot(taken.digest) / "facts"
    levels = duckdb.execute(
        f"SELECT level FROM '{facts}/enrolments.parquet' WHERE enrolment = '{HOME}/E24'"  # noqa: S608
    ).fetchall()

    assert levels == [("I",)]
