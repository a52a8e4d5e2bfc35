from pathlib import Path

import pytest
from django.conf import LazySettings

from gregoire.observatory.store import Store


@pytest.fixture
def store(tmp_path: Path, settings: LazySettings) -> Store:
    """The observatory's folder of one test."""
    settings.GREGOIRE_OBSERVATORY = tmp_path / "observatory"
    return Store(tmp_path / "observatory")
