from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import permission
from gregoire.network.models import Centre


def examines_for_the_centre(actor: Actor, centre: Centre) -> bool:
    return actor.holds(Role.EXAMS, at=centre.pk)


RECORD_RESULT = permission("records.record_result", allow=examines_for_the_centre)
