"""An offering's classes from a rule: what is left out, what is refused, what is shown before."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from gregoire.catalogue.models import Offering
from gregoire.catalogue.rules import Modality
from gregoire.correspondence.models import Notice
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import JournalEntry
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, ClosingDay
from gregoire.planning.models import ClassSession, SessionSeries
from gregoire.planning.operations import add_session, plan_series, tell_of_planned
from gregoire.planning.queries.sessions import preview, skipped_of
from gregoire.planning.rules.recurrence import Choice, SeriesPattern, evening, saturday, seminar
from gregoire.planning.rules.sessions import Mode, SessionFacts, SessionRefusal
from gregoire.planning.wording import REFUSALS
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import in_days, make_present_semester, make_room, make_session

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 9, 29)


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def pattern_for(offering: Offering, rule: str = "", **others: object) -> SeriesPattern:
    """Eight Tuesday evenings in a new room, unless something else is said."""
    usual: dict[str, object] = {
        "first_day": TUESDAY,
        "starts": time(18, 30),
        "ends": time(21),
        "mode": Mode.ON_SITE,
    }
    usual |= others
    if "room_id" not in usual and usual["mode"] != Mode.ONLINE:
        usual["room_id"] = make_room(offering.centre).pk
    return SeriesPattern(rule or evening("TU", weeks=8), **usual)  # type: ignore[arg-type]


def plan(offering: Offering, pattern: SeriesPattern) -> SessionSeries:
    return plan_series(by=office_of(offering.centre), offering=offering, pattern=pattern)


def refusal_of(offering: Offering, pattern: SeriesPattern) -> str:
    """The sentence with which planning is refused; nothing is written."""
    with pytest.raises(RefusedError) as refused:
        plan(offering, pattern)
    assert not SessionSeries.objects.filter(offering=offering).exists()
    return said_of(refused.value)


def said_of(refused: RefusedError) -> str:
    """Its sentence, with plain blanks."""
    sentence = str(REFUSALS[refused.reason]) % refused.facts
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def days_of(series: SessionSeries) -> list[date]:
    return [one.starts_at.date() for one in series.sessions.order_by("starts_at")]


def test_an_evening_a_week_is_at_the_same_hour_on_the_wall_all_the_semester() -> None:
    offering = make_offering()

    series = plan(offering, pattern_for(offering))

    starts = [one.starts_at for one in series.sessions.order_by("starts_at")]
    assert starts[0] == datetime(2026, 9, 29, 16, 30, tzinfo=UTC)
    assert starts[-1] == datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
    assert {one.astimezone(offering.centre.zone).time() for one in starts} == {time(18, 30)}
    assert JournalEntry.objects.filter(operation="planning.plan_series").count() == 1


def test_a_seminar_is_on_friday_and_saturday() -> None:
    offering = make_offering()
    rule = seminar(every_weeks=3, sessions=2)

    series = plan(offering, pattern_for(offering, rule, starts=time(9), ends=time(17)))

    assert [day.strftime("%a %d %b") for day in days_of(series)] == [
        "Fri 02 Oct",
        "Sat 03 Oct",
        "Fri 23 Oct",
        "Sat 24 Oct",
    ]


def test_closing_days_are_left_out_and_kept_with_their_reasons() -> None:
    offering = make_offering()
    ClosingDay.objects.create(
        centre=offering.centre, day=date(2026, 11, 11), reason="Armistice", is_public_holiday=True
    )
    ClosingDay.objects.create(
        centre=offering.centre, day=date(2026, 10, 7), reason="Salon des métiers"
    )
    ClosingDay.objects.create(centre=make_centre(), day=date(2026, 10, 14), reason="Elsewhere")

    series = plan(offering, pattern_for(offering, evening("WE", until=date(2026, 11, 18))))

    assert days_of(series)[:3] == [date(2026, 9, 30), date(2026, 10, 14), date(2026, 10, 21)]
    assert series.skipped == [
        {"day": "2026-10-07", "reason": "Salon des métiers"},
        {"day": "2026-11-11", "reason": "Armistice"},
    ]
    told = {one.day: one.reason for one in skipped_of(series.skipped, offering.centre)}
    assert told[date(2026, 11, 11)] == "Armistice Day"
    with translation.override("fr"):
        told = {one.day: one.reason for one in skipped_of(series.skipped, offering.centre)}
    assert told[date(2026, 11, 11)] == "Armistice"


def test_only_chosen_weeks_and_days_are_held_and_days_besides_them() -> None:
    offering = make_offering()
    ClosingDay.objects.create(centre=offering.centre, day=date(2026, 10, 10), reason="Fair")
    choice = Choice(
        weeks=frozenset({40, 41, 42, 45}),
        ticked=frozenset({date(2026, 10, 24)}),
        unticked=frozenset({date(2026, 10, 17)}),
        added=frozenset({date(2026, 10, 18), date(2026, 11, 3)}),
    )

    series = plan(offering, pattern_for(offering, saturday(weeks=6), choice=choice))

    assert [f"{day:%a %d %b}" for day in days_of(series)] == [
        "Sat 03 Oct",
        "Sun 18 Oct",
        "Sat 24 Oct",
        "Tue 03 Nov",
        "Sat 07 Nov",
    ]
    assert series.skipped == [
        {"day": "2026-10-10", "reason": "Fair"},
        {"day": "2026-10-17", "reason": "Non retenue", "by_choice": True},
        {"day": "2026-10-31", "reason": "Non retenue", "by_choice": True},
    ]
    offering.refresh_from_db()
    assert offering.timetable.endswith("à des dates choisies")


def test_weeks_and_days_outside_the_teaching_are_refused_and_so_is_a_choice_of_nothing() -> None:
    offering = make_offering()
    week, day = Choice(weeks=frozenset({40, 30})), Choice(added=frozenset({date(2027, 6, 1)}))
    nothing = Choice(weeks=frozenset({45}), unticked=frozenset({date(2026, 11, 3)}))

    said = [refusal_of(offering, pattern_for(offering, choice=one)) for one in (week, day, nothing)]

    assert said[0].startswith("In week 30 there is no teaching")
    assert said[1].startswith("On 1 June 2027 there is no teaching")
    assert said[2].startswith("This rule gives no class in the semester, or each one is left out")


def test_sundays_are_left_out_unless_the_rule_names_them() -> None:
    offering, other = make_offering(), make_offering()

    daily = plan(offering, pattern_for(offering, "FREQ=DAILY;COUNT=7"))
    sundays = plan(other, pattern_for(other, "FREQ=WEEKLY;BYDAY=SU;COUNT=2"))

    assert date(2026, 10, 4) not in days_of(daily)
    assert daily.skipped == [{"day": "2026-10-04", "reason": "Un dimanche"}]
    assert days_of(sundays) == [date(2026, 10, 4), date(2026, 10, 11)]


def test_classes_end_with_the_teaching() -> None:
    offering = make_offering()

    series = plan(offering, pattern_for(offering, "FREQ=WEEKLY;BYDAY=SA", first_day=TUESDAY))

    assert days_of(series)[-1] == offering.semester.teaching_ends_on


def test_a_first_day_outside_the_semester_is_refused() -> None:
    offering = make_offering()

    said = refusal_of(offering, pattern_for(offering, first_day=date(2026, 9, 1)))

    assert said == (
        "On 1 September 2026 there is no teaching: the semester goes from 21 September 2026 to "
        "23 January 2027. Choose a day within it."
    )


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"rule": "FREQ=SECONDLY"}, "This repetition is not understood: FREQ is DAILY, WEEKLY"),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=6"}, "This rule gives no class"),
        ({"ends": time(18, 30)}, "A class ends after it starts"),
        ({"ends": time(17)}, "A class ends after it starts"),
        ({"starts": time(0), "ends": time(23)}, "A class lasts at most 12 hours"),
        ({"ends": time(18, 40)}, "A class lasts at least 15 minutes"),
        ({"room_id": None}, "A class on site needs a room"),
        ({"mode": Mode.ONLINE}, "Give the address at which the class is followed"),
        ({"mode": Mode.BOTH, "link": "http://a.example"}, "This address cannot be opened"),
        (
            {"rule": "FREQ=WEEKLY;BYDAY=SU", "starts": time(2, 30), "ends": time(5)},
            "On 25 October 2026 the clocks go back, and 02:30 comes twice at this centre",
        ),
    ],
)
def test_what_no_rule_can_be(others: dict[str, object], words: str) -> None:
    offering = make_offering()

    said = refusal_of(offering, pattern_for(offering, str(others.pop("rule", "")), **others))

    assert said.startswith(words)


def test_a_relayed_offering_is_planned_by_whoever_teaches_it() -> None:
    taught = make_offering(centre=make_centre(name="Cnam Lille"), modality=Modality.DISTANCE)
    relay = make_offering(unit=taught.unit, modality=Modality.DISTANCE)
    relay.relays = taught
    relay.save()
    online = {"mode": Mode.ONLINE, "link": "https://visio.example.org/"}

    assert "planned by Cnam Lille" in refusal_of(relay, pattern_for(relay, **online))


def test_a_room_of_another_centre_is_refused_and_one_of_a_teaching_centre_is_not() -> None:
    offering = make_offering()
    elsewhere = make_room(make_centre())
    site = make_room(make_centre(name="Cnam Auxerre", parent=offering.centre))

    said = refusal_of(offering, pattern_for(offering, room_id=elsewhere.pk))
    series = plan(offering, pattern_for(offering, room_id=site.pk))

    assert said.startswith(f"The room {elsewhere.name} belongs to another centre")
    assert {one.centre_id for one in series.sessions.all()} == {site.centre_id}


def test_a_room_that_does_not_seat_everybody_is_refused() -> None:
    offering = make_offering()
    for _ in range(3):
        make_enrolment(offering=offering)
    room = make_room(offering.centre, seats=2)

    said = refusal_of(offering, pattern_for(offering, room_id=room.pk))
    both = pattern_for(offering, room_id=room.pk, mode=Mode.BOTH, link="https://visio.example.org/")

    assert said == f"The room {room.name} has 2 seats for 3 learners. Choose a larger one."
    assert plan(offering, both).sessions.count() == 8


def test_rooms_and_teachers_that_are_taken_are_named_with_the_other_class() -> None:
    offering, other = make_offering(), make_offering()
    teacher = make_person(first_names="Ada", birth_name="Lovelace")
    theirs = make_session(
        offering=other, starts_at=datetime(2026, 10, 6, 17, tzinfo=UTC), teacher=teacher
    )

    taken = pattern_for(offering, teacher_id=teacher.pk)

    assert refusal_of(offering, taken) == (
        f"Ada Lovelace gives {other.unit.code} on Tuesday 6 October 2026 from 19:00 to 21:30 at "
        f"{theirs.centre.name}. Choose another hour or another teacher."
    )
    theirs.teacher = None
    theirs.room = make_room(offering.centre)
    theirs.save()
    assert refusal_of(offering, pattern_for(offering, room_id=theirs.room.pk)).startswith(
        f"The room {theirs.room.name} is taken by {other.unit.code} on Tuesday 6 October 2026"
    )


def test_rules_of_one_unit_that_overlap_are_refused() -> None:
    offering = make_offering()
    plan(offering, pattern_for(offering))
    again = pattern_for(offering, evening("TU"), starts=time(20), ends=time(22))

    with pytest.raises(RefusedError) as refused:
        plan(offering, again)

    assert refused.value.reason == SessionRefusal.RULES_OVERLAP
    assert said_of(refused.value).startswith(
        "This rule gives a class on Tuesday 29 September 2026 from 18:30 to 21:00, while the same"
    )


def test_a_teacher_who_cannot_arrive_in_time_is_refused() -> None:
    paris, lyon = make_centre(), make_centre(name="Cnam Lyon")
    paris.latitude, paris.longitude = 48.8663, 2.3548
    lyon.latitude, lyon.longitude = 45.7640, 4.8357
    paris.save()
    lyon.save()
    teacher = make_person(first_names="Ada", birth_name="Lovelace")
    offering, other = make_offering(centre=paris), make_offering(centre=lyon)
    make_session(
        offering=other, starts_at=datetime(2026, 10, 6, 12, tzinfo=UTC), hours=2, teacher=teacher
    )

    said = refusal_of(offering, pattern_for(offering, teacher_id=teacher.pk))

    assert said.startswith(
        f"Ada Lovelace gives {other.unit.code} at Cnam Lyon on Tuesday 6 October 2026 from 14:00 "
        "to 16:00, and needs 280 minutes between the two places."
    )


def test_only_the_office_of_the_centre_that_teaches_plans() -> None:
    offering = make_offering()
    teacher = make_person()
    offering.teacher = teacher
    offering.save()

    for actor in (office_of(make_centre()), acting(teacher)):
        with pytest.raises(PermissionDenied):
            plan_series(by=actor, offering=offering, pattern=pattern_for(offering))


# What is shown before -------------------------------------------------------------------------


def test_a_preview_says_everything_and_writes_nothing() -> None:
    offering = make_offering(capacity=40)
    room, teacher = make_room(offering.centre, seats=30), make_person(first_names="Ada")
    busy = make_registration()
    make_enrolment(registration=busy, offering=offering)
    other = make_offering()
    make_enrolment(registration=busy, offering=other)
    make_session(offering=other, starts_at=datetime(2026, 10, 6, 17, tzinfo=UTC))
    make_session(room=room, starts_at=datetime(2026, 10, 13, 17, tzinfo=UTC))
    make_session(teacher=teacher, starts_at=datetime(2026, 10, 20, 17, tzinfo=UTC))
    ClosingDay.objects.create(centre=offering.centre, day=date(2026, 10, 27), reason="Travaux")
    asked = pattern_for(offering, room_id=room.pk, teacher_id=teacher.pk)
    before = ClassSession.objects.count()

    found = preview(offering, asked)

    assert len(found.occurrences) == 7
    assert [(one.day, one.reason) for one in found.skipped] == [(date(2026, 10, 27), "Travaux")]
    assert [one.reason for one in found.conflicts] == [
        SessionRefusal.ROOM_TAKEN,
        SessionRefusal.TEACHER_TAKEN,
    ]
    assert [(one.person, one.other.offering) for one in found.collisions] == [(busy.person, other)]
    assert (found.learners, found.capacity, found.is_short_of_seats) == (1, 40, True)
    assert not found.can_be_planned
    assert ClassSession.objects.count() == before


def test_a_preview_of_what_cannot_be_says_why() -> None:
    offering = make_offering()

    found = preview(offering, pattern_for(offering, "FREQ=HOURLY"))

    assert not found.can_be_planned
    assert found.sentence.startswith("This repetition is not understood")


def test_a_preview_of_what_can_be_is_what_is_planned() -> None:
    offering = make_offering()
    asked = pattern_for(offering)

    found = preview(offering, asked)
    series = plan(offering, asked)

    assert found.can_be_planned
    assert [one.day for one in found.occurrences] == days_of(series)


# Word of it ---------------------------------------------------------------------------------------


def test_each_person_is_told_once_of_all_their_classes() -> None:
    semester, teacher = make_present_semester(), make_learner()
    centre = make_centre()
    first, second = (make_offering(centre=centre, semester=semester) for _ in range(2))
    registration = make_registration(centre=centre)
    for offering in (first, second):
        make_enrolment(registration=registration, offering=offering)
    day = in_days(1).date()
    online = {"mode": Mode.ONLINE, "link": "https://visio.example.org/", "first_day": day}
    for offering, starts in ((first, 8), (second, 14)):
        pattern = pattern_for(
            offering, "FREQ=WEEKLY;COUNT=3", starts=time(starts), ends=time(starts + 2), **online
        )
        plan_series(by=office_of(centre), offering=offering, pattern=pattern, tell=False)

    ClassSession.objects.filter(offering=second).update(teacher=teacher)

    told = tell_of_planned(by=office_of(centre), offering=first, also=[second])

    notice = Notice.objects.get(person=registration.person)
    assert told == 2
    assert Notice.objects.get(person=teacher).subject == "Your planning: 3 classes to come"
    assert notice.subject == "Your planning: 6 classes to come"
    assert f"{first.unit.code} {first.unit.title}" in notice.text
    assert f"{second.unit.code} {second.unit.title}" in notice.text
    assert notice.text.count("3 classes in all") == 2


def test_learners_of_a_relay_are_told_in_the_hours_of_the_centre_and_in_their_own() -> None:
    semester = make_present_semester()
    taught = make_offering(modality=Modality.DISTANCE, semester=semester)
    relay = make_offering(unit=taught.unit, modality=Modality.DISTANCE, semester=semester)
    relay.relays = taught
    relay.save()
    there = make_registration(centre=make_centre(time_zone="Indian/Reunion"))
    make_enrolment(registration=there, offering=relay)
    starts = in_days(3)
    facts = SessionFacts(
        starts, starts + timedelta(hours=2), Mode.ONLINE, link="https://visio.example.org/x"
    )

    session = add_session(by=office_of(taught.centre), offering=taught, facts=facts)

    notice = Notice.objects.get(person=there.person)
    text = notice.text
    assert notice.kind == "planning.added"
    assert notice.path == f"/planning/seances/{session.public_id}/"
    assert f"(time of {taught.centre.name})" in text
    assert "where you are: " in text
    assert "online: https://visio.example.org/x" in text
