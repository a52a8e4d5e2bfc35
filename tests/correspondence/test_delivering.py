"""What waits becomes mail when it is due, once; and each delivery says what became of it."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from gregoire.correspondence import delivering
from gregoire.correspondence.delivering import note_mail_bounced, note_mail_left, send_due_mail
from gregoire.correspondence.kinds import KINDS, Kind
from gregoire.correspondence.models import AddressTask, Announcement, Delivery, Notice, Preference
from gregoire.correspondence.rules import Channel, DeliveryState, MailRhythm
from gregoire.correspondence.saying import SEND_DUE, recall
from gregoire.framework import outbox
from gregoire.framework.models import OutgoingMail
from gregoire.people.models import Person
from tests.makers.network import make_centre
from tests.makers.people import make_person
from tests.makers.saying import (
    BY_LAW,
    FACTS,
    REGULAR,
    URGENT,
    delivery_of,
    mails,
    tell,
    text_of,
)
from tests.support.jobs import work_off_jobs
from tests.support.races import race

pytestmark = pytest.mark.django_db
UNKNOWN = "550 5.1.1 no such user"


def reader_of_digests(mail: str = "") -> Person:
    person = make_person(mail=mail)
    Preference.objects.create(person=person, rhythm=MailRhythm.DAILY)
    return person


def it_is_due(**which: object) -> None:
    """As if its hour had come."""
    Delivery.objects.filter(**which).update(due_at=now() - timedelta(seconds=1))


def test_a_digest_is_one_mail_with_all_that_waited() -> None:
    person = reader_of_digests(mail="camille@example.org")
    notices = [tell(person, facts=FACTS | {"centre": place}) for place in ("Dijon", "Nevers")]
    tell(reader_of_digests(), facts=FACTS | {"centre": "Nantes"})
    it_is_due(notice__person=person)

    assert send_due_mail() == 1

    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == ("camille@example.org", "2 messages de votre campus")
    for kind in ("plain", "html"):
        text = text_of(mail, kind)
        assert text.index(notices[0].subject) < text.index(notices[1].subject)
        assert "Nantes" not in text
        assert text.count(f"Bonjour {person.name},") == 1
        assert f"/messagerie/avis/{notices[0].public_id}/" in text
    kept = OutgoingMail.objects.get()
    assert {delivery_of(notice).mail for notice in notices} == {kept}


def test_sending_again_sends_nothing() -> None:
    tell(reader_of_digests())
    it_is_due()

    assert [send_due_mail(), send_due_mail()] == [1, 0]
    assert len(mails()) == 1


def test_what_waited_for_the_end_of_quiet_hours_leaves_as_it_was_written() -> None:
    person = make_person()
    said = tell(person)
    as_written = text_of(mails()[0], "html")
    held = [tell(person, after=now() + timedelta(minutes=2)) for _ in range(2)]
    it_is_due(mail=None)

    assert send_due_mail() == 2

    assert [text_of(mail, "html") for mail in mails()] == [as_written] * 3
    assert [delivery_of(notice).words for notice in [said, *held]] == ["", "", ""]


def test_urgent_notices_that_were_held_back_are_in_no_digest() -> None:
    person = reader_of_digests()
    tell(person)
    tell(person, URGENT, after=now() + timedelta(minutes=2))
    it_is_due()

    assert send_due_mail() == 2
    assert sorted(OutgoingMail.objects.values_list("priority", flat=True)) == [0, 10]


def test_it_goes_to_the_address_that_the_person_has_by_then() -> None:
    notice = tell(reader_of_digests(mail="old@example.org"))
    Person.objects.update(mail="new@example.org")
    it_is_due()

    send_due_mail()

    assert [mail["To"] for mail in mails()] == ["new@example.org"]
    assert delivery_of(notice).address == "new@example.org"


def test_an_address_that_works_no_more_by_then_is_a_bounce() -> None:
    ordinary, legal = tell(reader_of_digests()), tell(make_person(), BY_LAW, after=soon())
    Person.objects.update(mail="")
    it_is_due()

    assert send_due_mail() == 0

    assert delivery_of(ordinary).state == DeliveryState.BOUNCED
    assert not Delivery.objects.filter(notice=ordinary, channel=Channel.LETTER).exists()
    assert delivery_of(legal, Channel.LETTER).state == DeliveryState.QUEUED


def soon() -> datetime:
    return now() + timedelta(minutes=2)


def test_what_was_recalled_does_not_leave() -> None:
    tell(make_person(), after=soon(), topic="tests/1")
    recall("tests/1")
    it_is_due()

    assert send_due_mail() == 0


@pytest.mark.django_db(transaction=True)
def test_of_a_recall_and_a_mail_at_the_same_instant_one_wins_whole() -> None:
    """The clocks of two machines: for the one it is due, for the other it is not yet."""
    for _ in range(5):
        tell(make_person(), after=soon(), topic="tests/1")
    it_is_due()

    race(send_due_mail, lambda: recall("tests/1"))

    for row in Delivery.objects.select_related("notice"):
        was_recalled = row.state == DeliveryState.RECALLED
        assert was_recalled == (row.mail is None) == (row.notice.recalled_at is not None)


def test_an_announcement_may_be_in_a_digest() -> None:
    person = reader_of_digests()
    notice = tell(person)
    announcement = Announcement.objects.create(
        author=person, audience_kind="centre", audience="1", counted=1, subject_fr="Portes ouvertes",
        text_fr="Samedi <matin>.", state="sending", send_at=now(), enqueued_at=now() - timedelta(hours=9),
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(announcement=announcement, subject="", text="")
    it_is_due()

    send_due_mail()

    (mail,) = mails()
    assert "Samedi <matin>." in text_of(mail)
    assert "Samedi &lt;matin&gt;." in text_of(mail, "html")


def test_kinds_that_one_may_stop_say_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, REGULAR.name, REGULAR)
    tell(make_person(), REGULAR)
    tell(make_person(), REGULAR, after=soon())
    it_is_due(mail=None)

    send_due_mail()

    for mail in mails():
        address = mail["List-Unsubscribe"].strip(" <>")
        assert address.startswith("http://localhost:8000/desabonnement/")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address in text_of(mail)
        assert address in text_of(mail, "html")
    assert set(OutgoingMail.objects.values_list("priority", flat=True)) == {-10}


@pytest.mark.parametrize("count", [1, 30])
def test_many_digests_cost_no_more_statements_than_one(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        tell(reader_of_digests())
    Preference.objects.update(time_zone="Europe/Paris")
    it_is_due()

    with django_assert_num_queries(12):
        assert send_due_mail() == count


@pytest.mark.parametrize(("kind", "priority"), [(REGULAR, 0), (URGENT, 10)])
def test_after_its_turn_the_making_of_mail_lets_others_pass(
    monkeypatch: pytest.MonkeyPatch, kind: Kind, priority: int
) -> None:
    monkeypatch.setattr(delivering, "TURN_S", 0.0)
    monkeypatch.setattr(delivering, "PEOPLE_AT_ONCE", 1)
    for _ in range(2):
        tell(make_person(), kind, after=now() + timedelta(minutes=1))
    it_is_due()

    assert send_due_mail() == 1

    follow_up = ProcrastinateJob.objects.filter(task_name=SEND_DUE).latest("pk")
    assert (follow_up.priority, follow_up.scheduled_at <= now()) == (priority, True)
    assert send_due_mail() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_mail_of_each() -> None:
    for _ in range(3):
        tell(reader_of_digests())
    it_is_due()

    race(send_due_mail, send_due_mail)

    assert len(mails()) == 3


def test_the_job_of_each_minute_sends_what_is_due(settings: Settings) -> None:
    settings.GREGOIRE_DEMO = True
    notice = tell(reader_of_digests())
    it_is_due()

    app.tasks["correspondence.send_due_mail"].defer(timestamp=0)

    assert work_off_jobs() == ["correspondence.send_due_mail", "framework.deliver_mail"]
    assert delivery_of(notice).state == DeliveryState.SENT


def test_a_delivery_is_sent_when_the_server_has_taken_its_mail(settings: Settings) -> None:
    settings.GREGOIRE_DEMO = True
    notice = tell(make_person())

    outbox.deliver(OutgoingMail.objects.get().pk)

    row = delivery_of(notice)
    assert (row.state, row.sent_at) == (DeliveryState.SENT, OutgoingMail.objects.get().sent_at)


def test_what_the_address_is_to_blame_for_becomes_one_task() -> None:
    centre = make_centre()
    person = make_person(at=centre)
    notices = [tell(person) for _ in range(2)]

    for mail in OutgoingMail.objects.order_by("pk"):
        note_mail_bounced(mail.pk, UNKNOWN)

    for notice in notices:
        row = delivery_of(notice)
        assert (row.state, row.bounce) == (DeliveryState.BOUNCED, UNKNOWN)
        assert row.bounced_at is not None
    task = AddressTask.objects.get()
    assert (task.centre, task.address, task.why) == (centre, person.mail, UNKNOWN)


def test_what_the_address_is_not_to_blame_for_is_no_task() -> None:
    notice = tell(make_person(at=make_centre()))

    note_mail_bounced(OutgoingMail.objects.get().pk, "554 5.7.1 looks like spam")

    assert delivery_of(notice).state == DeliveryState.BOUNCED
    assert not AddressTask.objects.exists()


def test_an_address_that_was_given_up_meanwhile_is_no_task() -> None:
    tell(make_person(at=make_centre()))
    Person.objects.update(mail="new@example.org")

    note_mail_bounced(OutgoingMail.objects.get().pk, UNKNOWN)

    assert not AddressTask.objects.exists()


def test_the_task_goes_to_whoever_said_it_where_the_reader_has_no_centre() -> None:
    centre = make_centre()
    tell(make_person(), centre=centre)

    note_mail_bounced(OutgoingMail.objects.get().pk, UNKNOWN)

    assert AddressTask.objects.get().centre == centre


def test_a_legal_notice_that_bounced_goes_by_letter() -> None:
    legal, ordinary = tell(make_person(), BY_LAW), tell(make_person())

    for mail in OutgoingMail.objects.order_by("pk"):
        note_mail_bounced(mail.pk, UNKNOWN)
        note_mail_bounced(mail.pk, UNKNOWN)

    letters = Delivery.objects.filter(channel=Channel.LETTER)
    assert [row.notice for row in letters] == [legal]
    assert delivery_of(ordinary).state == DeliveryState.BOUNCED


def test_a_bounced_mail_of_another_module_is_a_task_as_well() -> None:
    person = make_person(at=make_centre())
    message = EmailMessage("Your password", "Choose it here.", to=[person.mail])
    (mail,) = outbox.enqueue([message])

    note_mail_bounced(mail.pk, UNKNOWN)

    assert AddressTask.objects.get().person == person


def test_what_left_stays_as_it_was_when_told_again() -> None:
    notice = tell(make_person())
    mail = OutgoingMail.objects.get()
    note_mail_bounced(mail.pk, UNKNOWN)

    note_mail_left(mail.pk)

    assert delivery_of(notice).state == DeliveryState.BOUNCED
