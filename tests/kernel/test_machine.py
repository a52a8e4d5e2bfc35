from enum import StrEnum

import pytest

from gregoire.kernel.machine import IllegalMoveError, Machine, Move


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


GO = Move("go", frozenset({Light.RED}), Light.GREEN, "traffic.go")
LIGHT = Machine("light", start=Light.RED, moves=(GO,))


def test_a_move_leads_to_its_target() -> None:
    assert GO.applied_to(Light.RED) == Light.GREEN


def test_a_move_starts_only_from_its_sources() -> None:
    with pytest.raises(IllegalMoveError, match="“go” does not start from “green”"):
        GO.applied_to(Light.GREEN)


def test_reachable_leaves_out_what_no_move_leads_to() -> None:
    assert LIGHT.reachable() == {Light.RED, Light.GREEN}


def test_a_state_without_a_move_is_final() -> None:
    assert [state for state in Light if LIGHT.is_final(state)] == [Light.GREEN, Light.BROKEN]


def test_mermaid_draws_every_arrow() -> None:
    assert LIGHT.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> red\n"
        "    red --> green: go (traffic.go)\n"
        "    green --> [*]\n"
        "    broken --> [*]\n"
    )
