from datetime import timedelta

from django.db.models.functions import Now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.events import OfficeAnswered, OfficeWrittenTo
from gregoire.correspondence.models import Conversation, Message
from gregoire.correspondence.queries import offices_at
from gregoire.correspondence.rules import LONGEST_SUBJECT, LONGEST_TEXT, MessageRefusal, Office
from gregoire.framework.actors import Actor
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person

JUST_NOW = Now() - timedelta(seconds=rules.SAME_WORDS_WITHIN_S)


@operation(permit=permissions.WRITE_TO_OFFICE, on="centre", journal="result")
def write_to_office(
    *, by: Actor, centre: Centre, office: Office, subject: str, text: str
) -> Conversation:
    """Begin a conversation with an office of a centre; it lands in that office's list.

    The same words sent again within two minutes (a double click) are the same conversation.
    """
    subject, text = " ".join(subject.split()), rules.tidied(text)
    _demand(rules.subject_refusal(subject), count=len(subject), most=LONGEST_SUBJECT)
    _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT)
    if office not in offices_at([centre], today=by.today)[centre.pk]:
        raise RefusedError(MessageRefusal.OFFICE_NOT_THERE)
    person = Person.objects.select_for_update(of=("self",)).get(pk=by.person_id or 0)
    said = Conversation.objects.filter(person=person, centre=centre, office=office, subject=subject)
    twin = said.filter(started_at__gt=JUST_NOW, messages__text=text).order_by("-pk").first()
    if twin is not None:
        return twin
    conversation = Conversation.objects.create(
        person=person, centre=centre, office=office, subject=subject
    )
    message = conversation.messages.create(author=person, from_office=False, text=text)
    announce(OfficeWrittenTo(conversation.pk, message.pk))
    return conversation


@operation(permit=permissions.REPLY_TO_OFFICE, on="conversation")
def reply_to_office(*, by: Actor, conversation: Conversation, text: str) -> Message:
    """Go on with a conversation: it waits for the office again, and what was unread is read."""
    locked, text, twin = _locked(conversation, text, from_office=False)
    if twin is not None:
        return twin
    message = locked.messages.create(author_id=by.person_id, from_office=False, text=text)
    _mark_read(locked)
    _turn(locked, waits_for_office=True)
    announce(OfficeWrittenTo(locked.pk, message.pk))
    return message


@operation(permit=permissions.ANSWER_PERSON, on="conversation")
def answer_person(*, by: Actor, conversation: Conversation, text: str) -> Message:
    """Answer in the name of the office; the person is told by mail that an answer is there."""
    locked, text, twin = _locked(conversation, text, from_office=True)
    if twin is not None:
        return twin
    message = locked.messages.create(author_id=by.person_id, from_office=True, text=text)
    _turn(locked, waits_for_office=False)
    announce(OfficeAnswered(locked.pk, message.pk))
    return message


@operation(permit=permissions.TAKE_CONVERSATION, on="conversation")
def take_conversation(*, by: Actor, conversation: Conversation) -> Conversation:
    """Look after a conversation, so that two colleagues do not both answer it."""
    locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if locked.taken_by_id not in {None, by.person_id}:
        name = locked.taken_by.name if locked.taken_by else ""
        raise RefusedError(MessageRefusal.TAKEN_BY_A_COLLEAGUE, name=name)
    locked.taken_by_id = by.person_id
    locked.save(update_fields=["taken_by"])
    return locked


@operation(permit=permissions.CLOSE_CONVERSATION, on="conversation")
def close_conversation(*, by: Actor, conversation: Conversation) -> Conversation:
    """Say that the office has nothing more to answer; a reply of the person opens it again."""
    locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    locked.waits_for_office = False
    locked.save(update_fields=["waits_for_office"])
    return locked


@operation(permit=permissions.READ_CONVERSATION, on="conversation")
def read_conversation(*, by: Actor, conversation: Conversation) -> Conversation:
    """The person has read what the office wrote so far."""
    _mark_read(conversation)
    return conversation


def _locked(
    conversation: Conversation, text: str, *, from_office: bool
) -> tuple[Conversation, str, Message | None]:
    """The locked row, the tidied text, and the message that a double click has just written."""
    text = rules.tidied(text)
    _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT)
    locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    recent = locked.messages.filter(from_office=from_office, text=text, at__gt=JUST_NOW)
    return locked, text, recent.order_by("-pk").first()


def _mark_read(conversation: Conversation) -> None:
    conversation.messages.filter(from_office=True, read_at=None).update(read_at=Now())


def _turn(conversation: Conversation, *, waits_for_office: bool) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(
        waits_for_office=waits_for_office, last_at=Now()
    )


def _demand(refusal: MessageRefusal | None, **facts: object) -> None:
    if refusal:
        raise RefusedError(refusal, **facts)
