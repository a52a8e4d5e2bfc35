"""The model learns from the registrations themselves, with national numbers or without."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import duckdb
import numpy as np
import pytest

from gregoire.demo.drawing.chance import chance
from gregoire.demo.drawing.names import drawn
from gregoire.demo.feeds.typos import Identities, Rates, corrupted
from gregoire.observatory.linkage import model, records
from gregoire.observatory.linkage.settings import settings
from gregoire.observatory.store import Store
from tests.makers.observatory import Snapshot

PERSONS, TWICE = 1_900, 700
PRIOR = TWICE / ((PERSONS + TWICE) * (PERSONS + TWICE - 1) / 2)


def population(rates: Rates) -> Identities:
    """Rows of a made-up network: everybody once, some twice, damaged at these rates."""
    rng = chance(7, "a small network")
    person = np.r_[np.arange(PERSONS), np.arange(TWICE)]
    sex = rng.integers(0, 2, PERSONS)
    who = drawn(7, "learners", rng.integers(0, 20, PERSONS), sex)
    births = np.datetime64("1982-06-30") + rng.integers(-7000, 7000, PERSONS)
    exact = Identities(
        person=person,
        national_number=np.array([f"{number * 7919:09d}" for number in person]),
        birth_name=who.birth_name[person],
        usage_name=who.usage_name[person],
        first_names=who.first_names[person],
        birth_date=births[person],
        birth_place=who.birth_place[person],
        sex=np.array(["F", "M"])[sex][person],
        nationality=who.nationality[person],
        mail=who.mail[person],
        postcode=who.postcode[person],
    )
    return corrupted(exact, rates, rng)


def snapshot_of(rows: Identities) -> Snapshot:
    made = Snapshot()
    for row in range(PERSONS + TWICE):
        system = "lorraine" if row < PERSONS else "picardie"
        made.person(
            f"{row:05d}", system,
            birth_date=None if np.isnat(rows.birth_date[row]) else rows.birth_date[row].item(),
            **{
                name: str(getattr(rows, name)[row]) or None
                for name in (
                    "national_number", "birth_name", "usage_name", "first_names", "birth_place",
                    "sex", "postcode",
                )
            },
        )  # fmt: skip
        made.registration(f"{row:05d}", system)
    return made


@pytest.fixture(params=["with numbers", "without numbers"])
def network(request: pytest.FixtureRequest, store: Store) -> Iterator[tuple[Any, Identities]]:
    """The table of records, and the rows that it was made of."""
    rows = population(Rates(number_unknown=0.1 if request.param == "with numbers" else 1.0))
    with duckdb.connect() as connection:
        records.prepare(connection, snapshot_of(rows).write(store))
        yield connection, rows


def test_what_is_learnt_finds_the_persons_again(network: tuple[Any, Identities]) -> None:
    connection, rows = network

    fitted = model.trained(connection, settings())
    model.score(connection, fitted)

    found = connection.execute("select left_, right_ from scored where probability >= 0.5")
    pairs = [(rows.person[int(one)], rows.person[int(other)]) for one, other in found.fetchall()]
    right = sum(one == other for one, other in pairs)
    assert right / TWICE > 0.98
    assert right / len(pairs) > 0.98
    assert fitted[model.PRIOR] == pytest.approx(PRIOR, rel=0.2)
    assert learnt(fitted, "sex", "the same")["u_probability"] == pytest.approx(0.5, abs=0.02)
    assert learnt(fitted, "first_names", "the same first one")["m_probability"] > 0.05


def learnt(fitted: model.Model, comparison: str, level: str) -> dict[str, Any]:
    (levels,) = (
        each["comparison_levels"]
        for each in fitted["comparisons"]
        if each["output_column_name"] == comparison
    )
    found: dict[str, Any] = next(each for each in levels if each["label_for_charts"] == level)
    return found


def test_few_registrations_are_compared_as_the_settings_say(store: Store) -> None:
    made = Snapshot()
    made.registration(made.person("a", "lorraine"), "lorraine")
    with duckdb.connect() as connection:
        records.prepare(connection, made.write(store))

        fitted = model.trained(connection, settings())

    assert fitted == model.blank(settings(), records=1)


def test_names_are_compared_without_case_accents_and_hyphens(store: Store) -> None:
    made = Snapshot()
    made.registration(
        made.person(
            "a", "lorraine", birth_name="LEFÈVRE-D’Ormesson", first_names="Zoé-Œnone", usage_name=""
        ),
        "lorraine",
    )
    with duckdb.connect() as connection:
        records.prepare(connection, made.write(store))
        row = connection.execute(
            "select birth_name, usage_name, first_names, first_name, parts from records"
        ).fetchall()[0]

    assert row == ("lefevre d ormesson", None, "zoe oenone", "zoe", ["lefevre", "ormesson"])


def test_somebody_who_is_registered_nowhere_is_not_read(store: Store) -> None:
    made = Snapshot()
    made.person("a", "lorraine")
    with duckdb.connect() as connection:
        assert records.prepare(connection, made.write(store)) == 0


def test_the_mail_address_is_in_no_setting_and_is_not_read() -> None:
    folder = files("gregoire.observatory.linkage")
    used = settings()

    conditions = [level.when for each in used.comparisons for level in each.levels]
    assert not any("mail" in text for text in [*conditions, *used.blocking])
    assert "mail" not in records.READ
    assert "mail" not in (folder / "facts.py").read_text(encoding="utf-8")
