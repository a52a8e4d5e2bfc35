"""What leaves the house when something was said: kept in the outbox, in the same transaction."""

from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from gregoire.correspondence import delivering
from gregoire.correspondence.events import OfficeAnswered
from gregoire.correspondence.kinds import ANSWERED
from gregoire.correspondence.models import Announcement, Conversation
from gregoire.correspondence.operations import announcements
from gregoire.correspondence.rules import Office
from gregoire.correspondence.saying import SEND_DUE, Telling, say
from gregoire.correspondence.wording import OFFICES
from gregoire.framework import outbox
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.events import listens_to
from gregoire.framework.jobs import Patience
from gregoire.framework.models import OutgoingMail

URGENT: Final = OutgoingMail.Priority.URGENT


@listens_to(OfficeAnswered)
def tell_the_person(event: OfficeAnswered) -> None:
    """A link, and nothing of what was said: mail travels in the open, and others may read it."""
    conversations = Conversation.objects.select_related("person", "centre")
    conversation = conversations.get(pk=event.conversation_id)
    office, centre = OFFICES[Office(conversation.office)], conversation.centre
    say(
        ANSWERED,
        Telling(
            conversation.person,
            {"office": office, "centre": centre.name},
            centre=centre,
            topic=f"correspondence.conversation/{conversation.public_id}",
            path=reverse("correspondence:conversation", args=[conversation.public_id]),
        ),
    )


@listens_to(outbox.MailLeft)
def note_what_left(event: outbox.MailLeft) -> None:
    delivering.note_mail_left(event.mail_id)


@listens_to(outbox.MailBounced)
def note_what_bounced(event: outbox.MailBounced) -> None:
    delivering.note_mail_bounced(event.mail_id, event.answer)


@app.task(name=SEND_DUE, queue=outbox.QUEUE, retry=Patience(), priority=URGENT)
def send_due_mail(timestamp: int) -> None:  # noqa: ARG001 -- when it was due
    """Each minute, and at the second of what was held back; safe at any time."""
    delivering.send_due_mail()


@app.task(name=announcements.ENQUEUE, queue=outbox.QUEUE, retry=Patience())
def enqueue_announcement(*, announcement_id: int) -> None:
    """At its instant: the public of an announcement into the inboxes and the queue."""
    announcement = Announcement.objects.get(pk=announcement_id)
    announcements.enqueue_announcement(by=_the_house(), announcement=announcement)


@app.task(name=announcements.CARRY, queue=outbox.QUEUE, retry=Patience())
def carry_announcement(*, announcement_id: int) -> None:
    """The next mails of an announcement into the outbox; then it enqueues itself again."""
    announcement = Announcement.objects.get(pk=announcement_id)
    announcements.carry_announcement(by=_the_house(), announcement=announcement)


def _the_house() -> Actor:
    return replace(SYSTEM, today=localdate())
