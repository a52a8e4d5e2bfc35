"""What happens to a class: who is told, and on which channel."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from gregoire.catalogue.rules import Modality
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.framework.actors import Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import ClosingDay
from gregoire.network.rules import local_day
from gregoire.planning.models import ClassSession
from gregoire.planning.operations import (
    cancel_session,
    make_up_session,
    move_session,
    postpone_session,
    say_material_is_online,
    undo_change,
)
from gregoire.planning.queries.sessions import (
    changes_by_teachers,
    facts_of,
)
from gregoire.planning.rules.sessions import (
    UNDO_FOR,
    ChangeKind,
    Material,
    Mode,
    SessionFacts,
    SessionRefusal,
    SessionState,
)
from tests.makers.enrolment import (
    make_enrolment,
    make_offering,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import (
    in_days,
    make_room,
)
from tests.planning.acts import cancel, coming, later, learner_of, office_of, said_of, taught, told

pytestmark = pytest.mark.django_db


# Cancelled ----------------------------------------------------------------------------------------


def test_a_cancelled_class_is_told_to_everybody_who_follows_it() -> None:
    teacher = make_person()
    session = coming(teacher=teacher)
    learner = learner_of(session.offering)
    withdrawn = make_registration(centre=session.centre)
    stranger = learner_of(make_offering())

    change = cancel(session)

    session.refresh_from_db()
    notice = Notice.objects.get(person=learner.person)
    assert (session.state, session.sequence) == (SessionState.CANCELLED, 1)
    assert (change.kind, change.reason) == (ChangeKind.CANCELLED, "The teacher is ill")
    assert notice.topic == change.topic
    assert notice.due_at == change.tell_at == change.at + UNDO_FOR
    assert "Why: The teacher is ill" in notice.text
    assert notice.path == f"/planning/seances/{session.public_id}/"
    assert list(told(teacher)) == ["planning.cancelled"]
    assert list(told(withdrawn.person)) == list(told(stranger.person)) == []


def test_a_class_that_is_not_today_is_not_phoned() -> None:
    session = coming()
    learner_of(session.offering)

    cancel(session)

    ways = Delivery.objects.order_by("pk").values_list("channel", "state")
    assert list(ways) == [(Channel.MAIL, DeliveryState.QUEUED)]


def test_a_class_of_the_day_is_phoned_at_once_and_told_in_two_minutes() -> None:
    session = coming(starts_at=in_days(0, hours=6))
    learner = learner_of(session.offering)

    change = cancel(session)

    call = Delivery.objects.get(channel=Channel.CALL)
    assert call.notice.person == learner.person
    assert call.state == DeliveryState.QUEUED
    assert call.due_at <= now()
    assert call.deadline == session.starts_at
    assert call.words.startswith(f"Hello {learner.person.name}, this is Cnam Dijon.")
    assert "You need not come" in call.words
    assert change.tell_at == change.at + UNDO_FOR


def test_a_class_that_starts_within_two_hours_is_told_at_once() -> None:
    session = coming(starts_at=in_days(0, hours=1.5))
    learner_of(session.offering)

    change = cancel(session)

    assert change.tell_at == change.at
    with pytest.raises(RefusedError) as refused:
        undo_change(by=office_of(session), change=change)
    assert refused.value.reason == SessionRefusal.TOLD_ALREADY


def test_learners_of_a_relay_are_told_in_their_own_hours_too() -> None:
    offering = taught(modality=Modality.DISTANCE)
    relay = make_offering(unit=offering.unit, modality=Modality.DISTANCE)
    relay.relays = offering
    relay.save()
    there = make_registration(centre=make_centre(time_zone="Etc/GMT+3"))
    make_enrolment(registration=there, offering=relay)

    cancel(coming(offering, mode=Mode.ONLINE))

    text = Notice.objects.get(person=there.person).text
    assert "(time of Cnam Dijon)" in text
    assert "where you are: " in text


def test_whoever_reads_french_is_told_in_french() -> None:
    session = coming()
    learner = learner_of(session.offering)
    learner.person.language = "fr"
    learner.person.save()

    cancel(session)

    notice = Notice.objects.get(person=learner.person)
    assert notice.subject.startswith("Annulée\u00a0: ")
    assert "Motif\N{NO-BREAK SPACE}: The teacher is ill" in notice.text


def test_a_teacher_cancels_their_own_class_and_the_office_sees_it() -> None:
    teacher = make_person()
    session = coming(teacher=teacher)
    learner = learner_of(session.offering)

    change = cancel(session, by=acting(teacher))

    assert list(told(teacher)) == []
    assert list(told(learner.person)) == ["planning.cancelled"]
    since, sites = now() - timedelta(hours=1), [session.centre]
    desk = changes_by_teachers(office_of(session), sites, since=since)
    assert [(one, one.by) for one in desk] == [(change, teacher)]
    assert changes_by_teachers(acting(teacher), sites, since=since) == []


def test_what_the_office_did_is_no_news_to_it() -> None:
    session = coming(teacher=make_person())

    cancel(session)

    since = now() - timedelta(hours=1)
    assert changes_by_teachers(office_of(session), [session.centre], since=since) == []


def test_who_may_change_a_class() -> None:
    session = coming(teacher=make_person())
    learner = learner_of(session.offering)

    for actor in (
        acting(learner.person),
        acting(make_person()),
        acting(make_person(), Role.TEACHER, at=session.centre),
        acting(make_person(), Role.ADVISER, at=session.centre),
        acting(make_person(), Role.SCHOOLING, at=make_centre()),
    ):
        with pytest.raises(PermissionDenied):
            cancel(session, by=actor)


@pytest.mark.parametrize(
    ("state", "starts", "reason"),
    [
        (SessionState.CANCELLED, 3, SessionRefusal.NOT_PLANNED),
        (SessionState.POSTPONED, 3, SessionRefusal.NOT_PLANNED),
        (SessionState.PLANNED, -3, SessionRefusal.OVER_ALREADY),
    ],
)
def test_what_is_not_held_any_more_is_not_cancelled(
    state: SessionState, starts: int, reason: SessionRefusal
) -> None:
    session = coming(starts_at=in_days(starts))
    ClassSession.objects.filter(pk=session.pk).update(state=state)

    with pytest.raises(RefusedError) as refused:
        cancel(session)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [(" \n", SessionRefusal.NO_REASON), ("x" * 301, SessionRefusal.REASON_TOO_LONG)],
)
def test_a_change_needs_its_reason(reason: str, refusal: SessionRefusal) -> None:
    session = coming()

    with pytest.raises(RefusedError) as refused:
        cancel_session(by=office_of(session), session=session, reason=reason, sequence=0)

    assert refused.value.reason == refusal


def test_whoever_saw_an_older_class_is_told_who_changed_it() -> None:
    session = coming()
    move_session(
        by=acting(make_person(first_names="Paul"), Role.SCHOOLING, at=session.centre),
        session=session,
        facts=later(session),
        reason="Works in the room",
        sequence=0,
    )

    with pytest.raises(RefusedError) as refused:
        cancel(session)

    assert said_of(refused.value).startswith("Paul Roy has changed this class meanwhile.")


# Postponed and made up ----------------------------------------------------------------------------


def test_a_postponed_class_owes_its_material_and_is_made_up() -> None:
    session = coming()
    learner = learner_of(session.offering)
    office = office_of(session)

    change = postpone_session(by=office, session=session, reason="Strike", sequence=0)
    session.refresh_from_db()
    made_up = make_up_session(by=office, session=session, facts=later(session))

    new = ClassSession.objects.get(makes_up=session)
    assert (session.state, session.material) == (SessionState.POSTPONED, Material.DUE)
    assert (new.state, new.starts_at) == (
        SessionState.PLANNED,
        session.starts_at + timedelta(weeks=1),
    )
    assert (change.kind, made_up.kind) == (ChangeKind.POSTPONED, ChangeKind.MADE_UP)
    assert list(told(learner.person)) == ["planning.postponed", "planning.made_up"]
    notice = Notice.objects.get(topic=made_up.topic)
    assert notice.path == f"/planning/seances/{new.public_id}/"
    assert "It takes the place of the class of" in notice.text
    session.refresh_from_db()
    assert session.sequence == 2


def test_material_is_said_to_be_online_once() -> None:
    session = coming()
    learner = learner_of(session.offering)
    postpone_session(by=office_of(session), session=session, reason="Strike", sequence=0)

    say_material_is_online(by=office_of(session), session=session)

    session.refresh_from_db()
    assert session.material == Material.ONLINE
    assert list(told(learner.person)) == ["planning.postponed", "planning.material"]
    with pytest.raises(RefusedError) as refused:
        say_material_is_online(by=office_of(session), session=session)
    assert refused.value.reason == SessionRefusal.NO_MATERIAL_DUE


def test_a_cancelled_class_is_made_up_too_and_once() -> None:
    session = coming()
    cancel(session)
    office = office_of(session)
    make_up_session(by=office, session=session, facts=later(session))

    with pytest.raises(RefusedError) as refused:
        make_up_session(by=office, session=session, facts=later(session, weeks=2))

    assert refused.value.reason == SessionRefusal.MADE_UP_ALREADY


def test_what_is_held_is_not_made_up_and_nothing_is_made_up_in_the_past() -> None:
    session = coming()
    office = office_of(session)

    with pytest.raises(RefusedError) as held:
        make_up_session(by=office, session=session, facts=later(session))
    cancel(session)
    with pytest.raises(RefusedError) as past:
        make_up_session(by=office, session=session, facts=later(session, weeks=-1))

    assert held.value.reason == SessionRefusal.NOT_MADE_UP
    assert past.value.reason == SessionRefusal.IN_THE_PAST


def test_a_class_is_made_up_four_weeks_after_the_teaching_at_most() -> None:
    session = coming()
    cancel(session)
    office = office_of(session)

    with pytest.raises(RefusedError) as refused:
        make_up_session(by=office, session=session, facts=later(session, weeks=21))
    change = make_up_session(by=office, session=session, facts=later(session, weeks=18))

    assert refused.value.reason == SessionRefusal.OUTSIDE_THE_SEMESTER
    assert change.kind == ChangeKind.MADE_UP


# Moved --------------------------------------------------------------------------------------------


def test_a_moved_class_is_told_with_what_it_was() -> None:
    first, second = make_person(), make_person()
    session = coming(teacher=first)
    learner = learner_of(session.offering)
    room = make_room(session.centre)
    facts = later(session, room_id=room.pk, teacher_id=second.pk)

    change = move_session(
        by=office_of(session), session=session, facts=facts, reason="Works", sequence=0
    )

    session.refresh_from_db()
    assert facts_of(session) == facts
    assert SessionFacts.from_json(change.after) == facts
    text = Notice.objects.get(person=learner.person).text
    assert f"room {room.name}" in text.partition("It was to be held so:")[0]
    assert list(told(first)) == list(told(second)) == ["planning.moved"]


def test_a_class_of_today_that_is_moved_is_phoned_before_its_first_hour() -> None:
    session = coming(starts_at=in_days(0, hours=6))
    learner_of(session.offering)
    was = session.starts_at

    move_session(
        by=office_of(session), session=session, facts=later(session), reason="Works", sequence=0
    )

    call = Delivery.objects.get(channel=Channel.CALL)
    assert call.deadline == was
    assert "has changed" in call.words


def test_a_title_is_corrected_without_a_word() -> None:
    session = coming()
    learner = learner_of(session.offering)

    move_session(
        by=office_of(session),
        session=session,
        facts=later(session, weeks=0, title="Graphs"),
        reason="Typo",
        sequence=0,
    )

    session.refresh_from_db()
    assert (session.title, session.sequence) == ("Graphs", 1)
    assert list(told(learner.person)) == []


def test_a_class_is_not_moved_to_where_it_is() -> None:
    session = coming()

    with pytest.raises(RefusedError) as refused:
        move_session(
            by=office_of(session), session=session, facts=facts_of(session), reason="?", sequence=0
        )

    assert refused.value.reason == SessionRefusal.NOTHING_CHANGES


def test_a_class_is_not_moved_into_a_closed_building_nor_a_taken_room() -> None:
    session = coming()
    room = make_room(session.centre)
    other = coming(make_offering(centre=session.centre), starts_at=session.starts_at, room=room)
    closed = session.starts_at + timedelta(weeks=1)
    ClosingDay.objects.create(
        centre=session.centre, day=local_day(session.centre, closed), reason="Inventory"
    )

    with pytest.raises(RefusedError) as shut:
        move_session(
            by=office_of(session), session=session, facts=later(session), reason="-", sequence=0
        )
    with pytest.raises(RefusedError) as taken:
        move_session(
            by=office_of(session),
            session=session,
            facts=later(session, weeks=0, room_id=room.pk),
            reason="-",
            sequence=0,
        )

    assert "Inventory" in said_of(shut.value)
    assert said_of(taken.value).startswith(
        f"The room {room.name} is taken by {other.offering.unit.code} on"
    )


def test_a_change_that_concerns_more_learners_takes_no_more_queries() -> None:
    def queries(*, learners: int) -> int:
        session = coming(teacher=make_person())
        office = office_of(session)
        for _ in range(learners):
            learner_of(session.offering)
        with CaptureQueriesContext(connection) as asked:
            cancel(session, by=office)
        return len(asked)

    assert queries(learners=2) == queries(learners=5)
