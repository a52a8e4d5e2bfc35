"""What is taken back in time, and who comes and goes meanwhile."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from gregoire.catalogue.operations import decide_opening
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.enrolment.operations import enrol_in_offering, withdraw_from_offering
from gregoire.framework.actors import Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import ClosingDay
from gregoire.network.rules import local_day
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.operations import (
    cancel_classes,
    make_up_session,
    move_session,
    postpone_session,
    undo_change,
)
from gregoire.planning.queries.desk import unready_classes
from gregoire.planning.queries.sessions import (
    facts_of,
    session_for,
    sessions_for,
)
from gregoire.planning.rules.sessions import (
    Material,
    SessionRefusal,
    SessionState,
)
from tests.makers.attendance import make_learners, record
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
)
from tests.makers.people import acting, make_account, make_person
from tests.makers.planning import (
    in_days,
)
from tests.planning.acts import cancel, coming, later, learner_of, office_of, said_of, taught, told

pytestmark = pytest.mark.django_db


# Undone -------------------------------------------------------------------------------------------


def test_what_is_undone_in_time_is_as_it_was_and_nobody_hears_of_it() -> None:
    teacher = make_person()
    session = coming(starts_at=in_days(0, hours=6), teacher=teacher)
    learner = learner_of(session.offering)
    before = facts_of(session)
    change = cancel(session)

    undone = undo_change(by=office_of(session), change=change)

    change.refresh_from_db()
    assert (undone.state, facts_of(undone), undone.sequence) == (SessionState.PLANNED, before, 2)
    assert change.undone_at is not None
    assert list(told(learner.person)) == list(told(teacher)) == []
    assert set(Delivery.objects.order_by("pk").values_list("state", flat=True)) == {"recalled"}
    with pytest.raises(RefusedError) as again:
        undo_change(by=office_of(session), change=change)
    assert again.value.reason == SessionRefusal.UNDONE_ALREADY


def test_a_postponement_a_move_and_a_make_up_are_undone_too() -> None:
    session = coming()
    office = office_of(session)
    postponed = postpone_session(by=office, session=session, reason="Strike", sequence=0)
    made_up = make_up_session(by=office, session=session, facts=later(session))

    undo_change(by=office, change=made_up)
    undo_change(by=office, change=postponed)
    session.refresh_from_db()
    moved = move_session(
        by=office, session=session, facts=later(session), reason="-", sequence=session.sequence
    )
    back = undo_change(by=office, change=moved)

    assert ClassSession.objects.filter(makes_up=session).count() == 0
    assert (back.state, back.material) == (SessionState.PLANNED, Material.NONE)
    assert back.starts_at == session.starts_at


def test_only_the_last_change_of_a_class_is_undone() -> None:
    session = coming()
    office = acting(make_person(first_names="Paul"), Role.SCHOOLING, at=session.centre)
    first = postpone_session(by=office, session=session, reason="Strike", sequence=0)
    make_up_session(by=office, session=session, facts=later(session))

    with pytest.raises(RefusedError) as refused:
        undo_change(by=office, change=first)

    assert said_of(refused.value).startswith("Paul Roy has changed this class")


def test_a_make_up_class_that_was_changed_meanwhile_is_not_taken_back() -> None:
    session = coming()
    office = acting(make_person(first_names="Paul"), Role.SCHOOLING, at=session.centre)
    postpone_session(by=office, session=session, reason="Strike", sequence=0)
    made_up = make_up_session(by=office, session=session, facts=later(session))
    new = ClassSession.objects.get(makes_up=session)
    cancel(new, by=office)

    with pytest.raises(RefusedError) as refused:
        undo_change(by=office, change=made_up)

    assert said_of(refused.value).startswith("Paul Roy has changed this class")


def test_what_was_told_or_phoned_is_not_undone() -> None:
    told_of, phoned = coming(), coming(starts_at=in_days(0, hours=6))
    learner_of(phoned.offering)
    first, second = cancel(told_of), cancel(phoned)
    SessionChange.objects.filter(pk=first.pk).update(tell_at=now())
    Delivery.objects.filter(channel=Channel.CALL).update(state=DeliveryState.SENT, sent_at=now())

    for change in (first, second):
        with pytest.raises(RefusedError) as refused:
            undo_change(by=office_of(change.session), change=change)
        assert refused.value.reason == SessionRefusal.TOLD_ALREADY


def test_a_class_whose_room_was_taken_meanwhile_does_not_come_back() -> None:
    session = coming()
    change = cancel(session)
    other = coming(make_offering(), room=session.room)

    with pytest.raises(RefusedError) as refused:
        undo_change(by=office_of(session), change=change)

    session.refresh_from_db()
    assert f"is taken by {other.offering.unit.code}" in said_of(refused.value)
    assert session.state == SessionState.CANCELLED


# Who comes and goes -------------------------------------------------------------------------------


def test_who_enrols_while_a_change_waits_is_told_of_it() -> None:
    session = coming()
    change = cancel(session)
    coming_in = make_registration(centre=session.centre)

    enrol_in_offering(
        by=acting(coming_in.person),
        registration=coming_in,
        offering=session.offering,
        today=session.offering.semester.enrolment_opens_on,
    )

    assert "planning.cancelled" in told(coming_in.person)
    assert Notice.objects.filter(topic=change.topic).count() == 1


def test_who_enrols_after_a_change_was_told_sees_it_and_is_not_told() -> None:
    session = coming()
    change = cancel(session)
    SessionChange.objects.filter(pk=change.pk).update(tell_at=now())
    coming_in = learner_of(session.offering)

    seen = session_for(acting(coming_in.person), session.public_id)

    assert seen.state == SessionState.CANCELLED
    assert list(told(coming_in.person)) == []


def test_who_leaves_while_a_change_waits_is_not_told_and_sees_no_class_any_more() -> None:
    session = coming()
    enrolment = make_enrolment(offering=session.offering)
    person = enrolment.registration.person
    stays = learner_of(session.offering)
    cancel(session)
    assert sessions_for(acting(person)).count() == 1

    withdraw_from_offering(
        by=acting(person), enrolment=enrolment, today=session.offering.semester.enrolment_opens_on
    )

    assert "planning.cancelled" not in told(person)
    assert "planning.cancelled" in told(stays.person)
    assert sessions_for(acting(person)).count() == 0


def test_an_offering_that_does_not_open_leaves_its_rooms_and_teachers() -> None:
    teacher = make_learner()
    offering = taught()
    sessions = [coming(offering, starts_at=in_days(day), teacher=teacher) for day in (3, 10)]
    held = coming(offering, starts_at=in_days(-4), teacher=teacher)

    decide_opening(by=office_of(held), offering=offering, opens=False, today=now().date())

    for session in sessions:
        session.refresh_from_db()
    held.refresh_from_db()
    assert [one.state for one in sessions] == [SessionState.CANCELLED] * 2
    assert held.state == SessionState.PLANNED
    notice = Notice.objects.get(person=teacher)
    assert notice.kind == "planning.withdrawn"
    assert notice.text.count("(time of Cnam Dijon)") == 2


def test_all_the_classes_of_a_unit_are_cancelled_with_one_word_to_each() -> None:
    offering = taught()
    for day in (3, 10, 17):
        coming(offering, starts_at=in_days(day))
    learner = learner_of(offering)

    changes = cancel_classes(
        by=acting(make_person(), Role.SCHOOLING, at=offering.centre),
        offering=offering,
        reason="The room is flooded",
    )

    assert len(changes) == 3
    assert list(told(learner.person)) == ["planning.withdrawn"]


def test_learners_of_a_course_that_does_not_open_are_phoned_about_tonight() -> None:
    offering = taught()
    coming(offering, starts_at=in_days(0, hours=-1))
    tonight = coming(offering, starts_at=in_days(0, hours=6))
    coming(offering, starts_at=in_days(7))
    learner = learner_of(offering)

    decide_opening(by=office_of(tonight), offering=offering, opens=False, today=now().date())

    call = Delivery.objects.get(channel=Channel.CALL)
    assert call.notice.person == learner.person
    assert call.notice.kind == "planning.withdrawn"
    assert list(told(learner.person)) == ["enrolment.not_opened", "planning.withdrawn"]


def test_learners_of_a_course_that_does_not_open_hear_of_later_classes_once() -> None:
    offering = taught()
    later_on = coming(offering)
    learner = learner_of(offering)

    decide_opening(by=office_of(later_on), offering=offering, opens=False, today=now().date())

    assert list(told(learner.person)) == ["enrolment.not_opened"]


def test_a_class_whose_hours_are_recorded_stays_where_the_others_are_cancelled() -> None:
    offering = taught()
    under_way = coming(offering, starts_at=in_days(0, hours=-1))
    tomorrow = coming(offering, starts_at=in_days(1))
    record(under_way, make_learners(offering, count=1), now=now())

    changes = cancel_classes(by=office_of(under_way), offering=offering, reason="Too few learners")

    under_way.refresh_from_db()
    assert under_way.state == SessionState.PLANNED
    assert [change.session_id for change in changes] == [tomorrow.pk]


def test_a_day_that_is_closed_after_its_classes_were_planned_is_said_to_the_office() -> None:
    session = coming()
    coming(session.offering, starts_at=in_days(10))
    day = local_day(session.centre, session.starts_at)
    ClosingDay.objects.create(centre=session.centre, day=day, reason="Inventory")

    found = unready_classes(office_of(session), [session.centre], now=now())

    session.refresh_from_db()
    assert [one.session for one in found if one.is_on_closed_day] == [session]
    assert [one.session for one in found if one.has_no_teacher] == [session]
    assert session.state == SessionState.PLANNED


def test_a_teacher_takes_back_on_the_page_of_the_class_and_is_led_to_nothing_else() -> None:
    teacher = make_person()
    session = coming(teacher=teacher)
    change = cancel(session)
    client = Client()
    client.force_login(make_account(teacher))
    page = client.get(reverse("planning:session", args=[session.public_id])).content.decode()
    back = reverse("planning:undo", args=[change.public_id])

    client.post(back)

    session.refresh_from_db()
    assert f'method="post" action="{back}"' in page
    assert reverse("planning:make_up", args=[session.public_id]) not in page
    assert session.state == SessionState.PLANNED
