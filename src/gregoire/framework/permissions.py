"""Permissions are values: declared once per module, asked by operations, listed in the docs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import Actor

Test = Callable[[Actor, Any], bool]

PERMISSIONS: dict[str, "Permission"] = {}


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may do one thing: a code and a predicate of (actor, what is acted upon)."""

    code: str
    allow: Test

    def demand(self, actor: Actor, subject: object) -> None:
        """Raise PermissionDenied unless the actor may; the house itself always may."""
        if not (actor.is_system or self.allow(actor, subject)):
            raise PermissionDenied(self.code)

    def granted(self, actor: Actor, subject: object) -> bool:
        return actor.is_system or self.allow(actor, subject)


def permission(code: str, *, allow: Test) -> Permission:
    """Declare a permission; its code is `module.operation` and is declared once."""
    if code in PERMISSIONS:
        raise ValueError(f"permission declared twice: {code}")
    PERMISSIONS[code] = Permission(code, allow)
    return PERMISSIONS[code]


def administers_the_network(actor: Actor, _subject: object = None) -> bool:
    """For what is the same in every centre."""
    return actor.is_national_administrator


def any_of(*tests: Test) -> Test:
    return lambda actor, subject: any(test(actor, subject) for test in tests)
