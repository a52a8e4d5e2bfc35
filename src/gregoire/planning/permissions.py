from gregoire.catalogue.models import Offering
from gregoire.framework.actors import Actor
from gregoire.planning.models import ClassSession
from gregoire.planning.models.sessions import OFFICES


def plans_at_its_centre(actor: Actor, offering: Offering) -> bool:
    """The offices of the centre that teaches the offering."""
    return offering.centre_id in actor.centres_as(*OFFICES)


def looks_after_the_class(actor: Actor, session: ClassSession) -> bool:
    """The offices of the centre where it is held."""
    return session.centre_id in actor.centres_as(*OFFICES)


def gives_the_class(actor: Actor, session: ClassSession) -> bool:
    return actor.is_known and actor.person_id == session.teacher_id
