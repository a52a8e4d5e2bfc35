"""The public face of an edition: nothing in it points at a person, nor gives away what does not show."""

import dataclasses
from collections.abc import Callable, Iterable

from gregoire.observatory.editions.hiding.choice import choose
from gregoire.observatory.editions.hiding.identities import CHANGES, OF_EVERY_PLACE
from gregoire.observatory.editions.hiding.model import DRILL_DOWN, is_row, model_of
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.figures import NO_VALUE, Cell, Edition, Key, Status
from gregoire.observatory.places import TOTAL


def hide(
    edition: Edition,
    teaching: Iterable[Teaching] = (),
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Edition:
    """The edition as the public may read it, under the same identifier.

    Counts of 1 to 4 persons are hidden, with the rates made of them and as much else as keeps them
    from being found by subtraction. Of single offerings only enrolments are shown. Counts of whole
    blocks and of the network stay unless they are that small themselves. Raises CannotHideError.
    """
    taught = tuple(teaching)
    listed = {each.offering for each in taught}
    cells = [cell for cell in edition.cells if is_public(cell.key, listed)]
    model = model_of(cells, edition.definitions, taught)
    hidden = choose(model.problem, lambda done, total: progress("Hiding", done, total))
    keys = {model.keys[place] for place in hidden}
    keys |= {cell.key for cell in cells if is_told_by(cell.key, keys)}
    uncovered = without_coverage(cells, keys)
    return dataclasses.replace(
        edition, cells=tuple(public(cell, keys, uncovered) for cell in cells)
    )


def is_public(key: Key, listed: set[str]) -> bool:
    """Of the network everything, of centres the tables, of a listed offering how many are enrolled."""
    if not is_row(key):
        return key.indicator == DRILL_DOWN and key.place in listed
    return key.place == TOTAL or key.indicator in OF_EVERY_PLACE


def is_told_by(key: Key, hidden: set[Key]) -> bool:
    """Whether a change from year to year would give away a hidden figure of the network."""
    of = CHANGES.get(key.indicator)
    return of is not None and any(
        each.indicator == of and each.place == key.place for each in hidden
    )


def without_coverage(cells: Iterable[Cell], hidden: set[Key]) -> set[tuple[str, str]]:
    """The places and periods of which a count is hidden: what has answered there ÷ coverage is that count."""
    return {
        (cell.key.place, cell.key.period)
        for cell in cells
        if cell.denominator is None and cell.key in hidden
    }


def public(cell: Cell, hidden: set[Key], uncovered: set[tuple[str, str]]) -> Cell:
    if cell.key in hidden:
        return Cell(cell.key, None, Status.SUPPRESSED, footnotes=cell.footnotes)
    if cell.status in NO_VALUE:
        return Cell(cell.key, None, cell.status, footnotes=cell.footnotes)
    if cell.key.indicator in CHANGES:
        return dataclasses.replace(cell, numerator=None, denominator=None)
    if (cell.key.place, cell.key.period) in uncovered:
        return dataclasses.replace(cell, coverage=None)
    return cell
