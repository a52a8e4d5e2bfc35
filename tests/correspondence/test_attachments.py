"""Files that go with messages: kept with them, refused on the form, given back to who may see them."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.models import Attachment, Conversation, Message
from gregoire.correspondence.operations import answer_person, reply_to_office, write_to_office
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.framework.uploads import Upload, accepted
from gregoire.framework.uploads.sweeping import sweep_files
from gregoire.people.models import Person
from tests.correspondence.test_pages import clerk_at, signed_in, text_of
from tests.makers import files
from tests.makers.correspondence import make_conversation, make_learner
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: LazySettings, tmp_path: Path) -> Path:
    """Where the files of this test are kept."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


def on_disk(kept: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(kept.rglob("*")) if path.is_file()]


def upload(name: str = "cv.pdf", content: bytes = b"") -> Upload:
    return accepted(SimpleUploadedFile(name, content or files.pdf()))


def chosen(name: str = "cv.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or files.pdf())


def test_a_message_is_written_with_its_files(kept: Path) -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    client = signed_in(learner)

    page = client.post(
        reverse("correspondence:contact"),
        {
            "to": f"{centre.code}:schooling",
            "subject": "My sick leave",
            "text": "Here it is.",
            "attached": [chosen("arrêt.pdf"), chosen("photo.jpg", files.jpeg())],
        },
        follow=True,
    )

    pdf, photo = Attachment.objects.order_by("pk")
    assert [(one.name, one.content_type) for one in (pdf, photo)] == [
        ("arrêt.pdf", "application/pdf"),
        ("photo.jpg", "image/jpeg"),
    ]
    assert sorted(on_disk(kept)) == sorted([files.pdf(), files.jpeg()])
    assert "arrêt.pdf" in text_of(page.content)
    assert reverse("correspondence:attachment", args=[pdf.public_id]) in page.content.decode()
    assert "cv" not in str(pdf.file.name)


def test_both_sides_attach_and_give_back_what_was_sent() -> None:
    conversation = make_conversation()
    learner, clerk = signed_in(conversation.person), signed_in(clerk_at(conversation))
    own = reverse("correspondence:conversation", args=[conversation.public_id])
    desk = reverse("correspondence:answer", args=[conversation.public_id])

    learner.post(own, {"text": "My card", "attached": [chosen("card.png", files.png())]})
    clerk.post(desk, {"text": "And yours", "attached": [chosen("note.txt", "été".encode())]})

    for client in (learner, clerk):
        page = client.get(own if client is learner else desk).content.decode()
        for attachment in Attachment.objects.order_by("pk"):
            address = reverse("correspondence:attachment", args=[attachment.public_id])
            assert address in page
            answer = client.get(address)
            kept_bytes = Path(attachment.file.path).read_bytes()
            assert b"".join(answer) == kept_bytes


def downloaded(client: Client, attachment: Attachment) -> tuple[int, dict[str, str]]:
    answer = client.get(reverse("correspondence:attachment", args=[attachment.public_id]))
    if answer.streaming:
        b"".join(answer)
    return answer.status_code, dict(answer.headers)


def attached(conversation: Conversation, name: str = "cv.pdf") -> Attachment:
    reply_to_office(
        by=acting(conversation.person), conversation=conversation, text="Here", files=[upload(name)]
    )
    return Attachment.objects.get()


def test_a_file_is_downloaded_and_never_shown() -> None:
    attachment = attached(make_conversation(), "Déclaration “2026”.pdf")

    status, headers = downloaded(signed_in(attachment.message.conversation.person), attachment)

    assert status == 200
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''D%C3%A9cl")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Content-Length"] == str(attachment.size)
    assert headers["Cache-Control"] == "no-store, private"


def test_it_exists_for_those_alone_who_see_the_conversation() -> None:
    conversation = make_conversation()
    attachment = attached(conversation)
    stranger = make_learner(at=conversation.centre)
    elsewhere = clerk_at(make_conversation())
    adviser = clerk_at(conversation, Role.ADVISER)
    clerk = clerk_at(conversation)

    for person in (stranger, elsewhere, adviser):
        assert downloaded(signed_in(person), attachment)[0] == 404
    address = reverse("correspondence:attachment", args=[attachment.public_id])
    assert Client().get(address).status_code == 302
    assert not Look.objects.exists()

    assert downloaded(signed_in(clerk), attachment)[0] == 200
    look = Look.objects.get()
    assert (look.by, look.about, look.page) == (
        clerk.pk,
        conversation.person_id,
        "correspondence:attachment",
    )
    assert downloaded(signed_in(conversation.person), attachment)[0] == 200
    assert Look.objects.count() == 1


def test_a_file_that_is_gone_from_the_disk_is_said_to_be_gone(kept: Path) -> None:
    attachment = attached(make_conversation())
    for path in kept.rglob("*"):
        if path.is_file():
            path.unlink()

    assert downloaded(signed_in(attachment.message.conversation.person), attachment)[0] == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([("cv.pdf", files.exe())], "“cv.pdf” does not hold what its name says."),
        ([("page.html", b"<!doctype html>")], "“page.html” is of a kind that is not accepted."),
        ([("letter.docm", files.docm())], "“letter.docm” contains macros"),
        ([(f"{n}.txt", b"x") for n in range(6)], "You have chosen 6 files, and at most 5"),
        ([("film.pdf", b"%PDF-1.7" + b"x" * 11_000_000)], "“film.pdf” is too large: at most 10"),
    ],
)
def test_a_refused_file_is_said_on_the_form_and_the_text_stays(
    sent: list[tuple[str, bytes]], said: str, kept: Path
) -> None:
    conversation = make_conversation()
    client = signed_in(conversation.person)
    address = reverse("correspondence:conversation", args=[conversation.public_id])

    answer = client.post(
        address,
        {
            "text": "A long text that must not be lost",
            "attached": [chosen(name, content) for name, content in sent],
        },
    )

    assert answer.status_code == 422
    assert said in text_of(answer.content)
    assert "A long text that must not be lost" in answer.content.decode()
    assert conversation.messages.count() == 1
    assert on_disk(kept) == []


def test_files_stay_chosen_when_something_else_is_refused() -> None:
    conversation = make_conversation()
    client = signed_in(conversation.person)
    address = reverse("correspondence:conversation", args=[conversation.public_id])

    with_script = client.post(
        address, {"text": "", "attached": [chosen()]}, headers={"HX-Request": "true"}
    ).content.decode()
    without = client.post(address, {"text": "", "attached": [chosen()]}).content.decode()

    assert re.search(r'<input type="file" name="attached"[^>]* hx-preserve', with_script)
    assert "choose them again" not in with_script
    assert "choose them again" in without


def test_no_file_stays_of_a_message_that_could_not_be_written(kept: Path) -> None:
    conversation = make_conversation()
    too_long_for_its_column = replace(upload("second.pdf"), content_type="x" * 200)

    with pytest.raises(DataError):
        reply_to_office(
            by=acting(conversation.person),
            conversation=conversation,
            text="Here",
            files=[upload("first.pdf"), too_long_for_its_column],
        )

    assert on_disk(kept) == []
    assert conversation.messages.count() == 1


def test_a_double_click_keeps_each_file_once(kept: Path) -> None:
    conversation = make_conversation()
    clerk = acting(make_person(), Role.SCHOOLING, at=conversation.centre)

    def answer(*sent: Upload) -> Message:
        return answer_person(by=clerk, conversation=conversation, text="Here", files=sent)

    first, again = answer(upload()), answer(upload())
    other = answer(upload("other.txt", b"something else"))

    assert first == again
    assert other != first
    assert len(on_disk(kept)) == 2


def test_a_first_message_sent_twice_with_its_file_is_one(kept: Path) -> None:
    centre = make_centre()
    learner: Person = make_learner(at=centre)

    def write(content: bytes) -> Conversation:
        return write_to_office(
            by=acting(learner),
            centre=centre,
            office=Office.SCHOOLING,
            subject="Paper",
            text="Here",
            files=[upload("a.txt", content)],
        )

    assert write(b"one") == write(b"one")
    assert write(b"two") != write(b"one")
    assert len(on_disk(kept)) == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_a_thread_asks_as_little_for_three_files_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = make_conversation()
    for number in range(rows):
        reply_to_office(
            by=acting(conversation.person),
            conversation=conversation,
            text=f"Paper {number}",
            files=[upload()],
        )
    client = signed_in(conversation.person)
    address = reverse("correspondence:conversation", args=[conversation.public_id])
    client.get(address)

    with django_assert_num_queries(7):
        page = client.get(address)

    assert text_of(page.content).count("cv.pdf") == rows


def test_what_a_killed_process_left_is_swept_once_it_is_a_day_old(kept: Path) -> None:
    named = Path(attached(make_conversation()).file.path)
    left, young = named.with_name("left"), named.with_name("young")
    elsewhere = kept / "elsewhere" / "not-ours"
    elsewhere.parent.mkdir()
    for path in (left, young, elsewhere):
        path.write_bytes(b"x")
    at = int(now().timestamp())
    two_days_ago = at - 48 * 3600
    for path in (left, named, elsewhere):
        os.utime(path, (two_days_ago, two_days_ago))

    assert sweep_files(at) == 1
    assert sweep_files(at) == 0

    assert not left.exists()
    assert (named.exists(), young.exists(), elsewhere.exists()) == (True, True, True)
