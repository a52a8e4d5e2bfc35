"""Once planned, the catalogue says when an offering is taught."""

from datetime import date, time

import pytest

from gregoire.catalogue.rules import Modality
from gregoire.framework.actors import SYSTEM
from gregoire.planning.operations import plan_series
from gregoire.planning.rules.recurrence import SeriesPattern
from gregoire.planning.rules.sessions import Mode
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.planning import make_room

pytestmark = pytest.mark.django_db


def test_the_catalogue_says_each_series_and_a_relay_says_the_same() -> None:
    offering = make_offering(modality=Modality.DISTANCE)
    relay = make_offering(centre=make_centre(), modality=Modality.DISTANCE)
    relay.relays = offering
    relay.save()
    room, link = make_room(offering.centre), "https://visio.example.org/x"
    first = date(2026, 10, 6)

    evening = SeriesPattern(
        "FREQ=WEEKLY;BYDAY=TU", first, time(18, 30), time(21), Mode.ON_SITE, room_id=room.pk
    )
    live = SeriesPattern(
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", first, time(9), time(12), Mode.ONLINE, link=link
    )
    for pattern in (evening, live):
        plan_series(by=SYSTEM, offering=offering, pattern=pattern)

    offering.refresh_from_db()
    relay.refresh_from_db()
    assert offering.timetable == (
        "Mardi, 18\u00a0h\u00a030 – 21\u00a0h ; Samedi, 9\u00a0h – 12\u00a0h, toutes les 2 semaines, en ligne"
    )
    assert relay.timetable == offering.timetable
