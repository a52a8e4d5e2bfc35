"""Who runs what when a session of tests has several workers.

A folder of tests that first makes something large (a campus, an observatory, a network) stays with
one worker, so that it is made once. These folders come first, the longest before the others: then
there is always something small left for the worker that would else wait for the last of the other.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

FOLDERS = ("tests/journeys", "tests/observatory", "tests/site", "tests/demo", "tests/house")


def folder_of(nodeid: str) -> str | None:
    """The folder that a test shares its worker with, if it is one of those."""
    return next((folder for folder in FOLDERS if nodeid.startswith(f"{folder}/")), None)


def turn(item: pytest.Item) -> int:
    """The place of a test among the others of a session with workers; files stay together."""
    folder = folder_of(item.nodeid)
    return FOLDERS.index(folder) if folder else len(FOLDERS)


class FoldersThenFiles(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """`--dist loadfile`, where those folders count as one file."""

    def _split_scope(self, nodeid: str) -> str:
        return folder_of(nodeid) or str(super()._split_scope(nodeid))
