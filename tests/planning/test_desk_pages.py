"""The office's timetable and its forms, as offices, teachers and strangers meet them."""

import re
from datetime import datetime, time, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import now
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gregoire.framework.actors import Role
from gregoire.planning.models import SessionChange
from gregoire.planning.rules.sessions import ChangeKind, SessionState
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_person
from tests.makers.planning import in_days, make_present_semester, make_session
from tests.planning.desk import a_class, follow, office_at, signed_in, text_of, typed, week_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


# The week


def test_the_office_sees_its_week_with_room_teacher_and_seats() -> None:
    teacher = make_person(first_names="Ada", birth_name="Byron")
    session = a_class(teacher=teacher)
    follow(session, 2)

    page = office_at(session.centre).get(reverse("planning:desk"), week_of(session))

    text = text_of(page.content)
    unit = session.offering.unit
    assert unit.code in text
    assert session.room is not None
    assert f"{session.room.name} · Ada Byron" in text
    assert f"2/{session.room.seats}" in text


def test_a_week_is_narrowed_by_the_word_of_a_unit_a_teacher_or_a_room() -> None:
    session = a_class(teacher=make_person(first_names="Chloé", birth_name="Béraud"))
    other = make_session(
        offering=make_offering(centre=session.centre, semester=session.offering.semester),
        starts_at=session.starts_at,
    )
    assert session.room is not None
    unit, client = session.offering.unit, office_at(session.centre)

    def shown(words: str) -> list[str]:
        page = client.get(reverse("planning:desk"), {**week_of(session), "words": words})
        blocks = re.findall(
            r'class="p-block[^>]*href="/planning/seances/(\w+)/', page.content.decode()
        )
        return [*blocks, *re.findall("No class is like that then", page.content.decode())]

    assert len(shown("")) == 2
    assert shown("beraud chl") == [session.public_id]
    assert shown(f"{unit.code.lower()} {session.room.name}") == [session.public_id]
    assert shown(other.offering.unit.code) == [other.public_id]
    assert shown("nobody") == ["No class is like that then"]


@pytest.mark.parametrize("view", ["", "rooms"])
def test_a_week_of_sixty_classes_is_read_in_twelve_queries(
    view: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = a_class(days=1)
    for number in range(59):
        make_session(
            offering=first.offering,
            starts_at=first.starts_at + timedelta(hours=number // 20),
            hours=0.5,
            teacher=make_person() if number % 9 == 0 else None,
        )
    client = office_at(first.centre)
    client.get(reverse("planning:desk"))

    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("planning:desk"), {**week_of(first), "view": view})

    assert page.content.decode().count('class="p-block') == 60


def test_who_plans_finds_the_planner_and_who_reads_is_not_sent_to_a_closed_door() -> None:
    session = a_class()
    planner = f"{reverse('planning:semester')}?centre={session.centre.code}"

    office, reader = office_at(session.centre), office_at(session.centre, Role.ADVISER)

    assert planner in office.get(reverse("planning:desk")).content.decode()
    assert office.get(planner).status_code == 200
    assert planner not in reader.get(reverse("planning:desk")).content.decode()
    assert reader.get(planner).status_code == 403


def test_a_week_of_many_classes_at_the_same_hour_is_shown_as_lists() -> None:
    session = a_class()
    office, desk = office_at(session.centre), reverse("planning:desk")
    alone = office.get(desk, week_of(session)).content.decode()

    for _ in range(12):
        offering = make_offering(centre=session.centre, semester=session.offering.semester)
        make_session(offering=offering, starts_at=session.starts_at)
    crowded = office.get(desk, week_of(session)).content.decode()

    assert "d-crowded" not in alone
    assert "d-crowded" in crowded


def test_filters_narrow_the_week_down() -> None:
    session = a_class()
    other = make_session(offering=session.offering, starts_at=session.starts_at)
    assert session.room is not None
    client = office_at(session.centre)

    page = client.get(reverse("planning:desk"), {**week_of(session), "room": str(session.room.pk)})

    html = page.content.decode()
    assert reverse("planning:session", args=[session.public_id]) in html
    assert reverse("planning:session", args=[other.public_id]) not in html


def test_a_regional_centre_shows_its_teaching_centres_too() -> None:
    region = make_centre(name="Cnam Normandie")
    site = make_centre(name="Cnam Caen", parent=region)
    offering = make_offering(centre=site, semester=make_present_semester())
    session = make_session(offering=offering, starts_at=in_days(7))

    page = office_at(region).get(
        reverse("planning:desk"), {**week_of(session), "centre": region.code}
    )

    assert reverse("planning:session", args=[session.public_id]) in page.content.decode()


def test_the_timetable_is_not_for_learners_and_another_centre_is_not_there() -> None:
    session = a_class()

    assert signed_in(make_person()).get(reverse("planning:desk")).status_code == 403
    stranger = office_at(make_centre())
    assert stranger.get(reverse("planning:desk"), week_of(session)).status_code == 404
    for name in ("move", "cancel", "postpone"):
        address = reverse(f"planning:{name}", args=[session.public_id])
        assert stranger.get(address).status_code == 404


def test_a_closing_day_is_said_over_its_column_and_its_classes_need_attention() -> None:
    session = a_class()
    local = session.starts_at.astimezone(session.centre.zone).date()
    session.centre.closing_days.create(day=local, reason="Fire drill")

    page = office_at(session.centre).get(reverse("planning:desk"), week_of(session))

    text = text_of(page.content)
    assert "Closed · Fire drill" in text
    assert "Planned while the centre is closed" in text


def test_a_room_too_small_needs_attention() -> None:
    session = a_class()
    assert session.room is not None
    session.room.seats = 1
    session.room.save()
    follow(session, 2)

    page = office_at(session.centre).get(reverse("planning:desk"), week_of(session))

    assert "Rooms too small" in text_of(page.content)


# Moving


def test_a_move_from_the_timetable_is_shown_before_it_is_written() -> None:
    session = a_class()
    other = make_session(
        offering=make_offering(centre=session.centre, semester=session.offering.semester),
        starts_at=session.starts_at + timedelta(days=1),
        room=session.room,
    )
    taken = other.starts_at.astimezone(session.centre.zone)
    client = office_at(session.centre)

    page = client.get(
        reverse("planning:move", args=[session.public_id]),
        {"day": f"{taken:%Y-%m-%d}", "starts": f"{taken:%H:%M}", "sequence": "0"},
        headers={"HX-Request": "true"},
    )

    text = text_of(page.content)
    assert page.status_code == 200
    assert "This cannot be done" in text
    assert f"is taken by {other.offering.unit.code}" in text
    session.refresh_from_db()
    assert session.sequence == 0


def test_a_class_is_moved_with_a_reason_and_can_be_taken_back() -> None:
    session = a_class()
    before = session.starts_at
    client = office_at(session.centre)
    later = (before + timedelta(days=1)).astimezone(session.centre.zone)

    moved = client.post(
        reverse("planning:move", args=[session.public_id]),
        typed(session, day=f"{later:%Y-%m-%d}", back="desk"),
        follow=True,
    )
    session.refresh_from_db()

    assert session.starts_at - before == later - before.astimezone(session.centre.zone)
    assert "Take it back" in text_of(moved.content)
    change = SessionChange.objects.get(session=session)
    assert change.reason == "The room is flooded"
    client.post(reverse("planning:undo", args=[change.public_id]), {"back": "desk"})
    session.refresh_from_db()
    assert session.starts_at == before


def test_without_a_reason_nothing_is_moved_and_what_was_chosen_stays() -> None:
    session = a_class()
    client = office_at(session.centre)
    later = (session.starts_at + timedelta(days=2)).astimezone(session.centre.zone)

    page = client.post(
        reverse("planning:move", args=[session.public_id]),
        typed(session, day=f"{later:%Y-%m-%d}", reason=""),
    )

    assert page.status_code == 422
    assert "Say why: the learners will read it." in text_of(page.content)
    assert f'value="{later:%Y-%m-%d}"' in page.content.decode()


def test_of_two_offices_the_second_is_told_and_can_then_decide() -> None:
    session = a_class()
    first, second = office_at(session.centre), office_at(session.centre)
    address = reverse("planning:move", args=[session.public_id])
    form = typed(session)
    day = session.starts_at.astimezone(session.centre.zone).date()
    first.post(address, {**form, "day": str(day + timedelta(days=1))})

    refused = second.post(address, {**form, "day": str(day + timedelta(days=2))})

    assert refused.status_code == 422
    html = refused.content.decode()
    assert "has changed this class meanwhile" in text_of(refused.content)
    assert f'value="{day + timedelta(days=2)}"' in html
    assert '<input type="hidden" name="sequence" value="1"' in html


def test_an_hour_that_does_not_exist_is_said() -> None:
    centre = make_centre()
    offering = make_offering(centre=centre, semester=make_present_semester())
    session = make_session(offering=offering, starts_at=in_days(7))
    march = datetime.combine(datetime(2027, 3, 28).date(), time(2, 30))  # noqa: DTZ001
    client = office_at(centre)

    page = client.post(
        reverse("planning:move", args=[session.public_id]),
        typed(session, day=f"{march:%Y-%m-%d}", starts="02:30", ends="04:00"),
    )

    assert "02:30 does not exist at this centre" in text_of(page.content)


# Cancelling, postponing, making up


@pytest.mark.parametrize(("name", "state"), [("cancel", "cancelled"), ("postpone", "postponed")])
def test_a_teacher_ends_their_own_class(name: str, state: str) -> None:
    teacher = make_person()
    session = a_class(teacher=teacher)
    follow(session, 3)
    client = signed_in(teacher)
    address = reverse(f"planning:{name}", args=[session.public_id])

    form = client.get(address)
    done = client.post(address, {"reason": "I am ill", "sequence": "0"}, follow=True)

    assert "3 learners are told" in text_of(form.content)
    session.refresh_from_db()
    assert session.state == state
    assert "Take it back" in text_of(done.content)
    assert "I am ill" in text_of(done.content)


def test_a_teacher_does_not_touch_the_class_of_another() -> None:
    session = a_class(teacher=make_person())
    other = make_person()
    appoint(other, Role.TEACHER, at=session.centre)

    page = signed_in(other).get(reverse("planning:cancel", args=[session.public_id]))

    assert page.status_code == 404


def test_a_lost_class_is_made_up_on_a_date_that_is_proposed() -> None:
    session = a_class()
    follow(session, 2)
    client = office_at(session.centre)
    address = reverse("planning:cancel", args=[session.public_id])
    client.post(address, {"reason": "Strike", "sequence": "0"})
    make_up = reverse("planning:make_up", args=[session.public_id])

    page = client.get(make_up)
    day = session.starts_at.astimezone(session.centre.zone).date() + timedelta(days=3)
    day += timedelta(days=1) if day.weekday() == 6 else timedelta()
    done = client.post(make_up, typed(session, day=str(day)), follow=True)

    assert "2 of 2 learners are free" in text_of(page.content)
    session.refresh_from_db()
    assert session.made_up_by.starts_at.astimezone(session.centre.zone).date() == day
    assert "The make-up class is planned." in text_of(done.content)


def test_what_has_been_told_is_not_taken_back() -> None:
    session = a_class()
    change = SessionChange.objects.create(
        session=session,
        kind=ChangeKind.CANCELLED,
        reason="Strike",
        before={
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
        },
        tell_at=now() - timedelta(minutes=1),
    )
    client = office_at(session.centre)

    page = client.get(reverse("planning:change", args=[change.public_id]))
    refused = client.post(reverse("planning:undo", args=[change.public_id]))

    assert "Take it back" not in text_of(page.content)
    assert refused.status_code == 422
    assert "The learners have been told already" in text_of(refused.content)


def test_material_is_said_to_be_online() -> None:
    session = a_class()
    client = office_at(session.centre)
    address = reverse("planning:postpone", args=[session.public_id])
    client.post(address, {"reason": "Strike", "sequence": "0"})

    desk = client.get(reverse("planning:desk"), week_of(session))
    client.post(reverse("planning:material", args=[session.public_id]))

    assert "Material to put online" in text_of(desk.content)
    session.refresh_from_db()
    assert session.material == "online"
    assert session.state == SessionState.POSTPONED


# Rooms' and teachers' weeks


def test_the_week_of_a_room_is_a_page_and_a_paper() -> None:
    session = a_class(teacher=make_person(first_names="Ada", birth_name="Byron"))
    assert session.room is not None
    client = office_at(session.centre)
    day = week_of(session)["day"]

    page = client.get(reverse("planning:room_week", args=[session.room_id]), {"day": day})
    paper = client.get(reverse("planning:desk_print"), {"room": str(session.room.pk), "day": day})

    assert session.offering.unit.code in text_of(page.content)
    printed = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert session.room.name in printed
    assert session.offering.unit.code in printed
    assert office_at(make_centre()).get(page.request["PATH_INFO"]).status_code == 404


def test_the_week_of_a_centre_is_a_paper_narrowed_as_its_page() -> None:
    session = a_class(teacher=make_person(first_names="Ada", birth_name="Byron"))
    code, client = session.offering.unit.code, office_at(session.centre)
    day = week_of(session)["day"]

    page = client.get(reverse("planning:desk"), {"day": day, "words": code})
    (way,) = re.findall(r'href="([^"]*imprimer/centre[^"]*)"', page.content.decode())
    papers = [client.get(unescape(way)), client.get(f"{unescape(way)}none")]

    whole, narrowed = (PdfReader(BytesIO(each.content)).pages[0].extract_text() for each in papers)
    assert session.centre.name in whole
    assert "Byron" in whole
    assert code in whole
    assert "Byron" not in narrowed
    assert f"{code}none" in narrowed


def test_a_teacher_has_their_own_week_and_offices_see_it() -> None:
    teacher = make_person(first_names="Ada", birth_name="Byron")
    session = a_class(teacher=teacher)
    address = reverse("planning:teacher_week", args=[teacher.public_id])
    day = week_of(session)["day"]

    own = signed_in(teacher).get(address, {"day": day})
    office = office_at(session.centre).get(address, {"day": day})

    assert session.offering.unit.code in text_of(own.content)
    assert session.offering.unit.code in text_of(office.content)
    assert office_at(make_centre()).get(address).status_code == 404
    assert signed_in(make_person()).get(address).status_code == 404


def test_on_the_page_of_a_class_the_office_keeps_its_tabs_and_a_learner_theirs() -> None:
    session = a_class()
    follow(session, 1)
    learner = session.offering.enrolments.get().registration.person
    address = reverse("planning:session", args=[session.public_id])

    office = office_at(session.centre).get(address).content.decode()
    own = signed_in(learner).get(address).content.decode()

    tab = 'href="/gestion/planning/"\n                    aria-current="page"'
    assert (tab in office, tab in own) == (True, False)
    assert "/releve/" not in office
