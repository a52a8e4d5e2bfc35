"""What people do in their own inbox."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Now

from gregoire.correspondence import permissions
from gregoire.correspondence.models import Conversation, Message, Notice
from gregoire.correspondence.queries import notices_of
from gregoire.framework.actors import Actor
from gregoire.framework.operations import operation
from gregoire.people.models import Person


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries of an inbox that were ticked, by their public identifiers."""

    conversations: Collection[str] = ()
    notices: Collection[str] = ()


@operation(permit=permissions.READ_NOTICE, on="notice")
def read_notice(*, by: Actor, notice: Notice) -> Notice:
    """The person has read what the campus told them; the first time is kept."""
    Notice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=Now())
    return notice


@operation(permit=permissions.ARCHIVE_MESSAGES, on="person")
def archive_messages(*, by: Actor, person: Person, chosen: Chosen) -> int:
    """Out of sight, and still found: how many entries are in the archive now that were not.

    What is archived unread stays unread, and is counted no more. A word of the office brings a
    conversation back.
    """
    conversations, notices = _of(person, chosen)
    return conversations.filter(archived_at=None).update(archived_at=Now()) + notices.filter(
        archived_at=None
    ).update(archived_at=Now())


@operation(permit=permissions.BRING_BACK_MESSAGES, on="person")
def bring_back_messages(*, by: Actor, person: Person, chosen: Chosen) -> int:
    """Out of the archive; how many entries."""
    conversations, notices = _of(person, chosen)
    return conversations.exclude(archived_at=None).update(archived_at=None) + notices.exclude(
        archived_at=None
    ).update(archived_at=None)


@operation(permit=permissions.READ_ALL_MESSAGES, on="person")
def read_all_messages(*, by: Actor, person: Person) -> int:
    """The person says to have read everything that stands in their inbox; how many messages."""
    unread = Message.objects.filter(from_office=True, read_at=None)
    of_offices = unread.filter(
        conversation__in=Conversation.objects.filter(person=person, archived_at=None)
    )
    told = Notice.objects.of(by).filter(opened_at=None, archived_at=None)
    count = notices_of(by).filter(opened_at=None, archived_at=None).count()
    told.update(opened_at=Now())
    return of_offices.update(read_at=Now()) + count


def _of(person: Person, chosen: Chosen) -> tuple[QuerySet[Conversation], QuerySet[Notice]]:
    """Those of the chosen that are the person's own, whatever else was named."""
    return (
        Conversation.objects.filter(person=person, public_id__in=chosen.conversations),
        Notice.objects.filter(person=person, public_id__in=chosen.notices),
    )
