import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gregoire.framework.actors import NOBODY, Actor, ActorRequest
from gregoire.framework.http import opens
from gregoire.framework.looks import looks_at, once_shown
from gregoire.framework.models import Look
from tests.makers.people import acting, make_person

pytestmark = pytest.mark.django_db


@opens
def file_of(request: ActorRequest, person_id: int, *, breaks: bool = False) -> HttpResponse:
    looks_at(request, person_id, page="tests:file")
    if breaks:
        raise LookupError
    return HttpResponse()


def asking(actor: Actor) -> HttpRequest:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_opening_somebodys_file_leaves_a_trace() -> None:
    clerk, learner = make_person(), make_person()

    file_of(asking(acting(clerk)), learner.pk)

    look = Look.objects.get()
    assert (look.by, look.about, look.page) == (clerk.pk, learner.pk, "tests:file")


def test_opening_it_again_leaves_another() -> None:
    clerk, learner = make_person(), make_person()

    file_of(asking(acting(clerk)), learner.pk)
    file_of(asking(acting(clerk)), learner.pk)

    assert Look.objects.count() == 2


def test_another_deed_is_done_once_the_page_is_made() -> None:
    done: list[str] = []

    @opens
    def figures(request: ActorRequest) -> HttpResponse:
        once_shown(request, lambda: done.append("recorded"))
        assert done == []
        return HttpResponse()

    figures(asking(acting(make_person())))

    assert done == ["recorded"]


def test_ones_own_file_leaves_none() -> None:
    learner = make_person()

    file_of(asking(acting(learner)), learner.pk)
    file_of(asking(NOBODY), learner.pk)

    assert Look.objects.count() == 0


def test_a_page_that_was_not_shown_leaves_none() -> None:
    with pytest.raises(LookupError):
        file_of(asking(acting(make_person())), make_person().pk, breaks=True)

    assert Look.objects.count() == 0
