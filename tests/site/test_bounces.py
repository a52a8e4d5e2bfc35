"""A mail comes back: from a real mail server's refusal, or as the report that it pipes to us."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from gregoire.correspondence.models import AddressTask
from gregoire.correspondence.rules import DeliveryState
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.site import bounces
from tests.correspondence.test_bounce_rules import OURS, POSTFIX
from tests.makers.network import make_centre
from tests.makers.people import make_person
from tests.makers.saying import delivery_of, tell
from tests.support.commands import clean_environment
from tests.support.jobs import work_off_jobs
from tests.support.smtp import letterbox


def report_of(mail: OutgoingMail) -> bytes:
    return POSTFIX.replace(OURS, mail.message_id).encode()


@pytest.mark.django_db
def test_a_report_makes_a_bounce_of_the_delivery_and_a_task_for_the_office(
    settings: Settings,
) -> None:
    settings.GREGOIRE_DEMO = True
    centre = make_centre()
    person = make_person(at=centre)
    notice = tell(person)
    work_off_jobs()
    mail = OutgoingMail.objects.get()

    told = bounces.take(report_of(mail))

    assert told.startswith(f"{mail.message_id} came back: 5.1.1")
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.BOUNCED
    row = delivery_of(notice)
    assert (row.state, row.sent_at) == (DeliveryState.BOUNCED, mail.sent_at)
    assert "User unknown" in row.bounce
    assert AddressTask.objects.get().centre == centre
    said = JournalEntry.objects.get(operation="correspondence.record_bounce")
    assert said.on_id == str(mail.pk)


@pytest.mark.django_db
def test_a_report_that_comes_twice_is_one_bounce(settings: Settings) -> None:
    settings.GREGOIRE_DEMO = True
    tell(make_person(at=make_centre()))
    work_off_jobs()
    report = report_of(OutgoingMail.objects.get())

    told = [bounces.take(report), bounces.take(report)]

    assert [one.endswith("nothing to do.") for one in told] == [False, True]
    assert AddressTask.objects.count() == 1


@pytest.mark.django_db
def test_what_is_not_ours_is_taken_and_changes_nothing() -> None:
    notice = tell(make_person())

    assert "No mail of ours" in bounces.take(POSTFIX.encode())
    assert "no report" in bounces.take(b"Subject: Hello\n\nMy dog ate it.")
    assert "did not wait" in bounces.take(report_of(OutgoingMail.objects.get()))  # not sent yet
    assert delivery_of(notice).state == DeliveryState.QUEUED


@pytest.mark.django_db
def test_a_servers_own_refusal_is_the_same(settings: Settings) -> None:
    with letterbox() as box:
        settings.GREGOIRE_SMTP_URL = box.url
        box.refuses_for_good = {"gone@example.org"}
        gone = tell(make_person(mail="gone@example.org", at=make_centre()))
        here = tell(make_person(mail="here@example.org"))
        work_off_jobs()

    assert delivery_of(gone).state == DeliveryState.BOUNCED
    assert AddressTask.objects.get().address == "gone@example.org"
    assert delivery_of(here).state == DeliveryState.SENT
    assert [str(mail["To"]) for mail in box.taken] == ["here@example.org"]


def bounce(report: bytes, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "gregoire", "bounce", *arguments],
        input=report,
        env=clean_environment(**settings),
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_without_a_database_the_mail_server_is_asked_to_come_back(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none"

    done = bounce(POSTFIX.encode(), GREGOIRE_DATA_DIR=str(tmp_path), DATABASE_URL=url)

    assert done.returncode == 75
    assert b"database" in done.stderr


def test_the_command_reads_what_is_piped_to_it(data: Path) -> None:
    done = bounce(POSTFIX.encode(), GREGOIRE_DATA_DIR=str(data))

    assert done.returncode == 0
    assert f"No mail of ours is called {OURS}" in done.stdout.decode()
