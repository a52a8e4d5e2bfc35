"""What is said of who followed a class, signed, or entered by the code on the screen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from gregoire.enrolment.states import EnrolmentState
from gregoire.framework.actors import Role
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.limits import may_guess
from gregoire.planning.models import (
    AttendanceCheck,
    AttendanceEntry,
    ClassSession,
    LearningHours,
)
from gregoire.planning.operations import cancel_session
from gregoire.planning.operations.attendance import (
    check_in,
    close_check,
    open_check,
    record_attendance,
    sign_presence,
)
from gregoire.planning.queries.attendance import latest_entries, sheet_of
from gregoire.planning.rules.attendance import AttendanceRefusal, Evidence, Mark, Presence
from gregoire.planning.rules.codes import code_at, is_code_of, until_it_turns
from gregoire.planning.rules.sessions import Mode, SessionRefusal, SessionState
from tests.makers.attendance import make_learners, office_of, record
from tests.makers.enrolment import make_enrolment, make_offering, make_registration
from tests.makers.people import acting, make_person
from tests.makers.planning import TUESDAY_EVENING, make_session
from tests.support.races import race

DURING = TUESDAY_EVENING + timedelta(minutes=20)
DRAWN = "M10 12L14 18L22 9L30 21L38 12L44 25L52 8L60 20"
SECRET = b"12345678901234567890"  # that of the examples of RFC 6238


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_code_is_that_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(SECRET, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize(("seconds", "is_good"), [(0, True), (29, True), (44, True), (45, False)])
def test_a_code_stands_half_a_minute_and_is_taken_a_quarter_longer(
    seconds: int, is_good: bool
) -> None:
    turned = datetime.fromtimestamp(1_800_000_000, UTC)

    assert is_code_of(SECRET, code_at(SECRET, turned), now=turned + timedelta(seconds=seconds)) == (
        is_good
    )


def test_the_code_of_the_next_step_is_not_taken_before_it_is_shown() -> None:
    turned = datetime.fromtimestamp(1_800_000_000, UTC)
    coming = code_at(SECRET, turned + timedelta(seconds=30))

    assert not is_code_of(SECRET, coming, now=turned + timedelta(seconds=29))
    assert until_it_turns(turned + timedelta(seconds=12)) == timedelta(seconds=18)


@pytest.mark.django_db
def test_the_list_of_a_class_has_its_learners_in_the_order_of_names() -> None:
    session = make_session()
    accented = make_registration(person=make_person(birth_name="Çelik"))
    first = make_enrolment(offering=session.offering, registration=accented)
    enrolled = make_learners(session.offering, count=3)
    make_enrolment(offering=session.offering, state=EnrolmentState.WAITING)
    relay = make_offering(unit=session.offering.unit)
    type(relay).objects.filter(pk=relay.pk).update(relays=session.offering, modality="distance")
    relayed = make_enrolment(offering=relay)

    assert [line.enrolment for line in sheet_of(session)] == [first, *enrolled, relayed]


@pytest.mark.django_db
def test_who_has_left_stays_on_the_list_of_the_class_that_they_followed() -> None:
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    record(session, [enrolment])
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        state=EnrolmentState.WITHDRAWN, ended_on=DURING.date()
    )

    assert [line.has_followed for line in sheet_of(session)] == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("presence", "late", "minutes"),
    [
        (Presence.PRESENT, 0, 150),
        (Presence.LATE, 25, 125),
        (Presence.DISTANT, 0, 150),
        (Presence.EXCUSED, 0, 0),
        (Presence.ABSENT, 0, 0),
    ],
)
def test_what_is_said_makes_its_hours(presence: Presence, late: int, minutes: int) -> None:
    session = make_session()
    enrolled = make_learners(session.offering)

    (entry,) = record(session, enrolled, presence, late=late)

    counted = LearningHours.objects.filter(session=session).order_by("pk")
    assert (entry.presence, entry.minutes) == (presence, minutes)
    assert [hours.minutes for hours in counted] == ([minutes] if minutes else [])


@pytest.mark.django_db
def test_the_same_said_twice_is_written_once() -> None:
    session = make_session()
    enrolled = make_learners(session.offering)
    record(session, enrolled)

    assert record(session, enrolled) == []


@pytest.mark.django_db
def test_a_change_on_the_day_takes_the_hours_back_by_a_counter_entry() -> None:
    session = make_session()
    enrolled = make_learners(session.offering)
    record(session, enrolled)

    record(session, enrolled, Presence.LATE, late=30)

    ledger = LearningHours.objects.order_by("pk").values_list("minutes", "evidence", "corrects")
    first = LearningHours.objects.order_by("pk")[0].pk
    assert list(ledger) == [
        (150, "teacher", None),
        (-150, "correction", first),
        (120, "teacher", None),
    ]


@pytest.mark.django_db
def test_a_change_on_a_later_day_asks_for_a_reason_and_keeps_it() -> None:
    session = make_session()
    enrolled = make_learners(session.offering)
    record(session, enrolled)
    later = DURING + timedelta(days=1)

    with pytest.raises(RefusedError) as refused:
        record(session, enrolled, Presence.ABSENT, now=later)
    assert refused.value.reason == AttendanceRefusal.NO_REASON
    (entry,) = record(
        session, enrolled, Presence.ABSENT, reason="Taken for  a neighbour", now=later
    )

    assert entry.note == "Taken for a neighbour"
    assert LearningHours.objects.get(minutes=-150).reason == "Taken for a neighbour"


@pytest.mark.django_db
def test_a_sheet_that_comes_in_later_needs_no_reason() -> None:
    session = make_session()
    enrolled = make_learners(session.offering)

    assert len(record(session, enrolled, now=DURING + timedelta(days=3))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("late", [-5, 0, 150, 400])
def test_nobody_is_late_by_nothing_or_by_more_than_the_class(late: int) -> None:
    session = make_session()
    enrolled = make_learners(session.offering)

    with pytest.raises(RefusedError) as refused:
        record(session, enrolled, Presence.LATE, late=late)

    assert refused.value.reason == AttendanceRefusal.LATE_BEYOND_THE_CLASS
    assert not AttendanceEntry.objects.exists()


@pytest.mark.django_db
def test_nobody_follows_a_class_that_has_not_begun_or_is_not_held() -> None:
    session = make_session()
    enrolled = make_learners(session.offering)

    with pytest.raises(RefusedError) as too_early:
        record(session, enrolled, now=TUESDAY_EVENING - timedelta(minutes=31))
    ClassSession.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    with pytest.raises(RefusedError) as cancelled:
        record(session, enrolled)

    assert too_early.value.reason == AttendanceRefusal.NOT_YET
    assert cancelled.value.reason == AttendanceRefusal.CLASS_NOT_HELD


@pytest.mark.django_db
def test_a_learner_of_another_course_is_not_on_the_list() -> None:
    session = make_session()

    with pytest.raises(RefusedError) as refused:
        record(session, [make_enrolment()])

    assert refused.value.reason == AttendanceRefusal.NOT_ENROLLED


@pytest.mark.django_db
def test_only_the_teacher_and_the_office_of_the_centre_record() -> None:
    teacher = make_person()
    session = make_session(teacher=teacher)
    (enrolment,) = make_learners(session.offering)
    marks = [Mark(enrolment.pk, Presence.PRESENT)]
    learner = acting(enrolment.registration.person)
    elsewhere = office_of(make_offering().centre)

    for stranger in (learner, elsewhere, acting(make_person(), Role.TEACHER, at=session.centre)):
        with pytest.raises(PermissionDenied):
            record_attendance(by=stranger, session=session, marks=marks, now=DURING)

    assert record_attendance(by=acting(teacher), session=session, marks=marks, now=DURING)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["planning_attendanceentry", "planning_learninghours"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET minutes = 1", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove(table: str, deed: str) -> None:
    session = make_session()
    record(session, make_learners(session.offering))

    with (
        pytest.raises(IntegrityError, match="is only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed.format(table))


@pytest.mark.django_db
def test_a_signature_is_kept_and_outweighs_the_teachers_word() -> None:
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    office = office_of(session.centre)
    record(session, [enrolment], Presence.LATE, late=15)

    signed = sign_presence(
        by=office, session=session, enrolment=enrolment, signature=DRAWN, now=DURING
    )
    record(session, [enrolment], Presence.LATE, late=15)

    assert (signed.presence, signed.minutes, signed.evidence) == ("late", 135, "tablet")
    assert latest_entries(session)[enrolment.pk] == signed
    assert signed.signature == DRAWN


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", ["", "M1 1", "= ", "<svg onload=alert(1)>" * 3, "M" * 20_001])
def test_what_is_no_signature_is_refused(nothing: str) -> None:
    session = make_session()
    (enrolment,) = make_learners(session.offering)

    with pytest.raises(RefusedError) as refused:
        sign_presence(
            by=office_of(session.centre),
            session=session,
            enrolment=enrolment,
            signature=nothing,
            now=DURING,
        )

    assert refused.value.reason == AttendanceRefusal.NO_SIGNATURE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "after", "is_distant", "presence", "minutes"),
    [
        (Mode.ON_SITE, 5, False, "present", 150),
        (Mode.ON_SITE, 25, False, "late", 125),
        (Mode.ONLINE, 5, False, "distant", 150),
        (Mode.ONLINE, 25, False, "distant", 125),
        (Mode.BOTH, 5, True, "distant", 150),
        (Mode.BOTH, 5, False, "present", 150),
        (Mode.ON_SITE, 5, True, "present", 150),
    ],
)
def test_the_code_puts_a_learner_on_the_list_at_the_hour(
    mode: Mode, after: int, is_distant: bool, presence: str, minutes: int
) -> None:
    session = make_session(mode=mode)
    (enrolment,) = make_learners(session.offering)
    check = open_check(by=office_of(session.centre), session=session, now=TUESDAY_EVENING)
    now = _opened(check.pk, TUESDAY_EVENING) + timedelta(minutes=after)

    entry = check_in(
        by=acting(enrolment.registration.person),
        session=session,
        code=code_at(bytes(check.secret), now),
        is_distant=is_distant,
        now=now,
    )

    assert (entry.presence, entry.minutes, entry.evidence) == (presence, minutes, Evidence.CODE)


def _opened(check: int, at: datetime) -> datetime:
    """The code was shown at an instant that the test chooses, where the database takes its own."""
    AttendanceCheck.objects.filter(pk=check).update(opened_at=at)
    return at


@pytest.mark.django_db
def test_nobody_is_late_because_the_code_was_shown_late() -> None:
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    check = open_check(by=office_of(session.centre), session=session, now=DURING)
    now = _opened(check.pk, DURING + timedelta(minutes=30)) + timedelta(minutes=3)

    entry = check_in(
        by=acting(enrolment.registration.person),
        session=session,
        code=code_at(bytes(check.secret), now),
        now=now,
    )

    assert entry.presence == Presence.PRESENT


@pytest.mark.django_db
def test_a_wrong_code_and_a_closed_one_are_refused_in_words_of_their_own() -> None:
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    learner, office = acting(enrolment.registration.person), office_of(session.centre)
    reasons = []

    def guess(code: str) -> None:
        with pytest.raises(RefusedError) as refused:
            check_in(by=learner, session=session, code=code, now=DURING)
        reasons.append(refused.value.reason)

    guess("123456")
    check = open_check(by=office, session=session, now=DURING)
    guess("no code")
    close_check(by=office, session=session)
    guess(code_at(bytes(check.secret), DURING))
    again = open_check(by=office, session=session, now=DURING)
    guess(code_at(bytes(check.secret), DURING))

    assert again.secret != check.secret
    assert reasons == [
        AttendanceRefusal.CODE_CLOSED,
        AttendanceRefusal.WRONG_CODE,
        AttendanceRefusal.CODE_CLOSED,
        AttendanceRefusal.WRONG_CODE,
    ]


@pytest.mark.django_db
def test_who_does_not_follow_the_class_enters_no_code() -> None:
    session = make_session()
    check = open_check(by=office_of(session.centre), session=session, now=DURING)

    with pytest.raises(PermissionDenied):
        check_in(
            by=acting(make_person()),
            session=session,
            code=code_at(bytes(check.secret), DURING),
            now=DURING,
        )


@pytest.mark.django_db
def test_five_guesses_a_minute() -> None:
    person = make_person()

    guessed = [may_guess(person.pk, now=DURING) for _ in range(7)]

    assert guessed == [True] * 5 + [False] * 2
    assert may_guess(person.pk, now=DURING + timedelta(minutes=1))
    assert may_guess(make_person().pk, now=DURING)


@pytest.mark.django_db
def test_a_class_of_which_hours_are_recorded_is_not_cancelled_before_they_are_taken_back() -> None:
    session = make_session(starts_at=now())
    enrolled = make_learners(session.offering, count=2)
    office = office_of(session.centre)
    record(session, enrolled, now=now())

    def cancelled() -> object:
        return cancel_session(by=office, session=session, reason="Power cut", sequence=0)

    with pytest.raises(RefusedError) as refused:
        cancelled()
    record(session, enrolled, Presence.ABSENT, now=now())
    cancelled()

    session.refresh_from_db()
    assert refused.value.reason == SessionRefusal.HOURS_RECORDED
    assert session.state == SessionState.CANCELLED
    assert sum(LearningHours.objects.order_by("pk").values_list("minutes", flat=True)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_teacher_and_an_office_who_record_at_once_count_the_hours_once() -> None:
    session = make_session()
    enrolled = make_learners(session.offering, count=2)

    said = race(
        lambda: len(record(session, enrolled)),
        lambda: len(record(session, enrolled, Presence.LATE, late=10)),
    )

    counting = LearningHours.objects.filter(corrects=None, corrected_by=None)
    assert said == [2, 2]
    assert counting.count() == 2
    assert all(hours.minutes <= 150 for hours in counting.order_by("pk"))
