from dataclasses import dataclass

import pytest
from django.db import transaction

from gregoire.framework import events
from gregoire.framework.events import announce, listens_to
from gregoire.network.models import Region


@dataclass(frozen=True, slots=True)
class BellRung:
    times: int


@dataclass(frozen=True, slots=True)
class LouderBellRung:
    times: int


@pytest.fixture(autouse=True)
def _nobody_listens_afterwards() -> object:
    yield
    for event in (BellRung, LouderBellRung):
        events._listeners.pop(event, None)


def test_every_listener_of_an_event_hears_it_in_order() -> None:
    heard: list[str] = []
    listens_to(BellRung)(lambda event: heard.append(f"first {event.times}"))
    listens_to(BellRung)(lambda event: heard.append(f"second {event.times}"))

    announce(BellRung(3))

    assert heard == ["first 3", "second 3"]


def test_another_event_is_not_heard() -> None:
    heard: list[object] = []
    listens_to(BellRung)(heard.append)

    announce(LouderBellRung(1))

    assert heard == []


@pytest.mark.django_db
def test_a_listener_that_fails_undoes_what_was_announced() -> None:
    @listens_to(BellRung)
    def deaf(_event: BellRung) -> None:
        raise RuntimeError("too loud")

    def ring() -> None:
        with transaction.atomic():
            Region.objects.create(name="A belfry")
            announce(BellRung(12))

    with pytest.raises(RuntimeError):
        ring()

    assert Region.objects.count() == 0
