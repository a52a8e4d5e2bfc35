"""What a learner's home page shows: eight queries, whatever the size of the data."""

from collections.abc import Sequence
from dataclasses import dataclass

from gregoire.catalogue.models import Semester
from gregoire.catalogue.queries import semesters_ahead
from gregoire.correspondence.queries import Received, latest_received
from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.queries import last_registration_of, teachings_of
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor
from gregoire.kernel.years import AcademicYear
from gregoire.planning.models import ClassSession
from gregoire.planning.queries.agendas import Reach, next_classes
from gregoire.records.models import Result
from gregoire.records.queries import groups_of
from gregoire.records.rules import Outcome, ProgrammeAudit, audit

MESSAGES = 3
CLASSES = 4


@dataclass(frozen=True, slots=True)
class Learning:
    """Where a learner stands; `registration` is their last one, `teachings` are those of its year."""

    registration: Registration | None
    teachings: Sequence[Enrolment]
    audit: ProgrammeAudit | None
    messages: Sequence[Received]
    semesters: Sequence[Semester]
    classes: Sequence[ClassSession]  # those to come, soonest first


def learning_of(actor: Actor) -> Learning:
    registration = last_registration_of(actor)
    teachings = _teachings(actor, registration)
    return Learning(
        registration=registration,
        teachings=teachings,
        audit=_audit(actor, registration, teachings),
        messages=latest_received(actor, limit=MESSAGES),
        semesters=semesters_ahead(actor.today),
        classes=next_classes(actor, CLASSES, reach=_reach(actor, teachings)),
    )


def _reach(actor: Actor, teachings: Sequence[Enrolment]) -> Reach:
    """What the person follows, of the enrolments that are loaded already; what they give, by name."""
    offerings = [each.offering for each in teachings if each.state == EnrolmentState.ENROLLED]
    followed = {offering.relays_id or offering.pk for offering in offerings}
    return Reach(actor.person_id or 0, frozenset(followed | {each.pk for each in offerings}))


def _teachings(actor: Actor, registration: Registration | None) -> list[Enrolment]:
    if registration is None or registration.year < AcademicYear.of(actor.today).start:
        return []
    return teachings_of(actor, registration.academic_year)


def _audit(
    actor: Actor, registration: Registration | None, teachings: Sequence[Enrolment]
) -> ProgrammeAudit | None:
    """As `records.queries.audit_of`, of the enrolments that are loaded already."""
    if registration is None or registration.programme is None:
        return None
    results = list(
        Result.objects.filter(person=actor.person_id)
        .order_by("pk")
        .values_list("unit__code", "outcome", "enrolment_id")
    )
    earned = frozenset(code for code, outcome, _ in results if outcome == Outcome.EARNED)
    tried = {enrolment for _, _, enrolment in results}
    under_way = frozenset(
        enrolment.offering.unit.code
        for enrolment in teachings
        if enrolment.state == EnrolmentState.ENROLLED and enrolment.pk not in tried
    )
    return audit(groups_of(registration.programme), earned, under_way)
