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
from gregoire.people.models import Person
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
    field: str = "informatique",
    aims: str = "",
    content: str = "",
    ects: int = 6,
    level: Level = Level.BAC_3,
    of_intec: bool = False,
    needs: Sequence[tuple[Unit, bool]] = (),
) -> Unit:
    unit = Unit.objects.create(
        code=code or f"UTC{next(_number):03d}",
        title=title,
        kind=UnitKind.UE,
        ects=ects,
        level=level,
        field=field,
        of_intec=of_intec,
        aims=aims,
        content=content,
    )
    Prerequisite.objects.bulk_create(
        Prerequisite(unit=unit, needs=needed, is_required=is_required)
        for needed, is_required in needs
    )
    return unit


def make_programme(
    *,
    code: str = "",
    title: str = "Licence informatique",
    kind: ProgrammeKind = ProgrammeKind.BACHELOR,
    level: Level = Level.BAC_3,
    entry_level: Level = Level.BAC,
    ects: int = 180,
    field: str = "informatique",
    aims: str = "",
) -> Programme:
    return Programme.objects.create(
        code=code or f"LG{next(_number):03d}",
        title=title,
        kind=kind,
        level=level,
        entry_level=entry_level,
        ects=ects,
        rncp_code="RNCP24514",
        field=field,
        aims=aims,
    )


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
    modality: Modality = Modality.ON_SITE,
    rhythm: Rhythm = Rhythm.OUT_OF_HOURS,
    group: int = 1,
    capacity: int = 20,
    minimum: int = 5,
    state: OfferingState = OfferingState.ANNOUNCED,
    teacher: Person | None = None,
    relays: Offering | None = None,
    timetable: str = "",
) -> Offering:
    return Offering.objects.create(
        unit=unit or make_unit(),
        centre=centre or make_centre(),
        semester=semester or make_semester(),
        modality=modality,
        rhythm=rhythm,
        group=group,
        capacity=capacity,
        minimum=minimum,
        state=state,
        decided_on=None if state == OfferingState.ANNOUNCED else date(2026, 9, 20),
        teacher=teacher,
        relays=relays,
        timetable=timetable,
    )
