from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import administers_the_network, permission
from gregoire.network.models import Centre, ClosingDay, Room


def runs_the_centre(actor: Actor, centre: Centre) -> bool:
    return centre.pk in actor.centres_as(Role.SCHOOLING, Role.ADMINISTRATOR)


def runs_its_centre(actor: Actor, part: Room | ClosingDay) -> bool:
    return part.centre_id in actor.centres_as(Role.SCHOOLING, Role.ADMINISTRATOR)


SEED_NETWORK = permission("network.seed_network", allow=administers_the_network)
SET_CLOSING_DAYS = permission("network.set_closing_days", allow=runs_the_centre)
CLOSE_ON = permission("network.close_on", allow=runs_the_centre)
REOPEN_ON = permission("network.reopen_on", allow=runs_its_centre)
ADD_ROOM = permission("network.add_room", allow=runs_the_centre)
CHANGE_ROOM = permission("network.change_room", allow=runs_its_centre)
REMOVE_ROOM = permission("network.remove_room", allow=runs_its_centre)
