"""A class of this very semester, its office, its learners, and what is done to it."""

from collections.abc import Iterator
from datetime import timedelta

from gregoire.catalogue.models import Offering
from gregoire.correspondence.models import Notice
from gregoire.enrolment.models import Registration
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.operations import cancel_session
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.rules.sessions import SessionFacts
from gregoire.planning.wording import REFUSALS
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import in_days, make_present_semester, make_session, zone_of_morning


def taught(**terms: object) -> Offering:
    """An offering of this very semester, at a centre where it is morning."""
    centre = make_centre(name="Cnam Dijon", time_zone=zone_of_morning())
    return make_offering(centre=centre, semester=make_present_semester(), **terms)  # type: ignore[arg-type]


def coming(offering: Offering | None = None, **facts: object) -> ClassSession:
    """A class in three days, unless something else is said."""
    said: dict[str, object] = {"starts_at": in_days(3)} | facts
    return make_session(offering=offering or taught(), **said)  # type: ignore[arg-type]


def office_of(session: ClassSession) -> Actor:
    return acting(make_person(first_names="Odile"), Role.SCHOOLING, at=session.centre)


def learner_of(offering: Offering) -> Registration:
    registration = make_registration(centre=offering.centre)
    make_enrolment(registration=registration, offering=offering)
    return registration


def cancel(session: ClassSession, *, by: Actor | None = None) -> SessionChange:
    return cancel_session(
        by=by or office_of(session),
        session=session,
        reason="The teacher is ill",
        sequence=session.sequence,
    )


def later(session: ClassSession, *, weeks: int = 1, **others: object) -> SessionFacts:
    """The same class some weeks later, unless something else is said."""
    facts = {**facts_of(session).as_json(), **others}
    ahead = timedelta(weeks=weeks)
    return SessionFacts.from_json(
        facts
        | {
            "starts_at": (session.starts_at + ahead).isoformat(),
            "ends_at": (session.ends_at + ahead).isoformat(),
        }
    )


def said_of(refused: RefusedError) -> str:
    return (str(REFUSALS[refused.reason]) % refused.facts).replace("\N{NO-BREAK SPACE}", " ")


def told(person: Person) -> Iterator[str]:
    """The kinds of what a person was told and has not been taken back."""
    mine = Notice.objects.filter(person=person, recalled_at=None).order_by("pk")
    yield from mine.values_list("kind", flat=True)
