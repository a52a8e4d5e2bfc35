from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import ProtectedError

from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network import rules
from gregoire.network.calendars import public_holidays
from gregoire.network.models import Centre, ClosingDay, Region, Room
from gregoire.network.permissions import (
    ADD_ROOM,
    CHANGE_ROOM,
    CLOSE_ON,
    REMOVE_ROOM,
    REOPEN_ON,
    SEED_NETWORK,
    SET_CLOSING_DAYS,
)
from gregoire.network.reference import CentreFacts, centre_facts

SEAT = "paris"  # where the institution has its seat


@operation(permit=SEED_NETWORK, on="today", journal="result")
def seed_network(*, by: Actor, today: date) -> Centre:
    """Write the reference network, and its public holidays of this academic year and the next.

    Done again, it brings the reference facts up to date and deletes nothing. The seat is returned.
    """
    regions = _written_regions()
    centres: dict[str, Centre] = {}
    for facts in centre_facts():
        centres[facts.code] = _written_centre(facts, regions, centres)
    for facts in centre_facts():  # once all are known: a centre may report through a later one
        _report_through(centres[facts.code], centres.get(facts.reports_through))
    year = AcademicYear.of(today)
    for closing_year in (year, year.next):
        _close_on_public_holidays(list(centres.values()), closing_year)
    return centres[SEAT]


def _written_regions() -> dict[str, Region]:
    names = {facts.region for facts in centre_facts() if facts.region}
    Region.objects.bulk_create((Region(name=name) for name in sorted(names)), ignore_conflicts=True)
    return {region.name: region for region in Region.objects.filter(name__in=names)}


def _written_centre(
    facts: CentreFacts, regions: dict[str, Region], centres: dict[str, Centre]
) -> Centre:
    values: dict[str, Any] = asdict(facts)
    del values["reports_through"]
    values["region"] = regions.get(facts.region)
    values["parent"] = centres[facts.parent] if facts.parent else None
    centre, _ = Centre.objects.update_or_create(code=values.pop("code"), defaults=values)
    return centre


def _report_through(centre: Centre, other: Centre | None) -> None:
    if centre.reports_through_id != (other.pk if other else None):
        centre.reports_through = other
        centre.save(update_fields=["reports_through"])


def _close_on_public_holidays(centres: list[Centre], year: AcademicYear) -> None:
    ClosingDay.objects.bulk_create(
        (
            ClosingDay(centre=centre, day=day, reason=name, is_public_holiday=True)
            for centre in centres
            for day, name in public_holidays(centre.country, centre.subdivision, year).items()
        ),
        ignore_conflicts=True,
    )


@operation(permit=SET_CLOSING_DAYS, on="centre")
def set_closing_days(*, by: Actor, centre: Centre, year: AcademicYear) -> None:
    """Close a centre on the public holidays of its land; its own closing days stay.

    Some dates follow the moon and are first estimated: done again, this puts them right.
    """
    known = public_holidays(centre.country, centre.subdivision, year)
    ClosingDay.objects.filter(
        centre=centre, is_public_holiday=True, day__range=(year.first_day, year.last_day)
    ).exclude(day__in=known).delete()
    _close_on_public_holidays([centre], year)


@operation(permit=CLOSE_ON, on="centre")
def close_on(*, by: Actor, centre: Centre, day: date, reason: str, today: date) -> ClosingDay:
    """Close a centre on one day, by its own decision."""
    refusal = rules.closing_refusal(day=day, reason=reason, today=today)
    if refusal:
        raise RefusedError(refusal)
    with refusing(a_centre_closes_once_a_day=rules.ClosingRefusal.ALREADY_CLOSED):
        return ClosingDay.objects.create(centre=centre, day=day, reason=reason.strip())


@operation(permit=REOPEN_ON, on="closing_day", journal="result")
def reopen_on(*, by: Actor, closing_day: ClosingDay, today: date) -> Centre:
    """Take back a centre's own closing day; the centre is returned."""
    if closing_day.is_public_holiday:
        raise RefusedError(rules.ClosingRefusal.PUBLIC_HOLIDAY)
    if closing_day.day < today:
        raise RefusedError(rules.ClosingRefusal.IN_THE_PAST)
    closing_day.delete()
    return closing_day.centre


@operation(permit=ADD_ROOM, on="centre", journal="result")
def add_room(
    *, by: Actor, centre: Centre, name: str, seats: int, computers: int = 0, step_free: bool = False
) -> Room:
    """Give a centre a room; its name is its own within the centre."""
    _demand_a_room(name=name, seats=seats, computers=computers)
    with refusing(one_room_of_a_name_in_a_centre=rules.RoomRefusal.NAME_TAKEN):
        return Room.objects.create(
            centre=centre,
            name=name.strip(),
            seats=seats,
            computers=computers,
            step_free=step_free,
        )


@operation(permit=CHANGE_ROOM, on="room")
def change_room(
    *, by: Actor, room: Room, name: str, seats: int, computers: int, step_free: bool
) -> Room:
    """Correct what is said of a room."""
    _demand_a_room(name=name, seats=seats, computers=computers)
    room.name, room.seats = name.strip(), seats
    room.computers, room.step_free = computers, step_free
    with refusing(one_room_of_a_name_in_a_centre=rules.RoomRefusal.NAME_TAKEN):
        room.save()
    return room


@operation(permit=REMOVE_ROOM, on="room", journal="result")
def remove_room(*, by: Actor, room: Room) -> Centre:
    """Take a room away; the centre is returned.

    Refused while anything points at it: classes of today and of the past keep their place. The row
    is locked first, so that whoever plans a class there at the same moment waits, and is told.
    """
    locked = Room.objects.select_for_update(of=("self",)).filter(pk=room.pk).first()
    try:
        if locked is not None:  # else somebody has just removed it
            locked.delete()
    except ProtectedError as protected:
        count = len(protected.protected_objects)
        raise RefusedError(rules.RoomRefusal.IN_USE, room=room.name, count=count) from None
    return room.centre


def _demand_a_room(*, name: str, seats: int, computers: int) -> None:
    refusal = rules.room_refusal(name=name, seats=seats, computers=computers)
    if refusal:
        raise RefusedError(refusal)
