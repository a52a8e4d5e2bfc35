"""What leaves the house when something was said: kept in the outbox, in the same transaction."""

from gregoire.correspondence.events import OfficeAnswered
from gregoire.correspondence.mails import say_an_answer_is_there
from gregoire.correspondence.models import Conversation
from gregoire.framework.events import listens_to


@listens_to(OfficeAnswered)
def tell_the_person(event: OfficeAnswered) -> None:
    conversations = Conversation.objects.select_related("person", "centre")
    say_an_answer_is_there(conversations.get(pk=event.conversation_id))
