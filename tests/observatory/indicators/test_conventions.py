"""What each convention makes of missing answers, subtotals, totals and places that others answer for."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory.figures import Cell, Key, Status
from gregoire.observatory.indicators import figures_of
from tests.makers.observatory_linked import Rows, enrolment, learner, offering, write_linked

EDITION = "2016-2017"
NOT_COMMUNICATED = {"centre": "liban", "reason": "not_communicated"}
ANTENNAS = {"centre": "autres-antennes", "year": EDITION, "measure": "learners", "count": 6}


MADE: dict[tuple[str, str], dict[Key, Cell]] = {}  # cases of one table ask of the same figures


def made(folder: Path, convention: str, **tables: Rows) -> dict[Key, Cell]:
    asked = convention, repr(tables)
    if asked not in MADE:
        linked = write_linked(folder / "linked", **tables)
        cells = figures_of(linked, edition=EDITION, convention=convention)
        MADE[asked] = {cell.key: cell for cell in cells}
    return MADE[asked]


def key(indicator: str, place: str = "total", category: str = "") -> Key:
    return Key(indicator, place, EDITION, category)


def of_people(*groups: tuple[str, int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [learner(centre, **facts) for centre, count, facts in groups for _ in range(count)]


FAR = {"at_distance": True}
# People: one of four at a distance in Maroc, three in Liban that did not communicate, antennas of six.
ABROAD: dict[str, Rows] = {
    "learners": of_people(
        ("maroc", 3, {}), ("maroc", 1, FAR), ("liban", 3, FAR), ("paris", 5, FAR), ("paris", 2, {})
    ),
    "aggregates": [ANTENNAS],
    "withheld": [
        NOT_COMMUNICATED | {"field": "distance"},
        {"centre": "autres-antennes", "field": "distance", "reason": "not_communicated"},
    ],
}


@pytest.mark.parametrize(
    ("convention", "place", "value", "numerator", "denominator", "coverage"),
    [
        ("note-2016", "maroc", "25.0", 1, 4, "1"),
        ("note-2016", "abroad", "7.7", 1, 13, "0.3076"),  # of 4, 3 and 6: not communicated is a no
        ("note-2016", "total", "30.0", 6, 20, "0.55"),
        ("clean", "maroc", "25.0", 1, 4, "1"),
        ("clean", "abroad", "25.0", 1, 4, "0.3076"),
        ("clean", "total", "54.5", 6, 11, "0.55"),
    ],
)
def test_what_is_not_communicated_counts_as_a_no_in_the_note_and_is_left_out_otherwise(
    tmp_path: Path,
    convention: str,
    place: str,
    value: str,
    numerator: int,
    denominator: int,
    coverage: str,
) -> None:
    cell = made(tmp_path, convention, **ABROAD)[key("distance_share", place)]

    assert (cell.value, cell.numerator, cell.denominator, cell.coverage) == (
        Decimal(value),
        numerator,
        denominator,
        Decimal(coverage),
    )


@pytest.mark.parametrize("convention", ["note-2016", "clean"])
@pytest.mark.parametrize("place", ["liban", "autres-antennes"])
def test_what_is_not_communicated_has_no_value_of_its_own(
    tmp_path: Path, convention: str, place: str
) -> None:
    cell = made(tmp_path, convention, **ABROAD)[key("distance_share", place)]

    assert (cell.value, cell.status) == (None, Status.NOT_COMMUNICATED)


def test_the_note_says_where_a_no_was_counted_for_an_answer(tmp_path: Path) -> None:
    cells = made(tmp_path, "note-2016", **ABROAD)

    assert cells[key("distance_share", "abroad")].footnotes == ("not_communicated_as_no",)
    assert cells[key("distance_share", "metropole")].footnotes == ()


ALTERNANCE: dict[str, Rows] = {
    "learners": of_people(
        ("alsace", 1, {"alternance": True, "contract": "apprenticeship", "age": 20}),
        ("alsace", 2, {}),
        ("alsace", 1, {"alternance": None}),
        ("maroc", 4, {"alternance": None}),
    ),
    "aggregates": [ANTENNAS],
    "withheld": [{"centre": "maroc", "field": "alternance", "reason": "not_applicable"}],
}


@pytest.mark.parametrize(
    ("convention", "place", "value", "status", "denominator"),
    [
        ("note-2016", "alsace", "25.0", "A", 4),
        ("note-2016", "maroc", None, "O", None),  # printed “-”
        ("note-2016", "autres-antennes", None, "O", None),
        ("note-2016", "abroad", None, "O", None),
        ("note-2016", "total", "12.5", "A", 8),  # with Maroc, without the antennas
        ("clean", "alsace", "33.3", "A", 3),
        ("clean", "maroc", None, "M", None),
        ("clean", "autres-antennes", None, "L", None),
        ("clean", "total", "33.3", "A", 3),
    ],
)
def test_alternance_is_a_share_of_those_known_one_by_one(
    tmp_path: Path,
    convention: str,
    place: str,
    value: str | None,
    status: str,
    denominator: int | None,
) -> None:
    cell = made(tmp_path, convention, **ALTERNANCE)[key("alternance_share", place)]

    assert (cell.value, cell.status, cell.denominator) == (
        None if value is None else Decimal(value),
        status,
        denominator,
    )


def test_figures_of_alternance_are_of_those_in_alternance(tmp_path: Path) -> None:
    cells = made(tmp_path, "clean", **ALTERNANCE)

    assert cells[key("alternance_learners")].value == 1
    assert cells[key("alternance_mean_age")].value == Decimal("20.0")
    assert cells[key("apprenticeship_share")].value == Decimal("100.0")


def test_those_to_whom_it_does_not_apply_are_outside_the_field(tmp_path: Path) -> None:
    total = made(tmp_path, "clean", **ALTERNANCE)[key("alternance_share")]

    assert total.coverage == Decimal("0.3")  # of 4 in Alsace and 6 of the antennas, 3 have answered


@pytest.mark.parametrize(
    ("of_maroc", "status"), [("not_communicated", "L"), ("not_applicable", "O")]
)
def test_a_block_without_value_bears_the_reason_that_its_centres_share(
    tmp_path: Path, of_maroc: str, status: str
) -> None:
    withheld = [
        NOT_COMMUNICATED | {"field": "alternance"},
        {"centre": "maroc", "field": "alternance", "reason": of_maroc},
    ]
    learners = of_people(("liban", 1, {}), ("maroc", 1, {}))
    ours = {"withheld": withheld, "learners": learners}

    alone = made(tmp_path, "clean", **ours)[key("alternance_share", "total")]

    assert (alone.value, alone.status) == (None, status)


# 107, 67 and 200 men per 100 women when rounded; the exact total is 106.
THREE_BLOCKS = of_people(
    ("paris", 16, {"sex": "M"}),
    ("paris", 15, {}),
    ("guyane", 2, {"sex": "M"}),
    ("guyane", 3, {}),
    ("guyane", 9, {"sex": None}),
    ("liban", 2, {"sex": "M"}),
    ("liban", 1, {}),
)


@pytest.mark.parametrize(
    ("convention", "value", "footnotes"),
    [("clean", "105", ()), ("note-2016", "106", ("from_rounded_blocks",))],
)
def test_the_total_of_masculinity_comes_of_rounded_subtotals_in_the_note(
    tmp_path: Path, convention: str, value: str, footnotes: tuple[str, ...]
) -> None:
    cells = made(tmp_path, convention, learners=THREE_BLOCKS)

    assert cells[key("masculinity", "overseas")].value == 67
    total = cells[key("masculinity")]
    assert (total.value, total.footnotes) == (Decimal(value), footnotes)
    assert (total.numerator, total.denominator) == (20, 19)


def test_a_ratio_to_nobody_has_no_value(tmp_path: Path) -> None:
    cells = made(tmp_path, "clean", learners=of_people(("paris", 2, {"sex": "M"})))

    assert cells[key("masculinity", "paris")].status is Status.MISSING
    assert cells[key("masculinity", "guyane")].status is Status.MISSING


@pytest.mark.parametrize(
    ("facts", "indicator", "value", "denominator", "coverage"),
    [
        ([{"diploma": "bac_3"}, {"diploma": "bac"}, {"diploma": None}], "bac3_share", "50.0", 2, "0.6666"),
        ([{"age": 20}, {"age": 25}, {"age": None}], "mean_age", "22.5", 2, "0.6666"),
        ([{"age": 20}, {"age": 21}, {"age": 20}, {"age": 20}], "mean_age", "20.3", 4, "1"),
        (
            [{"employment": "seeking"}, {"employment": "employed"}, {"employment": "inactive"}],
            "seeking_share", "50.0", 2, "1",
        ),
        (
            [{"employment": "seeking"}, {"employment": "inactive"}, {"employment": None}],
            "seeking_share_of_all", "50.0", 2, "0.6666",
        ),
        (
            [{"occupation": "intermediate"}, {"occupation": None}, {"employment": "seeking"}],
            "intermediate_share", "100.0", 1, "0.5",
        ),
        ([{"first_diploma": "cap"}, {"first_diploma": "bac_2"}], "first_diploma_up_to_bac_share", "50.0", 2, "1"),
        ([{"first_diploma": "bac_2"}] * 1 + [{"first_diploma": "none"}] * 7, "first_diploma_bac2_share", "12.5", 8, "1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("convention", ["note-2016", "clean"])
def test_missing_answers_leave_both_terms(
    tmp_path: Path,
    convention: str,
    facts: list[dict[str, Any]],
    indicator: str,
    value: str,
    denominator: int,
    coverage: str,
) -> None:
    rows = [learner("paris", **each) for each in facts]

    cell = made(tmp_path, convention, learners=rows)[key(indicator)]

    assert (cell.value, cell.denominator, cell.coverage) == (
        Decimal(value),
        denominator,
        Decimal(coverage),
    )


def test_categories_add_up_to_the_learners_the_unknown_among_them(tmp_path: Path) -> None:
    rows = of_people(("paris", 2, {"sex": "M"}), ("paris", 1, {}), ("paris", 1, {"sex": None}))

    cells = made(tmp_path, "clean", learners=rows)

    found = {each: cells[key("learners_by_sex", "paris", each)].value for each in "FM"}
    assert found == {"F": 1, "M": 2}
    assert cells[key("learners_by_sex", "paris", "unknown")].value == 1
    assert cells[key("learners", "paris")].value == 4
    assert cells[key("learners_by_alternance", "paris", "false")].value == 4


def test_entrants_are_nobody_where_nobody_came_and_unknown_where_nothing_was_sent(
    tmp_path: Path,
) -> None:
    cells = made(
        tmp_path,
        "clean",
        learners=of_people(("paris", 1, {}), ("alsace", 1, {})),
        links=[
            {"person": "a", "centre": "alsace", "entrant": True},
            {"person": "b", "centre": "alsace", "entrant": False},
        ],
        aggregates=[ANTENNAS],
    )

    found = {
        place: cells[key("entrants", place)].value
        for place in ("alsace", "paris", "autres-antennes", "guyane", "region:grand-est", "total")
    }
    assert found == {
        "alsace": 1,
        "paris": 0,
        "autres-antennes": 0,
        "guyane": None,
        "region:grand-est": 1,
        "total": 1,
    }


def test_those_returned_by_aggregate_are_learners_and_no_centre_known_one_by_one(
    tmp_path: Path,
) -> None:
    cells = made(tmp_path, "note-2016", **ABROAD)

    assert cells[key("learners", "abroad")].value == 4 + 3 + 6
    assert cells[key("learners", "autres-antennes")].footnotes == ("by_aggregate",)
    assert cells[key("centres", "abroad")].value == 2
    assert cells[key("mean_age", "autres-antennes")].status is Status.MISSING


TAUGHT: dict[str, Rows] = {
    "offerings": [
        offering("la-reunion"),
        offering("la-reunion", "2", relayed=True, modality="distance"),
        offering("rhone-alpes", enrolments=2),
        offering("rhone-alpes", "2", enrolments=0),
    ],
    "enrolments": [
        enrolment("la-reunion", level="I", passed=True),
        enrolment("mayotte", modality="distance", present=False),
        enrolment("rhone-alpes", modality="hybrid"),
        enrolment("auvergne"),
        enrolment("rhone-alpes", intec=True),
        enrolment("polynesie-francaise", examined=False, present=False),
    ],
}


@pytest.mark.parametrize(
    ("convention", "indicator", "place", "value", "status"),
    [
        ("clean", "enrolments", "la-reunion", "2", "W"),
        ("clean", "enrolments", "mayotte", None, "K"),
        ("clean", "enrolments", "madagascar", None, "K"),
        ("clean", "enrolments_outside_intec", "mayotte", None, "K"),
        ("note-2016", "enrolments_outside_intec", "mayotte", "0", "A"),  # so it is printed
        ("clean", "enrolments", "overseas", "3", "A"),
        ("clean", "presence_rate", "la-reunion", "50.0", "W"),
        ("clean", "success_rate", "la-reunion", "100.0", "W"),
        ("clean", "level_1_share", "la-reunion", "50.0", "W"),
        ("clean", "distance_enrolment_share", "la-reunion", "50.0", "W"),
        ("clean", "offerings_on_site", "la-reunion", "1", "W"),
        ("clean", "offerings_distance", "la-reunion", "0", "W"),  # relayed: not one more
        ("clean", "enrolments", "polynesie-francaise", "1", "A"),
        ("clean", "presence_rate", "polynesie-francaise", None, "O"),  # outcomes not returned
        ("clean", "enrolments", "rhone-alpes", "2", "A"),
        ("note-2016", "enrolments", "rhone-alpes", None, "K"),  # with its region
        ("note-2016", "enrolments", "region:auvergne-rhone-alpes", "3", "A"),
        ("clean", "enrolments_outside_intec", "region:auvergne-rhone-alpes", "2", "A"),
        ("clean", "offerings_on_site", "rhone-alpes", "1", "A"),
        ("clean", "offerings_on_site", "auvergne", "0", "A"),
        ("clean", "enrolments", "alsace", None, "O"),
        ("clean", "enrolments", "autres-antennes", None, "O"),
        ("clean", "enrolments", "total", "6", "A"),
        ("note-2016", "enrolments", "total", "6", "A"),
    ],
)
def test_teaching_is_counted_where_it_is_taught_or_where_it_is_answered_for(
    tmp_path: Path, convention: str, indicator: str, place: str, value: str | None, status: str
) -> None:
    cell = made(tmp_path, convention, **TAUGHT)[key(indicator, place)]

    assert (cell.value, cell.status) == (None if value is None else Decimal(value), status)


def test_rates_of_exams_have_the_field_of_examined_offerings_outside_intec(tmp_path: Path) -> None:
    rows = [
        enrolment("paris", passed=True),
        enrolment("paris", present=False),
        enrolment("paris", modality="hybrid", present=False),
        enrolment("paris", examined=False, present=False),
        enrolment("paris", intec=True, passed=True),
    ]

    cells = made(tmp_path, "clean", enrolments=rows)

    presence, success = cells[key("presence_rate")], cells[key("success_rate")]
    assert (presence.numerator, presence.denominator) == (1, 3)
    assert presence.coverage == Decimal("0.75")
    assert (success.numerator, success.denominator) == (1, 1)
    by_modality = cells[key("presence_rate_by_modality", category="on_site")]
    assert (by_modality.numerator, by_modality.denominator) == (1, 2)
    assert cells[key("success_rate_by_modality", category="hybrid")].status is Status.MISSING


def test_an_offering_shows_its_outcomes_where_the_field_of_exams_holds_it(tmp_path: Path) -> None:
    cells = made(
        tmp_path,
        "clean",
        offerings=[
            offering("paris", "1", enrolments=3, presents=2, passes=1),
            offering("paris", "2", intec=True),
            offering("paris", "3", presents=0),
            offering("paris", "4", enrolments=0),
        ],
    )

    found = {
        (name, number): (cell.value, cell.status.value)
        for name in ("enrolments", "presents", "passes")
        for number in "1234"
        if (cell := cells.get(key(name, f"paris/{number}")))
    }
    assert found == {
        ("enrolments", "1"): (3, "A"), ("presents", "1"): (2, "A"), ("passes", "1"): (1, "A"),
        ("enrolments", "2"): (1, "A"), ("presents", "2"): (None, "M"), ("passes", "2"): (None, "M"),
        ("enrolments", "3"): (1, "A"), ("presents", "3"): (None, "O"), ("passes", "3"): (None, "O"),
    }  # fmt: skip
