from collections.abc import Sequence
from datetime import date, datetime, timedelta

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Actor, Role
from gregoire.network.models import Centre
from gregoire.planning.models import AttendanceEntry, ClassSession
from gregoire.planning.operations.attendance import record_attendance
from gregoire.planning.rules.attendance import Mark, Presence
from tests.makers.enrolment import make_enrolment
from tests.makers.people import acting, make_person

OCTOBER = date(2026, 10, 1)
IN_NOVEMBER = datetime.fromisoformat("2026-11-03T09:00:00+01:00")


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def make_learners(offering: Offering, *, count: int = 1) -> list[Enrolment]:
    return [make_enrolment(offering=offering) for _ in range(count)]


def record(
    session: ClassSession,
    enrolments: Sequence[Enrolment],
    presence: Presence = Presence.PRESENT,
    *,
    late: int = 0,
    reason: str = "",
    now: datetime | None = None,
) -> list[AttendanceEntry]:
    """What the office of the centre says of learners, during the class unless told otherwise."""
    return record_attendance(
        by=office_of(session.centre),
        session=session,
        marks=[Mark(enrolment.pk, presence, late=late) for enrolment in enrolments],
        reason=reason,
        now=now or session.starts_at + timedelta(minutes=20),
    )
