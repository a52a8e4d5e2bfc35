"""The office plans the semester of a course by a rule, or one class more."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from gregoire.planning.models import ClassSession
from tests.makers.enrolment import make_offering
from tests.makers.network import make_centre
from tests.makers.planning import in_days, make_room, make_session
from tests.planning.desk import a_class, office_at, text_of, typed

pytestmark = pytest.mark.django_db


def rule_for(session: ClassSession, **more: str) -> dict[str, str]:
    first = in_days(7).astimezone(session.centre.zone).date()
    return {
        "kind": "evening",
        "first_day": str(first),
        "starts": "18:30",
        "ends": "21:00",
        "every": "1",
        "classes": "3",
        "mode": "on_site",
        "room": str(session.room_id),
        "teacher": "",
        "link": "",
        "rule": "",
        **more,
    }


def test_a_rule_is_shown_and_then_planned() -> None:
    session = a_class(days=1)
    client = office_at(session.centre)
    address = reverse("planning:offering_plan", args=[session.offering.public_id])
    typed_rule = rule_for(session)

    seen = client.get(address, typed_rule, headers={"HX-Request": "true"})
    before = ClassSession.objects.count()
    done = client.post(address, typed_rule, follow=True)

    assert "3 classes can be planned" in text_of(seen.content)
    assert before == 1
    assert session.offering.sessions.count() == 4
    assert "The classes are planned" in text_of(done.content)


def test_days_are_unticked_and_added_and_other_weeks_begin_anew() -> None:
    session = a_class(days=1)
    client = office_at(session.centre)
    address = reverse("planning:offering_plan", args=[session.offering.public_id])
    rule = rule_for(session)
    first, second, third = (
        date.fromisoformat(rule["first_day"]) + timedelta(weeks=week) for week in range(3)
    )
    shown = {"offered": f"{first},{second},{third}", "held": [str(first), str(third)]}
    more = {"one_more": str(second + timedelta(days=1))}
    other_weeks = {"weeks": str(second.isocalendar().week)}

    seen = client.get(address, {**rule, **shown, **more}).content.decode()
    anew = client.get(address, {**rule, **shown, **other_weeks}).content.decode()
    unread = client.get(address, {**rule, **shown, "weeks": "none"})
    client.post(address, {**rule, **shown, **more})

    def ticks(page: str) -> list[str]:
        boxes = re.findall(r'type="checkbox"\s+id="day-[^>]+>', page)
        return [box for box in boxes if "checked" in box]

    assert [
        f'name="{name}"' in box
        for name, box in zip(("held", "also", "held"), ticks(seen), strict=True)
    ] == [True] * 3
    assert len(ticks(anew)) == 1
    assert f'value="{second}"' in ticks(anew)[0]
    assert "Only in some weeks : Write weeks by their numbers" in text_of(unread.content)
    assert f'name="held" value="{third}"' in unread.content.decode()
    held = session.offering.sessions.exclude(pk=session.pk).order_by("starts_at")
    assert [one.starts_at.astimezone(session.centre.zone).date() for one in held] == [
        first,
        second + timedelta(days=1),
        third,
    ]


def test_what_a_rule_meets_is_named_before_it_is_written() -> None:
    session = a_class(days=1)
    rule = rule_for(session)
    first = datetime.fromisoformat(f"{rule['first_day']}T18:30").replace(tzinfo=session.centre.zone)
    other = make_session(
        offering=make_offering(centre=session.centre, semester=session.offering.semester),
        starts_at=first,
        room=session.room,
    )
    closed = first.date() + timedelta(days=7)
    session.centre.closing_days.create(day=closed, reason="Town fair")
    roomy = make_room(session.centre, seats=40)
    client = office_at(session.centre)
    address = reverse("planning:offering_plan", args=[session.offering.public_id])

    seen = client.get(address, rule, headers={"HX-Request": "true"})
    refused = client.post(address, rule)

    text = text_of(seen.content)
    assert f"is taken by {other.offering.unit.code}" in text
    assert "Town fair" in text
    assert roomy.name in text
    assert refused.status_code == 422
    assert session.offering.sessions.count() == 1


def test_a_first_day_without_teaching_is_said_beside_it() -> None:
    session = a_class(days=1)
    address = reverse("planning:offering_plan", args=[session.offering.public_id])

    page = office_at(session.centre).post(address, rule_for(session, first_day="2031-06-01"))

    beside = re.search(r'id="id_first_day_error".*?</ul>', page.content.decode(), re.DOTALL)
    assert beside is not None
    assert "there is no teaching" in beside[0]


def test_one_class_more_is_planned() -> None:
    session = a_class(days=1)
    client = office_at(session.centre)
    address = reverse("planning:add_class", args=[session.offering.public_id])
    day = str((session.starts_at + timedelta(days=9)).date())

    done = client.post(address, typed(session, day=day, starts="09:00", ends="11:00"), follow=True)

    assert "The class is planned" in text_of(done.content)
    assert session.offering.sessions.count() == 2


def test_the_semester_of_another_centre_is_not_there() -> None:
    session = a_class()

    page = office_at(make_centre()).get(
        reverse("planning:offering_plan", args=[session.offering.public_id])
    )

    assert page.status_code == 404
