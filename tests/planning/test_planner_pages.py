"""The pages of the semester planner, as a browser without scripts meets them."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Offering
from gregoire.framework.actors import Role
from gregoire.framework.models import Look
from gregoire.planning.models import (
    ClassSession,
    OfferingNeed,
    PlanRun,
    TeacherAvailability,
)
from gregoire.planning.rules.plans import RunState
from tests.makers.enrolment import make_enrolment, make_semester
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.makers.plans import Campus, make_campus, make_proposal

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def text_of(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.decode())).split())


def office_of(campus: Campus) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(campus.account)
    return client


def here(campus: Campus) -> str:
    semester = campus.semester
    return (
        f"{reverse('planning:semester')}?centre={campus.centre.code}"
        f"&semestre={semester.year}-{semester.number}"
    )


def crowded() -> tuple[Campus, PlanRun]:
    """Seven courses that everybody takes and one room: some collide, and it is said."""
    campus = make_campus(offerings=7, rooms=2, learners=2)
    for offering in campus.offerings:
        TeacherAvailability.objects.create(
            person_id=offering.teacher_id or 0, centre=campus.centre, semester=campus.semester,
            weekday=1 + offering.pk % 3, starts="18:00", ends="22:00",
        )  # fmt: skip
    return campus, make_proposal(campus)


def test_the_page_says_what_is_known_before_anything_is_asked(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campus = make_campus(offerings=3, rooms=2, learners=2)
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(here(campus))

    text = text_of(answer.content)
    assert "Courses on site 3" in text
    assert "2, 60 seats" in text
    assert "Teachers who have not said their hours 3" in text
    assert "No proposal yet" in text


def test_a_search_is_asked_for_by_a_form_and_shown_as_it_goes() -> None:
    campus = make_campus()
    client = office_of(campus)
    asked = {"centre": campus.centre.code, "semestre": here(campus)[-6:], "seconds": "60"}

    answer = client.post(reverse("planning:semester"), asked)
    run = PlanRun.objects.get()
    PlanRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING,
        progress={
            "placed": 2, "demands": 3, "collisions": 4, "bound": 1, "seconds": 7.0,
            "phase": "annealing", "told_at": run.asked_at.timestamp(),
        },
    )  # fmt: skip
    page = client.get(here(campus))
    fragment = client.get(here(campus), headers={"HX-Request": "true"})

    assert answer.status_code == 302
    assert run.seconds == 60
    assert "2 of 3 placed, 4 collisions" in text_of(page.content)
    assert b'hx-trigger="every 1s"' in page.content
    assert "1 collision cannot be avoided" in text_of(fragment.content)
    assert b"<html" not in fragment.content


def test_a_second_search_is_refused_in_words() -> None:
    campus = make_campus()
    client = office_of(campus)
    asked = {"centre": campus.centre.code, "semestre": here(campus)[-6:], "seconds": "60"}
    client.post(reverse("planning:semester"), asked)

    answer = client.post(reverse("planning:semester"), asked)

    assert answer.status_code == 422
    assert "being planned already" in text_of(answer.content)


def test_a_search_is_stopped_by_a_button() -> None:
    campus = make_campus()
    client = office_of(campus)
    asked = {"centre": campus.centre.code, "semestre": here(campus)[-6:], "seconds": "60"}
    client.post(reverse("planning:semester"), asked)
    run = PlanRun.objects.get()

    client.post(reverse("planning:plan_stop", args=[run.public_id]))
    again = client.post(reverse("planning:plan_stop", args=[run.public_id]))

    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert again.status_code == 422


def test_what_has_no_place_is_said_with_the_ways_out(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campus, _ = crowded()
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(here(campus))

    text = text_of(answer.content)
    assert "1 course without a place" in text
    assert "Every room that suits is taken" in text
    assert "One more room of 8 seats: " in text
    assert " free: " in text


def test_who_collides_is_named_and_each_look_is_recorded(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campus, run = crowded()
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse("planning:plan_clashes", args=[run.public_id]))

    text = text_of(answer.content)
    assert all(person.formal_name in text for person in campus.learners)
    looked_at = set(Look.objects.values_list("about", flat=True))
    assert looked_at == {person.pk for person in campus.learners}


@pytest.mark.parametrize("count", [1, 3])
def test_the_timetable_shows_how_full_the_rooms_are_and_the_classes_of_a_day(
    django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    campus = make_campus(offerings=count)
    run = make_proposal(campus)
    day = run.proposal["placed"][0]["meetings"][0][0]
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(
            reverse("planning:plan_timetable", args=[run.public_id]), {"jour": str(day)}
        )

    first = Offering.objects.get(pk=run.proposal["placed"][0]["offering"])
    assert first.unit.code in text_of(answer.content)
    assert "new" in text_of(answer.content)


def test_a_plan_is_published_after_a_word_of_what_will_happen() -> None:
    campus = make_campus(offerings=2)
    run = make_proposal(campus)
    client = office_of(campus)
    address = reverse("planning:plan_publish", args=[run.public_id])

    before = text_of(client.get(address).content)
    answer = client.post(address)
    again = client.post(address)

    assert "Courses that get their classes 2" in before
    assert answer.status_code == 302
    assert ClassSession.objects.count() > 20
    assert again.status_code == 422
    assert "no proposal to publish" in text_of(again.content)


def test_a_course_is_pinned_and_the_rest_planned_again() -> None:
    campus = make_campus(offerings=2)
    run = make_proposal(campus)
    client = office_of(campus)

    client.post(
        reverse("planning:plan_pin", args=[run.public_id]),
        {"offering": str(campus.offerings[0].pk), "hours": "4-1110"},
    )

    again = PlanRun.objects.latest("pk")
    assert again.pk != run.pk
    assert again.wishes["pins"] == {str(campus.offerings[0].pk): [4, 1110]}


@pytest.mark.parametrize("count", [1, 3])
def test_needs_are_listed_with_what_is_usual(
    django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    campus = make_campus(offerings=count)
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(reverse("planning:needs") + here(campus).partition("semestre/")[2])

    text = text_of(answer.content)
    assert text.count("what is usual") == count
    assert "In the evening 180 15 2" in text


def test_a_need_is_said_by_a_form_and_a_bad_one_is_refused_beside_its_field() -> None:
    campus = make_campus(offerings=1)
    client = office_of(campus)
    address = reverse("planning:need", args=[campus.offerings[0].public_id])
    typed = {"pattern": "evening", "minutes": "500", "classes": "8"}

    refused = client.post(address, typed)
    kept = client.post(address, {**typed, "minutes": "120", "step_free": "on"})

    assert refused.status_code == 422
    assert "between 30 and 240 minutes" in text_of(refused.content)
    assert kept.status_code == 302
    need = OfferingNeed.objects.get()
    assert (need.minutes, need.classes, need.needs_step_free) == (120, 8, True)


def test_a_teacher_says_when_they_can_teach() -> None:
    campus = make_campus(offerings=1)
    teacher = campus.offerings[0].teacher
    assert teacher is not None
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(teacher))
    semester = campus.semester
    address = (
        reverse("planning:teacher_hours", args=[teacher.public_id])
        + f"?centre={campus.centre.code}&semestre={semester.year}-{semester.number}"
    )

    half = client.post(address, {"day0": "2", "from0": "18:00"})
    whole = client.post(address, {"day0": "2", "from0": "18:00", "to0": "21:30"})

    assert half.status_code == 422
    assert whole.status_code == 302
    (row,) = TeacherAvailability.objects.all()
    assert (row.weekday, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}") == (2, "18:00", "21:30")
    assert "18:00" in client.get(address).content.decode()


def test_the_office_sees_who_has_not_said_their_hours(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campus = make_campus(offerings=3)
    client = office_of(campus)

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(
            reverse("planning:plan_teachers") + here(campus).partition("semestre/")[2]
        )

    assert text_of(answer.content).count("whenever") == 3


def test_another_centres_plan_teacher_and_course_are_not_there() -> None:
    campus, other = make_campus(), make_campus(offerings=1)
    run = make_proposal(campus)
    client = office_of(other)
    teacher = campus.offerings[0].teacher
    assert teacher is not None

    for name, key in (
        ("plan_timetable", run.public_id),
        ("plan_clashes", run.public_id),
        ("plan_publish", run.public_id),
        ("need", campus.offerings[0].public_id),
        ("teacher_hours", teacher.public_id),
    ):
        assert client.get(reverse(f"planning:{name}", args=[key])).status_code == 404


def test_a_learner_plans_nothing() -> None:
    campus = make_campus()
    client = Client()
    client.force_login(make_account(campus.learners[0]))

    assert client.get(reverse("planning:semester")).status_code == 403


def test_a_centre_without_anything_still_has_its_page() -> None:
    make_semester(2, year=localdate().year)
    office = make_person()
    appoint(office, Role.SCHOOLING, at=make_centre())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(office))

    answer = client.get(reverse("planning:semester"))

    assert "Courses on site 0" in text_of(answer.content)


def test_an_interrupted_search_shows_what_it_kept() -> None:
    campus = make_campus()
    run = make_proposal(campus)
    PlanRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, why_failed="-9")
    make_enrolment(offering=campus.offerings[0])

    text = text_of(office_of(campus).get(here(campus)).content)

    assert "The search was interrupted" in text
    assert "Publish…" in text
