"""Two registrations side by side: answered, put off, taken back; every look is kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.observatory.models import Consultation, PairReview
from gregoire.observatory.rules import Answer
from gregoire.observatory.store import Store
from tests.makers.people import make_person
from tests.makers.publications import (
    OTHER_PAIR,
    PAIR,
    make_edition,
    make_review,
    shelve,
    write_pairs,
)
from tests.observatory.web.test_desk import SIGNED_IN, signed_in
from tests.observatory.web.test_public import NAME, text_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(store: Store) -> Client:
    """The observatory, with two pairs to look at."""
    write_pairs(store, shelve(store, make_edition()).edition)
    return signed_in()


def address() -> str:
    return reverse("observatory:pair", args=[NAME])


def after(pair: tuple[str, str]) -> str:
    """The queue goes on behind the pair that was answered: what was put off does not come back at once."""
    return f"{address()}?apres={'~'.join(pair)}"


def answer(client: Client, said: str, pair: tuple[str, str] = PAIR) -> str:
    """Where an answer leads."""
    got = client.post(address(), {"pair": "~".join(pair), "answer": said})
    return str(got.headers["Location"])


def test_two_registrations_stand_side_by_side_and_compare_in_words(client: Client) -> None:
    page = client.get(address()).content

    told = text_of(page)
    assert "The programme says: rather one person" in told
    assert "Birth name Vasseur Vasseur the same" in told
    assert "First names Élise Elisa almost the same" in told
    assert "National number 123••••••01 123••••••01 the same" in told
    assert "12345678901" not in page.decode()
    assert "Cnam Alsace Cnam Lorraine" in told


def test_a_look_at_a_pair_is_kept_and_shown_to_the_next(client: Client) -> None:
    client.get(address())

    assert "Who looked Ada Quetelet" in text_of(client.get(address()).content)
    assert [one.about for one in Consultation.objects.all()] == ["~".join(PAIR)] * 2


def test_an_answer_leads_to_the_next_pair(client: Client) -> None:
    assert answer(client, "same") == after(PAIR)

    told = text_of(client.get(address()).content)
    assert "1 of 2 pairs answered" in told
    assert "Your last answer: Same person" in told
    assert "Drawn by lot" in told
    assert "no longer on this machine" in told  # of the second pair no name is kept here


def test_without_scripts_and_with_htmx_it_is_the_same_way(client: Client) -> None:
    typed = {"pair": "~".join(PAIR), "answer": "different"}

    got = client.post(address(), typed, headers=HTMX, follow=True)

    assert got.redirect_chain == [(after(PAIR), 302)]
    assert PairReview.objects.get().answer == Answer.DIFFERENT
    fragment = client.get(address(), headers=HTMX).content.decode()
    assert '<div id="pair"' in fragment
    assert "<html" not in fragment


def test_an_answer_is_taken_back_and_the_pair_is_seen_again(client: Client) -> None:
    answer(client, "same")

    got = client.post(reverse("observatory:undo", args=[NAME]), follow=True)

    assert PairReview.objects.count() == 0
    assert "Vasseur" in text_of(got.content)
    again = client.post(reverse("observatory:undo", args=[NAME]), follow=True)
    assert "There is no answer to take back." in text_of(again.content)


def test_a_colleague_was_faster_and_one_is_told(client: Client) -> None:
    florence = make_person(first_names="Florence", birth_name="Nightingale")
    make_review(by=florence, left=PAIR[0], right=PAIR[1], answer=Answer.DIFFERENT)

    got = client.post(address(), {"pair": "~".join(PAIR), "answer": "same"})

    assert got.status_code == 422
    told = text_of(got.content)
    assert "Florence Nightingale has just answered “Two persons”" in told
    assert "Vasseur" not in told
    assert PairReview.objects.get().answer == Answer.DIFFERENT


def test_a_question_to_the_centre_waits_on_the_page_of_the_edition(client: Client) -> None:
    answer(client, "ask_centre")

    page = client.get(reverse("observatory:desk_edition", args=[NAME])).content.decode()
    [link] = re.findall(r'href="([^"]+\?paire=[^"]+)"', page)
    seen = text_of(client.get(link).content)

    assert "To ask the centres" in text_of(page.encode())
    assert "Answer so far: Ask the centre" in seen
    assert "Vasseur" in seen


def test_a_pair_is_put_off(client: Client) -> None:
    later = client.get(address(), {"apres": "~".join(PAIR)})
    behind_the_last = client.get(address(), {"apres": "~".join(OTHER_PAIR)})

    assert "Drawn by lot" in text_of(later.content)
    assert "Vasseur" in text_of(behind_the_last.content)


def test_when_every_pair_has_its_answer_the_next_build_is_said(client: Client) -> None:
    answer(client, "same")
    answer(client, "different", OTHER_PAIR)

    told = text_of(client.get(address()).content)

    assert "Every pair has its answer" in told
    assert "gregoire observatory build --edition 2016-2017 --convention clean" in told


@pytest.mark.parametrize(
    "typed",
    [{}, {"pair": "a~b"}, {"pair": "a~b", "answer": "maybe"}, {"pair": "a", "answer": "same"}],
)
def test_what_is_no_answer_is_not_kept(client: Client, typed: dict[str, str]) -> None:
    assert client.post(address(), typed).status_code == 400
    assert PairReview.objects.count() == 0


def test_a_pair_that_nobody_asked_about_is_not_answered(client: Client) -> None:
    got = client.post(address(), {"pair": "x~y", "answer": "same"})

    assert got.status_code == 404
    assert PairReview.objects.count() == 0


@pytest.mark.parametrize("answered", [1, 3])
def test_the_queue_asks_as_much_however_much_is_answered(
    client: Client, answered: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada = make_person()
    for number in range(answered):
        make_review(by=ada, left=f"a{number}", right=f"b{number}")
    client.get(address())

    with django_assert_num_queries(SIGNED_IN + READ + KEPT):
        client.get(address())


READ = 4  # answers, who looked, their names, one's last answer
KEPT = 4  # a savepoint, the look, its line in the journal, the savepoint
