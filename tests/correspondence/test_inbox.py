"""The inbox: what the campus says and what offices write, read, searched, archived, answered."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence import queries
from gregoire.correspondence.models import Announcement, Conversation, Notice, Preference
from gregoire.correspondence.operations import (
    Chosen,
    answer_notice,
    answer_person,
    archive_messages,
    bring_back_messages,
    read_all_messages,
    read_conversation,
    read_notice,
)
from gregoire.correspondence.queries import Folder
from gregoire.correspondence.rules import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MessageRefusal,
    answering,
    quoting,
)
from gregoire.framework.actors import NOBODY, SYSTEM
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.portal.queries import face_of
from tests.correspondence.test_pages import signed_in, text_of
from tests.makers.correspondence import make_answer, make_conversation, make_learner
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db
INBOX = "/messagerie/"
QUERIES = 8  # of the inbox, whatever the number of rows


def make_notice(
    person: Person,
    *,
    announcement: Announcement | None = None,
    minutes_ago: int = 0,
    recalled: bool = False,
    **more: object,
) -> Notice:
    words = {"subject": "Tonight’s class is cancelled", "text": "The teacher is ill."}
    facts = {"kind": "planning.cancelled", **({} if announcement else words), **more}
    return Notice.objects.create(
        person=person,
        announcement=announcement,
        due_at=now() - timedelta(minutes=minutes_ago),
        recalled_at=now() if recalled else None,
        **facts,
    )


def make_announcement(centre: Centre) -> Announcement:
    return Announcement.objects.create(
        centre=centre,
        author=make_person(),
        audience_kind="centre",
        audience=centre.code,
        subject_fr="Fermeture exceptionnelle",
        text_fr="Le centre est fermé à cause de la neige.",
        subject_en="Closed for once",
        text_en="The centre is closed because of the snow.",
        state="sent",
        send_at=now(),
        counted=1,
    )


def inbox_of(person: Person, folder: Folder = Folder.INBOX, words: str = "") -> list[object]:
    return list(queries.entries_of(queries.inbox_of(acting(person), folder, words)))


def test_what_the_campus_says_stands_beside_what_offices_write_the_latest_first() -> None:
    learner = make_learner(at=make_centre())
    old = make_notice(learner, minutes_ago=5)
    conversation = write(learner)
    make_notice(make_learner(at=make_centre()))

    assert inbox_of(learner) == [conversation, old]

    new = make_notice(learner)
    assert inbox_of(learner) == [new, conversation, old]


def test_what_is_not_due_yet_and_what_was_recalled_is_not_there() -> None:
    learner = make_person()
    make_notice(learner, minutes_ago=-5)
    recalled = make_notice(learner, recalled=True)

    assert inbox_of(learner) == []
    assert queries.unread_count(acting(learner)) == 0
    assert face_of(acting(learner)).unread == 0
    assert queries.latest_received(acting(learner)) == []
    client = signed_in(learner)
    page = client.get(reverse("correspondence:notice", args=[recalled.public_id]))
    assert page.status_code == 404


def test_the_mail_that_tells_of_an_answer_does_not_stand_twice_in_the_inbox() -> None:
    conversation = make_conversation()
    make_answer(conversation)
    told = Notice.objects.get(person=conversation.person, kind="correspondence.answered")

    assert inbox_of(conversation.person) == [conversation]
    assert queries.unread_count(acting(conversation.person)) == 1
    assert face_of(acting(conversation.person)).unread == 1

    read_conversation(by=acting(conversation.person), conversation=conversation)

    told.refresh_from_db()
    assert told.opened_at is not None


def test_every_count_of_what_is_unread_is_the_same() -> None:
    conversation = make_conversation()
    learner = conversation.person
    make_answer(conversation)
    make_answer(conversation, text="And bring a coat.")
    first, _second = make_notice(learner), make_notice(learner)
    reader = acting(learner)

    assert queries.unread_count(reader) == face_of(reader).unread == 4

    read_notice(by=reader, notice=first)
    assert queries.unread_count(reader) == face_of(reader).unread == 3

    archive_messages(by=reader, person=learner, chosen=chosen(conversation))
    assert queries.unread_count(reader) == face_of(reader).unread == 1


def test_unread_alone() -> None:
    learner = make_learner(at=make_centre())
    quiet = write(learner)
    answered = write(learner, "Another")
    make_answer(answered)
    read = make_notice(learner, minutes_ago=1)
    read_notice(by=acting(learner), notice=read)
    unread = make_notice(learner)

    assert inbox_of(learner, Folder.UNREAD) == [unread, answered]
    assert quiet in inbox_of(learner)


def write(learner: Person, subject: str = "My timetable") -> Conversation:
    centre = learner.attachments.get().centre
    return make_conversation(person=learner, centre=centre, subject=subject)


def chosen(*rows: object) -> Chosen:
    return Chosen(
        conversations=[one.public_id for one in rows if isinstance(one, Conversation)],
        notices=[one.public_id for one in rows if isinstance(one, Notice)],
    )


def test_what_is_archived_leaves_the_inbox_is_still_found_and_comes_back() -> None:
    learner = make_learner(at=make_centre())
    reader = acting(learner)
    notice, conversation = make_notice(learner), write(learner)
    another = make_notice(learner, subject="Another")

    assert archive_messages(by=reader, person=learner, chosen=chosen(notice, conversation)) == 2
    assert archive_messages(by=reader, person=learner, chosen=chosen(notice)) == 0
    assert inbox_of(learner) == [another]
    assert set(inbox_of(learner, Folder.ARCHIVED)) == {notice, conversation}
    assert inbox_of(learner, Folder.EVERYWHERE, "cancelled") == [notice]

    assert bring_back_messages(by=reader, person=learner, chosen=chosen(notice)) == 1
    assert inbox_of(learner) == [another, notice]


def test_a_word_of_the_office_brings_a_conversation_back() -> None:
    conversation = make_conversation()
    reader = acting(conversation.person)
    archive_messages(by=reader, person=conversation.person, chosen=chosen(conversation))

    make_answer(conversation)

    assert inbox_of(conversation.person) == [conversation]


def test_nobody_archives_what_is_somebody_elses() -> None:
    theirs = make_notice(make_person())
    learner = make_person()

    assert archive_messages(by=acting(learner), person=learner, chosen=chosen(theirs)) == 0
    with pytest.raises(PermissionDenied):
        archive_messages(by=acting(learner), person=theirs.person, chosen=chosen(theirs))
    with pytest.raises(PermissionDenied):
        read_notice(by=acting(learner), notice=theirs)
    theirs.refresh_from_db()
    assert (theirs.archived_at, theirs.opened_at) == (None, None)


def test_all_is_marked_as_read_but_the_archive() -> None:
    conversation = make_conversation()
    learner, reader = conversation.person, acting(conversation.person)
    make_answer(conversation)
    make_notice(learner)
    archived = make_notice(learner)
    late = make_notice(learner, minutes_ago=-5)
    archive_messages(by=reader, person=learner, chosen=chosen(archived))

    assert read_all_messages(by=reader, person=learner) == 2

    assert queries.unread_count(reader) == 0
    assert Notice.objects.filter(pk__in=[archived.pk, late.pk], opened_at=None).count() == 2


@pytest.mark.parametrize("words", ["neige", "NEIGE fermé", "ferme exceptionnelle"])
def test_what_an_announcement_says_is_found_too(words: str) -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    told = make_notice(learner, centre=centre, announcement=make_announcement(centre))
    make_notice(learner)

    assert inbox_of(learner, Folder.EVERYWHERE, words) == [told]
    assert inbox_of(learner, Folder.EVERYWHERE, "snow") == []


def test_an_announcement_is_read_and_found_in_the_language_in_which_it_was_told() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    told = make_notice(
        learner, centre=centre, announcement=make_announcement(centre), language="en"
    )

    assert queries.words_of(told).subject == "Closed for once"
    assert inbox_of(learner, Folder.EVERYWHERE, "snow closed") == [told]
    assert inbox_of(learner, Folder.EVERYWHERE, "neige") == []
    latest = queries.latest_received(acting(learner))
    assert [(one.subject, one.office, one.is_unread) for one in latest] == [
        ("Closed for once", "", True)
    ]


def test_the_home_page_shows_what_the_campus_said(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    centre = make_centre(name="Cnam Dijon")
    learner = make_learner(at=centre)
    told = make_notice(learner, centre=centre)
    client = signed_in(learner)
    client.get("/")

    with django_assert_max_num_queries(12):
        page = client.get("/")

    assert reverse("correspondence:notice", args=[told.public_id]) in page.content.decode()
    assert "Campus Cnam Dijon · today" in text_of(page.content)
    assert queries.latest_received(NOBODY) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_as_little_for_three_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    for number in range(rows):
        make_answer(make_conversation(person=learner, centre=centre, subject=f"Subject {number}"))
        make_notice(learner, centre=centre, announcement=make_announcement(centre))
    client = signed_in(learner)
    client.get(INBOX)

    with django_assert_num_queries(QUERIES):
        page = client.get(INBOX)

    assert text_of(page.content).count("1 new message") == rows
    assert text_of(page.content).count("Closed for once new") == 0
    assert text_of(page.content).count("Fermeture exceptionnelle new") == rows


def test_opening_an_unread_notice_is_a_post_and_needs_no_script() -> None:
    learner = make_person()
    told = make_notice(learner, text="<b>Bold</b>\n\nSecond", path="/planning/")
    client = signed_in(learner)
    address = reverse("correspondence:notice", args=[told.public_id])
    read = reverse("correspondence:notice_read", args=[told.public_id])

    assert f'formaction="{read}"' in client.get(INBOX).content.decode()
    looked = client.get(address).content.decode()
    told.refresh_from_db()
    assert told.opened_at is None
    assert "&lt;b&gt;Bold&lt;/b&gt;" in looked
    assert "<b>Bold" not in looked
    assert 'href="/planning/"' in looked

    opened = client.post(read, follow=True)
    told.refresh_from_db()
    assert told.opened_at is not None
    assert "Mark as read" not in text_of(opened.content)


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_a_notice_leads_nowhere_but_into_the_campus(path: str) -> None:
    told = make_notice(make_person(), path=path)

    page = signed_in(told.person).get(reverse("correspondence:notice", args=[told.public_id]))

    assert path not in page.content.decode()
    assert "See what it is about" not in text_of(page.content)


def test_ticked_messages_are_archived_and_one_comes_back_to_where_one_was() -> None:
    learner = make_learner(at=make_centre())
    notice, conversation = make_notice(learner), write(learner)
    client = signed_in(learner)
    ticks = re.findall(r'name="chosen" value="(.*?)"', client.get(INBOX).content.decode())
    assert sorted(ticks) == sorted([f"n:{notice.public_id}", f"c:{conversation.public_id}"])

    done = client.post(
        reverse("correspondence:arrange"),
        {"do": "archive", "chosen": ticks, "next": "/messagerie/?page=1"},
        follow=True,
    )

    assert done.redirect_chain == [("/messagerie/?page=1", 302)]
    assert "2 messages archived." in text_of(done.content)
    assert "No message yet" in text_of(done.content)
    archive = text_of(client.get(INBOX, {"show": "archived"}).content)
    assert "Bring back" in archive


@pytest.mark.parametrize(
    "place", ["https://evil.example/messagerie/", "//evil.example", "/gestion/"]
)
def test_one_never_goes_back_to_elsewhere(place: str) -> None:
    client = signed_in(make_person())

    done = client.post(reverse("correspondence:arrange"), {"do": "archive", "next": place})

    assert done.headers["Location"] == "/messagerie/"


def test_without_a_tick_one_is_told_what_to_do() -> None:
    client = signed_in(make_person())

    done = client.post(reverse("correspondence:arrange"), {"do": "archive"}, follow=True)

    assert "Tick the messages first" in text_of(done.content)
    assert client.post(reverse("correspondence:arrange"), {"do": "burn"}).status_code == 302


def test_all_is_marked_as_read_from_the_page() -> None:
    learner = make_person()
    make_notice(learner)
    make_notice(learner)
    client = signed_in(learner)

    page = client.post(reverse("correspondence:read_all"), follow=True)

    assert "2 messages marked as read." in text_of(page.content)
    assert "Mark all as read" not in text_of(page.content)
    assert "You have read everything" in text_of(client.get(INBOX, {"show": "unread"}).content)


def test_an_answer_begins_a_conversation_that_quotes_what_was_said() -> None:
    centre = make_centre(name="Cnam Dijon")
    learner = make_learner(at=centre)
    told = make_notice(learner, centre=centre, text="The teacher is ill.\nCome on Friday.")
    client = signed_in(learner)
    address = reverse("correspondence:notice", args=[told.public_id])
    assert "schooling office of Cnam Dijon" in text_of(client.get(address).content)

    page = client.post(address, {"text": "I cannot come on Friday."}, follow=True)

    told.refresh_from_db()
    assert told.answer is not None
    assert (told.answer.subject, told.answer.office, told.answer.centre) == (
        "Re: Tonight’s class is cancelled",
        "schooling",
        centre,
    )
    assert told.answer.messages.get().text == (
        "I cannot come on Friday.\n\n> The teacher is ill.\n> Come on Friday."
    )
    assert told.opened_at is not None
    assert told.answered_at is not None
    assert "Your answer has been sent" in text_of(page.content)
    again = text_of(client.get(address).content)
    assert "Go on in the conversation" in again
    assert "Send the answer" not in again


def test_a_notice_is_answered_once_whatever_is_clicked() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    told = make_notice(learner, centre=centre)

    def answer(text: str) -> Conversation:
        return answer_notice(by=acting(learner), notice=told, centre=centre, text=text)

    first = answer("Yes")
    assert answer("Yes") == first
    with pytest.raises(RefusedError) as refused:
        answer("No")
    assert refused.value.reason == MessageRefusal.ANSWERED_ALREADY
    assert Conversation.objects.count() == 1


def test_an_answer_without_words_is_refused_on_the_page() -> None:
    centre = make_centre()
    told = make_notice(make_learner(at=centre), centre=centre)

    page = signed_in(told.person).post(
        reverse("correspondence:notice", args=[told.public_id]), {"text": "  "}
    )

    assert page.status_code == 422
    assert "Write your message." in text_of(page.content)


def test_somebody_elses_notice_does_not_exist() -> None:
    told = make_notice(make_person())
    client = signed_in(make_person())

    for name in ("notice", "notice_read"):
        address = reverse(f"correspondence:{name}", args=[told.public_id])
        assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("subject", "answer"),
    [("Hello", "Re: Hello"), ("RE: Hello", "RE: Hello"), ("x" * 150, "Re: " + "x" * 146)],
)
def test_the_subject_of_an_answer(subject: str, answer: str) -> None:
    assert answering(subject) == answer
    assert len(answering(subject)) <= LONGEST_SUBJECT


def test_a_quote_is_cut_before_the_answer_is() -> None:
    assert quoting("Yes.", "a\n\nb") == "Yes.\n\n> a\n>\n> b"
    assert quoting("Yes.", "x" * 700).endswith("x" * 10 + "…")
    assert quoting("y" * LONGEST_TEXT, "Hello") == "y" * LONGEST_TEXT


def test_when_mail_comes_is_chosen_by_the_name_of_a_town() -> None:
    learner = make_person()
    client: Client = signed_in(learner)
    address = reverse("correspondence:preferences")
    assert "the time zone of your centre" in text_of(client.get(address).content)

    page = client.post(
        address,
        {
            "rhythm": "daily",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
            "time_zone": "noumea",
        },
        follow=True,
    )

    kept = Preference.objects.get(person=learner)
    assert (kept.rhythm, kept.time_zone, kept.announcements_by_mail) == (
        "daily",
        "Pacific/Noumea",
        False,
    )
    assert (str(kept.quiet_from), str(kept.quiet_until)) == ("22:00:00", "07:00:00")
    assert "Your choice is kept" in text_of(page.content)
    assert 'value="Noumea (New Caledonia)"' in page.content.decode()
    assert 'value="22:00"' in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_from": "22:00"}, "give both, or neither"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "two different times"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "Enter a valid time."),
        ({"time_zone": "Atlantis"}, "There is no such time zone."),
        ({"rhythm": "never"}, "never is not one of the available choices"),
    ],
)
def test_what_cannot_be_chosen_is_said(wrong: dict[str, str], said: str) -> None:
    client = signed_in(make_person())

    page = client.post(reverse("correspondence:preferences"), {"rhythm": "at_once", **wrong})

    assert page.status_code == 422
    assert said in text_of(page.content)
    assert not Preference.objects.exists()


def test_the_office_answers_in_the_name_of_the_house_too() -> None:
    conversation = make_conversation()

    answer_person(by=SYSTEM, conversation=conversation, text="Yes.")

    assert face_of(acting(conversation.person)).unread == 1
