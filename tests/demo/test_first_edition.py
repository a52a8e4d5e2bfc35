"""What a demo publishes by itself, once it is served."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from gregoire.demo.jobs import publish_first_edition


@pytest.mark.django_db
def test_the_worker_knows_what_the_loading_asks_of_it() -> None:
    publish_first_edition.defer(scale=0.02, year=2025)

    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE queue_name = 'demo'")
        [(name, args)] = cursor.fetchall()
    assert name in app.tasks
    assert '"year": 2025' in str(args).replace("'", '"')
