"""What awaits a schooling office today, in its own centres and in no other."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Semester
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Role
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.portal.queries import Work, awaiting
from tests.makers.correspondence import make_conversation
from tests.makers.enrolment import (
    make_enrolment,
    make_offering,
    make_registration,
    make_semester,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_account, make_person

pytestmark = pytest.mark.django_db
QUERIES = 12


def around_today() -> Semester:
    semester = make_semester(year=AcademicYear.of(localdate()).start)
    semester.teaching_starts_on = localdate() + timedelta(days=10)
    semester.teaching_ends_on = localdate() + timedelta(days=90)
    semester.save()
    return semester


def fill(centre: Centre, rows: int, semester: Semester) -> None:
    """Of each kind of work, as many rows."""
    for _ in range(rows):
        make_registration(centre=centre, state=RegistrationState.REQUESTED)
        make_conversation(centre=centre)
        make_offering(unit=make_unit(), centre=centre, semester=semester, minimum=5)
        full = make_offering(
            unit=make_unit(), centre=centre, semester=semester, capacity=1, minimum=0
        )
        make_enrolment(offering=full, state=EnrolmentState.WAITING)


def counts(work: Work) -> tuple[int, int, int, int]:
    return (
        work.registrations_count,
        work.conversations_count,
        work.to_decide_count,
        work.waited_for_count,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_no_more_for_three_rows_than_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    centre = make_centre()
    fill(centre, rows, around_today())
    staff = make_account()
    appoint(staff.person, Role.SCHOOLING, at=centre)
    client.force_login(staff)

    with django_assert_num_queries(QUERIES):
        response = client.get("/gestion/")

    assert response.status_code == 200
    assert counts(response.context["page"].work) == (rows, rows, rows, rows)


def test_an_office_sees_its_own_centres_only() -> None:
    here, elsewhere = make_centre(), make_centre()
    semester = around_today()
    fill(here, 1, semester)
    fill(elsewhere, 3, semester)

    work = awaiting(acting(make_person(), Role.SCHOOLING, at=here))

    assert counts(work) == (1, 1, 1, 1)


def test_an_offering_that_has_its_minimum_or_is_over_needs_no_decision() -> None:
    centre, semester = make_centre(), around_today()
    enough = make_offering(unit=make_unit(), centre=centre, semester=semester, minimum=1)
    make_enrolment(offering=enough)
    over = make_semester(year=AcademicYear.of(localdate()).previous.start)
    make_offering(unit=make_unit(), centre=centre, semester=over, minimum=5)

    work = awaiting(acting(make_person(), Role.SCHOOLING, at=centre))

    assert work.to_decide == []


def test_the_longest_line_stands_first() -> None:
    centre, semester = make_centre(), around_today()
    for code, waiting in (("AAA100", 1), ("BBB100", 2)):
        offering = make_offering(unit=make_unit(code), centre=centre, semester=semester)
        for _ in range(waiting):
            make_enrolment(offering=offering, state=EnrolmentState.WAITING)

    work = awaiting(acting(make_person(), Role.SCHOOLING, at=centre))

    assert [offering.unit.code for offering in work.waited_for] == ["BBB100", "AAA100"]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 403),
        (Role.TEACHER, 403),
        (Role.ADVISER, 403),
        (Role.LIBRARIAN, 403),
        (Role.SCHOOLING, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_who_has_a_desk(client: Client, role: Role | None, status: int) -> None:
    account = make_account()
    if role:
        appoint(account.person, role, at=make_centre())
    client.force_login(account)

    assert client.get("/gestion/").status_code == status


def test_a_visitor_signs_in_first(client: Client) -> None:
    assert client.get("/gestion/").headers["Location"] == "/connexion/?next=/gestion/"


def test_a_post_that_has_ended_opens_no_desk(client: Client) -> None:
    account = make_account()
    ended = localdate() - timedelta(days=1)
    appoint(account.person, Role.SCHOOLING, at=make_centre(), ends_on=ended)
    client.force_login(account)

    assert client.get("/gestion/").status_code == 403


def test_an_empty_desk_says_what_will_come(client: Client) -> None:
    account = make_account()
    appoint(account.person, Role.SCHOOLING, at=make_centre())
    client.force_login(account)

    page = client.get("/gestion/").content.decode()

    assert "Every registration is validated." in page
    assert "Nobody is waiting for a place." in page
