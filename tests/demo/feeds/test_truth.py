"""An edition of noisy feeds, held against the truth that the pipeline never saw."""

from dataclasses import replace
from pathlib import Path

import pytest

from gregoire.demo.feeds.noise import compared_with_truth, sealed_folder
from gregoire.observatory.feeds.findings import Damage
from gregoire.observatory.feeds.reading import ingest, ingested
from gregoire.observatory.figures import HeadCount
from gregoire.observatory.linkage import link
from gregoire.observatory.store import Store
from tests.demo.feeds.written import THE_YEAR


def nobody_watches(_what: str, _done: int, _total: int) -> None:
    """Nothing to show."""


@pytest.fixture(scope="module")
def store(noisy: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    kept = Store(tmp_path_factory.mktemp("observatory"))
    ingest(noisy, edition=THE_YEAR, store=kept, progress=nobody_watches)
    return kept


@pytest.fixture(scope="module")
def head_count(store: Store) -> HeadCount:
    snapshot = store.snapshot(ingested(store, THE_YEAR))
    return link(snapshot, store=store, decisions=(), progress=nobody_watches).head_count


def test_the_truth_lies_inside_the_bounds_and_near_the_count(
    noisy: Path, store: Store, head_count: HeadCount
) -> None:
    found = compared_with_truth(sealed_folder(noisy), head_count, store.returns(THE_YEAR))

    assert abs(found.bias) <= 0.005
    assert found.is_within


def test_every_damaged_line_is_in_its_centres_quality_return(
    noisy: Path, store: Store, head_count: HeadCount
) -> None:
    found = compared_with_truth(sealed_folder(noisy), head_count, store.returns(THE_YEAR))

    assert found.damaged >= 11
    assert found.unreported == ()


def test_a_damaged_line_that_no_return_tells_of_is_named(
    noisy: Path, store: Store, head_count: HeadCount, tmp_path: Path
) -> None:
    for path in store.returns(THE_YEAR).glob("*.csv"):
        whole = [line for line in path.read_text().splitlines() if "persons.csv" not in line]
        (tmp_path / path.name).write_text("\n".join(whole) + "\n")

    found = compared_with_truth(sealed_folder(noisy), head_count, tmp_path)

    assert {line.file for line in found.unreported} == {f"{THE_YEAR}/persons.csv"}
    assert Damage.DAMAGED_DATE in {line.damage for line in found.unreported}


def test_a_count_that_is_off_says_so(noisy: Path, store: Store, head_count: HeadCount) -> None:
    wrong = replace(head_count, persons=head_count.persons - 100, upper=head_count.persons - 50)

    found = compared_with_truth(sealed_folder(noisy), wrong, store.returns(THE_YEAR))

    assert found.bias < -0.05
    assert not found.is_within
