"""The worker: runs what operations have enqueued, and takes up what a dead worker left."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import procrastinate
import psycopg
import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from gregoire.framework.outbox import QUEUE
from gregoire.site.logs import job_line

HEARTBEAT = 3.0
MAILS_AT_ONCE = 2  # beside the other jobs, so that none of these keeps urgent mail waiting
LOOKS_EVERY = 1.0  # seconds; what is due at an instant leaves at most so late
SILENCE = 12.0  # after which a worker is taken for dead
log = structlog.get_logger("gregoire.worker")


def logged(call_next: Callable[[], Any], context: JobContext, _worker: Worker) -> Any:
    with job_line(context.job.task_name, context.job.id):
        return call_next()


HABITS: Final[Any] = {
    "delete_jobs": "successful",
    "fetch_job_polling_interval": LOOKS_EVERY,
    "update_heartbeat_interval": HEARTBEAT,
    "stalled_worker_timeout": SILENCE,
    "shutdown_graceful_timeout": 10,
    "task_middleware": [logged],
}


def work(*, concurrency: int) -> None:
    """Until told to stop. A database that goes away and comes back is waited for."""
    asyncio.run(work_patiently(concurrency))


async def work_patiently(concurrency: int) -> None:
    while True:
        try:
            await work_once(concurrency)
        except (ConnectorException, psycopg.Error, OSError) as error:
            log.warning("the database does not answer; trying again", error=type(error).__name__)
            await asyncio.sleep(1)
        else:
            return


async def work_once(concurrency: int) -> None:
    django: DjangoConnector = app.connector  # type: ignore[assignment]
    with app.replace_connector(django.get_worker_connector()) as working:
        async with working.open_async():
            mailing = Worker(
                working, [QUEUE], concurrency=MAILS_AT_ONCE, **HABITS, install_signal_handlers=False
            )
            carrying = asyncio.create_task(mailing.run())  # type: ignore[no-untyped-call]  # theirs
            rescuing = asyncio.create_task(rescue(working))
            try:
                name = f"worker-{os.getpid()}"
                await working.run_worker_async(name=name, concurrency=concurrency, **HABITS)
            finally:
                mailing.stop()  # type: ignore[no-untyped-call]  # theirs
                rescuing.cancel()
                await asyncio.gather(carrying, rescuing, return_exceptions=True)


async def rescue(working: procrastinate.App) -> None:
    """Jobs of a worker that was killed go back to the queue: they are safe to run twice."""
    while True:
        for job in await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
            log.warning("taking up the job of a dead worker", job=job.task_name, number=job.id)
            await working.job_manager.retry_job(job, retry_at=datetime.now(UTC))
        await asyncio.sleep(HEARTBEAT)
