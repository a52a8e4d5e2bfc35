"""Feeds of a hundredth of the network, written once for all tests that only read them."""

from pathlib import Path

import pytest

from tests.demo.feeds.written import write


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("clean") / "feeds")


@pytest.fixture(scope="session")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("noisy") / "feeds", noise=True)
