import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.operations.calls import note_call
from gregoire.correspondence.queries.proofs import notice_told, proof_of
from gregoire.correspondence.rules import CallOutcome, Channel, DeliveryState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import Look, OutgoingMail
from gregoire.network.models import Centre
from tests.correspondence.test_pages import text_of
from tests.makers.network import make_centre
from tests.makers.notices import make_call, make_notice
from tests.makers.people import acting, appoint, make_account, make_person

pytestmark = pytest.mark.django_db
TOPIC = "planning.change/2k4m2k4m2k4m2k"
PROOF, TOPIC_PROOF = 8, 9  # queries, whatever the number of channels and of persons


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def client_of(centre: Centre, *, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(make_account(appoint(make_person(), Role.SCHOOLING, at=centre).person))
    return client


def make_told(centre: Centre) -> Notice:
    """Told on the campus and by a mail that the server has taken."""
    notice = make_notice(centre=centre, topic=TOPIC)
    at = datetime(2026, 11, 25, 17, 30, 7, tzinfo=UTC)
    mail = OutgoingMail.objects.create(
        message_id=f"<{notice.pk}@example.org>",
        sender="campus@example.org",
        recipients=[notice.person.mail],
        subject=notice.subject,
        raw=b"",
        state=OutgoingMail.State.SENT,
        sent_at=at,
    )
    Delivery.objects.create(
        notice=notice,
        channel=Channel.MAIL,
        state=DeliveryState.SENT,
        address=notice.person.mail,
        sent_at=at,
        mail=mail,
    )
    return notice


def read(pdf: bytes, folder: Path) -> str:
    file = folder / "proof.pdf"
    file.write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout


def test_every_instant_of_every_channel_is_in_the_proof() -> None:
    centre = make_centre()
    notice = make_told(centre)
    call = make_call(notice)
    note_call(by=office_of(centre), delivery=call, outcome=CallOutcome.NO_ANSWER)
    notice.opened_at = now()
    notice.save()

    proof = proof_of(notice_told(office_of(centre), notice.public_id))

    events = {way.channel: [event.what for event in way.events] for way in proof.ways}
    assert events == {
        Channel.CAMPUS: ["written", "placed in the person’s messages", "opened"],
        Channel.MAIL: ["queued", "taken by the mail server"],
        Channel.CALL: ["queued", "No answer"],
    }
    assert proof.reached_at == notice.opened_at


def test_a_mail_that_left_is_no_proof_that_it_was_read() -> None:
    centre = make_centre()

    proof = proof_of(notice_told(office_of(centre), make_told(centre).public_id))

    assert proof.reached_at is None


def test_who_was_reached_on_the_phone_knows_since_then() -> None:
    centre = make_centre()
    call = make_call(make_told(centre))
    attempt = note_call(by=office_of(centre), delivery=call, outcome=CallOutcome.REACHED)

    proof = proof_of(notice_told(office_of(centre), call.notice.public_id))

    attempt.refresh_from_db()
    assert proof.reached_at == attempt.at


def test_the_page_asks_the_same_and_leaves_its_trace(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    centre = make_centre()
    notice = make_told(centre)
    make_call(notice)
    client = client_of(centre)

    with django_assert_num_queries(PROOF):
        page = client.get(reverse("correspondence:proof", args=[notice.public_id]))

    assert "taken by the mail server" in text_of(page.content)
    assert Look.objects.get().about == notice.person_id


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_who_was_told_of_a_change_stands_on_one_page(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    for _ in range(count):
        make_call(make_told(centre))
    make_notice(centre=centre, topic="planning.change/another")
    client = client_of(centre)

    with django_assert_num_queries(TOPIC_PROOF):
        page = client.get(reverse("correspondence:topic_proof", args=[TOPIC]))

    assert text_of(page.content).count("not known") == count


def test_the_pdf_says_it_with_seconds_on_the_clock_of_the_centre(tmp_path: Path) -> None:
    centre = make_centre(name="Cnam Nouméa", time_zone="Pacific/Noumea")
    notice = make_told(centre)
    client = client_of(centre)

    one = client.get(reverse("correspondence:proof_pdf", args=[notice.public_id]))
    make_told(centre)
    both = client.get(reverse("correspondence:topic_proof_pdf", args=[TOPIC]))

    assert "2026-11-26 04:30:07" in read(one.content, tmp_path)
    assert f"<{notice.pk}@example.org>" in read(one.content, tmp_path)
    assert "2 persons told" in read(both.content, tmp_path)


def test_a_stranger_finds_no_proof() -> None:
    notice = make_told(make_centre())
    stranger = client_of(make_centre())

    for name in ("proof", "proof_pdf"):
        address = reverse(f"correspondence:{name}", args=[notice.public_id])
        assert stranger.get(address).status_code == 404
    for name in ("topic_proof", "topic_proof_pdf"):
        assert stranger.get(reverse(f"correspondence:{name}", args=[TOPIC])).status_code == 404
