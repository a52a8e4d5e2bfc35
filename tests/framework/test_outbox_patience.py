"""What the outbox does over time: it waits, gives up, tells, and lets what presses go first."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils.timezone import now
from procrastinate.jobs import Job
from pytest_django import DjangoAssertNumQueries, Settings

from gregoire.framework import events, outbox
from gregoire.framework.jobs import Patience
from gregoire.framework.mail_server import NoLineError
from gregoire.framework.models import OutgoingMail
from gregoire.framework.outbox import MailBounced, MailLeft, came_back, deliver, enqueue
from tests.support.jobs import work_off_jobs
from tests.support.smtp import Letterbox, letterbox

pytestmark = pytest.mark.django_db
State, Priority = OutgoingMail.State, OutgoingMail.Priority


@pytest.fixture
def box(settings: Settings) -> Iterator[Letterbox]:
    with letterbox() as box:
        settings.GREGOIRE_SMTP_URL = box.url
        yield box


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is announced, to a listener of the test alone."""
    heard: list[object] = []
    for event in (MailLeft, MailBounced):
        monkeypatch.setitem(events._listeners, event, [heard.append])
    return heard


def keep(priority: OutgoingMail.Priority = Priority.ORDINARY, count: int = 1) -> list[OutgoingMail]:
    return enqueue(
        [EmailMessage("Hello", "Word", to=["camille@example.org"]) for _ in range(count)],
        priority=priority,
    )


def waiting_jobs() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs ORDER BY id")
        return [json.loads(args) for (args,) in cursor.fetchall()]


def seconds_until_the_job() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs")
        return float(cursor.fetchone()[0])


def empty_the_queue() -> None:
    """The test runs its jobs itself."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.parametrize("count", [1, 60])
def test_many_mails_are_kept_and_enqueued_in_as_few_statements_as_one(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    with django_assert_num_queries(4):  # a savepoint and its end are two of them
        mails = keep(count=count)

    assert len({mail.message_id for mail in mails}) == count
    shares = [work["mail_ids"] for work in waiting_jobs()]
    assert [key for share in shares for key in share] == [mail.pk for mail in mails]
    assert len(shares) == -(-count // outbox.MAILS_OF_A_JOB)


def test_jobs_have_the_priority_of_their_mail() -> None:
    for priority in (Priority.BULK, Priority.URGENT, Priority.ORDINARY):
        keep(priority)

    with connection.cursor() as cursor:
        cursor.execute("SELECT priority FROM procrastinate_jobs ORDER BY priority DESC")
        assert cursor.fetchall() == [(10,), (0,), (-10,)]


def test_who_waits_learns_that_a_mail_has_left(box: Letterbox, told: list[object]) -> None:
    (mail,) = keep()

    deliver(mail.pk)
    deliver(mail.pk)

    assert told == [MailLeft(mail.pk)]
    assert len(box.taken) == 1


def test_who_waits_learns_that_a_mail_was_refused(box: Letterbox, told: list[object]) -> None:
    box.refuses_for_good = {"camille@example.org"}
    (mail,) = keep()

    deliver(mail.pk)

    assert told == [MailBounced(mail.pk, "550 5.1.1 no such user")]


def test_a_mail_that_left_may_come_back_once(box: Letterbox, told: list[object]) -> None:
    (mail,) = keep()
    assert not came_back(mail.pk, "5.1.1")  # it has not left
    deliver(mail.pk)

    assert [came_back(mail.pk, "5.1.1"), came_back(mail.pk, "5.1.1")] == [True, False]

    mail.refresh_from_db()
    assert (mail.state, mail.sent_at is None) == (State.BOUNCED, False)
    assert told == [MailLeft(mail.pk), MailBounced(mail.pk, "5.1.1")]
    assert len(box.taken) == 1


def test_a_mistake_of_who_listens_sends_no_mail_twice(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(_event: object) -> None:
        raise LookupError

    monkeypatch.setitem(events._listeners, MailLeft, [mistaken])
    (mail,) = keep()

    with pytest.raises(LookupError):
        deliver(mail.pk)  # the job fails, and is tried again
    deliver(mail.pk)

    assert len(box.taken) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_mail_box_that_asks_to_come_back_is_asked_for_five_days(
    box: Letterbox, command: str
) -> None:
    (mail,) = keep()
    box.answers[command] = ["451 come back later"] * 2

    deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_answer) == (
        State.WAITING,
        1,
        "451 come back later",
    )
    OutgoingMail.objects.update(written_at=now() - timedelta(days=5, minutes=1))
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == State.REFUSED


def test_one_that_is_asked_to_come_back_keeps_nobody_else_waiting(box: Letterbox) -> None:
    mails = keep(count=3)
    empty_the_queue()
    box.answers["RCPT"] = ["250 OK", "450 4.2.1 too many mails for you today"]

    deliver(*(mail.pk for mail in mails))

    assert box.ids == [mails[0].message_id, mails[2].message_id]
    assert waiting_jobs() == [{"mail_ids": [mails[1].pk]}]
    assert 6 <= seconds_until_the_job() < 9


def test_after_its_turn_a_job_lets_others_pass(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TURN_S", 0.0)
    mails = keep(Priority.BULK, count=3)
    empty_the_queue()

    deliver(*(mail.pk for mail in mails))

    assert box.ids == [mails[0].message_id]
    assert waiting_jobs() == [{"mail_ids": [mails[1].pk, mails[2].pk]}]
    assert work_off_jobs() == [outbox.DELIVERY] * 2
    assert box.ids == [mail.message_id for mail in mails]


def test_a_server_that_does_not_let_us_in_is_waited_for_however_long(
    box: Letterbox, settings: Settings
) -> None:
    """A wrong password is no refusal of the mail, nor is a line that breaks."""
    settings.GREGOIRE_SMTP_URL = box.url.replace("smtp://", "smtp://campus:wrong@")
    (mail,) = keep()
    OutgoingMail.objects.update(written_at=now() - timedelta(days=30))

    with pytest.raises(NoLineError):
        deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == State.WAITING
    settings.GREGOIRE_SMTP_URL = box.url
    deliver(mail.pk)
    assert len(box.taken) == 1


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 6), (3, 13), (8, 261), (12, 900), (5000, 900)]
)
def test_tries_come_at_most_a_quarter_of_an_hour_apart(attempts: int, seconds: int) -> None:
    job = Job(
        id=1, queue="mail", lock=None, queueing_lock=None, task_name=outbox.DELIVERY, attempts=attempts
    )  # fmt: skip

    decision = Patience().get_retry_decision(exception=OSError(), job=job)

    assert decision is not None
    assert decision.retry_at is not None
    assert abs((decision.retry_at - now()).total_seconds() - seconds) < 2


def test_word_of_a_mail_that_failed_goes_where_it_is_read(
    box: Letterbox, settings: Settings
) -> None:
    settings.GREGOIRE_BOUNCES_TO = "bounces@campus.example.org"
    (mail,) = keep()

    deliver(mail.pk)

    assert box.senders == ["bounces@campus.example.org"]
    assert box.taken[0]["From"] == settings.DEFAULT_FROM_EMAIL
