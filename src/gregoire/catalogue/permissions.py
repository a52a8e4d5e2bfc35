from gregoire.catalogue.models import Offering
from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import any_of, permission
from gregoire.network.models import Centre


def writes_the_catalogue(actor: Actor, _subject: object) -> bool:
    """Units, programmes and semesters are the same in the whole network."""
    return actor.holds_any(Role.ADMINISTRATOR)


def runs_the_centre(actor: Actor, centre: Centre) -> bool:
    return actor.holds(Role.SCHOOLING, at=centre.pk)


def runs_its_centre(actor: Actor, offering: Offering) -> bool:
    return actor.holds(Role.SCHOOLING, at=offering.centre_id)


CREATE_UNIT = permission("catalogue.create_unit", allow=writes_the_catalogue)
CHANGE_UNIT = permission("catalogue.change_unit", allow=writes_the_catalogue)
CREATE_PROGRAMME = permission("catalogue.create_programme", allow=writes_the_catalogue)
CHANGE_PROGRAMME = permission("catalogue.change_programme", allow=writes_the_catalogue)
CREATE_SEMESTER = permission("catalogue.create_semester", allow=writes_the_catalogue)
CREATE_OFFERING = permission(
    "catalogue.create_offering", allow=any_of(runs_the_centre, writes_the_catalogue)
)
CHANGE_OFFERING = permission(
    "catalogue.change_offering", allow=any_of(runs_its_centre, writes_the_catalogue)
)
DECIDE_OPENING = permission(
    "catalogue.decide_opening", allow=any_of(runs_its_centre, writes_the_catalogue)
)
