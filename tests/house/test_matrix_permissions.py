"""Every role × every permission, as `docs/reference/permissions.md` says. The page is the test."""

import inspect
import typing

import pytest
from django.utils.timezone import localdate

from docs.reference.generate import all_operations, machines
from gregoire.framework.operations import OPERATIONS
from gregoire.framework.permissions import PERMISSIONS, Permission
from tests.house.world import COLUMNS, World, make_world
from tests.support.tables import table

PAGE = "reference/permissions.md"


def asked_of() -> dict[str, type]:
    """Every permit, and the kind of thing of which an operation asks it."""
    permits: dict[str, type] = {}
    for name, function in all_operations().items():
        on = inspect.getclosurevars(function).nonlocals["on"]
        kind = typing.get_type_hints(inspect.unwrap(function))[on]
        permit = OPERATIONS[name]
        codes = {permit.code} if permit else _of_the_moves(name)
        permits |= dict.fromkeys(codes, kind)
    return dict(sorted(permits.items()))


def _of_the_moves(operation: str) -> set[str]:
    """The permits of a machine: an operation `move_x` moves the machine `x`."""
    _, _, name = operation.partition(".move_")
    return {move.permit for machine in machines() if machine.name == name for move in machine.moves}


ASKED = asked_of()


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 -- the database of this test
    return make_world(localdate())


def row(permit: Permission, world: World, heading: str) -> dict[str, str]:
    """Who is granted one permit, as a line of the page says it."""
    subject = world.thing(ASKED[permit.code])
    said = {
        who: "yes" if permit.granted(world.actor(who, heading), subject) else ""
        for who in COLUMNS[heading]
    }
    return {"Permit": permit.code, "Of": ASKED[permit.code].__name__} | said


@pytest.mark.parametrize("heading", COLUMNS)
def test_every_role_may_do_what_is_written(heading: str, world: World) -> None:
    written = {line["Permit"]: line for line in table(PAGE, heading)}

    observed = [row(PERMISSIONS[code], world, heading) for code in ASKED]

    new = [line for line in observed if written.get(line["Permit"]) != line]
    assert new == [], "\n".join(f"| {' | '.join(line.values())} |" for line in new)


@pytest.mark.parametrize("heading", COLUMNS)
def test_no_line_is_left_of_a_permit_that_is_gone(heading: str) -> None:
    assert [line["Permit"] for line in table(PAGE, heading)] == list(ASKED)
