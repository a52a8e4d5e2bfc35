"""What is written of persons once they are known: where each is counted, and what they are taught."""

from typing import Any

import pytest

from gregoire.observatory.linkage import link
from gregoire.observatory.linked import TABLES
from gregoire.observatory.store import Store
from tests.makers.observatory import YEAR, Snapshot, identity, parquet_rows

Row = dict[str, Any]
Tables = dict[str, list[Row]]


class Network(Snapshot):
    """A few persons, each known by a word; their numbers are enough to find them again."""

    def register(self, who: str, system: str, declared: str | None, **answers: Any) -> str:
        ref = f"{system}/{who}"
        if all(row["ref"] != ref for row in self.identities):
            number = sum(map(ord, who))
            self.person(ref, system, **identity(number))
        return self.registration(ref, system, administrative_centre=declared, **answers)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    made = Network()
    on_site = made.offering("lorraine", "ABC1", semester="1", title="Analyse")
    distance = made.offering("paris", "DEF2", "distance")
    silent = made.offering("picardie", "GHI3", "hybrid")
    relayed = made.offering("la-reunion", "JKL4", "distance", relayed_from="paris")
    made.offering("paris", "MNO5")
    key = made.register("at home", "lorraine", "lorraine", hours=12.25)
    made.enrolment(key, on_site, sessions_sat=1, outcome="passed")
    key = made.register("declares another", "lorraine", "picardie")
    made.enrolment(key, on_site, sessions_sat=0, outcome="absent")
    made.register("in two", "lorraine", "lorraine", hours=20.2, diploma="bac_2")
    key = made.register(
        "in two", "paris", "lorraine", hours=10.1, diploma="bac", employment="employed"
    )
    made.enrolment(key, distance, sessions_sat=2, outcome="failed")
    made.register("declares nothing", "picardie", None, alternance=True)
    made.register("follows more in paris", "picardie", "picardie")
    key = made.register("follows more in paris", "paris", "paris")
    made.enrolment(key, distance, outcome="pending")
    made.register("says two things", "paris", "paris")
    made.register("says two things", "lorraine", "lorraine")
    key = made.register("of mayotte", "la-reunion", "mayotte", centre="mayotte")
    made.enrolment(key, relayed, sessions_sat=1, outcome="passed")
    made.register("of madagascar", "la-reunion", "madagascar")
    made.register("of réunion", "la-reunion", "la-reunion", centre="mayotte")
    key = made.register("of a silent centre", "picardie", "picardie")
    made.enrolment(key, silent, sessions_sat=1, outcome="pending")
    made.systems["liban"] = {
        "not_communicated": {"liban": ["distance", "diploma"]},
        "not_applicable": {"liban": ["alternance"]},
    }
    add_national(made)
    store = Store(tmp_path_factory.mktemp("facts"))
    linkage = link(made.write(store), store=store, decisions=(), progress=lambda *_: None)
    folder = linkage.path / "linked"
    return {table.name: list(parquet_rows(folder / f"{table.name}.parquet")) for table in TABLES}


def add_national(made: Snapshot) -> None:
    made.row(
        "parchments", "national",
        parchment="1", kind="diploma", type="master", level="I", year=YEAR, status="provisional",
    )  # fmt: skip
    made.row(
        "recognition", "national",
        decision="1", candidate="c1", procedure="VAE", civil_year=2017, outcome="full", age=42,
    )  # fmt: skip
    for registration in ("1", "2", "3"):
        made.row("moocs", "national", registration=registration, mooc="gestion", year=YEAR)
    made.row(
        "aggregates", "autres-antennes",
        centre="autres-antennes", year=YEAR, measure="learners", count=2686,
    )  # fmt: skip


def learner(tables: Tables, who: str) -> Row:
    (found,) = (row for row in tables["learners"] if row["person"].endswith(f"/{who}"))
    return found


def links(tables: Tables, who: str) -> dict[str, bool]:
    return {row["centre"]: row["entrant"] for row in tables["links"] if row["person"].endswith(who)}


@pytest.mark.parametrize(
    ("who", "home", "elsewhere"),
    [
        ("at home", "lorraine", {"lorraine": False}),
        ("declares another", "picardie", {"lorraine": True, "picardie": False}),
        ("in two", "lorraine", {"lorraine": False, "paris": True}),
        ("declares nothing", "picardie", {"picardie": False}),
        ("follows more in paris", "paris", {"paris": False, "picardie": True}),
        ("says two things", "lorraine", {"lorraine": False, "paris": True}),
        ("of mayotte", "mayotte", {"mayotte": False, "la-reunion": False}),
        ("of madagascar", "madagascar", {"madagascar": False, "la-reunion": False}),
        ("of réunion", "la-reunion", {"la-reunion": False, "mayotte": True}),
    ],
)
def test_each_is_counted_in_one_centre_and_enters_the_others(
    tables: Tables, who: str, home: str, elsewhere: dict[str, bool]
) -> None:
    assert learner(tables, who)["centre"] == home
    assert links(tables, who) == elsewhere


def test_every_person_is_counted_once(tables: Tables) -> None:
    persons = [row["person"] for row in tables["learners"]]

    assert len(persons) == len(set(persons)) == 10
    assert {row["person"] for row in tables["links"]} == set(persons)


def test_answers_come_from_the_centre_of_the_person_first(tables: Tables) -> None:
    row = learner(tables, "in two")

    assert (row["diploma"], row["employment"], row["hours"]) == ("bac_2", "employed", 30.3)
    assert (row["alternance"], row["contract"]) == (None, None)
    assert learner(tables, "declares nothing")["alternance"] is True


def test_a_learner_at_a_distance_is_one_wherever_that_is(tables: Tables) -> None:
    far = {row["person"].split("/")[1] for row in tables["learners"] if row["at_distance"]}

    assert far == {"in two", "follows more in paris", "of mayotte", "of a silent centre"}


def test_offerings_are_counted_with_those_whom_they_teach(tables: Tables) -> None:
    counts = {
        row["offering"]: (row["relayed"], row["enrolments"], row["presents"], row["passes"])
        for row in tables["offerings"]
    }

    assert counts == {
        "la-reunion/JKL4": (True, 1, 1, 1),
        "lorraine/ABC1": (False, 2, 1, 1),
        "paris/DEF2": (False, 2, 1, 0),
        "paris/MNO5": (False, 0, 0, 0),
        "picardie/GHI3": (False, 1, 1, 0),
    }


def test_an_enrolment_is_examined_where_somebody_sat_and_outcomes_are_returned(
    tables: Tables,
) -> None:
    rows = {
        (row["offering"], row["home"], row["examined"], row["present"], row["passed"])
        for row in tables["enrolments"]
    }

    assert rows == {
        ("la-reunion/JKL4", "mayotte", True, True, True),
        ("lorraine/ABC1", "lorraine", True, True, True),
        ("lorraine/ABC1", "picardie", True, False, False),
        ("paris/DEF2", "lorraine", True, True, False),
        ("paris/DEF2", "paris", True, False, False),
        ("picardie/GHI3", "picardie", False, True, False),  # its outcomes are all pending
    }


def test_what_is_not_returned_is_told_from_what_has_no_object(tables: Tables) -> None:
    assert tables["withheld"] == [
        {"centre": "liban", "field": "alternance", "reason": "not_applicable"},
        {"centre": "liban", "field": "diploma", "reason": "not_communicated"},
        {"centre": "liban", "field": "distance", "reason": "not_communicated"},
    ]


def test_national_facts_are_kept_as_they_are(tables: Tables) -> None:
    assert [row["provisional"] for row in tables["parchments"]] == [True]
    assert [(row["candidate"], row["age"]) for row in tables["recognition"]] == [("c1", 42)]
    assert tables["moocs"] == [{"year": YEAR, "mooc": "gestion", "registrations": 3}]
    assert [row["count"] for row in tables["aggregates"]] == [2686]
