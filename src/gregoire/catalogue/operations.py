from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from gregoire.catalogue import rules
from gregoire.catalogue.events import OfferingEnlarged, OfferingNotOpened, OfferingOpened
from gregoire.catalogue.models import (
    GroupUnit,
    Offering,
    Prerequisite,
    Programme,
    RequirementGroup,
    Semester,
    Unit,
)
from gregoire.catalogue.permissions import (
    CHANGE_OFFERING,
    CHANGE_PROGRAMME,
    CHANGE_UNIT,
    CREATE_OFFERING,
    CREATE_PROGRAMME,
    CREATE_SEMESTER,
    CREATE_UNIT,
    DECIDE_OPENING,
    SAY_TIMETABLES,
)
from gregoire.catalogue.rules import CatalogueRefusal, OfferingRefusal, OfferingState
from gregoire.catalogue.seats import seats_taken
from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.people.models import Person

LONGEST_TIMETABLE: Final = 200
Needs = Sequence[tuple[Unit, bool]]  # a unit that comes first, and whether it is required


# Units, programmes and semesters: the whole network's


@operation(permit=CREATE_UNIT, on="facts", journal="result")
def create_unit(*, by: Actor, facts: rules.UnitFacts, needs: Needs = ()) -> Unit:
    """Add a unit to what can be learnt, with what should be earned before it."""
    _demand_title(facts)
    with refusing(catalogue_unit_code_key=CatalogueRefusal.CODE_TAKEN):
        unit = Unit.objects.create(**asdict(facts))
    _write_needs(unit, needs)
    return unit


@operation(permit=CHANGE_UNIT, on="unit")
def change_unit(*, by: Actor, unit: Unit, facts: rules.UnitFacts, needs: Needs = ()) -> Unit:
    """Say other things of a unit; `needs` is the whole new list."""
    _demand_title(facts)
    for name, value in asdict(facts).items():
        setattr(unit, name, value)
    with refusing(catalogue_unit_code_key=CatalogueRefusal.CODE_TAKEN):
        unit.save()
    _write_needs(unit, needs)
    return unit


def _write_needs(unit: Unit, needs: Needs) -> None:
    once = dict(needs)
    if unit in once:
        raise RefusedError(CatalogueRefusal.NEEDS_ITSELF)
    unit.prerequisites.all().delete()
    Prerequisite.objects.bulk_create(
        Prerequisite(unit=unit, needs=needed, is_required=is_required)
        for needed, is_required in once.items()
    )


@operation(permit=CREATE_PROGRAMME, on="facts", journal="result")
def create_programme(
    *, by: Actor, facts: rules.ProgrammeFacts, groups: Sequence[rules.GroupFacts]
) -> Programme:
    """Add a programme, with its groups of requirements."""
    _demand_title(facts)
    with refusing(catalogue_programme_code_key=CatalogueRefusal.CODE_TAKEN):
        programme = Programme.objects.create(**asdict(facts))
    _write_groups(programme, groups)
    return programme


@operation(permit=CHANGE_PROGRAMME, on="programme")
def change_programme(
    *,
    by: Actor,
    programme: Programme,
    facts: rules.ProgrammeFacts,
    groups: Sequence[rules.GroupFacts],
) -> Programme:
    """Say other things of a programme; `groups` is the whole new list of requirements."""
    _demand_title(facts)
    for name, value in asdict(facts).items():
        setattr(programme, name, value)
    with refusing(catalogue_programme_code_key=CatalogueRefusal.CODE_TAKEN):
        programme.save()
    programme.groups.all().delete()
    _write_groups(programme, groups)
    return programme


def _demand_title(facts: rules.UnitFacts | rules.ProgrammeFacts) -> None:
    refusal = rules.title_refusal(code=facts.code, title=facts.title)
    if refusal:
        raise RefusedError(refusal)


def _write_groups(programme: Programme, groups: Sequence[rules.GroupFacts]) -> None:
    codes = {code for group in groups for code in group.units}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    ects_of = {code: unit.ects for code, unit in units.items()}
    for rank, group in enumerate(map(rules.each_unit_once, groups), start=1):
        refusal = rules.group_refusal(group, ects_of=ects_of)
        if refusal:
            raise RefusedError(refusal, group=group.title)
        written = RequirementGroup.objects.create(
            programme=programme,
            rank=rank,
            title=group.title,
            rule=group.rule,
            credits_needed=group.credits_needed,
        )
        GroupUnit.objects.bulk_create(
            GroupUnit(group=written, unit=units[code], rank=place)
            for place, code in enumerate(group.units, start=1)
        )


@operation(permit=CREATE_SEMESTER, on="year", journal="result")
def create_semester(
    *, by: Actor, year: AcademicYear, number: int, dates: rules.SemesterDates
) -> Semester:
    """Fix the dates of one of the two semesters of a year, for the whole network."""
    with refusing(
        two_semesters_a_year=CatalogueRefusal.SEMESTER_EXISTS,
        a_semester_ends_after_it_starts=CatalogueRefusal.DATES_OUT_OF_ORDER,
    ):
        return Semester.objects.create(year=year.start, number=number, **asdict(dates))


# Offerings: each centre's own


@operation(permit=CREATE_OFFERING, on="centre", journal="result")
def create_offering(
    *, by: Actor, centre: Centre, unit: Unit, semester: Semester, terms: rules.Terms, today: date
) -> Offering:
    """Announce that a centre teaches a unit in a semester, if enough people enrol."""
    _demand_figures(terms)
    if semester.teaching_ends_on < today:
        raise RefusedError(OfferingRefusal.SEMESTER_OVER)
    with refusing(one_offering_once=OfferingRefusal.OFFERED_ALREADY):
        return Offering.objects.create(centre=centre, unit=unit, semester=semester, **asdict(terms))


@operation(permit=CREATE_OFFERING, on="centre", journal="result")
def relay_offering(
    *, by: Actor, centre: Centre, relayed: Offering, capacity: int, today: date
) -> Offering:
    """Give one's own learners a distance offering that another centre teaches."""
    _demand_figures(rules.Terms(relayed.modality, relayed.rhythm, capacity, minimum=0))
    if relayed.modality != rules.Modality.DISTANCE:
        raise RefusedError(OfferingRefusal.RELAY_AT_A_DISTANCE_ONLY)
    if relayed.semester.teaching_ends_on < today:
        raise RefusedError(OfferingRefusal.SEMESTER_OVER)
    with refusing(one_offering_once=OfferingRefusal.OFFERED_ALREADY):
        return Offering.objects.create(
            centre=centre,
            unit=relayed.unit,
            semester=relayed.semester,
            modality=relayed.modality,
            rhythm=relayed.rhythm,
            capacity=capacity,
            minimum=0,
            timetable=relayed.timetable,
            relays=relayed,
        )


@operation(permit=CHANGE_OFFERING, on="offering")
def change_offering(
    *,
    by: Actor,
    offering: Offering,
    capacity: int,
    minimum: int,
    timetable: str,
    teacher: Person | None,
) -> Offering:
    """Change what can still change; those who have a seat keep it, new seats are announced."""
    locked = Offering.objects.select_for_update().get(pk=offering.pk)
    taken = seats_taken([locked.pk]).get(locked.pk, 0)
    refusal = rules.offering_refusal(capacity=capacity, minimum=minimum, taken=taken)
    if refusal:
        raise RefusedError(refusal, taken=taken)
    enlarged = capacity > locked.capacity
    locked.capacity, locked.minimum = capacity, minimum
    locked.timetable, locked.teacher = timetable, teacher
    locked.save()
    if enlarged:
        announce(OfferingEnlarged(locked.pk))
    return locked


@operation(permit=DECIDE_OPENING, on="offering")
def decide_opening(*, by: Actor, offering: Offering, opens: bool, today: date) -> Offering:
    """Decide, once, whether an announced offering is taught; those who listen tell everyone."""
    locked = Offering.objects.select_for_update().get(pk=offering.pk)
    if locked.state != OfferingState.ANNOUNCED:
        raise RefusedError(OfferingRefusal.DECIDED_ALREADY)
    locked.state = OfferingState.OPEN if opens else OfferingState.NOT_OPENED
    locked.decided_on = today
    locked.save(update_fields=["state", "decided_on"])
    announce(OfferingOpened(locked.pk) if opens else OfferingNotOpened(locked.pk))
    return locked


def _demand_figures(terms: rules.Terms) -> None:
    refusal = rules.offering_refusal(capacity=terms.capacity, minimum=terms.minimum)
    if refusal:
        raise RefusedError(refusal)


@operation(permit=SAY_TIMETABLES, on="centre")
def say_timetables(*, by: Actor, centre: Centre, words: Mapping[int, str]) -> None:
    """Say in words when offerings of a centre, by their keys, are taught: once they are planned.

    Those that relay one of them say the same.
    """
    own = Offering.objects.filter(centre=centre, pk__in=words).order_by("pk")
    told = list(own.select_for_update(of=("self",), no_key=True).only("pk", "timetable"))
    relays = list(
        Offering.objects.filter(relays__in=[one.pk for one in told])
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .only("pk", "timetable", "relays")
    )
    for one in told:
        one.timetable = words[one.pk][:LONGEST_TIMETABLE]
    for one in relays:
        one.timetable = words[one.relays_id or 0][:LONGEST_TIMETABLE]
    Offering.objects.bulk_update([*told, *relays], ["timetable"], batch_size=500)
