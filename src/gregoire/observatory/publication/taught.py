"""What is taught, with how many are enrolled: the last step of the drill-down."""

from collections.abc import Sequence
from dataclasses import dataclass

from gregoire.observatory.editions import Teaching
from gregoire.observatory.figures import Cell, Edition


@dataclass(frozen=True, slots=True)
class Taught:
    """An offering and its figure."""

    offering: Teaching
    cell: Cell


def taught(edition: Edition, teaching: Sequence[Teaching]) -> tuple[Taught, ...]:
    """The offerings of which the edition shows, or hides, how many are enrolled."""
    cells = {
        cell.key.place: cell
        for cell in edition.cells
        if "/" in cell.key.place and cell.key.indicator == "enrolments"
    }
    return tuple(Taught(each, cells[each.offering]) for each in teaching if each.offering in cells)
