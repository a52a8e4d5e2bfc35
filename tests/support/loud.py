"""Two silent habits of Django, made loud: undefined template variables, and queries without an order."""

import inspect
import random
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.template import Template, engines

import gregoire

PACKAGE = str(Path(gregoire.__file__).parent)


class UndefinedVariableError(AssertionError):
    """A template of ours reads what its view does not give."""


class Undefined(str):
    """Stands for `string_if_invalid`; Django asks it `"%s" in it`, then `it % variable`."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        template = _template_at_work()
        if template is not None and not template.startswith(PACKAGE):
            return ""  # a library's
        raise UndefinedVariableError(f"“{variable}” is not defined in {template}")


def _template_at_work() -> str | None:
    frame = inspect.currentframe()
    while frame is not None:
        found = frame.f_locals.get("self")
        if isinstance(found, Template):
            return str(found.origin.name)
        origin = getattr(found, "origin", None)
        if origin is not None and frame.f_code.co_name in {"render_annotated", "render"}:
            return str(origin.name)
        frame = frame.f_back
    return None


def undefined_variables_fail() -> None:
    engines["django"].engine.string_if_invalid = Undefined()  # type: ignore[attr-defined]


def unordered_queries_come_back_shuffled() -> None:
    """PostgreSQL may return rows in any order: a page that forgets to ask for one shows it here."""
    fetch_all = QuerySet._fetch_all
    chance = random.Random(1794)  # noqa: S311 -- the same disorder each time

    def fetch_all_shuffled(self: Any) -> None:
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and not self.ordered and len(self._result_cache) > 1:
            chance.shuffle(self._result_cache)

    QuerySet._fetch_all = fetch_all_shuffled  # type: ignore[method-assign]
