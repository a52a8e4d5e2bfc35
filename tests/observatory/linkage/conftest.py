from pathlib import Path

import pytest

from gregoire.observatory.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "observatory")
