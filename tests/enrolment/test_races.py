"""Many at one instant, on connections of their own, against a real PostgreSQL."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from gregoire.enrolment.models import Enrolment, Registration
from gregoire.enrolment.operations import (
    enrol_in_offering,
    move_registration,
    withdraw_from_offering,
)
from gregoire.enrolment.rules import EnrolmentRefusal, RegistrationRefusal
from gregoire.enrolment.states import CANCEL, VALIDATE, RegistrationState
from gregoire.framework.actors import Role
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.kernel.refusals import RefusedError
from tests.makers.enrolment import TODAY, make_offering, make_registration
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_job_stays_behind() -> Iterator[None]:
    """The queue's tables are not Django's: what a test commits there is taken away by hand."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


ASKING, PLACES = 200, 20
CONNECTIONS = 40  # fewer than the 60 of the embedded server


def test_two_hundred_ask_for_twenty_places() -> None:
    offering, centre = make_offering(capacity=PLACES), make_centre()
    registrations = [make_registration(centre=centre) for _ in range(ASKING)]
    line = Barrier(CONNECTIONS)

    def start() -> None:
        line.wait()

    def ask(registration: Registration) -> str:
        try:
            return enrol_in_offering(
                by=acting(registration.person),
                registration=registration,
                offering=offering,
                today=TODAY,
            ).state
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS, initializer=start) as pool:
        answers = Counter(pool.map(ask, registrations))

    assert answers == {"enrolled": PLACES, "waiting": ASKING - PLACES}
    in_order = list(Enrolment.objects.order_by("pk").values_list("state", flat=True))
    assert in_order == ["enrolled"] * PLACES + ["waiting"] * (ASKING - PLACES)
    told = Counter(
        subject.partition(": ")[2]
        for subject in OutgoingMail.objects.values_list("subject", flat=True)
    )
    assert told == {"": PLACES} | {f"place {rank}": 1 for rank in range(1, ASKING - PLACES + 1)}


def test_a_double_click_enrols_once_and_the_second_is_told() -> None:
    registration, offering = make_registration(), make_offering()

    def click() -> Enrolment:
        return enrol_in_offering(
            by=acting(registration.person),
            registration=registration,
            offering=offering,
            today=TODAY,
        )

    outcomes = race(click, click)

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [EnrolmentRefusal.ALREADY_ENROLLED]
    assert registration.enrolments.count() == OutgoingMail.objects.count() == 1


def test_two_leave_at_once_and_two_come_in() -> None:
    offering = make_offering(capacity=2, minimum=1)
    enrolments = [
        enrol_in_offering(
            by=acting(registration.person),
            registration=registration,
            offering=offering,
            today=TODAY,
        )
        for registration in (make_registration() for _ in range(5))
    ]

    def leave(enrolment: Enrolment) -> Enrolment:
        learner = acting(enrolment.registration.person)
        return withdraw_from_offering(by=learner, enrolment=enrolment, today=TODAY)

    race(lambda: leave(enrolments[0]), lambda: leave(enrolments[1]))

    states = list(Enrolment.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "withdrawn", "enrolled", "enrolled", "waiting"]


def test_of_two_offices_at_once_one_is_told() -> None:
    registration = make_registration(state=RegistrationState.REQUESTED)
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    def validate() -> Registration:
        return move_registration(by=office, registration=registration, move=VALIDATE, today=TODAY)

    outcomes = race(validate, validate)

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [RegistrationRefusal.MOVED_MEANWHILE]
    assert registration.passages.count() == 1


def test_a_registration_cancelled_while_its_learner_enrols_keeps_no_place() -> None:
    registration, offering = make_registration(), make_offering()
    office = acting(make_person(), Role.SCHOOLING, at=registration.centre)

    race(
        lambda: enrol_in_offering(
            by=acting(registration.person),
            registration=registration,
            offering=offering,
            today=TODAY,
        ),
        lambda: move_registration(by=office, registration=registration, move=CANCEL, today=TODAY),
    )

    registration.refresh_from_db()
    assert registration.state == RegistrationState.CANCELLED
    assert not registration.enrolments.under_way().exists()


def test_an_operation_broken_off_leaves_nothing() -> None:
    registration, offering = make_registration(), make_offering()

    class PowerCutError(Exception):
        pass

    def cut_off() -> None:
        with transaction.atomic():
            enrol_in_offering(
                by=acting(registration.person),
                registration=registration,
                offering=offering,
                today=TODAY,
            )
            raise PowerCutError

    with pytest.raises(PowerCutError):
        cut_off()

    left = (
        Enrolment.objects.count(),
        OutgoingMail.objects.count(),
        JournalEntry.objects.count(),
        ProcrastinateJob.objects.count(),
    )
    assert left == (0, 0, 0, 0)
