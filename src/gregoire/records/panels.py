"""What the page of a person shows of their records."""

from dataclasses import dataclass

from gregoire.framework.actors import Actor
from gregoire.people.models import Person
from gregoire.people.panels import Panel, offers_panel, says_of_operations
from gregoire.records import queries, wording
from gregoire.records.queries import Cursus

says_of_operations(wording.OPERATIONS)


@dataclass(frozen=True, slots=True)
class RecordsPanel:
    person: Person
    cursus: Cursus


@offers_panel(rank=20)
def programme(actor: Actor, person: Person) -> Panel:
    """How far the person has come in the programme aimed at."""
    cursus = queries.cursus_of(actor, person_id=person.pk)
    return Panel("records/panel.html", RecordsPanel(person, cursus))
