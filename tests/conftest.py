"""Every session of tests has a PostgreSQL of its own; see `tests/support/database.py`."""

import contextlib
import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.support.database import session_database
from tests.support.loud import undefined_variables_fail, unordered_queries_come_back_shuffled
from tests.support.turns import FoldersThenFiles, turn

os.environ["DJANGO_SETTINGS_MODULE"] = "gregoire.site.settings"
PLACE = pytest.StashKey[contextlib.ExitStack]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of xdist uses the server of its session
        config.stash[PLACE] = contextlib.ExitStack()
        config.stash[PLACE].enter_context(session_database())
    settings.LANGUAGE_CODE = "en"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    unordered_queries_come_back_shuffled()


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: some always wait for a browser, a database or a command."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object | None:
    config.option.loadscopereorder = False  # the order is that of the turns
    return FoldersThenFiles(config, log) if config.option.dist == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With workers the longest come first; without, what is small tells first."""
    items.sort(key=turn, reverse=not hasattr(config, "workerinput"))


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: the search for garbage need not go through it."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    gc.unfreeze()  # libraries that count what is left at the end find nothing
    if PLACE in config.stash:
        config.stash[PLACE].close()


@pytest.fixture(autouse=True)
def _what_is_committed_to_the_queue_leaves_with_its_test(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django empties the tables of its own models after such a test; the queue's are not among them."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True, scope="session")
def _loud_templates() -> None:
    undefined_variables_fail()


@pytest.fixture(autouse=True)
def _same_language_for_each() -> None:
    """Tests read the English sentences, which stand in the code; some ask for French themselves."""
    translation.activate("en")
