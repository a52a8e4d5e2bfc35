from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.timezone import now

from gregoire.correspondence import permissions, rules
from gregoire.correspondence.events import OfficeAnswered, OfficeWrittenTo
from gregoire.correspondence.models import Conversation, Message, Notice
from gregoire.correspondence.queries import offices_at, topic_of, words_of
from gregoire.correspondence.rules import LONGEST_SUBJECT, LONGEST_TEXT, MessageRefusal, Office
from gregoire.framework.actors import Actor
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.framework.uploads import Upload, keep
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Person

JUST_NOW = Now() - timedelta(seconds=rules.SAME_WORDS_WITHIN_S)


@operation(permit=permissions.WRITE_TO_OFFICE, on="centre", journal="result")
def write_to_office(
    *,
    by: Actor,
    centre: Centre,
    office: Office,
    subject: str,
    text: str,
    files: Sequence[Upload] = (),
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
    begun = Conversation(person=person, centre=centre, office=office, subject=subject)
    return _twin_of(begun, text, files) or _begun(begun, text, files)


@operation(permit=permissions.ANSWER_NOTICE, on="notice", journal="result")
def answer_notice(
    *, by: Actor, notice: Notice, centre: Centre, text: str, files: Sequence[Upload] = ()
) -> Conversation:
    """Answer what one was told: begins a conversation with the schooling office, that quotes it.

    `centre` is the one that told it, or the person's own. A notice is answered once; the
    conversation goes on from there. Whoever answers has read it.
    """
    text = rules.tidied(text)
    _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT)
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    said = words_of(locked)
    whole = rules.quoting(text, said.text)
    if locked.answer is not None:
        if _same_words(locked.answer.messages.filter(from_office=False), whole, files):
            return locked.answer
        raise RefusedError(MessageRefusal.ANSWERED_ALREADY)
    begun = Conversation(
        person_id=locked.person_id,
        centre=centre,
        office=Office.SCHOOLING,
        subject=rules.answering(said.subject),
    )
    conversation = _begun(begun, whole, files)
    locked.answer, locked.answered_at = conversation, now()
    locked.opened_at = locked.opened_at or locked.answered_at
    locked.save(update_fields=["answer", "answered_at", "opened_at"])
    return conversation


@operation(permit=permissions.REPLY_TO_OFFICE, on="conversation")
def reply_to_office(
    *, by: Actor, conversation: Conversation, text: str, files: Sequence[Upload] = ()
) -> Message:
    """Go on with a conversation: it waits for the office again, and what was unread is read."""
    locked, text = _locked(conversation, text)
    if twin := _same_words(locked.messages.filter(from_office=False), text, files):
        return twin
    message = locked.messages.create(author_id=by.person_id, from_office=False, text=text)
    _attach(message, files)
    _mark_read(locked)
    _turn(locked, waits_for_office=True)
    announce(OfficeWrittenTo(locked.pk, message.pk))
    return message


@operation(permit=permissions.ANSWER_PERSON, on="conversation")
def answer_person(
    *, by: Actor, conversation: Conversation, text: str, files: Sequence[Upload] = ()
) -> Message:
    """Answer in the name of the office; the person is told by mail that an answer is there."""
    locked, text = _locked(conversation, text)
    if twin := _same_words(locked.messages.filter(from_office=True), text, files):
        return twin
    message = locked.messages.create(author_id=by.person_id, from_office=True, text=text)
    _attach(message, files)
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


def _locked(conversation: Conversation, text: str) -> tuple[Conversation, str]:
    """The locked row and the tidied text, found good."""
    text = rules.tidied(text)
    _demand(rules.text_refusal(text), count=len(text), most=LONGEST_TEXT)
    return Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk), text


def _begun(conversation: Conversation, text: str, files: Sequence[Upload]) -> Conversation:
    conversation.save(force_insert=True)
    message = conversation.messages.create(
        author_id=conversation.person_id, from_office=False, text=text
    )
    _attach(message, files)
    announce(OfficeWrittenTo(conversation.pk, message.pk))
    return conversation


def _attach(message: Message, files: Sequence[Upload]) -> None:
    """Should the transaction fail, `@operation` takes the files off the disk again."""
    for upload in files:
        message.attachments.create(
            file=keep(upload),
            name=upload.name,
            content_type=upload.content_type,
            size=upload.size,
            sha256=upload.sha256,
        )


def _twin_of(begun: Conversation, text: str, files: Sequence[Upload]) -> Conversation | None:
    """The conversation that a double click has just begun with the same words."""
    said = Message.objects.select_related("conversation").filter(
        conversation__person=begun.person_id,
        conversation__centre=begun.centre_id,
        conversation__office=begun.office,
        conversation__subject=begun.subject,
        conversation__started_at__gt=JUST_NOW,
    )
    twin = _same_words(said, text, files)
    return twin.conversation if twin else None


def _same_words(messages: QuerySet[Message], text: str, files: Sequence[Upload]) -> Message | None:
    """The message that was written within two minutes with these words and these files."""
    sent = sorted(upload.sha256 for upload in files)
    recent = messages.filter(text=text, at__gt=JUST_NOW).prefetch_related("attachments")
    for message in recent.order_by("-pk"):
        if sorted(one.sha256 for one in message.attachments.all()) == sent:
            return message
    return None


def _mark_read(conversation: Conversation) -> None:
    """The messages, and the notices that told of them by mail."""
    conversation.messages.filter(from_office=True, read_at=None).update(read_at=Now())
    told = Notice.objects.filter(person=conversation.person_id, topic=topic_of(conversation))
    told.filter(opened_at=None).update(opened_at=Now())


def _turn(conversation: Conversation, *, waits_for_office: bool) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(
        waits_for_office=waits_for_office, last_at=Now(), archived_at=None
    )


def _demand(refusal: MessageRefusal | None, **facts: object) -> None:
    if refusal:
        raise RefusedError(refusal, **facts)
