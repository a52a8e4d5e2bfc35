"""A learner's home: what has changed, what comes next, where they stand."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Semester
from gregoire.catalogue.rules import Modality
from gregoire.enrolment.models import Registration, Regulation
from gregoire.enrolment.operations import accept_regulation
from gregoire.enrolment.rules import RegulationKind
from gregoire.enrolment.states import EnrolmentState, RegistrationState
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.years import AcademicYear
from gregoire.network.models import Centre
from gregoire.planning.rules.sessions import Mode, SessionState
from gregoire.portal.queries import Face, face_of, learning_of
from gregoire.portal.web.pages import HomePage
from tests.makers.correspondence import make_answer, make_conversation
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_programme,
    make_registration,
    make_semester,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account
from tests.makers.planning import make_session
from tests.makers.records import make_group, make_result

pytestmark = pytest.mark.django_db
QUERIES = 11
TODAY = date(2026, 11, 24)


def this_year() -> int:
    return AcademicYear.of(localdate()).start


def home_of(registration: Registration, *, today: date = TODAY, hour: int = 19) -> HomePage:
    actor = Actor(registration.person_id, today=today)
    return HomePage.of(learning_of(actor), face_of(actor), today=today, hour=hour)


def around_today() -> Semester:
    """A semester of this academic year, neither over nor far away."""
    semester = make_semester(year=this_year())
    semester.teaching_starts_on = localdate() - timedelta(days=30)
    semester.teaching_ends_on = localdate() + timedelta(days=60)
    semester.save()
    return semester


def regulation(kind: RegulationKind, *, version: str, in_force_on: date) -> Regulation:
    words = {"title_fr": "Texte", "title_en": "Text", "text_fr": "…", "text_en": "…"}
    return Regulation.objects.create(kind=kind, version=version, in_force_on=in_force_on, **words)


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_no_more_for_three_rows_than_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    registration = make_registration(year=this_year(), programme=make_programme())
    semester, units = around_today(), [make_unit() for _ in range(rows)]
    make_group(registration.programme, *units)  # type: ignore[arg-type]
    for unit in units:
        make_enrolment(
            registration=registration, offering=make_offering(unit=unit, semester=semester)
        )
        make_answer(make_conversation(person=registration.person, centre=registration.centre))
    client.force_login(make_account(registration.person))

    with django_assert_num_queries(QUERIES):
        response = client.get("/")

    assert response.status_code == 200
    assert response.content.decode().count('class="g-unit"') == rows


@pytest.mark.parametrize(
    ("hour", "said"),
    [(8, "Good morning Camille"), (14, "Good afternoon Camille"), (20, "Good evening Camille")],
)
def test_the_learner_is_greeted_by_the_hour_of_their_centre(hour: int, said: str) -> None:
    registration = make_registration(person=make_learner(first_names="Camille Anne"))

    assert home_of(registration, hour=hour).greeting == said


def test_courses_stand_under_their_teaching_centre_ones_own_first() -> None:
    dijon, grenoble = make_centre(name="Cnam Dijon"), make_centre(name="Cnam Grenoble")
    registration = make_registration(centre=dijon)
    for centre, code in ((grenoble, "RSX101"), (dijon, "GDN100")):
        modality = Modality.ON_SITE if centre == dijon else Modality.DISTANCE
        offering = make_offering(unit=make_unit(code), centre=centre, modality=modality)
        make_enrolment(registration=registration, offering=offering)

    page = home_of(registration)

    assert [(centre.name, [row.code for row in centre.teachings]) for centre in page.centres] == [
        ("Cnam Dijon, my centre", ["GDN100"]),
        ("Cnam Grenoble, at a distance", ["RSX101"]),
    ]


def test_a_wait_has_its_place_in_line_and_stands_first() -> None:
    offering = make_offering(unit=make_unit("NFP121"))
    make_enrolment(offering=offering, state=EnrolmentState.WAITING)
    registration = make_registration()
    make_enrolment(registration=registration, offering=offering, state=EnrolmentState.WAITING)

    first = home_of(registration).coming[0]

    assert (first.day, first.hour, first.title) == ("2nd", "in line", "Waiting list · NFP121")


def test_who_waits_for_a_unit_has_not_begun_it() -> None:
    registration = make_registration()
    for code, state in (("GDN100", EnrolmentState.ENROLLED), ("NFP121", EnrolmentState.WAITING)):
        offering = make_offering(unit=make_unit(code), centre=registration.centre)
        make_enrolment(registration=registration, offering=offering, state=state)

    rows = home_of(registration).centres[0].teachings

    assert [(row.code, row.is_waiting) for row in rows] == [("GDN100", False), ("NFP121", True)]


def test_the_next_classes_stand_first_todays_above_the_others() -> None:
    registration = make_registration()
    offering = make_offering(unit=make_unit("GDN100"), centre=registration.centre)
    make_enrolment(registration=registration, offering=offering)
    begins = now() + timedelta(minutes=5)
    today = begins.astimezone(registration.centre.zone).date()
    lost = make_session(offering=offering, starts_at=begins + timedelta(days=1))
    lost.state = SessionState.CANCELLED
    lost.save()
    make_session(offering=offering, starts_at=begins, mode=Mode.ONLINE)
    make_session(offering=offering, starts_at=begins - timedelta(days=1))

    rows = home_of(registration, today=today).classes

    assert [(row.day, row.tone, row.detail.split(" · ")[0]) for row in rows] == [
        ("Today", "live", "Online"),
        ("Tomorrow", "due", "Cancelled"),
    ]


def test_what_comes_is_in_the_order_of_the_days() -> None:
    registration = make_registration()
    make_semester(1), make_semester(2)
    make_enrolment(registration=registration, offering=make_offering(unit=make_unit("NFP121")))

    coming = home_of(registration, today=date(2026, 9, 1)).coming

    assert [(row.day.replace("\u00a0", " "), row.title) for row in coming] == [
        ("21 Sep", "To be confirmed · NFP121"),
        ("21 Sep", "The classes of semester 1 begin"),
        ("10 Oct", "Last day to enrol in the units of semester 1"),
        ("23 Jan", "The classes of semester 1 end"),
        ("8 Feb", "The classes of semester 2 begin"),
        ("20 Feb", "Last day to enrol in the units of semester 2"),
    ]


def test_the_ring_counts_what_is_earned_and_says_what_is_under_way() -> None:
    programme = make_programme(ects=18)
    earned, taken, missing = make_unit(), make_unit(), make_unit()
    make_group(programme, earned, taken, missing)
    registration = make_registration(programme=programme)
    make_result(registration.person, earned)
    make_enrolment(registration=registration, offering=make_offering(unit=taken))

    page = home_of(registration)

    assert page.audit is not None
    assert (page.credits, page.of_credits) == ("6 of 18 credits", "of 18")
    assert (page.audit.credits_under_way, page.units_left) == (6, "2 units left to earn.")


def test_a_unit_that_does_not_open_is_said_and_led_on_from() -> None:
    registration = make_registration()
    offering = make_offering(unit=make_unit("ANG330"))
    make_enrolment(registration=registration, offering=offering, state=EnrolmentState.NOT_OPENED)

    page = home_of(registration)

    assert [(change.title, change.url) for change in page.changes] == [
        ("ANG330 does not open this time.", "/unites/ANG330/")
    ]
    assert page.centres == []


@pytest.mark.parametrize(
    ("state", "year", "said"),
    [
        (RegistrationState.VALIDATED, 2026, []),
        (
            RegistrationState.REQUESTED,
            2026,
            ["Your registration for 2026-2027 is being looked at."],
        ),
        (RegistrationState.PAUSED, 2026, ["Your registration is paused."]),
        (RegistrationState.VALIDATED, 2025, ["You are not registered for 2026-2027 yet."]),
    ],
)
def test_a_registration_that_needs_something_says_so(
    state: RegistrationState, year: int, said: list[str]
) -> None:
    registration = make_registration(state=state, year=year)

    assert [change.title for change in home_of(registration).changes] == said


def test_the_frame_says_who_is_there_where_and_what_is_unread() -> None:
    dijon = make_centre(name="Cnam Dijon")
    registration = make_registration(person=make_learner(first_names="Amina"), centre=dijon)
    conversation = make_conversation(person=registration.person, centre=dijon)
    make_answer(conversation, text="One.")
    make_answer(conversation, text="Two.")

    face = face_of(Actor(registration.person_id, today=TODAY))

    assert (face.name, face.initials, face.centre, face.unread) == (
        "Amina Roy",
        "AR",
        "Cnam Dijon",
        2,
    )


def test_a_visitor_has_no_face(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert face_of(Actor(None)) == Face()


def test_somebody_elses_courses_and_messages_are_not_shown(client: Client) -> None:
    other = make_registration(year=this_year())
    make_enrolment(registration=other, offering=make_offering(unit=make_unit("SEC101")))
    make_answer(make_conversation(person=other.person, centre=other.centre), text="For Robin alone")
    client.force_login(make_account(make_registration(year=this_year()).person))

    page = client.get("/").content.decode()

    assert "SEC101" not in page
    assert "For Robin alone" not in page


def test_an_office_without_a_registration_begins_at_its_desk(client: Client) -> None:
    staff = make_account()
    appoint(staff.person, Role.SCHOOLING, at=make_centre())
    client.force_login(staff)

    assert client.get("/").headers["Location"] == "/gestion/"
    assert client.get("/?campus").status_code == 200


def test_somebody_without_anything_yet_is_told_what_will_come(client: Client) -> None:
    client.force_login(make_account())

    page = client.get("/").content.decode()

    assert "You are not enrolled in a course at the moment." in page
    assert "No programme chosen yet." in page
    assert "No message yet." in page


def test_the_greeting_follows_the_clock_of_the_centre(client: Client) -> None:
    noumea: Centre = make_centre(name="Cnam Nouméa", time_zone="Pacific/Noumea")
    registration = make_registration(centre=noumea, year=this_year())
    client.force_login(make_account(registration.person))

    assert client.get("/").context["page"].today == localdate(timezone=noumea.zone)


def test_of_each_text_the_version_in_force_is_to_be_accepted_once() -> None:
    registration = make_registration()
    texts = [
        regulation(RegulationKind.INTERNAL, version="1", in_force_on=date(2020, 9, 1)),
        regulation(RegulationKind.INTERNAL, version="2", in_force_on=date(2026, 9, 1)),
        regulation(RegulationKind.EXAMS, version="1", in_force_on=date(2026, 9, 1)),
        regulation(RegulationKind.EXAMS, version="2", in_force_on=date(2027, 9, 1)),
    ]
    actor = Actor(registration.person_id, today=TODAY)

    before = face_of(actor).to_accept
    accept_regulation(by=actor, person=registration.person, regulation=texts[1], today=TODAY)
    after = face_of(actor).to_accept

    assert (before, after) == (2, 1)


def test_the_bar_of_an_office_names_the_highest_centre_where_it_works() -> None:
    bourgogne = make_centre(name="Cnam Bourgogne")
    person = make_learner()
    appoint(person, Role.SCHOOLING, at=make_centre(name="Cnam Dijon", parent=bourgogne))
    appoint(person, Role.SCHOOLING, at=bourgogne)

    assert face_of(Actor(person.pk, today=TODAY)).post == "Cnam Bourgogne"
