"""The pages of one's own planning, as learners, teachers and offices meet them."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Offering
from gregoire.enrolment.models import Registration
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Role
from gregoire.people.models import Person
from gregoire.planning.models import (
    ClassSession,
    FeedAddress,
    PlanningVisit,
    SessionChange,
)
from gregoire.planning.queries.agendas import News, Reach, classes_between
from gregoire.planning.queries.sessions import facts_of
from gregoire.planning.rules.sessions import ChangeKind, Mode, SessionState
from gregoire.planning.web.own_pages import AgendaPage, Loaded
from gregoire.planning.web.own_rows import Reader
from tests.makers.enrolment import (
    make_enrolment,
    make_offering,
    make_registration,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.makers.planning import TUESDAY_EVENING, make_present_semester, make_session

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
THAT_WEEK = {"day": "2026-10-14"}
VIEWS = ["planning:planning", "planning:own_week", "planning:own_month"]


def text_of(content: bytes) -> str:
    """What people read: no tags, one space where there were several, none that does not break."""
    text = re.sub(r"<[^>]*>", " ", content.decode())
    return " ".join(html.unescape(text).split())


def signed_in(person: Person, *, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(make_account(person))
    return client


def learning(*sessions: ClassSession) -> Registration:
    """A learner who follows these classes."""
    registration = make_registration(centre=sessions[0].centre)
    for offering in {each.offering for each in sessions}:
        make_enrolment(registration=registration, offering=offering)
    return registration


def lose(session: ClassSession, kind: str, reason: str) -> None:
    SessionChange.objects.create(
        session=session,
        kind=kind,
        reason=reason,
        before={"starts_at": session.starts_at.isoformat()},
        tell_at=now() - timedelta(minutes=1),
    )
    ClassSession.objects.filter(pk=session.pk).update(state=kind, sequence=1)


def page(client: Client, name: str, *args: str, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return text_of(answer.content)


# What is shown


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_names_the_classes_of_its_days(view: str) -> None:
    session = make_session(offering=make_offering(unit=make_unit("GDN100")))
    make_session(offering=make_offering(unit=make_unit("XXX999")))

    said = page(signed_in(learning(session).person), view, **THAT_WEEK)

    assert "GDN100" in said
    assert "18:30" in said
    assert "XXX999" not in said


@pytest.mark.parametrize("view", VIEWS)
def test_a_lost_class_stays_and_says_so(view: str) -> None:
    session = make_session()
    lose(session, SessionState.CANCELLED, "The teacher is ill")

    said = page(signed_in(learning(session).person), view, **THAT_WEEK)

    assert "Cancelled" in said


def test_a_postponed_class_says_why_what_is_online_and_when_it_is_made_up() -> None:
    session = make_session()
    lose(session, SessionState.POSTPONED, "Strike")
    made_up = make_session(offering=session.offering, starts_at=TUESDAY_EVENING + timedelta(days=3))
    ClassSession.objects.filter(pk=made_up.pk).update(makes_up=session)
    ClassSession.objects.filter(pk=session.pk).update(material="due")

    said = page(signed_in(learning(session).person), "planning:planning", **THAT_WEEK)

    assert "Why: Strike" in said
    assert "Its course and exercises will be put online." in said
    assert "Made up on Fri 16 October, 18:30." in said
    assert "Makes up for the class of Tue 13 October, 18:30." in said


def test_the_readers_own_clock_stands_beside_the_centres() -> None:
    session = make_session(mode=Mode.ONLINE)
    registration = make_registration(centre=make_centre(time_zone="Pacific/Noumea"))
    make_enrolment(registration=registration, offering=session.offering)

    said = page(signed_in(registration.person), "planning:planning", **THAT_WEEK)

    assert "18:30 – 21:00" in said
    assert "Wed 14 October, 3:30 – 6:00 for you" in said


def test_where_both_clocks_agree_one_is_enough() -> None:
    session = make_session()

    said = page(signed_in(learning(session).person), "planning:planning", **THAT_WEEK)

    assert "for you" not in said


def test_what_one_gives_is_told_from_what_one_follows() -> None:
    teacher = make_person()
    given = make_session(offering=make_offering(unit=make_unit("GDN100")), teacher=teacher)
    followed = make_session(
        offering=make_offering(unit=make_unit("NFP121")),
        starts_at=TUESDAY_EVENING + timedelta(days=1),
        teacher=make_person(first_names="Ada", birth_name="Lovelace"),
    )
    make_enrolment(registration=make_registration(person=teacher), offering=followed.offering)

    said = page(signed_in(teacher), "planning:planning", **THAT_WEEK)

    assert said.index("You give it") < said.index(given.offering.unit.code)
    assert said.count("You give it") == 1
    assert "Ada Lovelace" in said


def test_a_teacher_finds_where_to_say_when_they_can_teach() -> None:
    teacher, learner = make_person(), make_person()
    offering = make_offering(semester=make_present_semester())
    Offering.objects.filter(pk=offering.pk).update(teacher=teacher)
    make_enrolment(registration=make_registration(person=learner), offering=offering)
    address = reverse("planning:teacher_hours", args=[teacher.public_id])

    client = signed_in(teacher)

    assert address in client.get(reverse("planning:planning")).content.decode()
    assert client.get(address).status_code == 200
    assert "When I can teach" not in page(signed_in(learner), "planning:planning")


def test_todays_classes_come_first() -> None:
    begins = now() + timedelta(minutes=5)
    session = make_session(starts_at=begins, offering=make_offering(unit=make_unit("GDN100")))

    said = page(signed_in(learning(session).person), "planning:planning")

    assert said.index("Today") < said.index("GDN100") < said.index("Later this week")


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_view_says_when_the_next_class_is(view: str) -> None:
    offering = make_offering(unit=make_unit("GDN100"))
    session = make_session(offering=offering, starts_at=now() + timedelta(days=80))

    said = page(signed_in(learning(session).person), view)

    assert "Your next class:" in said
    assert "GDN100" in said


@pytest.mark.parametrize("view", VIEWS)
def test_who_follows_nothing_is_told_where_to_enrol(view: str) -> None:
    said = page(signed_in(make_person()), view)

    assert "You follow no unit at the moment." in said
    assert "Choose units" in said


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "%00"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_day_that_no_calendar_has_is_today(view: str, day: str) -> None:
    assert signed_in(make_person()).get(reverse(view), {"day": day}).status_code == 200


# What changed


def test_changes_are_shown_once_and_marked_by_a_post() -> None:
    session = make_session(starts_at=now() + timedelta(days=1))
    lose(session, SessionState.CANCELLED, "The teacher is ill")
    client = signed_in(learning(session).person)
    answer = client.get(reverse("planning:planning"))
    assert "is cancelled: The teacher is ill" in text_of(answer.content)
    until = answer.context["page"].seen_until

    client.post(reverse("planning:seen"), {"until": until})

    assert "Changed since" not in page(client, "planning:planning")


def test_what_changes_while_the_page_is_read_is_still_news() -> None:
    session = make_session(starts_at=now() + timedelta(days=1))
    client = signed_in(learning(session).person)
    until = client.get(reverse("planning:planning")).context["page"].seen_until
    SessionChange.objects.create(
        session=session, kind=ChangeKind.CANCELLED, reason="Ill", tell_at=now()
    )

    client.post(reverse("planning:seen"), {"until": until, "quietly": "yes"})

    assert "is cancelled: Ill" in page(client, "planning:planning")


@pytest.mark.parametrize("until", ["", "soon", "2026-13-45T99:00", "2999-01-01T00:00:00+00:00"])
def test_a_visit_is_never_marked_in_the_future(until: str) -> None:
    learner = make_person()

    answer = signed_in(learner).post(reverse("planning:seen"), {"until": until, "quietly": "yes"})

    assert answer.status_code == 204
    assert PlanningVisit.objects.get(person=learner).at <= now()


def test_classes_changed_together_are_one_line_and_a_corrected_title_is_none() -> None:
    offering = make_offering(unit=make_unit("GDN100"))
    first = now() + timedelta(days=2)
    sessions = [make_session(offering=offering, starts_at=first, mode=Mode.ONLINE)]
    sessions += [
        make_session(offering=offering, starts_at=first + timedelta(days=day), mode=Mode.ONLINE)
        for day in (7, 14, 21)
    ]
    told_at = now() - timedelta(minutes=1)
    for session in sessions[1:]:
        SessionChange.objects.create(
            session=session, kind=ChangeKind.CANCELLED, reason="Strike", tell_at=told_at
        )
    facts = facts_of(sessions[0])
    for after in (replace(facts, title="Revision"), replace(facts, link="https://a.example/b")):
        SessionChange.objects.create(
            session=sessions[0],
            kind=ChangeKind.MOVED,
            reason="A slip",
            tell_at=told_at,
            before=facts.as_json(),
            after=after.as_json(),
        )

    news = (
        signed_in(learning(*sessions).person).get(reverse("planning:planning")).context["page"].news
    )

    assert (news.since, news.more) == ("", 0)
    assert sorted(line.said.split(" of ")[0] for line in news.lines) == ["3 classes", "GDN100"]
    assert "has a new link to follow it online: A slip" in "".join(each.said for each in news.lines)


def test_after_a_visit_classes_that_are_planned_are_news_and_ones_own_changes_are_not() -> None:
    teacher = make_person()
    session = make_session(starts_at=now() + timedelta(days=2), teacher=teacher)
    PlanningVisit.objects.create(person=teacher, at=now() - timedelta(hours=1))
    SessionChange.objects.create(
        session=session, kind=ChangeKind.CANCELLED, reason="Ill", by=teacher, tell_at=now()
    )

    said = page(signed_in(teacher), "planning:planning")

    assert "Changed since your visit of" in said
    assert f"A class of {session.offering.unit.code} is added on" in said
    assert "is cancelled" not in said


@pytest.mark.parametrize(
    ("hour", "starts"), [(9, ["18:30"]), (17, ["3:30"])], ids=["day before", "day of the reader"]
)
def test_today_is_that_of_the_centre_and_that_of_the_reader(hour: int, starts: list[str]) -> None:
    session = make_session(mode=Mode.ONLINE)  # Tuesday 18:30 in Paris, Wednesday 3:30 in Nouméa
    reach = Reach(0, frozenset({session.offering_id}))
    reader = Reader(reach, ZoneInfo("Pacific/Noumea"), datetime(2026, 10, 13, hour, tzinfo=UTC))
    held = classes_between(reach, session.starts_at, session.ends_at)

    with translation.override("en"):
        agenda = AgendaPage.of(
            Loaded(reader, held),
            week=date(2026, 10, 12),
            news=News(None),
            feed_key="",
            to_hours="",
        )

    assert agenda.todays
    assert [row.starts for row in agenda.todays.classes] == starts
    assert [*agenda.earlier, *agenda.days, *agenda.later] == []


# The class


def test_the_page_of_a_class_says_everything_and_what_happened() -> None:
    teacher = make_person(first_names="Ada", birth_name="Lovelace")
    session = make_session(teacher=teacher, starts_at=now() + timedelta(days=1), mode=Mode.BOTH)
    SessionChange.objects.create(
        session=session,
        kind=ChangeKind.MOVED,
        reason="Works in the building",
        before={"starts_at": TUESDAY_EVENING.isoformat()},
        after={"starts_at": session.starts_at.isoformat()},
        tell_at=now(),
        by=teacher,
    )
    client = signed_in(learning(session).person)

    said = page(client, "planning:session", session.public_id)

    assert session.room
    for words in (session.room.name, session.centre.name, "Ada Lovelace", "Follow online"):
        assert words in said
    assert "From Tue 13 October, 18:30 to" in said
    assert "Works in the building" in said


def test_the_class_of_others_is_not_there() -> None:
    session = make_session()
    strangers = [signed_in(make_person()), signed_in(learning(make_session()).person)]
    keeper = make_person()
    appoint(keeper, Role.SCHOOLING, at=session.centre)
    office = signed_in(keeper)

    address = reverse("planning:session", args=[session.public_id])

    assert [client.get(address).status_code for client in strangers] == [404, 404]
    assert office.get(address).status_code == 200
    assert office.get(reverse("planning:session", args=["nothing"])).status_code == 404


def test_who_has_left_still_opens_the_class_of_before() -> None:
    session = make_session()
    registration = learning(session)
    registration.enrolments.update(
        state=EnrolmentState.WITHDRAWN, ended_on=TUESDAY_EVENING.date() + timedelta(days=1)
    )

    assert page(signed_in(registration.person), "planning:session", session.public_id)


# The address of the feed


def test_an_address_is_made_replaced_and_closed_on_the_page() -> None:
    learner = make_person()
    client = signed_in(learner)
    assert "Get my address" in page(client, "planning:planning")

    client.post(reverse("planning:feed_address"))
    first = client.get(reverse("planning:planning")).context["page"].feed
    client.post(reverse("planning:feed_address"))
    second = client.get(reverse("planning:planning")).context["page"].feed

    assert first.address.endswith(".ics")
    assert second.address != first.address
    assert second.subscribing.startswith("webcal://")
    assert FeedAddress.objects.filter(person=learner, revoked_at=None).count() == 1
    client.post(reverse("planning:close_feed"))
    assert "Get my address" in page(client, "planning:planning")


# On paper


@pytest.mark.parametrize("what", ["week", "semester"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_planning_is_printed_tagged(what: str, language: str) -> None:
    session = make_session(offering=make_offering(unit=make_unit("GDN100")))
    client = signed_in(learning(session).person, language=language)

    answer = client.get(reverse("planning:print"), {**THAT_WEEK, "what": what})

    paper = PdfReader(BytesIO(answer.content))
    text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "GDN100" in text
    root: Any = paper.root_object
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"]) == (True, language)


def test_a_week_without_classes_is_printed_too() -> None:
    answer = signed_in(make_person()).get(reverse("planning:print"))

    assert "No class in this period." in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


# Queries


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("view", VIEWS)
def test_a_learner_of_ten_units_costs_no_more_queries_than_one_of_one(
    django_assert_max_num_queries: DjangoAssertNumQueries, view: str, rows: int
) -> None:
    monday = datetime(2026, 10, 12, 8, tzinfo=UTC)
    registration = make_registration()
    for number in range(rows * 3):
        offering = make_offering()
        make_enrolment(registration=registration, offering=offering)
        for week in range(4):
            starts_at = monday + timedelta(days=number % 6, hours=number, weeks=week)
            lost = make_session(offering=offering, starts_at=starts_at, hours=1, mode=Mode.ONLINE)
        lose(lost, SessionState.CANCELLED, "Ill")
    client = signed_in(registration.person)

    with django_assert_max_num_queries(MOST_QUERIES - 1):
        client.get(reverse(view), THAT_WEEK)


@pytest.mark.parametrize("view", [*VIEWS, "planning:print"])
def test_a_teacher_of_twelve_classes_a_week(
    django_assert_max_num_queries: DjangoAssertNumQueries, view: str
) -> None:
    teacher = make_person()
    for number in range(12):
        starts_at = TUESDAY_EVENING + timedelta(hours=3 * (number % 3) - 8, days=number // 3)
        make_session(teacher=teacher, starts_at=starts_at)
    client = signed_in(teacher)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse(view), THAT_WEEK)


def test_the_page_of_a_class_stays_within_its_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session()
    lose(session, SessionState.POSTPONED, "Strike")
    client = signed_in(learning(session).person)

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("planning:session", args=[session.public_id]))
