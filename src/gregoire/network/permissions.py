from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import any_of, permission
from gregoire.network.models import Centre, ClosingDay, Room


def administers(actor: Actor, _subject: object) -> bool:
    return actor.holds_any(Role.ADMINISTRATOR)


def runs_the_centre(actor: Actor, centre: Centre) -> bool:
    return actor.holds(Role.SCHOOLING, at=centre.pk)


def runs_its_centre(actor: Actor, part: Room | ClosingDay) -> bool:
    return actor.holds(Role.SCHOOLING, at=part.centre_id)


SEED_NETWORK = permission("network.seed_network", allow=administers)
SET_CLOSING_DAYS = permission(
    "network.set_closing_days", allow=any_of(runs_the_centre, administers)
)
CLOSE_ON = permission("network.close_on", allow=any_of(runs_the_centre, administers))
REOPEN_ON = permission("network.reopen_on", allow=any_of(runs_its_centre, administers))
ADD_ROOM = permission("network.add_room", allow=any_of(runs_the_centre, administers))
CHANGE_ROOM = permission("network.change_room", allow=any_of(runs_its_centre, administers))
