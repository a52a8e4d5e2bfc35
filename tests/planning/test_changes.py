"""What happens to a class: who is told, on which channel, and how it is taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now

from gregoire.catalogue.models import Offering
from gregoire.catalogue.operations import decide_opening
from gregoire.catalogue.rules import Modality
from gregoire.correspondence.models import Delivery, Notice
from gregoire.correspondence.rules import Channel, DeliveryState
from gregoire.enrolment.models import Registration
from gregoire.enrolment.operations import enrol_in_offering, withdraw_from_offering
from gregoire.framework.actors import Actor, Role
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import ClosingDay
from gregoire.network.rules import local_day
from gregoire.people.models import Person
from gregoire.planning.models import ClassSession, SessionChange
from gregoire.planning.operations import (
    cancel_classes,
    cancel_session,
    make_up_session,
    move_session,
    postpone_session,
    say_material_is_online,
    undo_change,
)
from gregoire.planning.queries.sessions import (
    changes_at_centres_of,
    classes_on_closing_days,
    facts_of,
    session_for,
    sessions_for,
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
from gregoire.planning.wording import REFUSALS
from tests.makers.enrolment import (
    make_enrolment,
    make_learner,
    make_offering,
    make_registration,
)
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.makers.planning import (
    in_days,
    make_present_semester,
    make_room,
    make_session,
    zone_of_morning,
)

pytestmark = pytest.mark.django_db


def taught(**terms: object) -> Offering:
    """An offering of this very semester, at a centre where it is morning."""
    centre = make_centre(name="Cnam Dijon", time_zone=zone_of_morning())
    return make_offering(centre=centre, semester=make_present_semester(), **terms)  # type: ignore[arg-type]


def coming(offering: Offering | None = None, **facts: object) -> ClassSession:
    """A class in three days, unless something else is said."""
    said: dict[str, object] = {"starts_at": in_days(3)} | facts
    return make_session(offering=offering or taught(), **said)  # type: ignore[arg-type]


def office_of(session: ClassSession) -> Actor:
    return acting(make_person(first_names="Odile"), Role.SCHOOLING, at=session.centre)


def learner_of(offering: Offering) -> Registration:
    registration = make_registration(centre=offering.centre)
    make_enrolment(registration=registration, offering=offering)
    return registration


def cancel(session: ClassSession, *, by: Actor | None = None) -> SessionChange:
    return cancel_session(
        by=by or office_of(session),
        session=session,
        reason="The teacher is ill",
        sequence=session.sequence,
    )


def later(session: ClassSession, *, weeks: int = 1, **others: object) -> SessionFacts:
    """The same class some weeks later, unless something else is said."""
    facts = {**facts_of(session).as_json(), **others}
    ahead = timedelta(weeks=weeks)
    return SessionFacts.from_json(
        facts
        | {
            "starts_at": (session.starts_at + ahead).isoformat(),
            "ends_at": (session.ends_at + ahead).isoformat(),
        }
    )


def said_of(refused: RefusedError) -> str:
    return (str(REFUSALS[refused.reason]) % refused.facts).replace("\N{NO-BREAK SPACE}", " ")


def told(person: Person) -> Iterator[str]:
    """The kinds of what a person was told and has not been taken back."""
    mine = Notice.objects.filter(person=person, recalled_at=None).order_by("pk")
    yield from mine.values_list("kind", flat=True)


# Cancelled ----------------------------------------------------------------------------------------


def test_a_cancelled_class_is_told_to_everybody_who_follows_it() -> None:
    session = coming(teacher=make_person())
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
    assert list(told(session.teacher)) == ["planning.cancelled"]
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
    assert notice.subject.startswith("Annulée : ")
    assert "Motif\N{NO-BREAK SPACE}: The teacher is ill" in notice.text


def test_a_teacher_cancels_their_own_class_and_the_office_sees_it() -> None:
    teacher = make_person()
    session = coming(teacher=teacher)
    learner = learner_of(session.offering)

    change = cancel(session, by=acting(teacher))

    assert list(told(teacher)) == []
    assert list(told(learner.person)) == ["planning.cancelled"]
    desk = changes_at_centres_of(office_of(session), since=now() - timedelta(hours=1))
    assert [(one, one.by) for one in desk] == [(change, teacher)]
    assert changes_at_centres_of(acting(teacher), since=now() - timedelta(hours=1)) == []


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
    other = coming(make_offering(centre=session.centre), starts_at=session.starts_at)
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
            facts=later(session, weeks=0, room_id=other.room_id),
            reason="-",
            sequence=0,
        )

    assert "Inventory" in said_of(shut.value)
    assert said_of(taken.value).startswith(
        f"The room {other.room.name} is taken by {other.offering.unit.code} on"
    )


# Undone -------------------------------------------------------------------------------------------


def test_what_is_undone_in_time_is_as_it_was_and_nobody_hears_of_it() -> None:
    session = coming(starts_at=in_days(0, hours=6), teacher=make_person())
    learner = learner_of(session.offering)
    before = facts_of(session)
    change = cancel(session)

    undone = undo_change(by=office_of(session), change=change)

    change.refresh_from_db()
    assert (undone.state, facts_of(undone), undone.sequence) == (SessionState.PLANNED, before, 2)
    assert change.undone_at is not None
    assert list(told(learner.person)) == list(told(session.teacher)) == []
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


def test_a_day_that_is_closed_after_its_classes_were_planned_is_said_to_the_office() -> None:
    session = coming()
    coming(session.offering, starts_at=in_days(10))
    day = local_day(session.centre, session.starts_at)
    closing = ClosingDay.objects.create(centre=session.centre, day=day, reason="Inventory")
    office = office_of(session)

    found = classes_on_closing_days(office)

    assert [(one.session, one.closing_day) for one in found] == [(session, closing)]
    assert classes_on_closing_days(acting(make_person(), Role.SCHOOLING, at=make_centre())) == []
