"""The logs say what happened and how long it took, never to whom."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from gregoire.site import logs

SECRET = "Amina Rossi"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the logs of the web server would hold."""
    place = io.StringIO()
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = root.handlers
    monkeypatch.setattr(sys, "stderr", place)
    before = structlog.get_config()
    logs.set_up_logs("INFO")
    monkeypatch.setattr(logs, "log", structlog.get_logger("gregoire"))
    yield place
    structlog.configure(**before)
    root.handlers = handlers
    root.setLevel(level)


def lines(place: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in place.getvalue().splitlines()]


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_pattern(client: Client, written: io.StringIO) -> None:
    client.get("/unites/AMINA-ROSSI/", {"q": SECRET})

    (line,) = lines(written)
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 404)
    assert line["path"] == "/unites/<slug:code>/"
    assert set(line) >= {"ms", "queries", "sql_ms", "timestamp"}
    assert "mina" not in written.getvalue()


def test_an_address_that_nobody_knows_is_not_repeated(client: Client, written: io.StringIO) -> None:
    client.get(f"/{SECRET}/")

    (line,) = lines(written)
    assert (line["path"], line["status"]) == ("/…", 404)


@pytest.mark.django_db
def test_queries_are_counted(written: io.StringIO) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            cursor.execute("select 2")
        return HttpResponse()

    logs.RequestLogMiddleware(view)(RequestFactory().get("/"))

    (line,) = lines(written)
    assert line["queries"] == 2


def test_of_an_error_its_class_and_place_are_kept(written: io.StringIO) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise ValueError(SECRET)

    with pytest.raises(ValueError, match=SECRET):
        logs.RequestLogMiddleware(view)(RequestFactory().get("/"))

    (line,) = lines(written)
    assert (line["level"], line["error"], line["status"]) == ("error", "ValueError", 500)
    assert "tests/site/test_logs.py" in str(line["where"])
    assert SECRET not in written.getvalue()


def test_of_a_librarys_line_its_fixed_words_are_kept(written: io.StringIO) -> None:
    error = LookupError(SECRET)

    logging.getLogger("some.library").error("Nothing for %s\nin", SECRET, exc_info=error)

    (line,) = lines(written)
    assert (line["event"], line["logger"]) == ("Nothing for %s", "some.library")
    assert line["error"] == "LookupError"
    assert SECRET not in written.getvalue()


@pytest.mark.django_db
def test_a_job_is_one_line(written: io.StringIO) -> None:
    with logs.job_line("framework.deliver_mail", 12):
        pass

    (line,) = lines(written)
    assert (line["event"], line["number"], line["outcome"]) == ("job", 12, "done")


@pytest.mark.django_db
def test_a_job_that_fails_says_so(written: io.StringIO) -> None:
    with pytest.raises(OSError, match=SECRET), logs.job_line("framework.deliver_mail", 12):
        raise OSError(SECRET)

    (line,) = lines(written)
    assert (line["number"], line["outcome"]) == (12, "failed")
    assert SECRET not in written.getvalue()
