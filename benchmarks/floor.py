"""The floor: a bare WSGI handler that runs the same SQL and sends the same bytes as a page.

What a page costs above this is what the house itself costs. `pages.py` records the statements and
the bytes, writes them to the file that GREGOIRE_FLOOR names, and serves this with the same server.
"""

import os
import pickle
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

StartResponse = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One page as it was answered: its statements with their values, its head, its bytes."""

    statements: tuple[tuple[str, Any], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes


_own = threading.local()
_pages: dict[str, Recorded] = {}


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if not _pages:
        # Written a moment ago by our own benchmark.
        _pages.update(pickle.loads(Path(os.environ["GREGOIRE_FLOOR"]).read_bytes()))  # noqa: S301
    page = _pages[f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}".rstrip("?")]
    with _connection().cursor() as cursor:
        for sql, values in page.statements:
            cursor.execute(sql, values)
            if cursor.description:
                cursor.fetchall()
    start_response("200 OK", list(page.headers))
    return [page.body]


def _connection() -> "psycopg.Connection[tuple[Any, ...]]":
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(
            os.environ["GREGOIRE_FLOOR_DATABASE"],
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
        )
    connection: psycopg.Connection[tuple[Any, ...]] = _own.connection
    return connection
