"""What this module adds to a person's page: what they said to the offices that one holds."""

from dataclasses import dataclass

from gregoire.correspondence import queries, wording
from gregoire.correspondence.models import Conversation
from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.people.panels import Panel, offers_panel, says_of_operations

says_of_operations(wording.OPERATIONS)


@dataclass(frozen=True, slots=True)
class ConversationsPanel:
    conversations: list[Conversation]


@offers_panel(rank=50, aside=True)
def conversations(actor: Actor, person: Person) -> Panel | None:
    """The latest conversations; nothing where the person has none with these offices."""
    found = queries.conversations_about(actor, person)
    return Panel("correspondence/panel.html", ConversationsPanel(found)) if found else None
