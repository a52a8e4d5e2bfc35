from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.models import AddressTask, CallAttempt, Delivery
from gregoire.correspondence.operations.calls import note_call
from gregoire.correspondence.queries.calls import calls_made, calls_spared, calls_to_make
from gregoire.correspondence.rules import CallOutcome, CallRefusal, DeliveryState
from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import Look
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from tests.correspondence.test_pages import text_of
from tests.makers.network import make_centre
from tests.makers.notices import make_call, make_letter, make_notice
from tests.makers.people import acting, appoint, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db
CALLS = 10  # queries, whatever the number of calls
HTMX = {"HX-Request": "true"}


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def client_of(centre: Centre) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(appoint(make_person(), Role.SCHOOLING, at=centre).person))
    return client


def noted(call: Delivery, outcome: CallOutcome, note: str = "") -> Delivery:
    centre = call.notice.centre
    assert centre is not None
    note_call(by=office_of(centre), delivery=call, outcome=outcome, note=note)
    call.refresh_from_db()
    return call


@pytest.mark.parametrize("outcome", [CallOutcome.REACHED, CallOutcome.MESSAGE_LEFT])
def test_who_was_told_leaves_the_list(outcome: CallOutcome) -> None:
    call = noted(make_call(), outcome, "Will come to the make-up class")

    assert call.state == DeliveryState.SENT
    assert call.sent_at is not None
    assert call.attempts.get().note == "Will come to the make-up class"


def test_who_did_not_answer_comes_back_before_the_deadline() -> None:
    call = noted(make_call(deadline=now() + timedelta(hours=1)), CallOutcome.NO_ANSWER)

    assert call.state == DeliveryState.QUEUED
    assert call.deadline is not None
    assert now() + timedelta(minutes=15) < call.due_at < call.deadline


def test_a_wrong_number_is_a_task_for_the_office() -> None:
    call = noted(make_call(), CallOutcome.WRONG_NUMBER)

    task = AddressTask.objects.get()
    assert call.state == DeliveryState.BOUNCED
    assert (task.person, task.address) == (call.notice.person, "06 12 34 56 78")


def test_a_double_click_is_one_call() -> None:
    call = make_call()
    assert call.notice.centre is not None
    office = office_of(call.notice.centre)

    for _ in range(2):
        note_call(by=office, delivery=call, outcome=CallOutcome.NO_ANSWER)

    assert CallAttempt.objects.count() == 1


def test_two_colleagues_who_phone_at_once_are_both_kept() -> None:
    call = noted(noted(make_call(), CallOutcome.REACHED), CallOutcome.NO_ANSWER)

    assert call.attempts.count() == 2
    assert call.state == DeliveryState.SENT


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_neither_is_lost() -> None:
    call = make_call()
    assert call.notice.centre is not None
    offices = [office_of(call.notice.centre) for _ in range(2)]

    race(
        lambda: note_call(by=offices[0], delivery=call, outcome=CallOutcome.REACHED),
        lambda: note_call(by=offices[1], delivery=call, outcome=CallOutcome.WRONG_NUMBER),
    )

    call.refresh_from_db()
    assert call.attempts.count() == 2
    assert call.state in {DeliveryState.SENT, DeliveryState.BOUNCED}


def test_a_call_that_was_taken_back_is_not_made() -> None:
    call = make_call()
    Delivery.objects.update(state=DeliveryState.RECALLED)

    with pytest.raises(RefusedError) as refused:
        noted(call, CallOutcome.REACHED)

    assert refused.value.reason is CallRefusal.NOT_TO_MAKE


def test_a_letter_is_no_call() -> None:
    with pytest.raises(RefusedError):
        noted(make_letter(), CallOutcome.REACHED)


def test_a_note_has_its_length() -> None:
    with pytest.raises(RefusedError) as refused:
        noted(make_call(), CallOutcome.REACHED, "x" * 501)

    assert refused.value.reason is CallRefusal.NOTE_TOO_LONG


def test_another_centre_notes_nothing() -> None:
    call = make_call()

    with pytest.raises(PermissionDenied):
        note_call(by=office_of(make_centre()), delivery=call, outcome=CallOutcome.REACHED)


def test_the_most_pressing_comes_first_and_what_is_too_late_is_over() -> None:
    centre = make_centre()
    office = office_of(centre)
    later = make_call(centre=centre, deadline=now() + timedelta(hours=5))
    soon = make_call(centre=centre, deadline=now() + timedelta(hours=1))
    late = make_call(centre=centre, deadline=now() - timedelta(minutes=1))
    make_call(centre=make_centre())

    assert list(calls_to_make(office)) == [soon, later]
    assert list(calls_made(office)) == [late]


def test_who_has_read_it_on_the_campus_is_spared() -> None:
    centre = make_centre()
    call = make_call(centre=centre)
    call.notice.opened_at = now()
    call.notice.save()
    office = office_of(centre)

    assert list(calls_to_make(office)) == []
    assert list(calls_spared(office)) == [call]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many_wait(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    client = client_of(centre)
    for _ in range(count):
        noted(make_call(centre=centre), CallOutcome.NO_ANSWER)

    with django_assert_num_queries(CALLS):
        answer = client.get(reverse("correspondence:calls"))

    assert answer.content.decode().count('href="tel:0612345678"') == count


def test_a_list_that_asks_again_leaves_one_trace_of_each_look() -> None:
    centre = make_centre()
    client = client_of(centre)
    make_call(centre=centre)
    client.get(reverse("correspondence:calls"))

    answer = client.get(reverse("correspondence:calls"), headers=HTMX)
    make_call(centre=centre)
    client.get(reverse("correspondence:calls"), headers=HTMX)

    assert "<html" not in answer.content.decode()
    assert Look.objects.filter(page="correspondence:calls").count() == 2


def test_the_office_notes_a_call_and_is_back_at_the_list() -> None:
    centre = make_centre()
    call = make_call(make_notice(centre=centre, subject="Tonight <b>off</b>"))
    client = client_of(centre)
    address = reverse("correspondence:call", args=[call.public_id])

    shown = client.get(address)
    unsaid = client.post(address, {"note": "?"})
    done = client.post(address, {"outcome": "reached", "note": "Thanks"})

    assert "Tonight &lt;b&gt;off&lt;/b&gt;" in shown.content.decode()
    assert unsaid.status_code == 422
    assert "Say what came of the call." in text_of(unsaid.content)
    assert done.headers["Location"] == reverse("correspondence:calls")
    made = client.get(reverse("correspondence:calls") + "?show=made")
    assert "told on the phone" in text_of(made.content)


def test_the_list_is_printed_with_room_to_write() -> None:
    centre = make_centre()
    make_call(centre=centre)

    page = client_of(centre).get(reverse("correspondence:calls_printed"))

    assert "Tonight’s class is cancelled." in text_of(page.content)


def test_a_call_of_another_centre_is_not_there() -> None:
    call = make_call()

    answer = client_of(make_centre()).get(reverse("correspondence:call", args=[call.public_id]))

    assert answer.status_code == 404
