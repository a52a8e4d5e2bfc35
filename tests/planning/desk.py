"""What tests of the office's pages begin with."""

import re
from html import unescape

from django.test import Client

from gregoire.framework.actors import Role
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.people import appoint, make_account, make_person
from tests.makers.planning import in_days, make_present_semester, make_session


def text_of(content: bytes) -> str:
    """What the page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


def signed_in(person: Person, *, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(make_account(person))
    return client


def office_at(centre: Centre, role: Role = Role.SCHOOLING) -> Client:
    person = make_person()
    appoint(person, role, at=centre)
    return signed_in(person)


def a_class(*, days: float = 7, **more: object) -> ClassSession:
    """A class to come, of an offering of the present semester."""
    offering = make_offering(semester=make_present_semester())
    return make_session(offering=offering, starts_at=in_days(days), **more)  # type: ignore[arg-type]


def week_of(session: ClassSession) -> dict[str, str]:
    local = session.starts_at.astimezone(session.centre.zone)
    return {"centre": session.centre.code, "day": f"{local:%Y-%m-%d}"}


def follow(session: ClassSession, count: int) -> None:
    for _ in range(count):
        make_enrolment(
            registration=make_registration(centre=session.centre), offering=session.offering
        )


def typed(session: ClassSession, **more: str) -> dict[str, str]:
    """The form of a move as the browser sends it, with what somebody changed in it."""
    zone = session.centre.zone
    start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return {
        "day": f"{start:%Y-%m-%d}",
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "mode": session.mode,
        "room": str(session.room_id or ""),
        "teacher": str(session.teacher_id or ""),
        "link": session.link,
        "title": session.title,
        "sequence": str(session.sequence),
        "reason": "The room is flooded",
        **more,
    }
