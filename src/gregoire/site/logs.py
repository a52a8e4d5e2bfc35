"""What is written down: one line per request and per job, structured, never a person.

Of an address only its pattern is kept (`/unites/<code>/`), of a job only its name and number: what
people typed, who they are and which rows they saw stay in the database, under its permissions.
"""

import contextlib
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("gregoire")
GetResponse = Callable[[HttpRequest], HttpResponse]
Event = MutableMapping[str, Any]


class Counter:
    """Counts the queries of one request or job; an execute wrapper of Django's connection."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any
    ) -> Any:
        begun = time.perf_counter()
        try:
            return execute(statement, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - begun


@contextlib.contextmanager
def counted() -> Iterator[Counter]:
    counter = Counter()
    with connection.execute_wrapper(counter):
        yield counter


class RequestLogMiddleware:
    """One line per request: method, pattern, status, milliseconds, queries."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        status, wrong = 500, None
        with counted() as counter:
            try:
                response = self.get_response(request)
                status = response.status_code
            except Exception as error:
                wrong = error
                raise
            finally:
                log.log(
                    logging.INFO if wrong is None else logging.ERROR,
                    "request",
                    method=request.method if request.method in METHODS else "other",
                    path=pattern_of(request),
                    status=status,
                    ms=round((time.perf_counter() - begun) * 1000, 1),
                    queries=counter.queries,
                    sql_ms=round(counter.seconds * 1000, 1),
                    exc_info=wrong,
                )
        return response


HERE = Path(__file__)
PACKAGE = HERE.parent.parent
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def pattern_of(request: HttpRequest) -> str:
    """The pattern of the address: what is between the slashes may name a person."""
    match = request.resolver_match
    if match is not None:
        return f"/{match.route}"
    return "/static/…" if request.path.startswith("/static/") else "/…"


@contextlib.contextmanager
def job_line(name: str, number: int | None) -> Iterator[None]:
    """One line per job: name, number in the queue, how it ended, milliseconds, queries."""
    begun = time.perf_counter()
    outcome = "failed"
    with counted() as counter:
        try:
            yield
            outcome = "done"
        finally:
            log.info(
                "job",
                job=name,
                number=number,
                outcome=outcome,
                ms=round((time.perf_counter() - begun) * 1000, 1),
                queries=counter.queries,
            )


def without_people(_logger: Any, _method: str, event: Event) -> Event:
    """Of an exception its class and place are kept: its message may quote what somebody typed."""
    wrong = event.pop("exc_info", None)
    if wrong is True:
        wrong = sys.exc_info()
    error = wrong[1] if isinstance(wrong, tuple) else wrong
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = place_of(error)
    event.pop("stack_info", None)
    return event


def without_arguments(_logger: Any, _method: str, event: Event) -> Event:
    """Of a library's line its fixed words are kept, not what it filled in: addresses, names, values."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = str(record.msg).partition("\n")[0]
        if hasattr(record, "status_code"):
            event["status"] = record.status_code
    return event


def place_of(error: BaseException) -> str:
    """The last line of ours that the error went through, or its very place."""
    frames = [
        (Path(frame.f_code.co_filename), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [(path, line) for path, line in frames if PACKAGE in path.parents and path != HERE]
    for path, line in reversed(ours or frames):
        return f"{'/'.join(path.parts[-3:])}:{line}"
    return "?"


def set_up_logs(level: str, *, machine: bool | None = None) -> None:
    """JSON for a collector, readable lines on a terminal; both on standard error."""
    for_machine = not sys.stderr.isatty() if machine is None else machine
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if for_machine
        else structlog.dev.ConsoleRenderer(pad_event_to=8, exception_formatter=lambda *_: None)
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_people,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[without_arguments, *shared, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel("WARNING")
    logging.getLogger("django").handlers = []
    logging.getLogger("django.request").setLevel("ERROR")  # the rest is in the request's own line
    logging.getLogger("gregoire").setLevel(level)
