from gregoire.correspondence.audiences import SENDERS, Audience, speaks_for
from gregoire.correspondence.models import (
    HOLDERS,
    AddressTask,
    Announcement,
    Conversation,
    Delivery,
    LetterBatch,
    Notice,
)
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import Actor
from gregoire.framework.permissions import permission
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person


def may_write_to_the_centre(actor: Actor, centre: Centre) -> bool:
    """The centres to which one is attached; any centre for whoever is attached to none yet."""
    if not actor.is_known:
        return False
    attached = Attachment.objects.filter(person=actor.person_id).values_list("centre", flat=True)
    centres = set(attached.order_by("pk"))
    return not centres or centre.pk in centres


def is_the_writer(actor: Actor, conversation: Conversation) -> bool:
    return actor.is_known and actor.person_id == conversation.person_id


def keeps_the_office(actor: Actor, conversation: Conversation) -> bool:
    roles = HOLDERS[Office(conversation.office)]
    return any(actor.holds(role, at=conversation.centre_id) for role in roles)


def is_the_told(actor: Actor, notice: Notice) -> bool:
    return actor.is_known and actor.person_id == notice.person_id


def is_the_person(actor: Actor, person: Person) -> bool:
    return actor.is_known and actor.person_id == person.pk


WRITE_TO_OFFICE = permission("correspondence.write_to_office", allow=may_write_to_the_centre)
REPLY_TO_OFFICE = permission("correspondence.reply_to_office", allow=is_the_writer)
READ_CONVERSATION = permission("correspondence.read_conversation", allow=is_the_writer)
ANSWER_PERSON = permission("correspondence.answer_person", allow=keeps_the_office)
TAKE_CONVERSATION = permission("correspondence.take_conversation", allow=keeps_the_office)
CLOSE_CONVERSATION = permission("correspondence.close_conversation", allow=keeps_the_office)
READ_NOTICE = permission("correspondence.read_notice", allow=is_the_told)
ANSWER_NOTICE = permission("correspondence.answer_notice", allow=is_the_told)
ARCHIVE_MESSAGES = permission("correspondence.archive_messages", allow=is_the_person)
BRING_BACK_MESSAGES = permission("correspondence.bring_back_messages", allow=is_the_person)
READ_ALL_MESSAGES = permission("correspondence.read_all_messages", allow=is_the_person)
SET_PREFERENCES = permission("correspondence.set_preferences", allow=is_the_person)
UNSUBSCRIBE = permission("correspondence.unsubscribe", allow=is_the_person)

# Announcements, letters, calls, addresses


def the_house_alone(_actor: Actor, _subject: object) -> bool:
    """No person: what jobs do by themselves (the house is always granted)."""
    return False


def writes_to_the_public(actor: Actor, audience: Audience) -> bool:
    """The office of the public's centre; who administers the network, for any."""
    return speaks_for(actor, audience.centre.pk if audience.centre else None)


def keeps_the_announcement(actor: Actor, announcement: Announcement) -> bool:
    return speaks_for(actor, announcement.centre_id)


def sends_for_the_centre(actor: Actor, centre: Centre) -> bool:
    return centre.pk in actor.centres_as(*SENDERS)


def sends_the_batch(actor: Actor, batch: LetterBatch) -> bool:
    return batch.centre_id in actor.centres_as(*SENDERS)


def sends_the_delivery(actor: Actor, delivery: Delivery) -> bool:
    return delivery.notice.centre_id in actor.centres_as(*SENDERS)


def keeps_the_address(actor: Actor, task: AddressTask) -> bool:
    return task.centre_id in actor.centres_as(*SENDERS)


WRITE_ANNOUNCEMENT = permission("correspondence.write_announcement", allow=writes_to_the_public)
SEND_ANNOUNCEMENT = permission("correspondence.send_announcement", allow=keeps_the_announcement)
RECALL_ANNOUNCEMENT = permission("correspondence.recall_announcement", allow=keeps_the_announcement)
CARRY_ANNOUNCEMENT = permission("correspondence.carry_announcement", allow=the_house_alone)
PRINT_LETTERS = permission("correspondence.print_letters", allow=sends_for_the_centre)
POST_LETTERS = permission("correspondence.post_letters", allow=sends_the_batch)
NOTE_LETTER_BACK = permission("correspondence.note_letter_back", allow=sends_the_delivery)
NOTE_CALL = permission("correspondence.note_call", allow=sends_the_delivery)
OPEN_ADDRESS_TASK = permission("correspondence.open_address_task", allow=sends_the_delivery)
FINISH_ADDRESS_TASK = permission("correspondence.finish_address_task", allow=keeps_the_address)
RECORD_BOUNCE = permission("correspondence.record_bounce", allow=the_house_alone)
WRITE_LETTER = permission("correspondence.write_letter", allow=sends_for_the_centre)
