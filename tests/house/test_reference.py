"""The reference pages say what the code does; here is who tells when they no longer do."""

from pathlib import Path

import pytest

from docs.reference import generate

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("path", generate.pages(), ids=lambda path: path.stem)
def test_what_is_generated_is_current(path: Path) -> None:
    assert path.is_file(), f"run: make reference ({path})"
    assert path.read_text() == generate.pages()[path], f"run: make reference ({path})"


def test_no_drawing_is_left_of_a_machine_that_is_gone() -> None:
    drawn = {path.stem for path in (DOCS / "reference/machines").glob("*.md")}

    assert drawn == {machine.name for machine in generate.machines()}
