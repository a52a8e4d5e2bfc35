"""Who goes first, where several write at once: always in this order, so that nobody waits in a
circle: the offering, its classes, rooms, teachers; rows of one kind in the order of their keys.
"""

from collections.abc import Iterable

from gregoire.catalogue.models import Offering
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Room
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession
from gregoire.planning.rules.sessions import SessionRefusal


def locked_offering(offering_id: int) -> Offering:
    """The offering with its unit, centre and semester; its classes are planned by one at a time."""
    return (
        Offering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "centre", "semester", "relays__centre")
        .get(pk=offering_id)
    )


def locked_session(session_id: int) -> ClassSession:
    """A class with all that is said of it; the caller has locked its offering."""
    return (
        ClassSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("offering", "centre", "room", "teacher")
        .get(pk=session_id)
    )


def locked_sessions_of(offering: Offering) -> list[ClassSession]:
    """The planned classes of an offering; the caller has locked it."""
    found = ClassSession.objects.select_for_update(of=("self",), no_key=True).planned()
    return list(
        found.filter(offering=offering)
        .select_related("offering", "centre", "room", "teacher")
        .order_by("pk")
    )


def lock_rooms_and_teachers(rooms: Iterable[int | None], teachers: Iterable[int | None]) -> None:
    """Whoever else wants one of these rooms or teachers waits until this transaction ends.

    Raises RefusedError where a room has been taken away meanwhile.
    """
    wanted = sorted({key for key in rooms if key is not None})
    found = Room.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    if wanted and len(found.order_by("pk").values_list("pk", flat=True)) < len(wanted):
        raise RefusedError(SessionRefusal.ROOM_GONE)
    people = sorted({key for key in teachers if key is not None})
    if people:
        rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people)
        list(rows.order_by("pk").values_list("pk", flat=True))
