from collections.abc import Sequence
from datetime import date
from itertools import count

from gregoire.catalogue.models import (
    GroupUnit,
    Offering,
    Prerequisite,
    Programme,
    RequirementGroup,
    Semester,
    Unit,
)
from gregoire.catalogue.rules import (
    GroupRule,
    Modality,
    OfferingState,
    ProgrammeKind,
    Rhythm,
    UnitKind,
)
from gregoire.kernel.levels import Level
from gregoire.network.models import Centre
from tests.makers.network import make_centre

_number = count(1)


def make_semester(*, year: int = 2026, number: int = 1) -> Semester:
    """The semester of that number, made once: enrolment is open from June to the end of teaching."""
    first = number == 1
    starts = date(year, 9, 15) if first else date(year + 1, 2, 8)
    ends = date(year + 1, 1, 30) if first else date(year + 1, 6, 20)
    semester, _ = Semester.objects.get_or_create(
        year=year,
        number=number,
        defaults={
            "teaching_starts_on": starts,
            "teaching_ends_on": ends,
            "enrolment_opens_on": date(year, 6, 1),
            "enrolment_closes_on": ends,
        },
    )
    return semester


def make_unit(
    *,
    code: str = "",
    title: str = "Programmation avancée",
    needs: Sequence[tuple[Unit, bool]] = (),
    **facts: object,
) -> Unit:
    """A unit of 6 credits in computing, unless other facts are given."""
    usual = {"kind": UnitKind.UE, "ects": 6, "level": Level.BAC_3, "field": "informatique"}
    code = code or f"UTC{next(_number):03d}"
    unit = Unit.objects.create(code=code, title=title, **(usual | facts))
    Prerequisite.objects.bulk_create(
        Prerequisite(unit=unit, needs=needed, is_required=is_required)
        for needed, is_required in needs
    )
    return unit


def make_programme(
    *, code: str = "", title: str = "Licence informatique", **facts: object
) -> Programme:
    usual = {
        "kind": ProgrammeKind.BACHELOR,
        "level": Level.BAC_3,
        "entry_level": Level.BAC,
        "ects": 180,
        "rncp_code": "RNCP24514",
        "field": "informatique",
    }
    code = code or f"LG{next(_number):03d}"
    return Programme.objects.create(code=code, title=title, **(usual | facts))


def make_group(
    programme: Programme,
    units: Sequence[Unit],
    *,
    credits_needed: int | None = None,
    title: str = "Unités communes",
) -> RequirementGroup:
    """The next group of a programme: all of the units, or so many credits of them."""
    group = RequirementGroup.objects.create(
        programme=programme,
        rank=programme.groups.count() + 1,
        title=title,
        rule=GroupRule.ALL_OF if credits_needed is None else GroupRule.CREDITS_OF,
        credits_needed=credits_needed,
    )
    GroupUnit.objects.bulk_create(
        GroupUnit(group=group, unit=unit, rank=rank) for rank, unit in enumerate(units, start=1)
    )
    return group


def make_offering(
    *,
    unit: Unit | None = None,
    centre: Centre | None = None,
    semester: Semester | None = None,
    state: OfferingState = OfferingState.ANNOUNCED,
    **terms: object,
) -> Offering:
    """Twenty seats on site in the evening, unless other terms are given."""
    usual = {
        "modality": Modality.ON_SITE,
        "rhythm": Rhythm.OUT_OF_HOURS,
        "capacity": 20,
        "minimum": 5,
    }
    return Offering.objects.create(
        unit=unit or make_unit(),
        centre=centre or make_centre(),
        semester=semester or make_semester(),
        state=state,
        decided_on=None if state == OfferingState.ANNOUNCED else date(2026, 9, 20),
        **(usual | terms),
    )
