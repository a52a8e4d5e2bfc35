"""What every installation starts with: the regulations to which learners are subject."""

from gregoire.enrolment.models import Regulation
from gregoire.enrolment.operations import publish_regulation
from gregoire.enrolment.texts import texts_of_the_house
from gregoire.framework.actors import SYSTEM


def seed_regulations() -> int:
    """Publish the versions that come with the house and are not published yet; how many."""
    there = set(Regulation.objects.values_list("kind", "version"))
    new = [(kind, text) for kind, text in texts_of_the_house() if (kind, text.version) not in there]
    for kind, text in new:
        publish_regulation(by=SYSTEM, kind=kind, text=text, today=text.in_force_on)
    return len(new)
