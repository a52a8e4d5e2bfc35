"""How a lower module lets higher ones react, without knowing them.

A listener runs inside the transaction of the operation that announces. What leaves the database
(mail, documents) is a job, enqueued in that transaction by the listener and run after the commit.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_listeners: defaultdict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listens_to(event: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Call the decorated function, in the same transaction, each time this event is announced."""

    def subscribe(listener: Callable[[Event], None]) -> Callable[[Event], None]:
        _listeners[event].append(listener)
        return listener

    return subscribe


def announce(event: object) -> None:
    for listener in _listeners[type(event)]:
        listener(event)
