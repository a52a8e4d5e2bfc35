"""A semester planned at once: asked for, searched, published, planned again."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.db.models.functions import Now
from django.utils.timezone import localdate, localtime

from gregoire.correspondence.models import Notice
from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import ClosingDay, Room
from gregoire.people.queries import actor_for
from gregoire.planning import searching
from gregoire.planning.jobs import tell_of_a_plan
from gregoire.planning.models import (
    ClassSession,
    OfferingNeed,
    PlanRun,
    SessionChange,
    SessionSeries,
    TeacherAvailability,
)
from gregoire.planning.operations.plans import (
    ask_for_plan,
    say_availability,
    say_need,
    stop_plan,
)
from gregoire.planning.operations.publishing import publish_plan
from gregoire.planning.queries.plans import Hours, first_monday, need_of, problem_of
from gregoire.planning.rules.plans import Need, Pattern, PlanRefusal, RunState, Wishes
from gregoire.planning.rules.recurrence import days_of, parsed
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.people import appoint, make_account, make_person
from tests.makers.planning import make_room, make_session
from tests.makers.plans import make_campus, make_proposal

pytestmark = pytest.mark.django_db


def test_a_plan_is_proposed_and_nothing_is_in_the_timetable_before_it_is_published() -> None:
    campus = make_campus()

    run = make_proposal(campus)

    assert run.state == RunState.PROPOSED
    assert {row["offering"] for row in run.proposal["placed"]} == {
        one.pk for one in campus.offerings
    }
    assert run.proposal["figures"]["collisions"] == 0
    assert run.proposal["figures"]["proved"]
    assert not ClassSession.objects.exists()


def test_a_published_plan_gives_each_course_its_classes_and_nobody_two_at_once() -> None:
    campus = make_campus()
    run = make_proposal(campus)

    made = publish_plan(by=campus.actor, run=run)

    sessions = list(ClassSession.objects.planned().order_by("starts_at"))
    assert made == len(sessions) == sum(need_of(one).classes for one in campus.offerings)
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(sessions))
    assert {one.teacher_id for one in sessions} == {one.teacher_id for one in campus.offerings}
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED


def test_a_series_says_the_rule_of_its_classes_and_the_days_that_it_skips() -> None:
    campus = make_campus(offerings=1)
    monday = first_monday(campus.semester) + timedelta(weeks=5)
    for after in range(6):
        day = monday + timedelta(days=after)
        ClosingDay.objects.create(centre=campus.centre, day=day, reason="Works")
    publish_plan(by=campus.actor, run=make_proposal(campus))

    series = SessionSeries.objects.get()  # one evening a week
    held = [
        localtime(one.starts_at, campus.centre.zone).date()
        for one in ClassSession.objects.order_by("starts_at")
    ]
    rule = parsed(series.rule)
    assert not isinstance(rule, str)
    ruled = days_of(rule, series.first_day, last_day=campus.semester.teaching_ends_on)
    skipped = [date.fromisoformat(one["day"]) for one in series.skipped]
    assert sorted([*held, *skipped]) == ruled
    assert [one["reason"] for one in series.skipped] == ["Works"]


def test_each_learner_is_told_once_of_all_their_classes() -> None:
    campus = make_campus(offerings=3, learners=2)

    publish_plan(by=campus.actor, run=make_proposal(campus))
    tell_of_a_plan(offering_ids=[one.pk for one in campus.offerings])

    told = Notice.objects.filter(kind="planning.planned", person__in=campus.learners)
    assert sorted(told.values_list("person", flat=True)) == sorted(
        one.pk for one in campus.learners
    )


def test_one_run_at_a_time() -> None:
    campus = make_campus()
    ask_for_plan(by=campus.actor, centre=campus.centre, semester=campus.semester, seconds=5)

    with pytest.raises(RefusedError) as refused:
        ask_for_plan(by=campus.actor, centre=campus.centre, semester=campus.semester, seconds=5)

    assert refused.value.reason == PlanRefusal.RUNNING_ALREADY


def test_nothing_to_plan_and_no_rooms_are_told() -> None:
    empty, roomless = make_campus(offerings=0), make_campus(rooms=0)

    for campus, reason in (
        (empty, PlanRefusal.NOTHING_TO_PLAN),
        (roomless, PlanRefusal.NO_ROOMS),
    ):
        with pytest.raises(RefusedError) as refused:
            ask_for_plan(by=campus.actor, centre=campus.centre, semester=campus.semester, seconds=5)
        assert refused.value.reason == reason


def test_an_office_of_another_centre_cannot_plan_here() -> None:
    campus, other = make_campus(), make_campus(offerings=0)

    with pytest.raises(PermissionDenied):
        ask_for_plan(by=other.actor, centre=campus.centre, semester=campus.semester, seconds=5)


def test_a_search_that_waits_is_cancelled_and_one_that_runs_keeps_its_best() -> None:
    campus = make_campus()
    waiting = ask_for_plan(
        by=campus.actor, centre=campus.centre, semester=campus.semester, seconds=60
    )
    stop_plan(by=campus.actor, run=waiting)
    running = ask_for_plan(
        by=campus.actor, centre=campus.centre, semester=campus.semester, seconds=60
    )
    PlanRun.objects.filter(pk=running.pk).update(state=RunState.RUNNING)
    stop_plan(by=campus.actor, run=running)

    searching.search_for_plan(running.pk)

    waiting.refresh_from_db()
    running.refresh_from_db()
    assert waiting.state == RunState.CANCELLED
    assert running.state == RunState.PROPOSED
    assert len(running.proposal["placed"]) == 3
    with pytest.raises(RefusedError, match=str(PlanRefusal.NOT_RUNNING)):
        stop_plan(by=campus.actor, run=running)


def test_a_search_whose_process_died_leaves_its_best_and_can_be_published() -> None:
    campus = make_campus()
    run = make_proposal(campus)
    PlanRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING)

    searching.fail(run.pk, "-9")

    run.refresh_from_db()
    assert (run.state, run.why_failed) == (RunState.FAILED, "-9")
    assert publish_plan(by=campus.actor, run=run) > 0


def test_a_search_that_is_taken_up_begins_from_what_was_kept() -> None:
    campus = make_campus()
    run = make_proposal(campus)
    kept = run.proposal["placed"]
    problem = problem_of(campus.centre, campus.semester)

    start = searching.start_of(problem, run.proposal)

    assert start is not None
    assert len(start) == len(kept)
    assert all(start)


@pytest.mark.parametrize("change", ["learners", "room", "class", "teacher"])
def test_what_changed_since_the_plan_was_made_refuses_all_of_it_in_words(change: str) -> None:
    campus = make_campus(rooms=1)
    run = make_proposal(campus)
    offering, room = campus.offerings[1], Room.objects.get(centre=campus.centre)
    if change == "learners":
        Room.objects.filter(pk=room.pk).update(seats=1)
    elif change == "room":
        Room.objects.filter(pk=room.pk).update(centre=make_campus(offerings=0).centre)
    elif change == "class":
        make_session(offering=offering, room=make_room(campus.centre))
    else:
        offering.teacher = None
        offering.save(update_fields=["teacher"])

    with pytest.raises(RefusedError) as refused:
        publish_plan(by=campus.actor, run=run)

    assert refused.value.reason == PlanRefusal.CHANGED_MEANWHILE
    assert refused.value.facts["what"] in {one.unit.code for one in campus.offerings}
    assert refused.value.facts["why"]
    assert not SessionSeries.objects.exists()


def test_another_class_in_the_room_since_then_is_named() -> None:
    campus = make_campus(offerings=1, rooms=1)
    run = make_proposal(campus)
    weekday, starts, _, _ = run.proposal["placed"][0]["meetings"][0]
    elsewhere = make_offering(semester=campus.semester)
    first = first_monday(campus.semester) + timedelta(days=7 + weekday - 1)
    make_session(
        offering=elsewhere,
        room=Room.objects.get(centre=campus.centre),
        starts_at=datetime.combine(first, time(*divmod(starts, 60)), campus.centre.zone),
    )

    with pytest.raises(RefusedError) as refused:
        publish_plan(by=campus.actor, run=run)

    assert elsewhere.unit.code in str(refused.value.facts["why"])


def test_what_is_published_stays_and_what_is_new_goes_round_it() -> None:
    campus = make_campus(offerings=2)
    publish_plan(by=campus.actor, run=make_proposal(campus))
    before = dict(ClassSession.objects.values_list("pk", "starts_at"))
    added = make_offering(centre=campus.centre, semester=campus.semester)
    registration = campus.learners[0].registrations.get()
    make_enrolment(registration=registration, offering=added)

    again = make_proposal(campus)
    publish_plan(by=campus.actor, run=again)

    assert again.proposal["figures"]["moved"] == 0
    kept = dict(ClassSession.objects.filter(pk__in=before).values_list("pk", "starts_at"))
    assert kept == before
    assert ClassSession.objects.filter(offering=added).count() == need_of(added).classes
    assert again.proposal["figures"]["collisions"] == 0


def test_classes_that_move_keep_their_identity_and_each_move_is_written() -> None:
    campus = make_campus(offerings=1)
    publish_plan(by=campus.actor, run=make_proposal(campus))
    offering = campus.offerings[0]
    before = list(ClassSession.objects.order_by("pk").values_list("pk", "starts_at"))
    wishes = Wishes(pins={offering.pk: (4, 18 * 60 + 30)})  # it alone may move

    run = make_proposal(campus, wishes=wishes)
    publish_plan(by=campus.actor, run=run)

    after = dict(ClassSession.objects.planned().values_list("pk", "starts_at"))
    assert set(after) == {key for key, _ in before}
    assert {localtime(one, campus.centre.zone).isoweekday() for one in after.values()} == {4}
    moved = [key for key, starts_at in before if after[key] != starts_at]
    assert SessionChange.objects.filter(session__in=moved, kind="moved").count() == len(moved)
    assert make_proposal(campus, wishes=wishes).proposal["placed"][0]["fixed"]  # it is there


def test_a_course_that_moves_in_the_middle_of_a_semester_needs_only_what_is_left_of_it() -> None:
    campus = make_campus(offerings=1)
    publish_plan(by=campus.actor, run=make_proposal(campus))
    days = sorted(localdate(one.starts_at) for one in ClassSession.objects.order_by("pk"))
    wishes = Wishes(may_move=True, since=days[8])

    asked = problem_of(campus.centre, campus.semester, wishes=wishes)

    _published, *others = asked.demands[0].choices
    assert {asked.slots[one.slot].classes for one in others} == {len(days) - 8}


def test_a_class_that_was_moved_by_hand_meanwhile_is_not_moved_back() -> None:
    campus = make_campus(offerings=1)
    publish_plan(by=campus.actor, run=make_proposal(campus))
    pins = {campus.offerings[0].pk: (4, 18 * 60 + 30)}
    run = make_proposal(campus, wishes=Wishes(may_move=True, pins=pins))
    ClassSession.objects.filter(pk=ClassSession.objects.earliest("starts_at").pk).update(
        starts_at=F("starts_at") + timedelta(minutes=5), changed_at=Now()
    )
    before = list(ClassSession.objects.order_by("pk").values_list("starts_at", flat=True))

    with pytest.raises(RefusedError) as refused:
        publish_plan(by=campus.actor, run=run)

    assert refused.value.reason == PlanRefusal.CHANGED_MEANWHILE
    assert list(ClassSession.objects.order_by("pk").values_list("starts_at", flat=True)) == before


def test_classes_can_change_places() -> None:
    campus = make_campus(offerings=2, rooms=1)
    publish_plan(by=campus.actor, run=make_proposal(campus))
    rows = PlanRun.objects.latest("pk").proposal["placed"]
    hours = {row["offering"]: tuple(row["meetings"][0][:2]) for row in rows}
    one, other = campus.offerings
    wishes = Wishes(may_move=True, pins={one.pk: hours[other.pk], other.pk: hours[one.pk]})

    publish_plan(by=campus.actor, run=make_proposal(campus, wishes=wishes))

    for offering, there in ((one, hours[other.pk]), (other, hours[one.pk])):
        first = ClassSession.objects.planned().filter(offering=offering).earliest("starts_at")
        starts = localtime(first.starts_at, campus.centre.zone)
        assert (starts.isoweekday(), starts.hour * 60 + starts.minute) == there


def test_a_teacher_is_only_placed_when_they_said_they_can_teach() -> None:
    campus = make_campus(offerings=1)
    teacher = campus.offerings[0].teacher
    assert teacher is not None
    say_availability(
        by=actor_for(make_account(teacher), today=localdate()),
        person=teacher,
        centre=campus.centre,
        semester=campus.semester,
        hours=[Hours(3, 18 * 60, 22 * 60)],
    )

    run = make_proposal(campus)

    assert [one[0] for one in run.proposal["placed"][0]["meetings"]] == [3]


def test_who_cannot_be_placed_is_told_why_and_what_would_help() -> None:
    campus = make_campus(offerings=2, rooms=1, learners=1)
    for offering in campus.offerings:
        TeacherAvailability.objects.create(
            person_id=offering.teacher_id or 0, centre=campus.centre, semester=campus.semester,
            weekday=2, starts=time(18), ends=time(22),
        )  # fmt: skip

    run = make_proposal(campus)

    (left,) = run.proposal["left"]
    assert left["why"] == "rooms_taken"
    assert {way["way"] for way in left["ways"]} == {"room", "availability"}
    assert next(way for way in left["ways"] if way["way"] == "availability")["collisions"] == 0
    assert next(way for way in left["ways"] if way["way"] == "room")["collisions"] == 1


def test_hours_that_overlap_or_end_too_soon_are_refused() -> None:
    campus = make_campus(offerings=1)
    teacher = campus.offerings[0].teacher
    assert teacher is not None

    for hours, reason in (
        ([Hours(1, 600, 500)], PlanRefusal.ENDS_BEFORE_IT_STARTS),
        ([Hours(1, 600, 700), Hours(1, 650, 800)], PlanRefusal.AVAILABLE_TWICE),
    ):
        with pytest.raises(RefusedError) as refused:
            say_availability(
                by=campus.actor,
                person=teacher,
                centre=campus.centre,
                semester=campus.semester,
                hours=hours,
            )
        assert refused.value.reason == reason


def test_an_office_says_nothing_of_the_hours_at_another_centre() -> None:
    campus, other = make_campus(offerings=1), make_campus(offerings=1)
    teacher = campus.offerings[0].teacher
    assert teacher is not None
    appoint(teacher, Role.TEACHER, at=other.centre)

    with pytest.raises(PermissionDenied):
        say_availability(
            by=campus.actor,
            person=teacher,
            centre=other.centre,
            semester=campus.semester,
            hours=[],
        )


def test_what_a_course_needs_is_said_and_planned() -> None:
    campus = make_campus(offerings=1)
    make_room(campus.centre, seats=40, computers=40)

    say_need(
        by=campus.actor,
        offering=campus.offerings[0],
        need=Need(Pattern.SATURDAY, 180, 6, computers=True),
    )
    run = make_proposal(campus)

    (row,) = run.proposal["placed"]
    assert [one[0] for one in row["meetings"]] == [6]
    assert sum(one[3].bit_count() for one in row["meetings"]) == 6
    assert Room.objects.get(pk=row["room"]).computers == 40
    assert OfferingNeed.objects.get().pattern == "saturday"


@pytest.mark.parametrize(
    ("need", "reason"),
    [
        (Need(Pattern.EVENING, 300, 10), PlanRefusal.TOO_LONG_FOR_ITS_PATTERN),
        (Need(Pattern.DAY, 20, 10), PlanRefusal.TOO_LONG_FOR_ITS_PATTERN),
        (Need(Pattern.DAY, 60, 0), PlanRefusal.NO_CLASSES),
        (Need(Pattern.DAY, 60, 61), PlanRefusal.NO_CLASSES),
    ],
)
def test_a_need_that_no_week_can_meet_is_refused(need: Need, reason: PlanRefusal) -> None:
    campus = make_campus(offerings=1)

    with pytest.raises(RefusedError) as refused:
        say_need(by=campus.actor, offering=campus.offerings[0], need=need)

    assert refused.value.reason == reason


def test_a_room_of_another_place_is_refused() -> None:
    campus = make_campus(offerings=1)
    room = make_room(make_campus(offerings=0).centre)

    with pytest.raises(RefusedError) as refused:
        say_need(
            by=campus.actor,
            offering=campus.offerings[0],
            need=Need(Pattern.EVENING, 120, 10, room_id=room.pk),
        )

    assert refused.value.reason == PlanRefusal.ROOM_ELSEWHERE


def test_learners_classes_elsewhere_count_as_theirs() -> None:
    """A class at a distance that is planned already takes its learners' evening."""
    campus = make_campus(offerings=1, learners=1)
    far = make_offering(centre=make_campus(offerings=0).centre, semester=campus.semester)
    make_enrolment(registration=campus.learners[0].registrations.get(), offering=far)
    tuesday = first_monday(campus.semester) + timedelta(days=8)
    starts_at = datetime.combine(tuesday, time(19), campus.centre.zone)
    make_session(offering=far, mode="online", starts_at=starts_at)

    problem = problem_of(campus.centre, campus.semester)

    assert problem.combinations == ((0, 1),)
    assert problem.demands[1].fixed
    assert [one.weekday for one in problem.slots[problem.demands[1].choices[0].slot].meetings] == [
        2
    ]


def test_a_semester_that_is_over_is_not_planned() -> None:
    campus = make_campus()
    later = actor_for(campus.account, today=campus.semester.teaching_ends_on)

    with pytest.raises(RefusedError) as refused:
        ask_for_plan(by=later, centre=campus.centre, semester=campus.semester, seconds=5)

    assert refused.value.reason == PlanRefusal.SEMESTER_OVER


def test_a_registration_of_nobody_else_is_read() -> None:
    """Who waits for a place, or has left, neither takes a seat nor collides."""
    campus = make_campus(offerings=2, learners=1)
    gone = make_registration(person=make_person(), centre=campus.centre)
    make_enrolment(registration=gone, offering=campus.offerings[0], state=EnrolmentState.WAITING)

    problem = problem_of(campus.centre, campus.semester)

    assert [one.learners for one in problem.demands] == [1, 1]
    assert len(problem.people) == 1
