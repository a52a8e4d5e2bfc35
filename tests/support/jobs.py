"""Work off, in the test's own transaction, the jobs that the code under test enqueued.

The jobs are the real rows of the queue; only the worker process is left out. Tests of the worker
itself start it (`tests/site`).
"""

import json

from django.db import connection
from procrastinate.contrib.django import app


def work_off_jobs() -> list[str]:
    """Run every job that waits, oldest first; the names of the tasks that ran."""
    done: list[str] = []
    while job := _next():
        number, name, args = job
        app.tasks[name](**args)
        _finish(number)
        done.append(name)
    return done


def _next() -> tuple[int, str, dict[str, object]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT 1"
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, name, args = row
    return number, name, args if isinstance(args, dict) else json.loads(args)


def _finish(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [number])
