"""What of correspondence belongs to the learner of the world."""

from collections.abc import Callable
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db.models import Model

from gregoire.correspondence.models import Attachment, Conversation, Notice


def things_of_correspondence(conversation: Conversation) -> list[object]:
    """A thing said to the learner, what they wrote to an office, and the file that goes with it."""
    notice = Notice.objects.create(
        kind="planning.cancelled",
        person=conversation.person,
        centre=conversation.centre,
        subject="Cancelled",
        text="The teacher is ill.",
    )
    attachment = Attachment(
        message=conversation.messages.get(),
        name="card.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
    )
    attachment.file.save("card.pdf", ContentFile(b"%PDF-1.7"))
    return [conversation, notice, attachment]


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
}
