from collections.abc import Callable

import pytest

from gregoire.correspondence.models import Conversation, Message, Notice
from gregoire.correspondence.operations import (
    answer_notice,
    answer_person,
    take_conversation,
    write_to_office,
)
from gregoire.correspondence.rules import Office
from gregoire.framework.actors import Role
from gregoire.framework.models import OutgoingMail
from gregoire.kernel.refusals import RefusedError
from tests.makers.correspondence import make_conversation, make_learner
from tests.makers.network import make_centre
from tests.makers.people import acting, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_clicks_at_once_one_message_is_sent() -> None:
    centre = make_centre()
    learner = acting(make_learner(at=centre))

    def write() -> Conversation:
        return write_to_office(
            by=learner, centre=centre, office=Office.SCHOOLING, subject="Once", text="Only once."
        )

    race(write, write)

    assert Message.objects.count() == 1


def test_an_answer_clicked_twice_is_told_once() -> None:
    conversation = make_conversation()
    clerk = acting(make_person(), Role.SCHOOLING, at=conversation.centre)

    def answer() -> Message:
        return answer_person(by=clerk, conversation=conversation, text="Yes.")

    race(answer, answer)

    assert OutgoingMail.objects.count() == 1


def test_of_two_colleagues_at_once_one_looks_after_it() -> None:
    conversation = make_conversation()
    clerks = [acting(make_person(), Role.SCHOOLING, at=conversation.centre) for _ in range(2)]

    outcomes = race(
        lambda: take_conversation(by=clerks[0], conversation=conversation),
        lambda: take_conversation(by=clerks[1], conversation=conversation),
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Conversation",
        "RefusedError",
    ]
    assert sum(isinstance(outcome, RefusedError) for outcome in outcomes) == 1


@pytest.mark.parametrize("words", [("Yes.", "Yes."), ("Yes.", "No.")])
def test_of_two_answers_at_once_to_one_notice_one_conversation_begins(
    words: tuple[str, ...],
) -> None:
    centre = make_centre()
    learner = make_learner(at=centre)
    notice = Notice.objects.create(
        kind="planning.cancelled", person=learner, centre=centre, subject="s", text="t"
    )

    def answering(text: str) -> Callable[[], Conversation]:
        return lambda: answer_notice(by=acting(learner), notice=notice, centre=centre, text=text)

    outcomes = race(*(answering(text) for text in words))

    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 1
    refused = [one for one in outcomes if isinstance(one, RefusedError)]
    assert len(refused) == len(set(words)) - 1
