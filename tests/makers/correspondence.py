from datetime import date

from gregoire.correspondence.models import Conversation, Message
from gregoire.correspondence.operations import answer_person, write_to_office
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import SYSTEM
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person


def make_learner(*, at: Centre, usage_name: str = "") -> Person:
    """A person who is attached to a centre."""
    person = make_person(usage_name=usage_name)
    Attachment.objects.create(person=person, centre=at, since=date(2026, 9, 1))
    return person


def make_conversation(
    *,
    person: Person | None = None,
    centre: Centre | None = None,
    office: Office = Office.SCHOOLING,
    subject: str = "My timetable",
    text: str = "When does the evening class begin?",
) -> Conversation:
    centre = centre or make_centre()
    person = person or make_learner(at=centre)
    return write_to_office(
        by=acting(person), centre=centre, office=office, subject=subject, text=text
    )


def make_answer(conversation: Conversation, *, text: str = "At half past six.") -> Message:
    return answer_person(by=SYSTEM, conversation=conversation, text=text)
