"""What leaves the house when something was said: kept in the outbox, in the same transaction."""

from dataclasses import replace

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from gregoire.correspondence.events import OfficeAnswered
from gregoire.correspondence.mails import say_an_answer_is_there
from gregoire.correspondence.models import Announcement, Conversation
from gregoire.correspondence.operations import announcements
from gregoire.framework import outbox
from gregoire.framework.actors import SYSTEM, Actor
from gregoire.framework.events import listens_to
from gregoire.framework.jobs import Patience


@listens_to(OfficeAnswered)
def tell_the_person(event: OfficeAnswered) -> None:
    conversations = Conversation.objects.select_related("person", "centre")
    say_an_answer_is_there(conversations.get(pk=event.conversation_id))


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
