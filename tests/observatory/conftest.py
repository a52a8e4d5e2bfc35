"""The demo's feeds at a hundredth of the network, taken and built once for all who look at an edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from gregoire.demo.feeds import write_feeds
from gregoire.observatory import editions
from gregoire.observatory.feeds.reading import ingest
from gregoire.observatory.figures import Edition
from gregoire.observatory.store import Store


@dataclass(frozen=True, slots=True)
class Demo:
    """Feeds, the store in which they were taken, and an edition of each convention. Look, do not touch."""

    feeds: Path
    store: Store
    editions: Mapping[str, Edition]


def silent(_title: str, _done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("observatory")
    store = Store(folder / "observatory")
    write_feeds(folder / "feeds", scale=0.01, progress=silent)
    ingest(folder / "feeds", edition="2016-2017", store=store, progress=silent)
    built = {
        convention: editions.build(
            store, name="2016-2017", convention=convention, decisions=(), progress=silent
        )
        for convention in editions.CONVENTIONS
    }
    return Demo(folder / "feeds", store, built)


@pytest.fixture(params=editions.CONVENTIONS)
def edition(demo: Demo, request: pytest.FixtureRequest) -> Edition:
    """The demo's edition, under each convention."""
    return demo.editions[request.param]
