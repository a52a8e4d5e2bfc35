from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.people.models import Person
from gregoire.people.operations import appoint_person, end_appointment
from gregoire.people.queries import actor_for
from gregoire.people.rules import PeopleRefusal
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def national_administrator() -> Actor:
    person = make_person()
    appoint(person, Role.ADMINISTRATOR, at=None)
    return actor_for(make_account(person), today=TODAY)


def test_a_national_administrator_appoints_anywhere() -> None:
    centre, person = make_centre(), make_person()

    appoint_person(
        by=national_administrator(),
        person=person,
        role=Role.SCHOOLING,
        centre=centre,
        starts_on=TODAY,
    )

    assert actor_for(make_account(person), today=TODAY).holds(Role.SCHOOLING, at=centre.pk)


def test_a_national_post_counts_at_every_centre() -> None:
    centres = {make_centre().pk, make_centre().pk}

    administrator = national_administrator()

    assert administrator.centres_as(Role.ADMINISTRATOR) == centres
    assert administrator.is_national_administrator


def test_the_administrator_of_a_centre_appoints_there_alone() -> None:
    here, elsewhere = make_centre(), make_centre()
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=here)

    with pytest.raises(RefusedError) as refused:
        appoint_person(
            by=administrator,
            person=make_person(),
            role=Role.SCHOOLING,
            centre=elsewhere,
            starts_on=TODAY,
        )

    assert refused.value.reason == PeopleRefusal.POST_IS_NOT_YOURS_TO_GIVE


def test_the_administrator_of_a_centre_gives_no_post_in_the_whole_network() -> None:
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=make_centre())

    with pytest.raises(RefusedError) as refused:
        appoint_person(
            by=administrator,
            person=make_person(),
            role=Role.ADMINISTRATOR,
            centre=None,
            starts_on=TODAY,
        )

    assert refused.value.reason == PeopleRefusal.POST_IS_NOT_YOURS_TO_GIVE


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_appoint_nobody(role: Role) -> None:
    centre = make_centre()

    with pytest.raises(PermissionDenied):
        appoint_person(
            by=acting(make_person(), role, at=centre),
            person=make_person(),
            role=Role.TEACHER,
            centre=centre,
            starts_on=TODAY,
        )


@pytest.mark.parametrize(
    ("role", "ends_on", "reason"),
    [
        (Role.TEACHER, None, PeopleRefusal.POST_NEEDS_A_CENTRE),
        (Role.OBSERVATORY, date(2026, 11, 21), PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS),
    ],
)
def test_an_impossible_post_is_refused(
    role: Role, ends_on: date | None, reason: PeopleRefusal
) -> None:
    make_centre()

    with pytest.raises(RefusedError) as refused:
        appoint_person(
            by=national_administrator(),
            person=make_person(),
            role=role,
            centre=None,
            starts_on=TODAY,
            ends_on=ends_on,
        )

    assert refused.value.reason == reason


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_one_post_at_once_one_is_told() -> None:
    centre, person = make_centre(), make_person()
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=centre)

    def give() -> object:
        return appoint_person(
            by=administrator, person=person, role=Role.TUTOR, centre=centre, starts_on=TODAY
        )

    outcomes = race(give, give)

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [PeopleRefusal.POST_HELD_ALREADY]


def test_a_post_that_ended_yesterday_counts_no_more() -> None:
    centre, person = make_centre(), make_person()
    post = appoint(person, Role.SCHOOLING, at=centre)
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=centre)

    end_appointment(by=administrator, appointment=post, ends_on=date(2026, 11, 21))

    account = make_account(person)
    assert actor_for(account, today=date(2026, 11, 21)).holds(Role.SCHOOLING, at=centre.pk)
    assert actor_for(account, today=TODAY).posts == frozenset()


def test_a_post_does_not_end_before_it_starts() -> None:
    centre = make_centre()
    post = appoint(make_person(), Role.SCHOOLING, at=centre, starts_on=TODAY)
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=centre)

    with pytest.raises(RefusedError) as refused:
        end_appointment(by=administrator, appointment=post, ends_on=date(2026, 11, 21))

    assert refused.value.reason == PeopleRefusal.POST_ENDS_BEFORE_IT_STARTS


def test_only_an_administrator_of_the_centre_ends_a_post() -> None:
    post = appoint(make_person(), Role.SCHOOLING, at=make_centre())
    administrator = acting(make_person(), Role.ADMINISTRATOR, at=make_centre())

    with pytest.raises(PermissionDenied):
        end_appointment(by=administrator, appointment=post, ends_on=TODAY)


@pytest.mark.parametrize("posts", [1, 3])
def test_an_actor_costs_one_query_however_many_posts(
    django_assert_num_queries: DjangoAssertNumQueries, posts: int
) -> None:
    person: Person = make_person()
    regional = make_centre()
    teaching = make_centre(parent=regional)
    for role in [Role.SCHOOLING, Role.EXAMS, Role.JURY][:posts]:
        appoint(person, role, at=regional)
    account = make_account(person)

    with django_assert_num_queries(1):
        actor = actor_for(account, today=TODAY)

    assert len(actor.posts) == 2 * posts
    assert actor.holds(Role.SCHOOLING, at=teaching.pk)
