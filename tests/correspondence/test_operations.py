import pytest
from django.core.exceptions import PermissionDenied

from gregoire.correspondence import queries
from gregoire.correspondence.models import Conversation
from gregoire.correspondence.operations import (
    answer_person,
    close_conversation,
    read_conversation,
    reply_to_office,
    take_conversation,
    write_to_office,
)
from gregoire.correspondence.rules import LONGEST_TEXT, MessageRefusal, Office
from gregoire.framework.actors import NOBODY, Role
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person
from tests.makers.correspondence import make_answer, make_conversation, make_learner
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_person

pytestmark = pytest.mark.django_db


def write(
    person: Person, centre: Centre, *, office: Office = Office.SCHOOLING, text: str = "Hello"
) -> Conversation:
    return write_to_office(
        by=acting(person), centre=centre, office=office, subject="A  question ", text=text
    )


def test_what_is_written_lands_in_the_list_of_that_office() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    clerk = acting(make_person(), Role.SCHOOLING, at=centre)

    conversation = write(learner, centre)

    assert list(queries.office_conversations(clerk)) == [conversation]
    assert conversation.subject == "A question"
    assert [message.text for message in queries.thread_of(conversation)] == ["Hello"]


def test_writing_leaves_one_line_in_the_journal_about_the_person() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)

    conversation = write(learner, centre)

    entry = JournalEntry.objects.get()
    assert (entry.operation, entry.by, entry.about, entry.on_id) == (
        "correspondence.write_to_office",
        learner.pk,
        learner.pk,
        str(conversation.pk),
    )


def test_another_centre_than_ones_own_is_denied() -> None:
    learner = make_learner(at=make_centre())

    with pytest.raises(PermissionDenied):
        write(learner, make_centre())


def test_who_has_no_centre_yet_may_write_to_any() -> None:
    conversation = write(make_person(), make_centre())

    assert conversation.waits_for_office


def test_a_visitor_is_denied() -> None:
    with pytest.raises(PermissionDenied):
        write_to_office(
            by=NOBODY, centre=make_centre(), office=Office.SCHOOLING, subject="s", text="t"
        )


def test_an_office_that_nobody_holds_there_is_refused() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)

    with pytest.raises(RefusedError) as refused:
        write(learner, centre, office=Office.EXAMS)

    assert refused.value.reason == MessageRefusal.OFFICE_NOT_THERE


def test_an_office_held_at_the_regional_centre_serves_its_teaching_centres() -> None:
    region = make_centre()
    centre = make_centre(parent=region)
    appoint(make_person(), Role.EXAMS, at=region)

    assert queries.offices_at([centre], today=acting(make_person()).today) == {
        centre.pk: [Office.SCHOOLING, Office.EXAMS]
    }


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    centre = make_centre()

    with pytest.raises(RefusedError) as refused:
        write(make_learner(at=centre), centre, text="x" * (LONGEST_TEXT + 1))

    assert refused.value.reason == MessageRefusal.TEXT_TOO_LONG
    assert refused.value.facts == {"count": 5001, "most": 5000}
    assert Conversation.objects.count() == 0


def test_a_double_click_sends_one_message() -> None:
    centre = make_centre()
    learner = make_learner(at=centre)

    first, second = write(learner, centre), write(learner, centre)

    assert first == second
    assert first.messages.count() == 1


def test_an_answer_tells_the_person_by_mail_without_saying_what_it_says() -> None:
    conversation = make_conversation(subject="My sick leave", text="I was ill.")

    make_answer(conversation, text="Get well soon.")

    mail = OutgoingMail.objects.get()
    raw = bytes(mail.raw).decode()
    assert mail.recipients == [conversation.person.mail]
    assert f"/messagerie/{conversation.public_id}/" in raw
    assert "sick" not in raw + mail.subject
    assert "soon" not in raw + mail.subject


def test_the_mail_speaks_the_language_of_the_person() -> None:
    conversation = make_conversation(centre=make_centre(name="Cnam Dijon"))

    make_answer(conversation)

    assert OutgoingMail.objects.get().subject == "Cnam Dijon vous a répondu"


def test_a_subject_is_plain_text() -> None:
    conversation = make_conversation(centre=make_centre(name="Cnam L'Isle & Co"))

    make_answer(conversation)

    assert OutgoingMail.objects.get().subject == "Cnam L'Isle & Co vous a répondu"


def test_an_answered_conversation_waits_no_more_until_the_person_replies() -> None:
    conversation = make_conversation()

    make_answer(conversation)
    conversation.refresh_from_db()
    assert not conversation.waits_for_office

    reply_to_office(by=acting(conversation.person), conversation=conversation, text="Thank you.")
    conversation.refresh_from_db()
    assert conversation.waits_for_office


def test_reading_is_counted() -> None:
    conversation = make_conversation()
    make_answer(conversation)
    make_answer(conversation, text="And bring a coat.")
    reader = acting(conversation.person)
    assert queries.unread_count(reader) == 2

    read_conversation(by=reader, conversation=conversation)

    assert queries.unread_count(reader) == 0


def test_who_replies_has_read() -> None:
    conversation = make_conversation()
    make_answer(conversation)

    reply_to_office(by=acting(conversation.person), conversation=conversation, text="Thanks.")

    assert queries.unread_count(acting(conversation.person)) == 0


@pytest.mark.parametrize("role", [Role.SCHOOLING, Role.ADVISER, Role.EXAMS, Role.ADMINISTRATOR])
def test_only_who_holds_the_office_answers(role: Role) -> None:
    centre = make_centre()
    conversation = make_conversation(centre=centre)
    holder = acting(make_person(), role, at=centre)
    holds = role in {Role.SCHOOLING, Role.ADMINISTRATOR}

    try:
        answer_person(by=holder, conversation=conversation, text="Yes.")
    except PermissionDenied:
        answered = False
    else:
        answered = True

    assert answered is holds


@pytest.mark.parametrize("do", [take_conversation, close_conversation, read_conversation])
def test_the_office_of_another_centre_is_denied(do: object) -> None:
    conversation = make_conversation()
    stranger = acting(make_person(), Role.SCHOOLING, at=make_centre())

    with pytest.raises(PermissionDenied):
        do(by=stranger, conversation=conversation)  # type: ignore[operator]


def test_a_colleague_who_comes_second_is_told_who_looks_after_it() -> None:
    conversation = make_conversation()
    first = make_person(first_names="Aline", birth_name="Petit")
    take_conversation(
        by=acting(first, Role.SCHOOLING, at=conversation.centre), conversation=conversation
    )

    with pytest.raises(RefusedError) as refused:
        take_conversation(
            by=acting(make_person(), Role.SCHOOLING, at=conversation.centre),
            conversation=conversation,
        )

    assert refused.value.reason == MessageRefusal.TAKEN_BY_A_COLLEAGUE
    assert refused.value.facts == {"name": "Aline Petit"}


def test_a_closed_conversation_waits_no_more() -> None:
    conversation = make_conversation()
    clerk = acting(make_person(), Role.SCHOOLING, at=conversation.centre)

    close_conversation(by=clerk, conversation=conversation)

    assert list(queries.office_conversations(clerk)) == []
    assert list(queries.office_conversations(clerk, waiting=False)) == [conversation]
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("words", ["ecole", "ÉCOLE du soir", "oeuvre", "soir calendrier"])
def test_a_word_is_found_whatever_its_accents(words: str) -> None:
    conversation = make_conversation(
        subject="Calendrier", text="L’école du soir, et mon chef-d’œuvre"
    )
    other = make_conversation(person=conversation.person, centre=conversation.centre, subject="x")

    found = list(queries.conversations_of(acting(conversation.person), words))

    assert found == [conversation]
    assert set(queries.conversations_of(acting(conversation.person))) == {conversation, other}


def test_the_latest_messages_are_those_that_offices_wrote() -> None:
    conversation = make_conversation()
    answers = [make_answer(conversation, text=f"Answer {n}") for n in range(4)]
    for answer in answers:
        answer.refresh_from_db()

    latest = queries.latest_received(acting(conversation.person), limit=3)

    assert [received.at for received in latest] == [one.at for one in answers[:0:-1]]
    assert queries.latest_received(NOBODY) == []
