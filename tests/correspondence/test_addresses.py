import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.correspondence.models import AddressTask
from gregoire.correspondence.operations.addresses import finish_address_task, open_address_task
from gregoire.correspondence.rules import AddressRefusal
from gregoire.framework.actors import SYSTEM, Actor, Role
from gregoire.framework.models import Look
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from tests.correspondence.test_pages import text_of
from tests.makers.correspondence import make_learner
from tests.makers.network import make_centre
from tests.makers.notices import make_call
from tests.makers.people import acting, appoint, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db
ADDRESSES = 8  # queries, whatever the number of tasks


def office_of(centre: Centre) -> Actor:
    return acting(make_person(), Role.SCHOOLING, at=centre)


def client_of(centre: Centre) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(appoint(make_person(), Role.SCHOOLING, at=centre).person))
    return client


def make_task(centre: Centre | None = None) -> AddressTask:
    centre = centre or make_centre()
    person = make_learner(at=centre)
    return AddressTask.objects.create(
        person=person, centre=centre, address=person.mail, why="550 5.1.1 no such mail box"
    )


def test_an_address_that_fails_twice_is_one_task() -> None:
    call = make_call()

    tasks = {open_address_task(by=SYSTEM, delivery=call, why="?") for _ in range(2)}

    assert len(tasks) == 1


def test_an_address_that_fails_again_after_it_was_seen_to_is_a_new_task() -> None:
    call = make_call()
    first = open_address_task(by=SYSTEM, delivery=call, why="?")
    assert first is not None
    finish_address_task(by=SYSTEM, task=first, note="Rang again: it works")

    second = open_address_task(by=SYSTEM, delivery=call, why="?")

    assert second not in {None, first}


@pytest.mark.parametrize(
    ("note", "reason"),
    [(" \n ", AddressRefusal.NO_NOTE), ("x" * 501, AddressRefusal.NOTE_TOO_LONG)],
)
def test_what_was_done_is_said(note: str, reason: object) -> None:
    with pytest.raises(RefusedError) as refused:
        finish_address_task(by=SYSTEM, task=make_task(), note=note)

    assert refused.value.reason is reason


def test_another_centre_sees_to_nothing() -> None:
    with pytest.raises(PermissionDenied):
        finish_address_task(by=office_of(make_centre()), task=make_task(), note="Done")


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_at_once_one_is_told_who_was_first() -> None:
    centre = make_centre()
    task = make_task(centre)
    offices = [office_of(centre) for _ in range(2)]

    outcomes = race(
        lambda: finish_address_task(by=offices[0], task=task, note="Found"),
        lambda: finish_address_task(by=offices[1], task=task, note="Found too"),
    )

    refusals = [one for one in outcomes if isinstance(one, RefusedError)]
    assert [(one.reason, one.facts) for one in refusals] == [
        (AddressRefusal.ALREADY_DONE, {"name": "Camille Roy"})
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_waits(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = make_centre()
    client = client_of(centre)
    tasks = [make_task(centre) for _ in range(count)]

    with django_assert_num_queries(ADDRESSES):
        page = client.get(reverse("correspondence:addresses"))

    assert all(task.address in page.content.decode() for task in tasks)
    assert Look.objects.filter(page="correspondence:addresses").count() == count


def test_the_office_finds_the_file_and_says_what_it_did() -> None:
    centre = make_centre()
    task = make_task(centre)
    client = client_of(centre)
    address = reverse("correspondence:address", args=[task.public_id])

    page = client.get(address)
    empty = client.post(address, {"note": ""})
    done = client.post(address, {"note": "New address by phone"})

    assert reverse("people:person_data", args=[task.person.public_id]) in page.content.decode()
    assert empty.status_code == 422
    assert done.headers["Location"] == reverse("correspondence:addresses")
    seen_to = client.get(reverse("correspondence:addresses") + "?show=done")
    assert "New address by phone" in text_of(seen_to.content)
    assert client.get(address).status_code == 200


def test_the_task_of_another_centre_is_not_there() -> None:
    address = reverse("correspondence:address", args=[make_task().public_id])

    assert client_of(make_centre()).get(address).status_code == 404
