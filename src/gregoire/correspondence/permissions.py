from gregoire.correspondence.models import HOLDERS, Conversation
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import Actor
from gregoire.framework.permissions import permission
from gregoire.network.models import Centre
from gregoire.people.models import Attachment


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


WRITE_TO_OFFICE = permission("correspondence.write_to_office", allow=may_write_to_the_centre)
REPLY_TO_OFFICE = permission("correspondence.reply_to_office", allow=is_the_writer)
READ_CONVERSATION = permission("correspondence.read_conversation", allow=is_the_writer)
ANSWER_PERSON = permission("correspondence.answer_person", allow=keeps_the_office)
TAKE_CONVERSATION = permission("correspondence.take_conversation", allow=keeps_the_office)
CLOSE_CONVERSATION = permission("correspondence.close_conversation", allow=keeps_the_office)
