"""Linked facts in which every column takes every value, missing answers among them."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory.feeds import schema
from gregoire.observatory.places import centres
from tests.makers.observatory_linked import Rows, decision, offering, write_linked

PERSONS = 300


@pytest.fixture(scope="session")
def varied() -> dict[str, Rows]:
    """The rows of every linked table, by its name."""
    learners = list(_learners())
    return {
        "learners": learners,
        "links": [
            {"person": one["person"], "centre": centre, "entrant": number % 3 == 0}
            for number, (one, centre) in enumerate(zip(learners, cycle(centres()), strict=False))
        ],
        "offerings": [
            offering(
                centre,
                str(number),
                modality=schema.MODALITIES[number % 3],
                relayed=(None, False, True)[number % 7 % 3],
                enrolments=number % 4,
                presents=number % 4 // 2,
                intec=number % 9 == 0,
            )
            for number, centre in enumerate(centres() * 4)
        ],
        "enrolments": list(_enrolments()),
        "parchments": [
            {
                "year": f"{2011 + number % 6}-{2012 + number % 6}",
                "kind": schema.PARCHMENT_KINDS[number % 2],
                "type": schema.PARCHMENT_TYPES[number % 11],
                "level": (*schema.LEVELS, None)[number % 6],
                "provisional": number % 6 == 5,
            }
            for number in range(120)
        ],
        "recognition": list(_decisions()),
        "moocs": [
            {"year": "2016-2017", "mooc": f"M{number}", "registrations": 10 + number}
            for number in range(5)
        ],
        "aggregates": list(_aggregates()),
        "withheld": [
            {"centre": "liban", "field": "diploma", "reason": "not_communicated"},
            {"centre": "liban", "field": "distance", "reason": "not_communicated"},
            {"centre": "maroc", "field": "alternance", "reason": "not_applicable"},
        ],
    }


@pytest.fixture(scope="session")
def varied_folder(varied: dict[str, Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_linked(tmp_path_factory.mktemp("varied") / "linked", **varied)


def _learners() -> Iterator[dict[str, Any]]:
    there = [code for code in centres() if code != "autres-antennes"]
    for number in range(PERSONS):
        yield {
            "person": f"{number:024x}",
            "centre": there[number * number % len(there)],
            "age": None if number % 23 == 0 else 18 + number % 41,
            "sex": ("F", "M", None)[number % 5 % 3],
            "employment": (*schema.EMPLOYMENTS, None)[number % 11 % 4],
            "occupation": (*schema.OCCUPATIONS, None)[number % 17 % 8],
            "first_diploma": (*schema.DIPLOMAS, None)[number % 8],
            "diploma": (*schema.DIPLOMAS, None)[number * 3 % 8],
            "alternance": (True, False, None)[number % 7 % 3],
            "contract": (*schema.CONTRACTS, None)[number % 13 % 3],
            "hours": None if number % 19 == 0 else number * 0.25,
            "at_distance": number % 3 == 0,
        }


def _enrolments() -> Iterator[dict[str, Any]]:
    there = [code for code in centres() if code != "autres-antennes"]
    for number in range(PERSONS * 2):
        yield {
            "centre": there[number % len(there)],
            "home": there[number % 5],
            "offering": f"{there[number % len(there)]}/{number % 4}",
            "level": schema.LEVELS[number % 5],
            "modality": schema.MODALITIES[number % 13 % 3],
            "intec": number % 10 == 0,
            "examined": number % 3 > 0,
            "present": number % 3 == 1,
            "passed": number % 3 == 1 and number % 2 == 0,
        }


def _decisions() -> Iterator[dict[str, Any]]:
    for number in range(90):
        procedure = schema.PROCEDURES[number % 3]
        yield decision(
            procedure,
            f"{number % 70:024x}",
            civil_year=2012 + number % 6,
            outcome=schema.DECISIONS[number % 7],
            sex=("F", "M", None)[number % 4 % 3],
            age=None if number % 9 == 0 else 20 + number,
            employment=(*schema.EMPLOYMENTS, None)[number % 4],
            experience_years=None if number % 5 == 0 else number / 4,
            years_since_diploma=None if number % 6 == 0 else number / 8,
        )


def _aggregates() -> Iterator[dict[str, Any]]:
    yield {"centre": "autres-antennes", "year": "2016-2017", "measure": "learners", "count": 40}
    for year in ("2012-2013", "2013-2014", "2015-2016"):
        for place, centre in enumerate(("paris", "alsace", "la-reunion", "mayotte")):
            for measure, categories in schema.MEASURES.items():
                for category in categories or ("",):
                    count = 10 + place + len(category) + int(year[3])
                    yield {
                        "centre": centre,
                        "year": year,
                        "measure": measure,
                        "category": category,
                        "count": count,
                    }
