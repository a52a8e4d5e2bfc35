from datetime import date
from decimal import Decimal

from gregoire.catalogue.models import GroupUnit, Programme, RequirementGroup, Unit
from gregoire.catalogue.rules import GroupRule
from gregoire.enrolment.models import Enrolment
from gregoire.network.models import Centre
from gregoire.people.models import Person
from gregoire.records.models import Result
from gregoire.records.rules import Outcome, Way
from tests.makers.network import make_centre


def make_result(
    person: Person,
    unit: Unit,
    *,
    centre: Centre | None = None,
    year: int = 2025,
    outcome: Outcome = Outcome.EARNED,
    mark: Decimal | None = None,
    enrolment: Enrolment | None = None,
    decided_on: date = date(2026, 3, 2),
) -> Result:
    return Result.objects.create(
        person=person,
        unit=unit,
        centre=centre or make_centre(),
        enrolment=enrolment,
        year=year,
        way=Way.EXAM,
        outcome=outcome,
        mark=mark,
        credits=unit.ects if outcome == Outcome.EARNED else 0,
        decided_on=decided_on,
    )


def make_group(
    programme: Programme, *units: Unit, rank: int = 1, credits_needed: int | None = None
) -> RequirementGroup:
    group = RequirementGroup.objects.create(
        programme=programme,
        rank=rank,
        title=f"Group {rank}",
        rule=GroupRule.CREDITS_OF if credits_needed else GroupRule.ALL_OF,
        credits_needed=credits_needed,
    )
    for place, unit in enumerate(units, start=1):
        GroupUnit.objects.create(group=group, unit=unit, rank=place)
    return group
