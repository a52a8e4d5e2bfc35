"""An operation is the only way in which anything is written."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction
from django.db.models import Model

from gregoire.framework.actors import Actor
from gregoire.framework.models import JournalEntry
from gregoire.framework.permissions import PERMISSIONS, Permission
from gregoire.framework.uploads.storage import written_files_follow
from gregoire.kernel.machine import Move

Params = ParamSpec("Params")
Result = TypeVar("Result")

OPERATIONS: dict[str, Permission | None] = {}


def operation(
    *, on: str, permit: Permission | None = None, journal: str = ""
) -> Callable[[Callable[Params, Result]], Callable[Params, Result]]:
    """Make a function an operation: permission, transaction and journal, in that order.

    The function takes keywords only; `by` is the actor and `on` names the argument of which the
    permit is asked. The journal's line names the same thing, unless `journal` names another
    argument, or `"result"`: what the operation has made. Without a permit of its own, the
    operation takes a `move` and asks the permit of that move.
    """

    def declare(function: Callable[Params, Result]) -> Callable[Params, Result]:
        name = _name(function)
        OPERATIONS[name] = permit

        @wraps(function)
        def run(*args: Params.args, **kwargs: Params.kwargs) -> Result:
            actor = cast(Actor, kwargs["by"])
            (permit or _permit_of_the_move(kwargs)).demand(actor, kwargs[on])
            with written_files_follow(), transaction.atomic():
                result = function(*args, **kwargs)
                named = result if journal == "result" else kwargs[journal or on]
                JournalEntry.record(name, by=actor, on=cast(Model, named))
            return result

        return run

    return declare


def _permit_of_the_move(kwargs: Mapping[str, object]) -> Permission:
    return PERMISSIONS[cast("Move[Any]", kwargs["move"]).permit]


def _name(function: Callable[..., object]) -> str:
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    if kinds != {inspect.Parameter.KEYWORD_ONLY}:
        raise TypeError(f"{function.__qualname__}: an operation takes keyword arguments only")
    return f"{function.__module__.split('.')[1]}.{function.__name__}"
