from datetime import date

from gregoire.catalogue.models import Unit
from gregoire.enrolment.models import Enrolment
from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Attachment, Person
from gregoire.records import rules
from gregoire.records.events import ResultRecorded
from gregoire.records.models import Result
from gregoire.records.permissions import RECORD_RESULT
from gregoire.records.rules import Decided, ResultRefusal


@operation(permit=RECORD_RESULT, on="centre", journal="result")
def record_result(
    *,
    by: Actor,
    person: Person,
    unit: Unit,
    centre: Centre,
    year: AcademicYear,
    decided: Decided,
    enrolment: Enrolment | None = None,
    today: date,
) -> Result:
    """Keep what was decided for a learner in a unit; a unit is earned once."""
    refusal = rules.result_refusal(decided, today=today) or _stranger(
        person, unit, centre, enrolment
    )
    if refusal:
        raise RefusedError(refusal)
    with refusing(
        a_unit_is_earned_once=ResultRefusal.ALREADY_EARNED,
        records_result_enrolment_id_key=ResultRefusal.ALREADY_RECORDED,
    ):
        result = Result.objects.create(
            person=person,
            unit=unit,
            enrolment=enrolment,
            centre=centre,
            year=year.start,
            way=decided.way,
            outcome=decided.outcome,
            mark=decided.mark,
            credits=rules.credits_given(decided.outcome, unit.ects),
            decided_on=decided.on,
        )
    announce(ResultRecorded(result.pk, person.pk))
    return result


def _stranger(
    person: Person, unit: Unit, centre: Centre, enrolment: Enrolment | None
) -> ResultRefusal | None:
    if enrolment is not None and (
        enrolment.registration.person_id != person.pk or enrolment.offering.unit_id != unit.pk
    ):
        return ResultRefusal.ANOTHER_LEARNER
    if not Attachment.objects.filter(person=person, centre=centre).exists():
        return ResultRefusal.NOT_AT_THIS_CENTRE
    return None
