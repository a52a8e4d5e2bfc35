from enum import StrEnum

import pytest
from django.db import IntegrityError

from gregoire.framework.constraints import refusing
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Region, Room
from tests.makers.network import make_centre

pytestmark = pytest.mark.django_db


class RoomRefusal(StrEnum):
    TAKEN = "taken"


def test_the_word_of_the_database_becomes_ours() -> None:
    centre = make_centre()
    Room.objects.create(centre=centre, name="A 101", seats=20)

    with (
        pytest.raises(RefusedError) as refused,
        refusing(one_room_of_a_name_in_a_centre=RoomRefusal.TAKEN),
    ):
        Room.objects.create(centre=centre, name="A 101", seats=30)

    assert refused.value.reason == RoomRefusal.TAKEN
    assert [room.seats for room in Room.objects.all()] == [20]


def test_a_violation_that_nobody_expected_stays_an_error() -> None:
    region = Region.objects.create(name="Bretagne")

    with (
        pytest.raises(IntegrityError),
        refusing(one_room_of_a_name_in_a_centre=RoomRefusal.TAKEN),
    ):
        Region.objects.create(name=region.name)


def test_what_goes_well_is_left_alone() -> None:
    with refusing(one_room_of_a_name_in_a_centre=RoomRefusal.TAKEN):
        room = Room.objects.create(centre=make_centre(), name="A 101", seats=20)

    assert Room.objects.get() == room
