"""Figures of table 3, of earlier years and of how things have moved."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory.figures import Cell, Key, Status
from gregoire.observatory.indicators import figures_of
from tests.makers.observatory_linked import Rows, decision, learner, write_linked


def made(folder: Path, **tables: Rows) -> dict[Key, Cell]:
    linked = write_linked(folder / "linked", **tables)
    return {cell.key: cell for cell in figures_of(linked, edition="2016-2017", convention="clean")}


def parchment(year: str, kind: str = "diploma", **facts: Any) -> dict[str, Any]:
    return {
        "year": year,
        "kind": kind,
        "type": "bachelor",
        "level": "II",
        "provisional": False,
    } | facts


def returned(year: str, measure: str, count: int, category: str = "") -> dict[str, Any]:
    return {
        "centre": "paris",
        "year": year,
        "measure": measure,
        "category": category,
        "count": count,
    }


def test_parchments_are_counted_by_year_and_one_provisional_makes_its_year_provisional(
    tmp_path: Path,
) -> None:
    cells = made(
        tmp_path,
        parchments=[
            parchment("2015-2016"),
            parchment("2015-2016", "certificate", type="amf", level=None),
            parchment("2016-2017"),
            parchment("2016-2017", provisional=True),
        ],
    )

    before = cells[Key("parchments", "total", "2015-2016")]
    now = cells[Key("diplomas", "total", "2016-2017")]
    assert (before.value, before.status, before.footnotes) == (Decimal(2), Status.NORMAL, ())
    assert (now.value, now.status, now.footnotes) == (
        Decimal(2),
        Status.PROVISIONAL,
        ("provisional",),
    )
    assert cells[Key("diploma_share", "total", "2015-2016")].value == Decimal("50.0")
    assert cells[Key("amf_share", "total", "2015-2016")].value == Decimal("100.0")
    assert cells[Key("amf_share", "total", "2016-2017")].status is Status.MISSING


def test_a_candidate_counts_once_in_a_procedure_and_year(tmp_path: Path) -> None:
    cells = made(
        tmp_path,
        recognition=[
            decision("VAE", "a", outcome="partial", sex="M", age=30, years_since_diploma=10.25),
            decision("VAE", "a", outcome="full", sex="M", age=30, years_since_diploma=10.25),
            decision("VAE", "b", outcome="full", employment="seeking", years_since_diploma=4.0),
            decision("VAE", "a", civil_year=2016),
            decision("VAPP", "a", employment="inactive", experience_years=16.4),
        ],
    )

    found = {
        code: cells[Key(code, "total", "2017")].value
        for code in ("vae_candidates", "vae_decisions", "vae_full", "vae_partial", "vae_refused")
    }
    assert list(found.values()) == [2, 3, 2, 1, 0]
    assert cells[Key("vae_candidates", "total", "2016")].value == 1
    assert cells[Key("vae_women_share", "total", "2017")].value == Decimal("50.0")
    assert cells[Key("vae_mean_age", "total", "2017")].value == Decimal("35.0")
    assert cells[Key("vae_seeking_share", "total", "2017")].value == Decimal("50.0")
    assert cells[Key("vapp_seeking_share", "total", "2017")].value == Decimal("100.0")
    since = cells[Key("vae_years_since_diploma", "total", "2017")]
    assert (since.value, since.numerator, since.denominator) == (Decimal("7.1"), 1425, 2)
    assert cells[Key("vapp_experience", "total", "2017")].value == Decimal("16.4")
    assert cells[Key("ves_mean_age", "total", "2017")].status is Status.MISSING


def test_courses_are_counted_and_their_registrations_added(tmp_path: Path) -> None:
    courses = [
        {"year": "2016-2017", "mooc": name, "registrations": count}
        for name, count in (("a", 300), ("b", 7))
    ]

    cells = made(tmp_path, moocs=courses)

    assert cells[Key("moocs", "total", "2016-2017")].value == 2
    assert cells[Key("mooc_registrations", "total", "2016-2017")].value == 307


def test_hours_are_added_by_hundredths(tmp_path: Path) -> None:
    hours = [learner("paris", hours=value) for value in (0.1, 0.2, 12.25, None)]

    cell = made(tmp_path, learners=hours)[Key("trainee_hours", "total", "2016-2017")]

    assert (cell.numerator, cell.value, cell.coverage) == (1255, Decimal(13), Decimal("0.75"))


def test_earlier_years_come_of_returns_by_aggregate(tmp_path: Path) -> None:
    cells = made(
        tmp_path,
        aggregates=[
            returned("2013-2014", "enrolments_by_level", 16, "I"),
            returned("2013-2014", "enrolments_by_level", 84, "III"),
            returned("2013-2014", "learners", 400),
            returned("2013-2014", "distance_learners", 100),
            returned("2013-2014", "learners_by_first_diploma", 300, "bac"),
        ],
    )

    found = {
        code: cells[Key(code, "total", "2013-2014")].value
        for code in ("level_1_share", "enrolments", "distance_share", "learners")
    }
    assert found == {
        "level_1_share": Decimal("16.0"),
        "enrolments": 100,
        "distance_share": Decimal("25.0"),
        "learners": 400,
    }
    level, diploma = (
        cells[Key(code, "total", "2013-2014")]
        for code in ("level_1_share", "first_diploma_up_to_bac_share")
    )
    assert (level.coverage, diploma.coverage) == (Decimal(1), Decimal("0.75"))
    assert cells[Key("enrolments_by_level", "total", "2013-2014", "III")].value == 84
    assert cells[Key("level_1_share", "paris", "2013-2014")].denominator == 100
    assert Key("mean_age", "total", "2013-2014") not in cells


def test_antennas_that_name_their_learners_return_no_aggregate(tmp_path: Path) -> None:
    cells = made(tmp_path, learners=[learner("autres-antennes")])

    antennas = cells[Key("learners", "autres-antennes", "2016-2017")]
    assert (antennas.value, antennas.footnotes) == (Decimal(1), ())


@pytest.mark.parametrize(
    ("convention", "share", "below", "coverage"),
    [("note-2016", "25.0", 80, "0.5000"), ("clean", "50.0", 40, "0.5000")],
)
def test_of_an_earlier_year_too_a_silent_centre_is_known_to_be_silent(
    tmp_path: Path, convention: str, share: str, below: int, coverage: str
) -> None:
    returns = [
        returned("2015-2016", "learners", 40),
        returned("2015-2016", "distance_learners", 20),
        returned("2015-2016", "learners", 40) | {"centre": "liban"},
    ]
    linked = write_linked(tmp_path / "linked", learners=[learner("paris")], aggregates=returns)

    figures = figures_of(linked, edition="2016-2017", convention=convention)

    cells = {cell.key: cell for cell in figures}
    total = cells[Key("distance_share", "total", "2015-2016")]
    assert (total.value, total.denominator) == (Decimal(share), below)
    assert total.coverage == Decimal(coverage)
    assert Key("masculinity", "total", "2015-2016") not in cells


def test_changes_compare_counts_with_those_of_the_year_before(tmp_path: Path) -> None:
    cells = made(
        tmp_path,
        learners=[learner("paris", first_diploma=each) for each in ("none", "bac", "bac_2")],
        aggregates=[
            returned("2015-2016", "learners_by_first_diploma", 1, "cap"),
            returned("2015-2016", "learners_by_first_diploma", 2, "bac_2"),
            returned("2012-2013", "distance_learners", 2000),
            returned("2013-2014", "distance_learners", 2116),
        ],
    )

    more = cells[Key("first_diploma_up_to_bac_change", "total", "2016-2017")]
    assert (more.value, more.numerator, more.denominator) == (Decimal("33.3"), 3, 9)
    fewer = cells[Key("first_diploma_bac2_change", "total", "2016-2017")]
    assert fewer.value == Decimal("-33.3")
    assert cells[Key("distance_learners_growth", "total", "2013-2014")].value == Decimal("5.8")
    assert Key("distance_learners_growth", "total", "2012-2013") not in cells
    assert Key("distance_learners_growth", "total", "2016-2017") not in cells
