"""What every module declares (machines, permits, operations, sentences, tables of rows) is sound."""

import importlib
import re
from collections.abc import Callable, Container, Mapping
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from docs.reference.generate import all_operations, machines
from gregoire.framework.operations import OPERATIONS
from gregoire.framework.permissions import PERMISSIONS, Permission
from gregoire.kernel.machine import Machine
from tests.house.source import PACKAGE
from tests.support.tables import table

OURS = [model for model in apps.get_models() if model.__module__.startswith("gregoire.")]
MACHINES = machines()


def part(module: str, name: str) -> ModuleType | None:
    """`gregoire.<module>.<name>`, where the module has such a file."""
    folder = PACKAGE / module
    if not ((folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()):
        return None
    return importlib.import_module(f"gregoire.{module}.{name}")


MODULES = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py"))


def unsound(machine: Machine[Any], permits: Container[str]) -> list[str]:
    """Moves of one name, states that nothing leads to, permits that nobody declared."""
    names = [move.name for move in machine.moves]
    twice = [name for name in set(names) if names.count(name) > 1]
    lost = [str(state) for state in machine.states if state not in machine.reachable()]
    return [*twice, *lost, *(move.permit for move in machine.moves if move.permit not in permits)]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_machines_are_sound(machine: Machine[Any]) -> None:
    all_operations()

    assert unsound(machine, PERMISSIONS) == []


def refusals_of(module: str) -> list[type[StrEnum]]:
    rules = part(module, "rules")
    found = vars(rules).values() if rules else ()
    return [
        one
        for one in found
        if isinstance(one, type) and issubclass(one, StrEnum) and one.__name__.endswith("Refusal")
    ]


def unsaid(enumeration: type[StrEnum], wording: ModuleType | None) -> set[StrEnum]:
    """The members of an enumeration for which no table of sentences has a line."""
    tables = [one for one in vars(wording).values() if isinstance(one, Mapping)] if wording else []
    said = {key for one in tables for key in one if isinstance(key, enumeration)}
    return set(enumeration) - said


@pytest.mark.parametrize("module", MODULES)
def test_every_refusal_has_its_sentence(module: str) -> None:
    for enumeration in refusals_of(module):
        assert unsaid(enumeration, part(module, "wording")) == set()


def unpermitted(
    permits: Mapping[str, Permission | None], operations: Mapping[str, Callable[..., Any]]
) -> list[str]:
    """Operations that ask neither a permit of their own nor that of a move."""
    return [
        name
        for name, permit in permits.items()
        if permit is None and "move" not in operations[name].__annotations__
    ]


def test_every_operation_is_permitted_by_something() -> None:
    operations = all_operations()

    assert unpermitted(OPERATIONS, operations) == []


def test_permits_are_kept_by_the_module_that_they_name() -> None:
    all_operations()

    for code, permit in PERMISSIONS.items():
        home = part(code.partition(".")[0], "permissions")
        assert home is not None, code
        assert permit in vars(home).values(), code


def test_no_permit_is_left_without_a_use() -> None:
    all_operations()
    used = {permit.code for permit in OPERATIONS.values() if permit}
    moved = {move.permit for machine in MACHINES for move in machine.moves}
    asked = "\n".join(
        path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "permissions.py"
    )

    idle = {
        code
        for code in PERMISSIONS.keys() - used - moved
        if code.partition(".")[2].upper() not in asked
    }
    assert idle == set()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_rows_have_no_silent_order(model: type[models.Model]) -> None:
    assert not model._meta.ordering
    assert not model._meta.unique_together


def in_words(name: str) -> bool:
    """Two words at least; no index of Django's own naming (`people_pers_mail_3f21_idx`)."""
    return bool(re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name)) and not name.endswith(("_idx", "_uniq"))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_constraints_and_indexes_are_named_in_words(model: type[models.Model]) -> None:
    names = [one.name for one in (*model._meta.constraints, *model._meta.indexes)]

    assert [name for name in names if not in_words(name)] == []


def foreign_keys(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    return [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)]


def loose_keys(model: type[models.Model], argued: Container[str]) -> list[str]:
    """Keys that let a row go with another although nobody argued it; ways back without a name."""
    return [
        f"{model._meta.label}.{field.name}"
        for field in foreign_keys(model)
        if not field.remote_field.related_name
        or (
            field.remote_field.on_delete is not models.PROTECT
            and f"{model._meta.label}.{field.name}" not in argued
        )
    ]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_keys_protect_unless_argued_and_their_way_back_is_named(
    model: type[models.Model],
) -> None:
    argued = {line["Field"] for line in table("reference/laws.md", "What goes with its row")}

    assert loose_keys(model, argued) == []


def test_what_is_argued_still_exists() -> None:
    argued = {line["Field"] for line in table("reference/laws.md", "What goes with its row")}
    names = {f"{m._meta.label}.{field.name}" for m in OURS for field in m._meta.get_fields()}

    assert argued <= names
