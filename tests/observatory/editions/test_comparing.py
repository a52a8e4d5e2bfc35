import csv
import dataclasses
import io
from decimal import Decimal

from gregoire.observatory.editions import compare
from gregoire.observatory.editions.comparing import Difference, Kind, to_csv
from gregoire.observatory.figures import Cell, Edition, Key, Status
from tests.observatory.conftest import Demo
from tests.observatory.editions.drawn import HEADS

DIPLOMAS = Key("diplomas", "total", "2016-2017")
LEARNERS = Key("learners", "alsace", "2016-2017")


def edition(*cells: Cell, name: str = "2016-2017", how: str = "Counted.") -> Edition:
    definitions = {"learners": {"how": how, "decimals": 0}}
    return Edition(
        name, "clean", "0" * 64, "1" * 64, "2" * 64, "3", 1, HEADS, definitions, tuple(cells)
    )


def count(key: Key, value: int, status: Status = Status.NORMAL) -> Cell:
    return Cell(key, Decimal(value), status, numerator=value)


def test_an_edition_does_not_differ_from_itself(demo: Demo) -> None:
    assert compare(demo.editions["clean"], demo.editions["clean"]) == []


def test_a_figure_that_was_provisional_is_a_revision() -> None:
    old = edition(count(DIPLOMAS, 6961, Status.PROVISIONAL))
    new = edition(count(DIPLOMAS, 7002))

    assert compare(old, new) == [
        Difference(Kind.VALUE, DIPLOMAS, "6961 (P)", "7002"),
        Difference(Kind.REVISION, DIPLOMAS, "6961 (P)", "7002"),
    ]


def test_what_was_not_communicated_and_is_now_differs_in_value_and_status() -> None:
    old = edition(Cell(LEARNERS, None, Status.NOT_COMMUNICATED))
    new = edition(count(LEARNERS, 12))

    assert compare(old, new) == [
        Difference(Kind.VALUE, LEARNERS, "(L)", "12"),
        Difference(Kind.STATUS, LEARNERS, "L", "A"),
    ]


def test_the_same_value_of_other_counts_is_told() -> None:
    share = Cell(Key("distance_share", "total", "2016-2017"), Decimal("39.0"))
    old = dataclasses.replace(share, numerator=23_600, denominator=60_502)
    new = dataclasses.replace(share, numerator=23_601, denominator=60_502)

    assert compare(edition(old), edition(new)) == [
        Difference(Kind.COUNTS, share.key, "23600 / 60502", "23601 / 60502")
    ]


def test_figures_come_and_go() -> None:
    old, new = edition(count(LEARNERS, 12)), edition(count(DIPLOMAS, 5))

    assert compare(old, new) == [
        Difference(Kind.ADDED, DIPLOMAS, "", "5"),
        Difference(Kind.REMOVED, LEARNERS, "12", ""),
    ]


def test_a_definition_is_compared_part_by_part() -> None:
    old, new = edition(how="Counted."), edition(how="Counted once.")

    assert compare(old, new) == [
        Difference(Kind.DEFINITION, Key("learners", "", ""), "Counted.", "Counted once.", "how")
    ]


def test_two_years_are_compared_year_against_year() -> None:
    candidates = Key("vae_candidates", "total", "2017")
    old = edition(count(LEARNERS, 12), count(candidates, 5))
    new = edition(
        count(Key("learners", "alsace", "2017-2018"), 15),
        count(Key("vae_candidates", "total", "2018"), 5),
        name="2017-2018",
    )

    assert compare(old, new) == [
        Difference(Kind.VALUE, Key("learners", "alsace", "2017-2018"), "12", "15")
    ]


def test_the_two_conventions_differ_where_the_note_counts_who_was_not_asked(demo: Demo) -> None:
    found = compare(demo.editions["clean"], demo.editions["note-2016"])
    differing = {one.key for one in found if one.kind is Kind.VALUE}

    assert Key("distance_share", "abroad", "2016-2017") in differing
    assert Key("alternance_share", "total", "2016-2017") in differing
    assert not any(one.kind is Kind.DEFINITION for one in found)
    assert not any(key.indicator == "learners" for key in differing)


def test_the_file_has_every_difference() -> None:
    old = edition(count(LEARNERS, 12))
    new = edition(dataclasses.replace(count(LEARNERS, 13), status=Status.BREAK), how="Otherwise.")
    found = compare(old, new)

    lines = list(csv.DictReader(io.StringIO(to_csv(found))))

    assert [line["kind"] for line in lines] == ["value", "status", "definition"]
    assert lines[0] == {
        "kind": "value",
        "indicator": "learners",
        "place": "alsace",
        "period": "2016-2017",
        "category": "",
        "field": "",
        "old": "12",
        "new": "13 (B)",
    }
