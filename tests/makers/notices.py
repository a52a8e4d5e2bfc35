from datetime import datetime, timedelta

from django.utils.timezone import now

from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel
from gregoire.network.models import Centre
from gregoire.people.models import Person
from tests.makers.correspondence import make_learner
from tests.makers.network import make_centre


def make_notice(
    *,
    person: Person | None = None,
    centre: Centre | None = None,
    subject: str = "Class of tonight cancelled",
    text: str = "The class of tonight is cancelled.",
    topic: str = "",
    is_legal: bool = False,
    kind: str = "tests.notice",
) -> Notice:
    """Something said to a person in the name of a centre; on no channel out of the campus yet."""
    centre = centre or make_centre()
    return Notice.objects.create(
        kind=kind,
        person=person or make_learner(at=centre),
        centre=centre,
        subject=subject,
        text=text,
        topic=topic,
        language="fr",
        is_legal=is_legal,
    )


def make_letter(notice: Notice | None = None, *, centre: Centre | None = None) -> Delivery:
    """A registered letter that waits; to somebody whose postal address is known."""
    notice = notice or make_notice(centre=centre, is_legal=True)
    person = notice.person
    person.street, person.postcode, person.town = "12 rue de la Liberté", "21000", "Dijon"
    person.country = "FR"
    person.save()
    return Delivery.objects.create(notice=notice, channel=Channel.LETTER)


def make_call(
    notice: Notice | None = None,
    *,
    centre: Centre | None = None,
    deadline: datetime | None = None,
) -> Delivery:
    """A call to make; within three hours unless another deadline is given."""
    notice = notice or make_notice(centre=centre)
    notice.person.phone = "06 12 34 56 78"
    notice.person.save()
    return Delivery.objects.create(
        notice=notice,
        channel=Channel.CALL,
        address=notice.person.phone,
        words="Tonight’s class is cancelled.",
        deadline=deadline or now() + timedelta(hours=3),
    )
