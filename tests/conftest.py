"""Every session of tests has a PostgreSQL of its own; see `tests/support/database.py`."""

import contextlib
import os

import pytest
from django.conf import settings
from django.utils import translation

from tests.support.database import session_database
from tests.support.loud import undefined_variables_fail, unordered_queries_come_back_shuffled

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


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if PLACE in config.stash:
        config.stash[PLACE].close()


@pytest.fixture(autouse=True, scope="session")
def _loud_templates() -> None:
    undefined_variables_fail()


@pytest.fixture(autouse=True)
def _same_language_for_each() -> None:
    """Tests read the English sentences, which stand in the code; some ask for French themselves."""
    translation.activate("en")
