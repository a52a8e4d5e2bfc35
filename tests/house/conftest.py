from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(scope="session")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The observatory's folder of the world: one edition, written, with pairs and a return."""
    from gregoire.observatory.store import Store  # noqa: PLC0415 -- Django is not awake before
    from tests.makers import publications as make  # noqa: PLC0415 -- the same

    folder = tmp_path_factory.mktemp("observatory")
    store = Store(folder)
    make.write_pairs(store, make.shelve(store, make.make_edition()).edition)
    make.write_return(store, "2016-2017")
    return folder


@pytest.fixture(autouse=True)
def _observatory(observatory: Path, settings: LazySettings) -> None:
    settings.GREGOIRE_OBSERVATORY = observatory
