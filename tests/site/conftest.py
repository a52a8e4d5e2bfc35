import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import gregoire


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the tables in it, nothing running."""
    folder = tmp_path_factory.mktemp("site") / "data"
    done = gregoire("migrate", "--data-dir", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def data(tables: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of it, one for each test."""
    folder = tmp_path / "data"
    shutil.copytree(tables, folder, ignore=shutil.ignore_patterns("run"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
