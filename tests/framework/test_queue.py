"""What a job enqueues belongs to the transaction of that job, as it does in a page."""

import asyncio

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import enqueue

pytestmark = pytest.mark.django_db(transaction=True)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        (count,) = cursor.fetchone()
    return int(count)


def test_what_a_job_enqueued_is_gone_where_the_job_is_rolled_back() -> None:
    seen: list[int] = []

    def a_job_that_fails() -> None:
        with transaction.atomic():
            enqueue([EmailMessage("Subject", "Text", to=["a@example.org"])])
            seen.append(jobs())
            transaction.set_rollback(True)
        connection.close()

    async def as_the_worker_runs_it() -> None:
        django = app.connector
        assert isinstance(django, DjangoConnector)
        with app.replace_connector(django.get_worker_connector()) as working:
            async with working.open_async():
                await asyncio.to_thread(a_job_that_fails)

    asyncio.run(as_the_worker_runs_it())

    assert seen == [1]
    assert (jobs(), OutgoingMail.objects.count()) == (0, 0)
