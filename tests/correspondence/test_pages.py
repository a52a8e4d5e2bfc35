import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.models import Conversation
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.people.models import Attachment, Person
from tests.makers.correspondence import make_answer, make_conversation, make_learner
from tests.makers.enrolment import make_registration
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person

pytestmark = pytest.mark.django_db
INBOX, DESK = 7, 7  # queries, whatever the number of rows


def signed_in(person: Person, *, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(make_account(person))
    return client


def text_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_a_message_is_written_to_ones_centre() -> None:
    centre = make_centre(name="Cnam Dijon")
    learner = make_learner(at=centre)
    client = signed_in(learner)

    answer = client.post(
        reverse("correspondence:contact"),
        {"to": f"{centre.code}:schooling", "subject": "My card", "text": "Where is it?"},
    )

    conversation = Conversation.objects.get()
    assert answer.headers["Location"] == f"/messagerie/{conversation.public_id}/"
    assert (conversation.person, conversation.centre) == (learner, centre)
    assert "Your message has been sent." in text_of(client.get(answer.headers["Location"]).content)


def test_what_was_typed_stays_when_it_is_too_long() -> None:
    centre = make_centre()
    client = signed_in(make_learner(at=centre))
    typed = "word " * 1200

    answer = client.post(
        reverse("correspondence:contact"),
        {"to": f"{centre.code}:schooling", "subject": "Long", "text": typed},
    )

    assert answer.status_code == 422
    assert "Your message has 5,999 characters, and at most 5,000 can be sent" in text_of(
        answer.content
    )
    assert typed.strip() in answer.content.decode()


def test_htmx_receives_the_form_alone() -> None:
    centre = make_centre()
    client = signed_in(make_learner(at=centre))

    answer = client.post(reverse("correspondence:contact"), headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "Say in a few words what it is about." in text_of(answer.content)


def test_the_contact_page_shows_the_centre_and_its_clock() -> None:
    centre = make_centre(name="Cnam Nouméa", time_zone="Pacific/Noumea")
    centre.phone, centre.mail = "+687 28 37 07", "noumea@example.org"
    centre.save()

    page = text_of(
        signed_in(make_learner(at=centre)).get(reverse("correspondence:contact")).content
    )

    assert "Cnam Nouméa" in page
    assert "+687 28 37 07" in page
    assert "noumea@example.org" in page
    assert re.search(r"It is \w+ \d+\s\w+, \d+:\d\d there", page)


def test_ones_home_centre_comes_first() -> None:
    home, distant = make_centre(name="Cnam Dijon"), make_centre(name="Cnam Grenoble")
    learner = make_learner(at=home)
    make_registration(person=learner, centre=home)
    Attachment.objects.create(person=learner, centre=distant, since=date(2026, 10, 1))

    page = text_of(signed_in(learner).get(reverse("correspondence:contact")).content)

    assert page.index("Schooling office, Cnam Dijon") < page.index(
        "Schooling office, Cnam Grenoble"
    )


def test_who_has_no_centre_finds_the_nearest_by_postcode() -> None:
    dijon, _far = make_centre(name="Cnam Dijon"), make_centre(name="Cnam Nantes")
    dijon.latitude, dijon.longitude = 47.32, 5.04
    dijon.save()
    client = signed_in(make_person())

    asked = text_of(client.get(reverse("correspondence:contact")).content)
    found = text_of(client.get(reverse("correspondence:contact"), {"postcode": "21000"}).content)

    assert "Give your postcode" in asked
    assert "Cnam Dijon" in found
    assert "Send the message" in found


def test_a_wrong_postcode_is_told() -> None:
    client = signed_in(make_person())

    page = client.get(reverse("correspondence:contact"), {"postcode": "ABC"})

    assert "This is not a French postcode" in text_of(page.content)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_as_little_for_three_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    for number in range(rows):
        make_answer(make_conversation(person=learner, centre=centre, subject=f"Subject {number}"))
    client = signed_in(learner)
    client.get(reverse("correspondence:inbox"))

    with django_assert_num_queries(INBOX):
        page = client.get(reverse("correspondence:inbox"))

    assert text_of(page.content).count("1 new message") == rows


def test_opening_an_unread_conversation_is_a_post_and_needs_no_script() -> None:
    conversation = make_conversation()
    make_answer(conversation)
    client = signed_in(conversation.person)
    inbox = client.get(reverse("correspondence:inbox")).content.decode()
    read = reverse("correspondence:read", args=[conversation.public_id])
    assert f'formaction="{read}"' in inbox

    client.get(reverse("correspondence:conversation", args=[conversation.public_id]))
    assert conversation.messages.filter(read_at=None, from_office=True).count() == 1

    opened = client.post(read, follow=True)
    assert conversation.messages.filter(read_at=None, from_office=True).count() == 0
    assert "At half past six." in text_of(opened.content)
    assert "Mark as read" not in text_of(opened.content)


def test_a_reply_goes_on_with_the_conversation() -> None:
    conversation = make_conversation()
    make_answer(conversation)
    client = signed_in(conversation.person)
    address = reverse("correspondence:conversation", args=[conversation.public_id])

    page = client.post(address, {"text": "<b>Thank you</b>"}, follow=True)

    assert "&lt;b&gt;Thank you&lt;/b&gt;" in page.content.decode()


@pytest.mark.parametrize("name", ["conversation", "answer"])
def test_somebody_elses_conversation_does_not_exist(name: str) -> None:
    conversation = make_conversation()
    stranger = make_learner(at=conversation.centre)

    page = signed_in(stranger).get(reverse(f"correspondence:{name}", args=[conversation.public_id]))

    assert page.status_code == 404


def clerk_at(conversation: Conversation, role: Role = Role.SCHOOLING) -> Person:
    clerk = make_person(first_names="Aline", birth_name="Petit")
    appoint(clerk, role, at=conversation.centre)
    return clerk


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_little_for_three_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    for number in range(rows):
        conversation = make_conversation(centre=centre, subject=f"Subject {number}")
    make_conversation(subject="Elsewhere")
    client = signed_in(clerk_at(conversation))
    client.get(reverse("correspondence:desk"))

    with django_assert_num_queries(DESK):
        page = client.get(reverse("correspondence:desk"))

    assert text_of(page.content).count("Subject ") == rows + 1  # and the title of the column
    assert "Elsewhere" not in text_of(page.content)


def test_the_office_answers_and_the_look_is_recorded() -> None:
    conversation = make_conversation()
    clerk = clerk_at(conversation)
    client = signed_in(clerk)
    address = reverse("correspondence:answer", args=[conversation.public_id])

    page = client.get(address)
    answered = client.post(address, {"text": "At half past six."}, follow=True)

    assert "When does the evening class begin?" in text_of(page.content)
    assert [(look.by, look.about) for look in Look.objects.all()] == [
        (clerk.pk, conversation.person_id)
    ]
    assert "Your answer has been sent" in text_of(answered.content)
    assert conversation.messages.order_by("pk").last().text == "At half past six."  # type: ignore[union-attr]


def test_a_colleague_sees_who_looks_after_it() -> None:
    conversation = make_conversation()
    client = signed_in(clerk_at(conversation))

    client.post(reverse("correspondence:take", args=[conversation.public_id]))

    page = client.get(reverse("correspondence:desk"))
    assert "Aline Petit" in text_of(page.content)


def test_what_needs_no_answer_leaves_the_list() -> None:
    conversation = make_conversation()
    client = signed_in(clerk_at(conversation))

    page = client.post(reverse("correspondence:close", args=[conversation.public_id]), follow=True)
    answered = client.get(reverse("correspondence:desk"), {"show": "answered"})

    assert "Nobody waits for an answer" in text_of(page.content)
    assert conversation.subject in text_of(answered.content)


def test_an_adviser_does_not_read_what_is_written_to_the_schooling_office() -> None:
    conversation = make_conversation()
    client = signed_in(clerk_at(conversation, Role.ADVISER))

    listed = client.get(reverse("correspondence:desk"))
    opened = client.get(reverse("correspondence:answer", args=[conversation.public_id]))

    assert conversation.subject not in text_of(listed.content)
    assert opened.status_code == 404


def test_the_pages_speak_french() -> None:
    conversation = make_conversation()
    client = signed_in(conversation.person, language="fr")

    page = text_of(client.get(reverse("correspondence:inbox")).content)

    assert "Mes messages" in page
    assert "en attente de réponse" in page


def test_the_page_of_a_person_shows_what_they_wrote_to_ones_office() -> None:
    conversation = make_conversation(subject="My timetable")
    make_conversation(person=conversation.person, centre=conversation.centre, subject="My card")
    clerk, examiner = clerk_at(conversation), clerk_at(conversation, Role.EXAMS)
    address = reverse("people:person", args=[conversation.person.public_id])

    for_the_clerk = text_of(signed_in(clerk).get(address).content)
    for_the_examiner = text_of(signed_in(examiner).get(address).content)

    assert "My timetable" in for_the_clerk
    assert "My card" in for_the_clerk
    assert "My timetable" not in for_the_examiner


def test_by_thumb_an_office_has_messages_calls_planning_and_people() -> None:
    centre, office = make_centre(), make_person()
    appoint(office, Role.SCHOOLING, at=centre)
    client = signed_in(office)

    there = {
        name: client.get(reverse(f"correspondence:{name}")).context["dock"]
        for name in ("calls", "letters")
    }

    assert [str(place.label) for place in there["calls"]] == [
        "Messages",
        "Calls",
        "Planning",
        "People",
    ]
    assert {
        name: [str(place.label) for place in dock if place.is_current]
        for name, dock in there.items()
    } == {"calls": ["Calls"], "letters": ["Messages"]}


def test_an_adviser_finds_the_messages_of_their_office_from_the_campus() -> None:
    adviser = make_person()
    appoint(adviser, Role.ADVISER, at=make_centre())
    client = signed_in(adviser)

    home, desk = client.get("/"), client.get(reverse("correspondence:desk"))

    assert home.context["ways"]["desk"] == "/gestion/messages/"
    assert [str(place.label) for place in desk.context["tabs"]] == [
        "Messages",
        "People",
        "Offerings",
        "Planning",
    ]
    assert [place.is_current for place in desk.context["dock"]] == [True, False, False, False]
