"""What of correspondence belongs to the learner of the world."""

from collections.abc import Callable
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db.models import Model

from gregoire.correspondence.audiences import Audience
from gregoire.correspondence.models import (
    AddressTask,
    Announcement,
    Attachment,
    Conversation,
    Delivery,
    LetterBatch,
    Notice,
)
from gregoire.correspondence.rules import AudienceKind, Channel
from gregoire.people.models import Person

TOPIC: Final = "planning.change/2k4m2k4m2k4m2k"


def things_of_correspondence(conversation: Conversation) -> list[object]:
    """A thing said to the learner, what they wrote to an office, and the file that goes with it."""
    notice = Notice.objects.create(
        kind="planning.cancelled",
        person=conversation.person,
        centre=conversation.centre,
        subject="Cancelled",
        text="The teacher is ill.",
        topic=TOPIC,
    )
    attachment = Attachment(
        message=conversation.messages.get(),
        name="card.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
    )
    attachment.file.save("card.pdf", ContentFile(b"%PDF-1.7"))
    return [conversation, notice, attachment, *_of_the_office(notice)]


def _of_the_office(notice: Notice) -> list[object]:
    """What the office of the centre sends, prints, phones and looks for."""
    centre, person = notice.centre, notice.person
    assert centre is not None
    batch = LetterBatch.objects.create(centre=centre, made_by=person)
    Delivery.objects.create(notice=notice, channel=Channel.LETTER, batch=batch, address="Roy")
    call = Delivery.objects.create(notice=notice, channel=Channel.CALL, address="06 12 34 56 78")
    announcement = Announcement.objects.create(
        centre=centre,
        author=person,
        audience_kind=AudienceKind.CENTRE,
        audience=centre.code,
        subject_fr="Closed",
        text_fr="On Monday.",
        counted=1,
    )
    public = Audience(
        AudienceKind.CENTRE, centre.code, centre.name, centre, Person.objects.filter(pk=person.pk)
    )
    task = AddressTask.objects.create(person=person, centre=centre, address="gone@example.org")
    return [batch, call, announcement, public, task]


def _letter(_world: Any) -> dict[str, object]:
    return {"public_id": Delivery.objects.get(channel=Channel.LETTER).public_id}


def _of(kind: type[Model]) -> Callable[[Any], dict[str, object]]:
    return lambda world: {"public_id": world.public_id(kind)}


ARGUMENTS_OF_CORRESPONDENCE: Final[dict[str, Callable[[Any], dict[str, object]]]] = {
    "correspondence:conversation": _of(Conversation),
    "correspondence:read": _of(Conversation),
    "correspondence:answer": _of(Conversation),
    "correspondence:take": _of(Conversation),
    "correspondence:close": _of(Conversation),
    "correspondence:notice": _of(Notice),
    "correspondence:notice_read": _of(Notice),
    "correspondence:attachment": _of(Attachment),
    "correspondence:announcement": _of(Announcement),
    "correspondence:rewrite_announcement": _of(Announcement),
    "correspondence:send_announcement": _of(Announcement),
    "correspondence:recall_announcement": _of(Announcement),
    "correspondence:write_letter": _of(Person),
    "correspondence:print_letters": lambda world: {"code": world.here.code},
    "correspondence:letter_batch": _of(LetterBatch),
    "correspondence:letter_batch_pdf": _of(LetterBatch),
    "correspondence:letter_back": _letter,
    "correspondence:call": _of(Delivery),
    "correspondence:address": _of(AddressTask),
    "correspondence:proof": _of(Notice),
    "correspondence:proof_pdf": _of(Notice),
    "correspondence:topic_proof": lambda _world: {"topic": TOPIC},
    "correspondence:topic_proof_pdf": lambda _world: {"topic": TOPIC},
}
