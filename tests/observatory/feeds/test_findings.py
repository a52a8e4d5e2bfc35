"""Each damage has its words in French and English, for every cell in which it may be found."""

import pytest

from gregoire.observatory.feeds import cells
from gregoire.observatory.feeds.findings import (
    NOT_DAMAGED,
    REFUSES_FEED,
    Damage,
    Fate,
    Finding,
    sentences,
)
from gregoire.observatory.feeds.schema import TABLES, WITHHELD, Column, FeedTable

LANGUAGES = ("fr", "en")
COLUMNS = [(table, column) for table in TABLES for column in table.columns]


def finding(table: FeedTable, column: str, damage: Damage, fate: Fate) -> Finding:
    return Finding(
        system="alsace", year="2016-2017", table=table.name, file=f"2016-2017/{table.name}.csv",
        line=2, column=column, key="", centre="", value="", damage=damage, fate=fate,
    )  # fmt: skip


@pytest.mark.parametrize("damage", Damage)
def test_each_damage_says_what_is_wrong_and_what_to_do(damage: Damage) -> None:
    words = sentences().damages[damage]

    assert all(words[part][language].strip() for part in ("what", "mend") for language in LANGUAGES)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: part.name)
def test_each_cell_says_what_its_damage_does_to_the_figures(
    table: FeedTable, column: Column
) -> None:
    fate = Fate.ROW_REFUSED if column.required or column.name == "category" else Fate.CELL_EMPTIED

    for language in LANGUAGES:
        assert finding(table, column.name, Damage.NOT_IN_LIST, fate).effect(language).strip()
        assert finding(table, column.name, Damage.FORMULA, Fate.FEED_REFUSED).effect(language)


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("persons", Damage.GARBLED_TEXT),
        ("persons", Damage.UNREGISTERED),
        ("offerings", Damage.GARBLED_TEXT),
        ("registrations", Damage.SECOND_LINE),
        ("enrolments", Damage.SECOND_LINE),
        ("enrolments", Damage.CONTRADICTION),
        ("aggregates", Damage.COUNT_MISMATCH),
    ],
)
def test_what_is_kept_with_a_warning_says_what_it_does(table: str, damage: Damage) -> None:
    words = sentences().kept[table][damage]

    assert all(words[language].strip() for language in LANGUAGES)


def test_no_sentence_is_written_for_what_cannot_be_found() -> None:
    optional = {
        table.name: {
            column.name
            for column in table.columns
            if not column.required and (table.name, column.name) != ("aggregates", "category")
        }
        for table in TABLES
    }

    assert set(sentences().damages) == set(Damage)
    assert set(sentences().row_refused) == {table.name for table in TABLES}
    written = {table: set(columns) for table, columns in sentences().cell_emptied.items()}
    assert written == {table: columns for table, columns in optional.items() if columns}


def test_the_words_of_the_page_are_complete() -> None:
    for words in sentences().page.values():
        assert set(words) == set(LANGUAGES)
        assert all(text.strip() for text in words.values())
    assert {f"fate_{fate}" for fate in Fate} <= set(sentences().page)


def test_what_is_followed_may_be_withheld() -> None:
    assert set(cells.FOLLOWED.values()) <= set(WITHHELD)
    assert not set(REFUSES_FEED) & NOT_DAMAGED
