from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Semester
from gregoire.catalogue.rules import Modality
from gregoire.enrolment.models import Registration
from gregoire.framework.actors import Actor, Post, Role
from gregoire.framework.models import Look
from gregoire.kernel.refusals import RefusedError
from gregoire.kernel.years import AcademicYear
from gregoire.people.models import Person
from gregoire.records import queries
from gregoire.records.models import Result
from gregoire.records.operations import record_result
from gregoire.records.rules import Decided, Outcome, ResultRefusal, Way
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_prerequisite,
    make_programme,
    make_registration,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_account, make_person
from tests.makers.records import make_group, make_result
from tests.support.races import race

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 1)
ENGLISH = {"Accept-Language": "en"}
EARNED = Decided(Outcome.EARNED, TODAY, mark=Decimal(15))


def record(registration: Registration, decided: Decided = EARNED, **also: object) -> Result:
    given = {
        "by": acting(make_person(), Role.EXAMS, at=registration.centre),
        "person": registration.person,
        "unit": make_unit(),
        "centre": registration.centre,
        "year": AcademicYear(2026),
        "decided": decided,
        "today": TODAY,
    }
    return record_result(**(given | also))  # type: ignore[arg-type]


def refusal(registration: Registration, decided: Decided = EARNED, **also: object) -> object:
    with pytest.raises(RefusedError) as refused:
        record(registration, decided, **also)
    return refused.value.reason


def test_what_is_earned_gives_its_credits() -> None:
    result = record(make_registration(), unit=make_unit(ects=4))

    result.refresh_from_db()
    assert (result.outcome, result.mark, result.credits) == ("earned", Decimal("15.00"), 4)


def test_what_is_failed_gives_none() -> None:
    result = record(make_registration(), Decided(Outcome.FAILED, TODAY, mark=Decimal("7.5")))

    assert result.credits == 0


def test_a_unit_is_earned_once_and_tried_as_often_as_it_takes() -> None:
    registration, unit = make_registration(), make_unit()
    for _ in range(2):
        record(registration, Decided(Outcome.FAILED, TODAY), unit=unit)
    record(registration, unit=unit)

    assert refusal(registration, unit=unit) == ResultRefusal.ALREADY_EARNED


@pytest.mark.django_db(transaction=True)
def test_of_two_examiners_at_once_one_is_told() -> None:
    registration, unit = make_registration(), make_unit()

    outcomes = race(
        lambda: record(registration, unit=unit), lambda: record(registration, unit=unit)
    )

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [ResultRefusal.ALREADY_EARNED]


def test_an_enrolment_has_one_result() -> None:
    enrolment = make_enrolment()
    given = {"unit": enrolment.offering.unit, "enrolment": enrolment}
    record(enrolment.registration, Decided(Outcome.FAILED, TODAY), **given)

    reason = refusal(enrolment.registration, Decided(Outcome.FAILED, TODAY), **given)

    assert reason == ResultRefusal.ALREADY_RECORDED


@pytest.mark.parametrize(
    ("decided", "reason"),
    [
        (Decided(Outcome.EARNED, date(2027, 3, 2)), ResultRefusal.NOT_DECIDED_YET),
        (Decided(Outcome.EARNED, TODAY, mark=Decimal("20.5")), ResultRefusal.MARK_OUT_OF_RANGE),
        (Decided(Outcome.FAILED, TODAY, mark=Decimal(-1)), ResultRefusal.MARK_OUT_OF_RANGE),
        (Decided(Outcome.ABSENT, TODAY, mark=Decimal(0)), ResultRefusal.ABSENT_WITH_MARK),
    ],
)
def test_what_cannot_be_recorded(decided: Decided, reason: ResultRefusal) -> None:
    assert refusal(make_registration(), decided) == reason
    assert not Result.objects.exists()


def test_the_enrolment_is_that_of_the_learner_and_the_unit() -> None:
    assert refusal(make_registration(), enrolment=make_enrolment()) == (
        ResultRefusal.ANOTHER_LEARNER
    )


def test_a_centre_records_for_its_own_people() -> None:
    reason = refusal(make_registration(), person=make_learner())

    assert reason == ResultRefusal.NOT_AT_THIS_CENTRE


@pytest.mark.parametrize("role", [None, Role.SCHOOLING, Role.TEACHER, Role.ADMINISTRATOR])
def test_only_the_examination_office_records(role: Role | None) -> None:
    registration = make_registration()

    with pytest.raises(PermissionDenied):
        record(registration, by=acting(make_person(), role, at=registration.centre))


# What is seen


def reading(person: Person) -> Actor:
    return Actor(person.pk, today=TODAY)


def test_no_mark_is_shown_before_its_day() -> None:
    registration = make_registration()
    make_result(registration.person, make_unit(), decided_on=date(2027, 3, 2))

    assert queries.transcript_of(reading(registration.person)) == []


def test_the_transcript_goes_by_year_the_latest_first_with_the_last_result() -> None:
    registration, unit = make_registration(), make_unit("NFP107")
    person = registration.person
    make_result(person, unit, year=2025, outcome=Outcome.FAILED, decided_on=date(2026, 2, 1))
    make_result(person, unit, year=2025, mark=Decimal(12), decided_on=date(2026, 6, 1))
    make_result(person, make_unit("ANG100"), year=2024)
    make_enrolment(registration=registration, offering=make_offering(unit=make_unit("GDN100")))

    years = queries.transcript_of(reading(person))

    seen = [
        (str(year.year), line.unit_code, line.result and line.result.mark)
        for year in years
        for line in year.lines
    ]
    assert seen == [
        ("2026-2027", "GDN100", None),
        ("2025-2026", "NFP107", Decimal(12)),
        ("2024-2025", "ANG100", None),
    ]
    assert [year.credits for year in years] == [0, 6, 6]


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.SCHOOLING, 1), (Role.EXAMS, 1), (Role.ADVISER, 1), (Role.TEACHER, 0)],
)
def test_the_offices_that_keep_the_file_see_its_results(role: Role, sees: int) -> None:
    registration = make_registration()
    make_result(registration.person, make_unit())
    here = Actor(make_person().pk, frozenset({Post(role, registration.centre_id)}), TODAY)
    elsewhere = Actor(make_person().pk, frozenset({Post(role, make_centre().pk)}), TODAY)

    assert Result.objects.visible_to(here).count() == sees
    assert Result.objects.visible_to(elsewhere).count() == 0


def test_a_unit_earned_counts_in_the_audit_and_one_taken_is_under_way() -> None:
    units, programme = [make_unit() for _ in range(3)], make_programme()
    make_group(programme, *units)
    registration = make_registration(programme=programme)
    make_result(registration.person, units[0], year=2025)
    make_enrolment(registration=registration, offering=make_offering(unit=units[1]))

    audit = queries.audit_of(reading(registration.person), programme)

    assert (audit.credits_earned, audit.credits_under_way, audit.credits_needed) == (6, 6, 18)
    assert [unit.code for unit in audit.missing] == [units[2].code]


# Pages


@pytest.fixture
def semester() -> Semester:
    """A semester of this year in which one can enrol today."""
    today = localdate()
    return Semester.objects.create(
        year=AcademicYear.of(today).start,
        number=1,
        teaching_starts_on=today,
        teaching_ends_on=today.replace(year=today.year + 1),
        enrolment_opens_on=today.replace(year=today.year - 1),
        enrolment_closes_on=today,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_transcript_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    programme = make_programme()
    registration = make_registration(programme=programme, year=AcademicYear.of(localdate()).start)
    units = [make_unit() for _ in range(rows)]
    for rank, unit in enumerate(units, start=1):
        make_group(programme, unit, rank=rank)
        make_result(registration.person, unit, mark=Decimal(15))
    client.force_login(make_account(registration.person))

    with django_assert_num_queries(9):
        response = client.get(reverse("records:transcript"), headers=ENGLISH)

    assert response.text.count("15/20") == rows
    assert "Complete" in response.text


def test_another_programme_is_compared(client: Client) -> None:
    registration = make_registration(programme=make_programme("Licence informatique"))
    other = make_programme("Titre de responsable en gestion")
    make_group(other, make_unit())
    client.force_login(make_account(registration.person))

    page = client.get(
        reverse("records:transcript"), {"formation": other.code}, headers=ENGLISH
    ).text

    assert "this is not the programme aimed at" in page
    assert "0 credits of 6" in page


def test_the_office_reads_a_transcript_and_leaves_a_trace(client: Client) -> None:
    registration = make_registration()
    make_result(registration.person, make_unit("NFP121"))
    office = make_person()
    appoint(office, Role.SCHOOLING, at=registration.centre)
    client.force_login(make_account(office))
    url = reverse("records:person_transcript", args=[registration.person.public_id])

    page = client.get(url).text

    assert "NFP121" in page
    look = Look.objects.get()
    assert (look.by, look.about) == (office.pk, registration.person_id)


def test_a_stranger_reads_no_transcript(client: Client) -> None:
    registration = make_registration()
    client.force_login(make_account(make_learner()))

    url = reverse("records:person_transcript", args=[registration.person.public_id])
    assert client.get(url).status_code == 404


def still_to_take_page(client: Client, semester: Semester, rows: int) -> Registration:
    """A learner who misses `rows` units, each offered near, at a distance, and too far."""
    programme, dijon = make_programme(), make_centre(name="Cnam Dijon")
    registration = make_registration(programme=programme, centre=dijon, year=semester.year)
    for rank in range(1, rows + 1):
        unit = make_unit(f"NFP{rank}")
        make_prerequisite(unit, make_unit())
        make_group(programme, unit, rank=rank)
        make_offering(unit=unit, centre=dijon, semester=semester)
        far = make_centre(name="Cnam Lille")
        make_offering(unit=unit, centre=far, semester=semester)
        make_offering(unit=unit, centre=far, semester=semester, modality=Modality.DISTANCE)
    client.force_login(make_account(registration.person))
    return registration


@pytest.mark.parametrize("rows", [1, 3])
def test_what_can_still_be_taken_costs_the_same_however_much(
    client: Client,
    semester: Semester,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    still_to_take_page(client, semester, rows)

    with django_assert_num_queries(12):
        response = client.get(reverse("records:still_to_take"), headers=ENGLISH)

    assert response.text.count("20 places left") == 2 * rows  # near and at a distance, not too far
    assert response.text.count("Comes after:") == 2 * rows


def test_what_is_earned_or_under_way_is_not_to_take(client: Client, semester: Semester) -> None:
    registration = still_to_take_page(client, semester, 3)
    found = queries.still_to_take(acting(registration.person))
    first, second, third = (unit.code for unit, _ in found.units)
    make_result(registration.person, found.units[0][1][0].offering.unit)
    make_enrolment(registration=registration, offering=found.units[1][1][0].offering)

    left = queries.still_to_take(acting(registration.person))

    assert (first, second) == ("NFP1", "NFP2")
    assert [unit.code for unit, _ in left.units] == [third]


def test_ones_own_centre_comes_first(client: Client, semester: Semester) -> None:
    registration = still_to_take_page(client, semester, 1)

    ((_unit, choices),) = queries.still_to_take(acting(registration.person)).units

    assert [choice.offering.centre.name for choice in choices] == ["Cnam Dijon", "Cnam Lille"]


def test_way_and_outcome_have_their_words(client: Client) -> None:
    registration = make_registration()
    result = make_result(registration.person, make_unit())
    Result.objects.filter(pk=result.pk).update(way=Way.VES)
    client.force_login(make_account(registration.person))

    page = client.get(reverse("records:transcript"), headers=ENGLISH).text

    assert "by recognition of earlier studies (VES)" in page
