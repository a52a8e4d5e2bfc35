from gregoire.catalogue.models import Offering
from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import administers_the_network, permission
from gregoire.network.models import Centre


def runs_the_centre(actor: Actor, centre: Centre) -> bool:
    return centre.pk in actor.centres_as(Role.SCHOOLING, Role.ADMINISTRATOR)


def runs_its_centre(actor: Actor, offering: Offering) -> bool:
    return offering.centre_id in actor.centres_as(Role.SCHOOLING, Role.ADMINISTRATOR)


# Units, programmes and semesters are the same in the whole network.
CREATE_UNIT = permission("catalogue.create_unit", allow=administers_the_network)
CHANGE_UNIT = permission("catalogue.change_unit", allow=administers_the_network)
CREATE_PROGRAMME = permission("catalogue.create_programme", allow=administers_the_network)
CHANGE_PROGRAMME = permission("catalogue.change_programme", allow=administers_the_network)
CREATE_SEMESTER = permission("catalogue.create_semester", allow=administers_the_network)
CREATE_OFFERING = permission("catalogue.create_offering", allow=runs_the_centre)
CHANGE_OFFERING = permission("catalogue.change_offering", allow=runs_its_centre)
DECIDE_OPENING = permission("catalogue.decide_opening", allow=runs_its_centre)
SAY_TIMETABLES = permission("catalogue.say_timetables", allow=runs_the_centre)
