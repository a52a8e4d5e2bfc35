"""Table 3 of the note, and what its text says of parchments and candidates, from the demo's rows."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gregoire.demo.drawing.chance import SEED
from gregoire.demo.feeds import national
from gregoire.demo.feeds.national import Columns

NOTE = Path(__file__).parents[4] / "shared" / "data"


def decisions_of(columns: Columns, procedure: str) -> Columns:
    here = columns["procedure"] == procedure
    return {name: values[here] for name, values in columns.items()}


def candidates_of(columns: Columns, procedure: str) -> Columns:
    decisions = decisions_of(columns, procedure)
    _, first = np.unique(decisions["candidate"], return_index=True)
    return {name: values[first] for name, values in decisions.items()}


def percentage(values: np.ndarray, wanted: str) -> int:
    return round(100 * float((values == wanted).mean()))


def printed(name: str) -> list[dict[str, str]]:
    if not (NOTE / name).exists():
        pytest.skip(f"The printed {name} is not beside this repository.")
    with (NOTE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_parchments_of_six_years_are_those_of_the_printed_table() -> None:
    table = {
        (row["nature"], row["annee_universitaire"]): int(row["nombre"])
        for row in printed("table3_parchemins.csv")
    }

    counted = Counter[tuple[str, str]]()
    for back in range(national.YEARS):
        columns = national.parchments(SEED, 1.0, back, year=2016)
        names = {"diploma": "Diplomation", "certificate": "Certification"}
        year = str(columns["year"][0])
        counted.update((names[kind], year) for kind in columns["kind"].tolist())
        counted["Diplomation et certification", year] = len(columns["kind"])

    assert counted == table


def test_decisions_of_six_years_are_those_of_the_printed_table() -> None:
    table = {
        (row["dispositif"], row["indicateur"], row["annee_civile"]): int(row["nombre"])
        for row in printed("table3_validations.csv")
    }

    counted = {}
    for back in range(national.YEARS):
        columns = national.recognition(SEED, 1.0, back, year=2016)
        for procedure in national.PROCEDURES:
            rows = decisions_of(columns, procedure)
            year = str(rows["civil_year"][0])
            counted[procedure, "Nombre de décisions", year] = len(rows["decision"])
            candidates = len(set(rows["candidate"].tolist()))
            counted[procedure, "Nombre de candidats", year] = candidates

    assert counted == table


def test_diplomas_of_the_year_before_divide_as_the_text_says() -> None:
    columns = national.parchments(SEED, 1.0, 1, year=2016)
    diplomas = columns["kind"] == "diploma"
    types, levels = columns["type"][diplomas], columns["level"][diplomas]

    assert percentage(columns["kind"], "diploma") == 74
    assert percentage(levels, "II") == 49
    assert percentage(types, "bachelor") == 19
    assert percentage(types, "professional_bachelor") == 19
    assert percentage(types, "institution_diploma") == 17
    three = np.isin(types, ["bachelor", "professional_bachelor", "institution_diploma"])
    assert round(100 * float(three.mean())) == 55


def test_certificates_of_the_year_before_divide_as_the_text_says() -> None:
    columns = national.parchments(SEED, 1.0, 1, year=2016)
    types = columns["type"][columns["kind"] == "certificate"]

    assert percentage(types, "amf") == 50
    assert percentage(types, "c2i") == 13


def test_only_the_present_years_parchments_are_provisional() -> None:
    found = {
        back: set(national.parchments(SEED, 0.01, back, year=2016)["status"].tolist())
        for back in range(national.YEARS)
    }

    assert found == {0: {"provisional"}} | {back: {"final"} for back in range(1, 6)}


@pytest.mark.parametrize(
    ("procedure", "outcomes"),
    [
        ("VAPP", {"direct_access": 503, "conditional_access": 222, "refused": 38}),
        ("VAE", {"full": 319, "partial": 243, "refused": 32}),
        ("VES", {"granted": 704, "granted_with_refusals": 409, "refused": 376}),
    ],
)
def test_decisions_of_2017_end_as_the_text_says(procedure: str, outcomes: dict[str, int]) -> None:
    columns = national.recognition(SEED, 1.0, 0, year=2016)

    assert Counter(decisions_of(columns, procedure)["outcome"].tolist()) == outcomes


@pytest.mark.parametrize(
    ("procedure", "women", "age", "seeking"),
    [("VAPP", 52, 40.6, 23), ("VAE", None, 42.9, 13), ("VES", 51, 33.3, None)],
)
@pytest.mark.parametrize("rows_of", [candidates_of, decisions_of])
def test_candidates_of_2017_are_as_the_text_says_however_they_are_counted(
    procedure: str, women: int | None, age: float, seeking: int | None, rows_of: object
) -> None:
    assert callable(rows_of)
    rows = rows_of(national.recognition(SEED, 1.0, 0, year=2016), procedure)

    ages = 2017 - rows["birth_date"].astype("U4").astype(int)
    assert round(float(ages.mean()), 1) == age
    assert women is None or percentage(rows["sex"], "F") == women
    assert seeking is None or percentage(rows["employment"], "seeking") == seeking


def test_requests_of_2017_come_as_late_as_the_text_says() -> None:
    columns = national.recognition(SEED, 1.0, 0, year=2016)
    experience = decisions_of(columns, "VAPP")["experience_years"].astype(float)
    since_diploma = decisions_of(columns, "VAE")["years_since_diploma"].astype(float)

    assert 16 <= experience.mean() <= 17
    assert round(float(since_diploma.mean()), 1) == 16.5


def test_seventeen_courses_share_the_registrations_of_the_text() -> None:
    columns = national.moocs(SEED, 1.0, year=2016)

    assert len(columns["registration"]) == 140_000
    assert len(set(columns["mooc"].tolist())) == 17


def test_sums_hold_at_a_small_scale() -> None:
    sizes = [
        len(national.parchments(SEED, 0.01, back, year=2016)["kind"])
        for back in range(national.YEARS)
    ]

    assert sum(sizes) == round(0.01 * (54_194 + 21_515))
    assert len(national.moocs(SEED, 0.01, year=2016)["mooc"]) == 1_400


def test_another_year_shifts_every_date() -> None:
    columns = national.recognition(SEED, 0.01, 0, year=2020)

    assert set(columns["civil_year"].tolist()) == {"2021"}
    assert {day[:4] for day in columns["decided_on"].tolist()} == {"2021"}
