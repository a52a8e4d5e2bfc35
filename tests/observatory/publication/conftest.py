"""A small edition, counted from linked facts; its public face; and everything that is published of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from gregoire.observatory import indicators
from gregoire.observatory.editions import Teaching
from gregoire.observatory.editions.building import identified, plain
from gregoire.observatory.editions.confidential import hide
from gregoire.observatory.figures import Edition, HeadCount
from gregoire.observatory.publication import publish
from gregoire.observatory.publication.charts import Chart, charts
from tests.makers.observatory_linked import decision, enrolment, learner, offering, write_linked

SIZES = {"alsace": 12, "lorraine": 9, "paris": 30, "la-reunion": 8, "liban": 11, "corse": 2}
HEADS = HeadCount(72, 80, 70, 74, 0.9, 0.5, 0.99, 0.9995, None, 0.99999, 0.989, 12, 5)
TEACHING = (
    Teaching(
        "alsace", "alsace/1", "NFP101", "=HYPERLINK(1)", "II", "on_site", intec=False, relayed=False
    ),
    Teaching(
        "paris",
        "paris/1",
        "CCG101",
        "Comptabilité, bilan",
        "I",
        "distance",
        intec=False,
        relayed=False,
    ),
)


def learners() -> Iterator[dict[str, Any]]:
    for centre, size in SIZES.items():
        for number in range(size):
            yield learner(
                centre,
                f"{centre}-{number}",
                sex="M" if number % 3 else "F",
                age=20 + number,
                diploma=("bac", "bac_2", "bac_3")[number % 3],
                first_diploma=("none", "bac", "bac_2", "bac_5")[number % 4],
                employment="seeking" if number % 4 == 0 else "employed",
                alternance=number % 5 == 0,
                at_distance=number % 2 == 0,
            )


def enrolments() -> Iterator[dict[str, Any]]:
    for centre, size in SIZES.items():
        for number in range(2 * size):
            modality = ("on_site", "distance", "hybrid")[number % 3]
            yield enrolment(
                centre,
                level="I" if number % 4 == 0 else "II",
                modality=modality,
                present=number % 5 != 0,
                passed=number % 5 != 0 and number % 7 != 0,
            )


def parchments() -> Iterator[dict[str, Any]]:
    for first in range(2011, 2017):
        for number in range(first - 2000):
            kind, what = ("certificate", "amf") if number % 3 == 0 else ("diploma", "bachelor")
            yield {
                "year": f"{first}-{first + 1}", "kind": kind, "type": what, "level": "II",
                "provisional": first == 2016,
            }  # fmt: skip


def decisions() -> Iterator[dict[str, Any]]:
    for procedure, outcome in (("VAPP", "direct_access"), ("VAE", "full"), ("VES", "granted")):
        for civil_year in range(2012, 2018):
            for number in range(civil_year - 2000):
                yield decision(
                    procedure, f"{procedure}-{number}", civil_year=civil_year, outcome=outcome
                )


def aggregates() -> Iterator[dict[str, Any]]:
    yield {"centre": "autres-antennes", "year": "2016-2017", "measure": "learners", "count": 7}
    for year, count in (("2014-2015", 20), ("2015-2016", 26)):
        for measure, total in (("learners", 60), ("distance_learners", count)):
            yield {"centre": "paris", "year": year, "measure": measure, "count": total}


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    linked = write_linked(
        tmp_path_factory.mktemp("linked"),
        learners=learners(),
        links=({"person": f"{c}-0", "centre": c, "entrant": False} for c in SIZES),
        offerings=(offering(centre, enrolments=2 * size) for centre, size in SIZES.items()),
        enrolments=enrolments(),
        parchments=parchments(),
        recognition=decisions(),
        moocs=[{"year": "2016-2017", "mooc": "reseaux", "registrations": 140}],
        aggregates=aggregates(),
        withheld=[{"centre": "liban", "field": "distance", "reason": "not_communicated"}],
    )
    return identified(
        Edition(
            name="2016-2017",
            convention="clean",
            identifier="",
            snapshot="1" * 64,
            linkage="2" * 64,
            code="0.1.0+" + "3" * 64,
            seed=1794,
            head_count=HEADS,
            definitions={code: plain(each) for code, each in indicators.definitions().items()},
            cells=tuple(
                sorted(
                    indicators.figures_of(linked, edition="2016-2017", convention="clean"),
                    key=lambda cell: json.dumps(asdict(cell.key)),
                )
            ),
            footnotes={code: text.fr for code, text in indicators.footnotes().items()},
        )
    )


@pytest.fixture(scope="session")
def public(edition: Edition) -> Edition:
    return hide(edition, TEACHING)


@pytest.fixture(scope="session")
def drawn(public: Edition) -> dict[str, Chart]:
    """The charts of the public edition, by code."""
    return {chart.code: chart for chart in charts(public)}


@pytest.fixture(scope="session")
def published(edition: Edition, public: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    publish(edition, public, folder=folder, earlier=(), teaching=TEACHING)
    return folder
