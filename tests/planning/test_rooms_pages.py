"""Rooms and closing days, as the office of a centre keeps them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from gregoire.framework.actors import Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, Room
from gregoire.network.operations import remove_room
from gregoire.network.rules import RoomRefusal
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_account, make_person
from tests.makers.planning import in_days, make_room, make_session

pytestmark = pytest.mark.django_db
IN_A_WEEK = localdate() + timedelta(days=7)


def text_of(content: bytes) -> str:
    """What the page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


def office_at(centre: Centre) -> Client:
    person = make_person()
    appoint(person, Role.SCHOOLING, at=centre)
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_account(person))
    return client


def facts(name: str, **more: str) -> dict[str, str]:
    return {"name": name, "seats": "20", "computers": "0", **more}


def test_a_room_is_added_with_its_seats_and_computers() -> None:
    centre = make_centre()
    address = reverse("planning:rooms", args=[centre.code])

    page = office_at(centre).post(
        address, facts("B 204", computers="12", step_free="on"), follow=True
    )

    room = Room.objects.get(centre=centre)
    assert (room.name, room.seats, room.computers, room.step_free) == ("B 204", 20, 12, True)
    assert "B 204 20 12 yes" in text_of(page.content)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (facts(""), "Give the room a name."),
        (facts("A 1", seats="0"), "A room has at least one seat."),
        (facts("A 1", computers="21"), "There are more computers than seats."),
        (facts("TAKEN"), "The centre already has a room of this name."),
    ],
)
def test_what_a_room_cannot_be_is_said(typed: dict[str, str], said: str) -> None:
    centre = make_centre()
    Room.objects.create(centre=centre, name="TAKEN", seats=10)

    page = office_at(centre).post(reverse("planning:rooms", args=[centre.code]), typed)

    assert page.status_code == 422
    assert said in text_of(page.content)
    assert centre.rooms.count() == 1


def test_a_room_is_corrected() -> None:
    room = make_room(make_centre())
    client = office_at(room.centre)

    client.post(reverse("planning:room", args=[room.centre.code, room.pk]), facts("C 3"))

    room.refresh_from_db()
    assert (room.name, room.seats) == ("C 3", 20)


def test_an_empty_room_is_removed() -> None:
    room = make_room(make_centre())
    client = office_at(room.centre)

    client.post(reverse("planning:room_remove", args=[room.centre.code, room.pk]))

    assert not Room.objects.filter(pk=room.pk).exists()


def test_a_room_with_classes_stays_and_the_answer_says_why() -> None:
    room = make_session().room
    assert room is not None

    page = office_at(room.centre).post(
        reverse("planning:room_remove", args=[room.centre.code, room.pk])
    )

    assert page.status_code == 422
    assert f"The room {room.name} stays: the timetable names it (1 in all)" in text_of(page.content)
    assert Room.objects.filter(pk=room.pk).exists()


def test_a_room_that_somebody_has_just_removed_is_gone_for_both() -> None:
    room = make_room(make_centre())
    actor = acting(make_person(), Role.SCHOOLING, at=room.centre)
    seen_by_both = Room.objects.select_related("centre").get(pk=room.pk)
    remove_room(by=actor, room=room)

    centre = remove_room(by=actor, room=seen_by_both)

    assert centre == seen_by_both.centre


def test_the_refusal_counts_what_names_the_room() -> None:
    session = make_session()
    room = session.room
    assert room is not None
    make_session(offering=session.offering, room=room, starts_at=in_days(3))
    actor = acting(make_person(), Role.SCHOOLING, at=room.centre)

    with pytest.raises(RefusedError) as refused:
        remove_room(by=actor, room=room)

    assert refused.value.reason is RoomRefusal.IN_USE
    assert refused.value.facts["count"] == 2


def test_another_centre_s_rooms_are_not_there() -> None:
    room = make_room(make_centre())
    stranger = office_at(make_centre())

    pages: list[tuple[str, list[object]]] = [
        ("rooms", [room.centre.code]),
        ("room", [room.centre.code, room.pk]),
        ("room_week", [room.pk]),
        ("closing_days", [room.centre.code]),
    ]
    for name, args in pages:
        assert stranger.get(reverse(f"planning:{name}", args=args)).status_code == 404


def test_a_room_is_not_reached_through_another_centre_s_address() -> None:
    room, own = make_room(make_centre()), make_centre()

    page = office_at(own).get(reverse("planning:room", args=[own.code, room.pk]))

    assert page.status_code == 404


def test_closing_a_centre_shows_the_classes_that_fall_on_that_day() -> None:
    centre = make_centre()
    session = make_session(offering=make_offering(centre=centre), starts_at=in_days(7))
    day = session.starts_at.astimezone(centre.zone).date()
    client = office_at(centre)
    address = reverse("planning:closing_days", args=[centre.code])

    page = client.post(address, {"day": str(day), "reason": "Town fair"}, follow=True)

    text = text_of(page.content)
    assert "Town fair" in text
    assert "Classes are planned that day" in text
    assert session.offering.unit.code in text


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        (localdate() - timedelta(days=1), "Fair", "This day has passed."),
        (IN_A_WEEK, "", "Say why the centre is closed"),
        (IN_A_WEEK + timedelta(days=1), "Fair", "already closed on that day"),
    ],
)
def test_a_day_that_cannot_be_closed_is_said(day: object, reason: str, said: str) -> None:
    centre = make_centre()
    centre.closing_days.create(day=IN_A_WEEK + timedelta(days=1), reason="Inventory")
    address = reverse("planning:closing_days", args=[centre.code])

    page = office_at(centre).post(address, {"day": str(day), "reason": reason})

    assert page.status_code == 422
    assert said in text_of(page.content)


def test_an_own_closing_day_is_reopened_and_a_public_holiday_is_not() -> None:
    centre = make_centre()
    own = centre.closing_days.create(day=IN_A_WEEK, reason="Inventory")
    holiday = centre.closing_days.create(
        day=IN_A_WEEK + timedelta(days=1), reason="Noël", is_public_holiday=True
    )
    client = office_at(centre)

    client.post(reverse("planning:reopen", args=[centre.code, own.pk]))
    refused = client.post(reverse("planning:reopen", args=[centre.code, holiday.pk]))

    assert [day.pk for day in centre.closing_days.order_by("day")] == [holiday.pk]
    assert "the centre stays closed" in text_of(refused.content)
