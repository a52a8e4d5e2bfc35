"""What this module adds to a person's page: what they said to the offices that one holds."""

from dataclasses import dataclass

from gregoire.correspondence import queries, wording
from gregoire.correspondence.audiences import SENDERS
from gregoire.correspondence.models import Conversation
from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.people.panels import Panel, offers_panel, says_of_operations

says_of_operations(wording.OPERATIONS)


@dataclass(frozen=True, slots=True)
class ConversationsPanel:
    conversations: list[Conversation]
    letter_to: str  # the public identifier of whom one may write a letter to; empty: to nobody


@offers_panel(rank=50, aside=True)
def conversations(actor: Actor, person: Person) -> Panel | None:
    """The latest conversations, and a letter to write; nothing where neither is one's business."""
    found = queries.conversations_about(actor, person)
    letter_to = person.public_id if actor.holds_any(*SENDERS) else ""
    if not found and not letter_to:
        return None
    return Panel("correspondence/panel.html", ConversationsPanel(found, letter_to))
