from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.catalogue import operations, rules, wording
from gregoire.catalogue.events import OfferingEnlarged, OfferingNotOpened, OfferingOpened
from gregoire.catalogue.models import Offering, Programme, Semester, Unit
from gregoire.catalogue.rules import (
    CatalogueRefusal,
    GroupFacts,
    GroupRule,
    Modality,
    OfferingRefusal,
    OfferingState,
    ProgrammeFacts,
    ProgrammeKind,
    Rhythm,
    SemesterDates,
    Terms,
    UnitFacts,
    UnitKind,
)
from gregoire.framework import events
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import JournalEntry
from gregoire.framework.permissions import PERMISSIONS
from gregoire.kernel.levels import Level
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from tests.makers.catalogue import make_offering, make_semester, make_unit
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NATIONAL = (
    "catalogue.create_unit",
    "catalogue.change_unit",
    "catalogue.create_programme",
    "catalogue.change_programme",
    "catalogue.create_semester",
)
FACTS = UnitFacts("NFP121", "Programmation avancée", UnitKind.UE, 6, Level.BAC_3, "informatique")
TERMS = Terms(Modality.ON_SITE, Rhythm.OUT_OF_HOURS, capacity=20, minimum=5)
LICENCE = ProgrammeFacts(
    "LG025", "Licence informatique", ProgrammeKind.BACHELOR, Level.BAC_3, Level.BAC, 180, "info"
)


@pytest.fixture
def administrator() -> Actor:
    return acting(make_person(), Role.ADMINISTRATOR, at=make_centre(code="paris"), everywhere=True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is announced while the test runs, in order."""
    heard: list[object] = []
    for event in (OfferingOpened, OfferingNotOpened, OfferingEnlarged):
        monkeypatch.setitem(events._listeners, event, [heard.append])
    return heard


def schooling_of(offering: Offering) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=offering.centre)


# Units and programmes


def test_an_administrator_writes_a_unit(administrator: Actor) -> None:
    basis = make_unit(code="NFA031")

    twice = [(basis, False), (basis, True)]
    unit = operations.create_unit(by=administrator, facts=FACTS, needs=twice)

    assert unit.code == "NFP121"
    assert [(each.needs, each.is_required) for each in unit.prerequisites.all()] == [(basis, True)]
    entry = JournalEntry.objects.get()
    assert (entry.operation, entry.by) == ("catalogue.create_unit", administrator.person_id)


def test_a_unit_is_changed_with_all_that_it_needs(administrator: Actor) -> None:
    unit = make_unit(code="NFP121", needs=[(make_unit(), True)])

    operations.change_unit(by=administrator, unit=unit, facts=replace(FACTS, title="Autre titre"))

    unit = Unit.objects.get(code="NFP121")
    assert unit.title == "Autre titre"
    assert unit.prerequisites.count() == 0


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(FACTS, code="nfp 121"), CatalogueRefusal.BAD_CODE),
        (replace(FACTS, title=" "), CatalogueRefusal.NO_TITLE),
        (replace(FACTS, code="TAKEN1"), CatalogueRefusal.CODE_TAKEN),
    ],
)
def test_a_unit_is_refused(
    administrator: Actor, facts: UnitFacts, reason: CatalogueRefusal
) -> None:
    make_unit(code="TAKEN1")

    with pytest.raises(RefusedError) as refused:
        operations.create_unit(by=administrator, facts=facts)

    assert refused.value.reason == reason
    assert Unit.objects.count() == 1


def test_a_unit_does_not_need_itself(administrator: Actor) -> None:
    unit = make_unit(code="OLD100")

    with pytest.raises(RefusedError) as refused:
        operations.change_unit(by=administrator, unit=unit, facts=FACTS, needs=[(unit, True)])

    assert refused.value.reason == CatalogueRefusal.NEEDS_ITSELF
    assert Unit.objects.get(pk=unit.pk).code == "OLD100"


def test_a_programme_is_written_with_its_groups_in_order(administrator: Actor) -> None:
    for code in ("NFA031", "NFA032", "NFA035"):
        make_unit(code=code)
    groups = [
        GroupFacts("Le socle", GroupRule.ALL_OF, ("NFA032", "NFA031", "NFA032")),
        GroupFacts("Au choix", GroupRule.CREDITS_OF, ("NFA035",), credits_needed=6),
    ]

    programme = operations.create_programme(by=administrator, facts=LICENCE, groups=groups)
    operations.change_programme(
        by=administrator,
        programme=programme,
        facts=replace(LICENCE, title="Licence d’informatique"),
        groups=groups[:1],
    )

    group = Programme.objects.get(title="Licence d’informatique").groups.get()
    assert [entry.unit.code for entry in group.entries.order_by("rank")] == ["NFA032", "NFA031"]


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        (GroupFacts("Vide", GroupRule.ALL_OF, ()), CatalogueRefusal.GROUP_WITHOUT_UNITS),
        (GroupFacts("Inconnue", GroupRule.ALL_OF, ("XXX",)), CatalogueRefusal.UNKNOWN_UNIT),
        (
            GroupFacts("Trop", GroupRule.CREDITS_OF, ("NFA031", "NFA031"), credits_needed=7),
            CatalogueRefusal.CREDITS_OUT_OF_REACH,
        ),
        (
            GroupFacts("Rien", GroupRule.CREDITS_OF, ("NFA031",)),
            CatalogueRefusal.CREDITS_OUT_OF_REACH,
        ),
    ],
)
def test_a_group_that_nobody_could_meet_is_refused(
    administrator: Actor, group: GroupFacts, reason: CatalogueRefusal
) -> None:
    make_unit(code="NFA031", ects=6)

    with pytest.raises(RefusedError) as refused:
        operations.create_programme(by=administrator, facts=LICENCE, groups=[group])

    assert refused.value.reason == reason
    assert Programme.objects.count() == 0


def test_a_semester_is_written_once_with_dates_in_order(administrator: Actor) -> None:
    dates = SemesterDates(
        date(2026, 9, 15), date(2027, 1, 30), date(2026, 6, 1), date(2026, 10, 15)
    )
    backwards = replace(dates, teaching_ends_on=date(2026, 9, 1))

    operations.create_semester(by=administrator, year=AcademicYear(2026), number=1, dates=dates)
    with pytest.raises(RefusedError) as again:
        operations.create_semester(by=administrator, year=AcademicYear(2026), number=1, dates=dates)
    with pytest.raises(RefusedError) as wrong:
        operations.create_semester(
            by=administrator, year=AcademicYear(2026), number=2, dates=backwards
        )

    assert again.value.reason == CatalogueRefusal.SEMESTER_EXISTS
    assert wrong.value.reason == CatalogueRefusal.DATES_OUT_OF_ORDER
    assert Semester.objects.count() == 1


# Offerings


def test_a_schooling_office_offers_a_unit_at_its_centre_and_nowhere_else() -> None:
    dijon, nevers = make_centre(), make_centre()
    office = acting(make_person(), Role.SCHOOLING, at=dijon)
    unit, semester = make_unit(), make_semester()

    offering = operations.create_offering(
        by=office, centre=dijon, unit=unit, semester=semester, terms=TERMS, today=TODAY
    )
    with pytest.raises(PermissionDenied):
        operations.create_offering(
            by=office, centre=nevers, unit=unit, semester=semester, terms=TERMS, today=TODAY
        )

    assert offering.state == OfferingState.ANNOUNCED


@pytest.mark.parametrize(
    ("terms", "today", "reason"),
    [
        (TERMS, TODAY, OfferingRefusal.OFFERED_ALREADY),
        (replace(TERMS, minimum=21), TODAY, OfferingRefusal.MINIMUM_OVER_CAPACITY),
        (replace(TERMS, capacity=0, minimum=0), TODAY, OfferingRefusal.NO_SEATS),
        (replace(TERMS, group=2), date(2027, 3, 1), OfferingRefusal.SEMESTER_OVER),
    ],
)
def test_an_offering_is_refused(terms: Terms, today: date, reason: OfferingRefusal) -> None:
    there = make_offering()

    with pytest.raises(RefusedError) as refused:
        operations.create_offering(
            by=schooling_of(there),
            centre=there.centre,
            unit=there.unit,
            semester=there.semester,
            terms=terms,
            today=today,
        )

    assert refused.value.reason == reason


def test_a_centre_relays_the_distance_offering_of_another() -> None:
    lyon = make_offering(modality=Modality.DISTANCE)
    reunion = make_centre()
    office = acting(make_person(), Role.SCHOOLING, at=reunion)

    relay = operations.relay_offering(
        by=office, centre=reunion, relayed=lyon, capacity=12, today=TODAY
    )
    with pytest.raises(RefusedError) as refused:
        operations.relay_offering(
            by=office, centre=reunion, relayed=make_offering(), capacity=12, today=TODAY
        )

    assert (relay.relays, relay.unit, relay.centre) == (lyon, lyon.unit, reunion)
    assert refused.value.reason == OfferingRefusal.RELAY_AT_A_DISTANCE_ONLY


def test_an_offering_with_more_seats_is_announced_for_those_who_wait(told: list[object]) -> None:
    offering = make_offering(capacity=20)
    office = schooling_of(offering)

    for capacity in (20, 25, 22):
        operations.change_offering(
            by=office, offering=offering, capacity=capacity, minimum=5, timetable="", teacher=None
        )

    assert told == [OfferingEnlarged(offering.pk)]
    assert Offering.objects.get().capacity == 22


def test_nobody_loses_a_seat_when_an_offering_gets_smaller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering = make_offering(capacity=20, minimum=1)
    monkeypatch.setattr("gregoire.catalogue.seats._counts", [lambda ids: dict.fromkeys(ids, 7)])

    with pytest.raises(RefusedError) as refused:
        operations.change_offering(
            by=schooling_of(offering),
            offering=offering,
            capacity=6,
            minimum=1,
            timetable="",
            teacher=None,
        )

    assert refused.value.reason == OfferingRefusal.SEATS_ARE_TAKEN
    assert Offering.objects.get().capacity == 20


@pytest.mark.parametrize(
    ("opens", "state", "event"),
    [
        (True, OfferingState.OPEN, OfferingOpened),
        (False, OfferingState.NOT_OPENED, OfferingNotOpened),
    ],
)
def test_an_opening_is_decided_once_and_told(
    told: list[object], *, opens: bool, state: OfferingState, event: type
) -> None:
    offering = make_offering()
    office = schooling_of(offering)

    operations.decide_opening(by=office, offering=offering, opens=opens, today=TODAY)
    with pytest.raises(RefusedError) as refused:
        operations.decide_opening(by=office, offering=offering, opens=not opens, today=TODAY)

    offering.refresh_from_db()
    assert (offering.state, offering.decided_on) == (state, TODAY)
    assert refused.value.reason == OfferingRefusal.DECIDED_ALREADY
    assert told == [event(offering.pk)]


# Permissions


@pytest.mark.parametrize(
    ("role", "here", "national", "own"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.ADMINISTRATOR, True, False, True),
        (Role.ADMINISTRATOR, False, False, False),
        (Role.SCHOOLING, True, False, True),
        (Role.SCHOOLING, False, False, False),
        (Role.TEACHER, True, False, False),
        (Role.ADVISER, True, False, False),
        (None, False, False, False),
    ],
)
def test_who_may_write_the_catalogue(
    *, role: Role | None, here: bool, national: bool, own: bool
) -> None:
    offering = make_offering()
    centre = offering.centre if here else make_centre()
    actor = acting(make_person(), role, at=centre, everywhere=national)

    def may(code: str, subject: object) -> bool:
        return PERMISSIONS[code].granted(actor, subject)

    assert {may(code, None) for code in NATIONAL} == {national}
    assert may("catalogue.create_offering", offering.centre) == own
    assert may("catalogue.change_offering", offering) == own
    assert may("catalogue.decide_opening", offering) == own


def test_every_refusal_has_its_sentence() -> None:
    assert wording.REFUSALS.keys() == {*CatalogueRefusal, *OfferingRefusal}
    assert wording.MODALITIES.keys() == wording.MODALITY_TONES.keys() == set(Modality)
    assert wording.PROGRAMME_KINDS.keys() == set(ProgrammeKind)
    assert wording.LEVELS.keys() == set(Level)


@pytest.mark.parametrize(("taken", "advised"), [(4, False), (5, True), (6, True)])
def test_an_offering_opens_with_enough_enrolled(taken: int, *, advised: bool) -> None:
    assert rules.opening_is_advised(taken=taken, minimum=5) == advised
