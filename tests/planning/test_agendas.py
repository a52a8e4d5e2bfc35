"""What a person follows and what they give; weeks, months and lanes as values."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality
from gregoire.correspondence.models import Preference
from gregoire.enrolment.models import Enrolment
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Actor, Role
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession, PlanningVisit, SessionChange
from gregoire.planning.queries import agendas
from gregoire.planning.rules.agendas import (
    Span,
    hours_shown,
    monday_of,
    month_after,
    spans,
    weeks_of_month,
)
from gregoire.planning.rules.sessions import ChangeKind, Mode
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import TUESDAY_EVENING, make_session

WEEK_START = datetime(2026, 10, 12, tzinfo=UTC)
WEEK_END = WEEK_START + timedelta(days=7)


def classes(person: Person) -> list[ClassSession]:
    reach = agendas.reach_of(person.pk)
    return agendas.classes_between(reach, WEEK_START, WEEK_END)


def follow(person: Person, offering: Offering, *, until: date | None = None) -> Enrolment:
    registration = make_registration(person=person, centre=offering.centre)
    enrolment = make_enrolment(registration=registration, offering=offering)
    if until:
        enrolment.state, enrolment.ended_on = EnrolmentState.WITHDRAWN, until
        enrolment.save()
    return enrolment


def change(session: ClassSession, *, told_at: datetime, kind: str = "cancelled") -> SessionChange:
    return SessionChange.objects.create(
        session=session, kind=kind, reason="The teacher is ill", tell_at=told_at
    )


@pytest.mark.django_db
def test_a_learner_sees_the_classes_of_what_they_follow_and_no_others() -> None:
    learner, session = make_learner(), make_session()
    follow(learner, session.offering)
    make_session()

    assert classes(learner) == [session]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [EnrolmentState.WAITING, EnrolmentState.NOT_OPENED])
def test_who_waits_for_a_place_follows_nothing_yet(state: EnrolmentState) -> None:
    learner, session = make_learner(), make_session()
    registration = make_registration(person=learner)
    make_enrolment(registration=registration, offering=session.offering, state=state)

    assert classes(learner) == []


@pytest.mark.django_db
def test_who_withdraws_keeps_the_classes_from_before_and_loses_those_after() -> None:
    learner, before = make_learner(), make_session()
    make_session(offering=before.offering, starts_at=TUESDAY_EVENING + timedelta(days=2))
    follow(learner, before.offering, until=date(2026, 10, 14))

    assert classes(learner) == [before]


@pytest.mark.django_db
def test_the_day_of_a_withdrawal_begins_on_the_clock_of_the_centre() -> None:
    learner = make_learner()
    offering = make_offering(centre=make_centre(time_zone="America/Cayenne"))
    evening = make_session(offering=offering, starts_at=datetime(2026, 10, 14, 1, tzinfo=UTC))
    make_session(offering=offering, starts_at=datetime(2026, 10, 14, 11, tzinfo=UTC))
    follow(learner, offering, until=date(2026, 10, 14))

    assert classes(learner) == [evening]


@pytest.mark.django_db
def test_a_relayed_offering_is_followed_where_it_is_taught() -> None:
    learner = make_learner()
    taught = make_offering(modality=Modality.DISTANCE)
    relay = make_offering(
        unit=taught.unit, centre=make_centre(time_zone="Indian/Reunion"), modality=Modality.DISTANCE
    )
    relay.relays = taught
    relay.save()
    session = make_session(offering=taught, mode=Mode.ONLINE)
    follow(learner, relay)

    assert classes(learner) == [session]


@pytest.mark.django_db
def test_a_teacher_gives_their_own_classes_and_those_of_their_offering_without_a_name() -> None:
    teacher = make_person()
    offering = make_offering()
    offering.teacher = teacher
    offering.save()
    own = make_session(teacher=teacher)
    unnamed = make_session(offering=offering, starts_at=TUESDAY_EVENING + timedelta(days=1))
    make_session(offering=offering, teacher=make_person())

    reach = agendas.reach_of(teacher.pk)

    assert classes(teacher) == [own, unnamed]
    assert [reach.gives(each) for each in (own, unnamed)] == [True, True]


@pytest.mark.django_db
def test_the_next_classes_begin_with_the_one_under_way() -> None:
    learner = make_learner()
    instant = datetime.now(UTC)
    now_on = make_session(starts_at=instant - timedelta(minutes=10))
    later = make_session(offering=now_on.offering, starts_at=instant + timedelta(days=3))
    make_session(offering=now_on.offering, starts_at=instant - timedelta(days=3))
    follow(learner, now_on.offering)

    assert agendas.next_classes(acting(learner), 5) == [now_on, later]
    assert agendas.next_classes(acting(learner), 1) == [now_on]
    assert agendas.next_classes(Actor(None), 5) == []


@pytest.mark.django_db
def test_ten_units_of_fifteen_classes_cost_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = make_learner()
    registration = make_registration(person=learner)
    for number in range(10):
        offering = make_offering()
        make_enrolment(registration=registration, offering=offering)
        ClassSession.objects.bulk_create(
            ClassSession(
                offering=offering,
                centre=offering.centre,
                starts_at=(start := TUESDAY_EVENING + timedelta(weeks=week, hours=number)),
                ends_at=start + timedelta(hours=1),
                mode=Mode.ONLINE,
            )
            for week in range(15)
        )

    with django_assert_num_queries(3):
        reach = agendas.reach_of(learner.pk)
        found = agendas.classes_between(reach, WEEK_START, WEEK_START + timedelta(weeks=15))
        said = [(each.offering.unit.code, each.centre.name, each.changes.all()) for each in found]

    assert len(said) == 150


@pytest.mark.django_db
def test_a_stranger_does_not_find_a_class_its_learner_teacher_and_office_do() -> None:
    learner, teacher, session = make_learner(), make_person(), make_session(teacher=None)
    follow(learner, session.offering)
    ClassSession.objects.filter(pk=session.pk).update(teacher=teacher)
    office = acting(make_person(), Role.SCHOOLING, at=session.centre)

    for actor in (acting(learner), acting(teacher), office):
        assert agendas.class_for(actor, session.public_id) == session
    for actor in (acting(make_person()), Actor(None)):
        with pytest.raises(ClassSession.DoesNotExist):
            agendas.class_for(actor, session.public_id)


@pytest.mark.django_db
def test_news_are_what_was_told_since_the_last_visit() -> None:
    learner, session = make_learner(), make_session()
    follow(learner, session.offering)
    seen_at = TUESDAY_EVENING - timedelta(days=3)
    change(session, told_at=seen_at - timedelta(hours=1), kind=ChangeKind.MOVED)
    told = change(session, told_at=seen_at + timedelta(hours=1))
    change(session, told_at=TUESDAY_EVENING + timedelta(minutes=2))
    undone = change(session, told_at=seen_at + timedelta(hours=2))
    SessionChange.objects.filter(pk=undone.pk).update(undone_at=seen_at + timedelta(hours=1))
    change(make_session(), told_at=seen_at + timedelta(hours=1))

    reach = agendas.reach_of(learner.pk)

    assert agendas.news_of(reach, since=seen_at, at=TUESDAY_EVENING).changes == [told]


@pytest.mark.django_db
def test_one_query_says_on_which_clock_a_person_reads(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = make_learner()
    make_registration(person=learner, centre=make_centre(time_zone="Pacific/Noumea"))
    PlanningVisit.objects.create(person=learner, at=TUESDAY_EVENING)

    with django_assert_num_queries(1):
        standing = agendas.standing_of(learner.pk)
    Preference.objects.create(person=learner, time_zone="Indian/Reunion")

    assert (standing.zone.key, standing.seen_at) == ("Pacific/Noumea", TUESDAY_EVENING)
    assert agendas.standing_of(learner.pk).zone.key == "Indian/Reunion"
    assert agendas.standing_of(make_person().pk).zone.key == "Europe/Paris"


# Weeks, months, lanes: pure


def at(hour: int, minute: int = 0, *, day: int = 13) -> datetime:
    return datetime(2026, 10, day, hour, minute)  # noqa: DTZ001 -- on the wall of the centre


@pytest.mark.parametrize(
    ("day", "weeks", "first", "last"),
    [
        (date(2026, 2, 1), 5, date(2026, 1, 26), date(2026, 3, 1)),
        (date(2027, 2, 28), 4, date(2027, 2, 1), date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2026, 7, 27), date(2026, 9, 6)),
        (date(2026, 12, 31), 5, date(2026, 11, 30), date(2027, 1, 3)),
    ],
)
def test_a_month_has_whole_weeks(day: date, weeks: int, first: date, last: date) -> None:
    found = weeks_of_month(day)

    assert (len(found), found[0][0], found[-1][-1]) == (weeks, first, last)


def test_a_week_begins_on_monday_and_a_month_follows_another() -> None:
    assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)
    assert month_after(date(2027, 1, 5), months=-1) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ([], (8, 22)),
        ([(at(7, 30), at(9))], (7, 22)),
        ([(at(20), at(22, 30))], (8, 23)),
        ([(at(22), at(1, day=14))], (8, 24)),
    ],
)
def test_the_grid_shows_every_hour_of_the_week(
    times: list[tuple[datetime, datetime]], shown: tuple[int, int]
) -> None:
    assert hours_shown(times) == shown


def test_classes_of_one_hour_stand_side_by_side() -> None:
    times = [(at(18, 30), at(21)), (at(19), at(20)), (at(21), at(22))]

    assert spans(times, first_hour=8) == [
        Span(first=43, lines=10, lane=1, lanes=2),
        Span(first=45, lines=4, lane=2, lanes=2),
        Span(first=53, lines=4, lane=1, lanes=2),
    ]
