"""Two solvers share one library of the system: whichever comes first, the other has to find its own."""

import subprocess
import sys

import pytest

SOLVERS = ("highspy", "ortools.sat.python.cp_model")


@pytest.mark.parametrize("order", [SOLVERS, SOLVERS[::-1]], ids=["highs first", "ortools first"])
def test_one_process_holds_both_solvers(order: tuple[str, str]) -> None:
    """OR-Tools brings HiGHS with it, under the name that highspy's own has: versions must agree."""
    code = "; ".join(f"import {name}" for name in order)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
