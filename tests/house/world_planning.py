"""What of planning belongs to the learner of the world, or to their centre."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils.timezone import now

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Enrolment
from gregoire.network.models import ClosingDay, Room
from gregoire.people.models import Person
from gregoire.planning.models import (
    CertificateRun,
    ClassSession,
    HoursCertificate,
    PlanRun,
    SessionChange,
)
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.rules.attendance import number_of
from tests.makers.planning import make_session

MONTH: Final = date(2026, 10, 1)


def things_of_planning(enrolment: Enrolment, *, teacher: Person) -> list[object]:
    """A class given now, a change of it, a certificate of a month that is over, a plan."""
    centre = enrolment.offering.centre
    certificate = HoursCertificate(
        registration=enrolment.registration,
        centre=centre,
        month=MONTH,
        minutes=150,
        sha256="0" * 64,
    )
    certificate.file.save("certificate.pdf", ContentFile(b"%PDF-1.7"))
    run = CertificateRun.objects.create(
        centre=centre, month=MONTH, registrations=[enrolment.registration_id]
    )
    session = make_session(offering=enrolment.offering, starts_at=now(), teacher=teacher)
    kept = facts_of(session).as_json()
    change = SessionChange.objects.create(
        session=session, kind="moved", reason="Works", before=kept, after=kept, tell_at=now()
    )
    plan = PlanRun.objects.create(
        centre=centre, semester=enrolment.offering.semester, seconds=10, state="proposed"
    )
    return [session, change, certificate, run, plan]


def _of(kind: type[Model]) -> Callable[[Any], dict[str, object]]:
    return lambda world: {"public_id": world.public_id(kind)}


def _a_teacher(world: Any) -> dict[str, object]:
    """Who gives the class of the world."""
    return {"public_id": world.thing(ClassSession).teacher.public_id}


ARGUMENTS_OF_PLANNING: Final[dict[str, Callable[[Any], dict[str, object]]]] = {
    "planning:attendance": _of(ClassSession),
    "planning:sheet": _of(ClassSession),
    "planning:sign": _of(ClassSession),
    "planning:code": _of(ClassSession),
    "planning:check_in": _of(ClassSession),
    "planning:session": _of(ClassSession),
    "planning:feed": lambda _world: {"token": "never-made"},
    "planning:person_hours": _of(Person),
    "planning:verify": lambda world: {
        "number": number_of(world.public_id(HoursCertificate), MONTH),
    },
    "planning:own_certificate": _of(HoursCertificate),
    "planning:need": _of(Offering),
    "planning:offering_plan": _of(Offering),
    "planning:add_class": _of(Offering),
    "planning:cancel": _of(ClassSession),
    "planning:postpone": _of(ClassSession),
    "planning:move": _of(ClassSession),
    "planning:make_up": _of(ClassSession),
    "planning:material": _of(ClassSession),
    "planning:change": _of(SessionChange),
    "planning:undo": _of(SessionChange),
    "planning:teacher_week": _a_teacher,
    "planning:room_week": lambda world: {"pk": world.thing(Room).pk},
    "planning:rooms": lambda world: {"code": world.here.code},
    "planning:closing_days": lambda world: {"code": world.here.code},
    "planning:room": lambda world: {"code": world.here.code, "pk": world.thing(Room).pk},
    "planning:room_remove": lambda world: {"code": world.here.code, "pk": world.thing(Room).pk},
    "planning:reopen": lambda world: {"code": world.here.code, "pk": world.thing(ClosingDay).pk},
    "planning:teacher_hours": _a_teacher,
    "planning:plan_teacher": _a_teacher,
    "planning:plan_timetable": _of(PlanRun),
    "planning:plan_clashes": _of(PlanRun),
    "planning:plan_publish": _of(PlanRun),
    "planning:plan_stop": _of(PlanRun),
    "planning:plan_pin": _of(PlanRun),
}
