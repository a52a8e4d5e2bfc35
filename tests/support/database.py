"""One embedded PostgreSQL for a session of tests, in a folder that goes away with it."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gregoire.site import addresses, database

# What a crash would lose does not matter here; how commits behave does.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}


@contextlib.contextmanager
def session_database() -> Iterator[None]:
    """Set before Django reads its settings, for this process and for the workers that it starts."""
    folder = Path(tempfile.mkdtemp(prefix="gregoire-tests-"))
    before = dict(os.environ)
    os.environ["GREGOIRE_DATA_DIR"] = str(folder)
    (folder / "static").mkdir()
    try:
        with contextlib.ExitStack() as stack:
            if not os.environ.get("DATABASE_URL"):
                stack.enter_context(database.embedded(folder, **FAST))
                os.environ["DATABASE_URL"] = addresses.embedded_url(folder)
            yield
            if "DATABASE_URL" not in before:
                del os.environ["DATABASE_URL"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
