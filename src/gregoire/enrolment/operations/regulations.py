from datetime import date

from gregoire.enrolment import rules
from gregoire.enrolment.models import Regulation, RegulationAcceptance
from gregoire.enrolment.permissions import ACCEPT_REGULATION, PUBLISH_REGULATION
from gregoire.enrolment.queries import regulations_in_force
from gregoire.enrolment.rules import RegulationKind, RegulationRefusal
from gregoire.enrolment.texts import RegulationText
from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person


@operation(permit=PUBLISH_REGULATION, on="kind", journal="result")
def publish_regulation(
    *, by: Actor, kind: RegulationKind, text: RegulationText, today: date
) -> Regulation:
    """Publish a new version; those before it stay as they were accepted."""
    refusal = rules.publication_refusal(in_force_on=text.in_force_on, today=today)
    if refusal:
        raise RefusedError(refusal)
    with refusing(one_regulation_version_once=RegulationRefusal.VERSION_EXISTS):
        return Regulation.objects.create(
            kind=kind,
            version=text.version,
            in_force_on=text.in_force_on,
            title_fr=text.title_fr,
            title_en=text.title_en,
            text_fr=text.text_fr,
            text_en=text.text_en,
        )


@operation(permit=ACCEPT_REGULATION, on="person", journal="regulation")
def accept_regulation(
    *, by: Actor, person: Person, regulation: Regulation, today: date
) -> RegulationAcceptance:
    """Accept the version in force; accepting it twice keeps the first day."""
    if regulation not in regulations_in_force(today):
        raise RefusedError(RegulationRefusal.NOT_IN_FORCE)
    acceptance, _ = RegulationAcceptance.objects.get_or_create(
        person=person, regulation=regulation, defaults={"accepted_on": today}
    )
    return acceptance
