from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import Actor, Role
from gregoire.framework.permissions import PERMISSIONS
from gregoire.kernel.refusals import RefusedError
from gregoire.network import operations, queries, wording
from gregoire.network.models import Centre, ClosingDay
from gregoire.network.rules import Block, ClosingRefusal, RoomRefusal
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def dijon() -> Centre:
    return make_centre(name="Cnam Dijon")


@pytest.fixture
def office(dijon: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=dijon)


def test_a_room_is_added_and_changed_by_the_office_of_its_centre(
    dijon: Centre, office: Actor
) -> None:
    room = operations.add_room(by=office, centre=dijon, name=" A012 ", seats=24)
    operations.change_room(
        by=office, room=room, name="A012", seats=30, computers=15, step_free=True
    )

    (found,) = queries.rooms_of(dijon)
    assert (found.name, found.seats, found.computers, found.step_free) == ("A012", 30, 15, True)
    with pytest.raises(PermissionDenied):
        operations.add_room(by=office, centre=make_centre(), name="B1", seats=10)


@pytest.mark.parametrize(
    ("name", "seats", "reason"),
    [
        ("A012", 10, RoomRefusal.NAME_TAKEN),
        (" ", 10, RoomRefusal.NO_NAME),
        ("B204", 0, RoomRefusal.NO_SEATS),
    ],
)
def test_a_room_is_refused(
    dijon: Centre, office: Actor, name: str, seats: int, reason: RoomRefusal
) -> None:
    operations.add_room(by=office, centre=dijon, name="A012", seats=24)

    with pytest.raises(RefusedError) as refused:
        operations.add_room(by=office, centre=dijon, name=name, seats=seats)

    assert refused.value.reason == reason


def test_a_centre_closes_by_its_own_decision_and_takes_it_back(
    dijon: Centre, office: Actor
) -> None:
    day = date(2026, 12, 24)

    closing = operations.close_on(
        by=office, centre=dijon, day=day, reason="Fermeture de fin d’année", today=TODAY
    )
    closed = not queries.is_open_on(dijon, day)
    operations.reopen_on(by=office, closing_day=closing, today=TODAY)

    assert closed
    assert queries.is_open_on(dijon, day)


@pytest.mark.parametrize(
    ("day", "reason", "refusal"),
    [
        (date(2026, 12, 25), "Noël", ClosingRefusal.ALREADY_CLOSED),
        (date(2026, 12, 24), " ", ClosingRefusal.NO_REASON),
        (date(2026, 11, 21), "Hier", ClosingRefusal.IN_THE_PAST),
    ],
)
def test_a_closing_is_refused(
    dijon: Centre, office: Actor, day: date, reason: str, refusal: ClosingRefusal
) -> None:
    ClosingDay.objects.create(
        centre=dijon, day=date(2026, 12, 25), reason="Noël", is_public_holiday=True
    )

    with pytest.raises(RefusedError) as refused:
        operations.close_on(by=office, centre=dijon, day=day, reason=reason, today=TODAY)

    assert refused.value.reason == refusal


@pytest.mark.parametrize(
    ("day", "is_public_holiday", "refusal"),
    [
        (date(2026, 12, 25), True, ClosingRefusal.PUBLIC_HOLIDAY),
        (date(2026, 11, 21), False, ClosingRefusal.IN_THE_PAST),
    ],
)
def test_a_reopening_is_refused(
    dijon: Centre, office: Actor, day: date, *, is_public_holiday: bool, refusal: ClosingRefusal
) -> None:
    closing = ClosingDay.objects.create(
        centre=dijon, day=day, reason="Fermé", is_public_holiday=is_public_holiday
    )

    with pytest.raises(RefusedError) as refused:
        operations.reopen_on(by=office, closing_day=closing, today=TODAY)

    assert refused.value.reason == refusal
    assert ClosingDay.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "here", "allowed"),
    [
        (Role.ADMINISTRATOR, True, True),
        (Role.ADMINISTRATOR, False, False),
        (Role.SCHOOLING, True, True),
        (Role.SCHOOLING, False, False),
        (Role.TEACHER, True, False),
        (None, False, False),
    ],
)
def test_who_may_run_a_centre(
    dijon: Centre, role: Role | None, *, here: bool, allowed: bool
) -> None:
    actor = acting(make_person(), role, at=dijon if here else make_centre())
    room = dijon.rooms.create(name="A012", seats=12)

    assert {
        PERMISSIONS[code].granted(actor, subject)
        for code, subject in {
            "network.add_room": dijon,
            "network.change_room": room,
            "network.close_on": dijon,
            "network.set_closing_days": dijon,
        }.items()
    } == {allowed}


def test_every_refusal_has_its_sentence() -> None:
    assert wording.REFUSALS.keys() == {*RoomRefusal, *ClosingRefusal}
    assert wording.BLOCKS.keys() == set(Block)
