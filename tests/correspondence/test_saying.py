"""One way to say a thing: it stands in the campus inbox, and goes on the channels that reach people."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries, Settings

from gregoire.correspondence import saying
from gregoire.correspondence.kinds import ANSWERED, kind
from gregoire.correspondence.models import AddressTask, Delivery, Notice, Preference
from gregoire.correspondence.rules import Channel, DeliveryState, MailRhythm
from gregoire.correspondence.saying import Telling, recall, say
from gregoire.framework.models import OutgoingMail
from gregoire.people.models import Person
from tests.makers.network import make_centre
from tests.makers.people import make_person
from tests.makers.saying import (
    BY_LAW,
    BY_LETTER,
    CAMPUS_ALONE,
    FACTS,
    LABEL,
    ORDINARY,
    URGENT,
    delivery_of,
    mails,
    tell,
    text_of,
)
from tests.support.jobs import work_off_jobs

pytestmark = pytest.mark.django_db
HEADERS = (
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
)


def channels(notice: Notice) -> list[str]:
    return sorted(notice.deliveries.values_list("channel", flat=True))


def test_what_is_said_stands_in_the_campus_and_in_a_mail() -> None:
    person = make_person(mail="camille@example.org")

    notice = tell(person, path="/messagerie/abc/", topic="tests/1")

    notice.refresh_from_db()
    assert (notice.person, notice.path, notice.topic) == (person, "/messagerie/abc/", "tests/1")
    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == ("camille@example.org", notice.subject)
    assert text_of(mail).strip() == notice.text.strip()
    row = delivery_of(notice)
    assert (row.state, row.address) == (DeliveryState.QUEUED, "camille@example.org")
    assert row.mail == OutgoingMail.objects.get()


def test_a_mail_has_its_plain_text_first_and_no_holiday_answers_it() -> None:
    tell(make_person())

    (mail,) = mails()
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fr", "Cnam Dijon vous a répondu"), ("en", "Cnam Dijon has answered you")],
)
def test_each_reads_it_in_their_language(language: str, subject: str) -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(language=language)
    person.refresh_from_db()

    notice = tell(person)

    assert (notice.language, notice.subject) == (language, subject)


def test_html_in_a_fact_is_plain_in_the_text_and_escaped_in_the_page() -> None:
    facts = FACTS | {"office": "<b onclick=alert(1)>Office</b> & co"}

    notice = tell(make_person(), facts=facts)

    assert "<b onclick=alert(1)>Office</b> & co" in notice.text
    (mail,) = mails()
    assert "<b onclick=alert(1)>Office</b> & co" in text_of(mail)
    assert "&lt;b onclick=alert(1)&gt;Office&lt;/b&gt; &amp; co" in text_of(mail, "html")
    assert "<b onclick" not in text_of(mail, "html")


@pytest.mark.parametrize(
    "injected",
    [
        "Dijon\r\nBcc: everybody@example.org\u2028x",
        "=?utf-8?q?Dijon=0D=0ABcc:_everybody@example.org?=",
        "=?utf-8?b?RGlqb24NCkJjYzogZXZlcnlib2R5QGV4YW1wbGUub3Jn?=",
    ],
)
def test_a_line_end_in_a_fact_or_a_name_makes_no_header(injected: str) -> None:
    person = make_person(first_names=injected, mail="camille@example.org")

    tell(person, facts=FACTS | {"centre": injected})

    (mail,) = mails()
    assert sorted(mail.keys()) == sorted(HEADERS)
    assert "\n" not in mail["Subject"]
    assert OutgoingMail.objects.get().recipients == [mail["To"]] == ["camille@example.org"]


def test_the_mails_of_many_are_made_right_after_the_commit(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(saying, "MADE_AT_ONCE", 2)
    settings.GREGOIRE_DEMO = True
    people = [make_person() for _ in range(3)]

    notices = say(URGENT, *(Telling(person, FACTS) for person in people))

    assert mails() == []
    assert [len(person.notices.all()) for person in people] == [1, 1, 1]
    assert work_off_jobs() == ["correspondence.send_due_mail", "framework.deliver_mail"]
    assert [mail["To"] for mail in mails()] == [person.mail for person in people]
    assert {delivery_of(notice).state for notice in notices} == {DeliveryState.SENT}


def test_a_subject_that_is_too_long_is_shortened() -> None:
    notice = tell(make_person(), facts=FACTS | {"centre": "D" * 400})

    assert len(notice.subject) == 150
    assert notice.subject.endswith("…")


@pytest.mark.parametrize(
    "address",
    ["camille@example.org\nBcc: all@example.org", "camille", "a@example.org, b@example.org"],
)
def test_an_address_that_is_none_gets_no_mail_and_becomes_a_task(address: str) -> None:
    centre = make_centre()
    person = make_person(at=centre)
    person.mail = address
    person.save()

    notice = tell(person)
    tell(person)

    assert channels(notice) == []
    assert mails() == []
    task = AddressTask.objects.get()
    assert (task.person, task.centre, task.address) == (person, centre, address)


def test_without_an_address_it_stands_in_the_campus_alone() -> None:
    person = make_person()
    person.mail = ""

    notice = tell(person, URGENT)

    assert channels(notice) == []
    assert not AddressTask.objects.exists()


def test_an_address_known_not_to_work_is_not_written_to() -> None:
    person = make_person(at=make_centre())
    task = AddressTask.objects.create(person=person, centre=make_centre(), address=person.mail)

    assert channels(tell(person)) == []
    task.done_at = now()
    task.save()
    assert channels(tell(person)) == ["mail"]


def test_a_letter_goes_where_the_law_asks_for_one() -> None:
    person = make_person()
    person.street, person.postcode, person.town, person.country = "1 rue A", "21000", "Dijon", "FR"

    notice = tell(person, BY_LETTER)

    assert channels(notice) == ["letter", "mail"]
    assert notice.is_legal
    assert delivery_of(notice, Channel.LETTER).address == "1 rue A\n21000 Dijon\nFR"


def test_what_the_law_asks_for_goes_by_letter_where_no_mail_can() -> None:
    with_mail, without = make_person(), make_person()
    without.mail = ""

    assert channels(tell(with_mail, BY_LAW)) == ["mail"]
    assert channels(tell(without, BY_LAW)) == ["letter"]


def test_some_things_are_said_in_the_campus_alone() -> None:
    assert channels(tell(make_person(), CAMPUS_ALONE)) == []


def test_a_call_to_make_is_in_the_list_at_once_and_makes_the_rest_urgent() -> None:
    person = make_person()
    person.phone = "03 80 00 00 00"
    Preference.objects.create(person=person, rhythm=MailRhythm.WEEKLY)
    deadline, later = now() + timedelta(hours=1), now() + timedelta(minutes=2)

    notice = tell(person, call_before=deadline, after=later)

    call, mail = delivery_of(notice, Channel.CALL), delivery_of(notice)
    assert (call.address, call.deadline) == ("03 80 00 00 00", deadline)
    assert call.due_at < later == mail.due_at
    assert "Schooling office" in call.words
    assert notice.is_urgent


def test_nothing_leaves_and_nothing_is_seen_before_its_instant() -> None:
    later = now() + timedelta(minutes=2)

    notice = tell(make_person(), after=later)

    assert notice.due_at == later
    row = delivery_of(notice)
    assert (row.due_at, row.mail) == (later, None)
    assert mails() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, scheduled_at, priority FROM procrastinate_jobs")
        assert cursor.fetchall() == [("correspondence.send_due_mail", later, 10)]


def test_until_then_it_can_be_recalled() -> None:
    later = now() + timedelta(minutes=2)
    held = [tell(make_person(), after=later, topic="tests/1") for _ in range(2)]
    said = tell(make_person(), topic="tests/1")
    other = tell(make_person(), after=later, topic="tests/2")

    assert recall("tests/1") == 2
    assert recall("tests/1") == 0

    states = Delivery.objects.order_by("pk").values_list("notice", "state")
    recalled, queued = DeliveryState.RECALLED, DeliveryState.QUEUED
    assert dict(states) == {
        **{notice.pk: recalled for notice in held},
        said.pk: queued,
        other.pk: queued,
    }
    assert Notice.objects.filter(recalled_at=None).count() == 2


def test_what_is_rolled_back_was_never_said() -> None:
    with suppress(LookupError), transaction.atomic():
        tell(make_person(), URGENT)
        raise LookupError

    assert (Notice.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_urgent_leaves_before_ordinary() -> None:
    tell(make_person(), ORDINARY)
    tell(make_person(), URGENT)

    assert list(OutgoingMail.objects.order_by("pk").values_list("priority", flat=True)) == [0, 10]


@pytest.mark.parametrize("count", [1, 30])
def test_a_whole_class_is_told_in_as_few_statements_as_one(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    tellings = [Telling(make_person(), FACTS) for _ in range(count)]

    with django_assert_num_queries(10):
        notices = say(ORDINARY, *tellings)

    assert [notice.person for notice in notices] == [telling.person for telling in tellings]
    assert [mail["To"] for mail in mails()] == [telling.person.mail for telling in tellings]


def test_nobody_to_tell_is_nothing_to_say() -> None:
    assert say(ORDINARY) == []


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match=ANSWERED.name):
        kind(ANSWERED.name, LABEL)


@pytest.mark.parametrize("why", [{"is_urgent": True}, {"legal": Channel.MAIL}])
def test_nobody_may_stop_what_presses_or_what_the_law_asks_for(why: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="nobody may stop"):
        kind("tests.both", LABEL, may_unsubscribe=True, **why)


def test_said_now_is_due_now() -> None:
    before = now()

    notice = tell(make_person())

    assert isinstance(notice.due_at, datetime)
    assert before <= notice.due_at == delivery_of(notice).due_at <= now()
