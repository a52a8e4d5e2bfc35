"""An offering's classes from a rule: what is skipped, what is refused, what is previewed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from gregoire.correspondence.models import Notice
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, ClosingDay
from gregoire.planning.models import ClassSession
from gregoire.planning.operations import add_session, plan_series
from gregoire.planning.rules.recurrence import SeriesPattern, evening
from gregoire.planning.rules.sessions import Mode, SessionFacts, SessionRefusal
from tests.makers.enrolment import make_enrolment, make_offering
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import make_room

pytestmark = pytest.mark.django_db


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def test_an_evening_a_week_at_the_same_hour_on_the_wall() -> None:
    offering = make_offering()
    room = make_room(offering.centre)
    pattern = SeriesPattern(
        evening("TU", weeks=8), date(2026, 9, 29), time(18, 30), time(21), Mode.ON_SITE, room.pk
    )

    series = plan_series(by=office_of(offering.centre), offering=offering, pattern=pattern)

    starts = [one.starts_at for one in series.sessions.order_by("starts_at")]
    assert starts[0] == datetime(2026, 9, 29, 16, 30, tzinfo=UTC)
    assert starts[-1] == datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
    assert {one.astimezone(offering.centre.zone).time() for one in starts} == {time(18, 30)}
