"""What comes back by itself: the worker knows it, at which hour, and it does its work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now
from procrastinate.contrib.django import app

from gregoire.framework.models import JournalEntry
from gregoire.network.models import ClosingDay
from tests.makers.network import make_centre
from tests.makers.people import make_account
from tests.support.jobs import work_off_jobs


@pytest.fixture(autouse=True)
def _known() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # as a worker does when it starts


def next_run(name: str, *, after: datetime) -> datetime:
    (periodic,) = (
        one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == name
    )
    seconds = periodic.croniter.get_next(ret_type=float, start_time=after.timestamp())
    return datetime.fromtimestamp(seconds, UTC)


def test_the_worker_knows_everything_that_comes_back() -> None:
    assert {task.task.name for task in app.periodic_registry.periodic_tasks.values()} == {
        "correspondence.send_due_mail",
        "people.forget_ended_sessions",
        "framework.sweep_files",
        "network.close_on_public_holidays",
    }


@pytest.mark.parametrize(
    ("name", "next_time"),
    [
        ("correspondence.send_due_mail", datetime(2026, 11, 22, 12, 1, tzinfo=UTC)),
        ("people.forget_ended_sessions", datetime(2026, 11, 23, 2, 10, tzinfo=UTC)),
        ("network.close_on_public_holidays", datetime(2027, 8, 1, 2, 30, tzinfo=UTC)),
    ],
)
def test_each_comes_back_at_its_hour(name: str, next_time: datetime) -> None:
    assert next_run(name, after=datetime(2026, 11, 22, 12, tzinfo=UTC)) == next_time


@pytest.mark.django_db
def test_ended_sessions_leave_in_the_night(client: Client) -> None:
    client.force_login(make_account())
    Session.objects.update(expire_date=now() - timedelta(days=1))

    app.tasks["people.forget_ended_sessions"].defer(timestamp=int(now().timestamp()))

    assert work_off_jobs() == ["people.forget_ended_sessions"]
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_each_summer_the_centres_learn_the_holidays_of_two_years() -> None:
    centre = make_centre()
    due = datetime(2027, 8, 1, 2, 30, tzinfo=UTC)

    for _ in range(2):  # safe to run twice
        app.tasks["network.close_on_public_holidays"].defer(timestamp=int(due.timestamp()))
        work_off_jobs()

    known = ClosingDay.objects.filter(centre=centre, is_public_holiday=True)
    assert known.filter(day=date(2028, 5, 1)).count() == 1
    assert known.filter(day=date(2029, 5, 1)).count() == 1
    assert not known.filter(day__lt=date(2027, 9, 1)).exists()
    assert JournalEntry.objects.filter(operation="network.set_closing_days").exists()
