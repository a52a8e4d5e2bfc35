"""Nothing that is public points at a person: somebody else’s attack finds nothing."""

import dataclasses
from collections.abc import Callable, Iterable
from decimal import Decimal

from gregoire.observatory import editions
from gregoire.observatory.editions import Teaching
from gregoire.observatory.editions.confidential import hide
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.places import BLOCKS
from tests.observatory.conftest import Demo
from tests.observatory.editions.attacker import RATES, WHOLLY, Attacker, Terms, parts_of
from tests.observatory.editions.drawn import PERIOD, drawn

FEW = range(1, 5)
PROTECTION = 5
TINY = 1e-6


def small_counts(cell: Cell) -> Iterable[Terms]:
    """The counts of 1 to 4 persons of a figure: those of its field, in it, and not in it."""
    key = cell.key
    for part in parts_of(cell):
        if getattr(cell, part) in FEW and not (key.indicator == "mean_age" and part == "numerator"):
            yield {(key, part): 1.0}
    if key.indicator in RATES - {"masculinity", "mean_age"}:
        assert cell.numerator is not None
        assert cell.denominator is not None
        if cell.denominator - cell.numerator in FEW:
            yield {(key, "denominator"): 1.0, (key, "numerator"): -1.0}


def given_away(
    edition: Edition, public: Edition, teaching: Iterable[Teaching], *, integer: bool
) -> tuple[int, list[Key]]:
    """How many hidden figures were attacked, and those that are known within less than five."""
    attacker = Attacker(public, teaching, integer=integer)
    true = edition.by_key
    attacked, found = 0, []
    for cell in public.cells:
        is_hidden = cell.status is Status.SUPPRESSED and true[cell.key].value is not None
        if is_hidden and cell.key in attacker.cells:
            attacked += 1
            small = list(small_counts(true[cell.key]))
            widths = [attacker.interval(terms, PROTECTION) for terms in small]
            if not small:  # hidden for the sake of others: it must not be known either
                every = (
                    attacker.interval({(cell.key, p): 1.0}, PROTECTION) for p in parts_of(cell)
                )
                widths = [max(every)]
            if min(widths) < PROTECTION - TINY:
                found.append(cell.key)
    return attacked, found


def test_no_hidden_figure_of_a_drawn_network_can_be_recomputed() -> None:
    edition, teaching = drawn(1, persons=300, offerings=3)

    attacked, found = given_away(edition, hide(edition, teaching), teaching, integer=True)

    assert attacked > 50
    assert found == []


def test_no_hidden_figure_of_the_demo_can_be_recomputed(demo: Demo) -> None:
    edition = demo.editions["note-2016"]
    teaching = editions.teaching(demo.store, edition)
    edition = plain_network(edition, keep=lambda key: key.period == PERIOD)

    attacked, found = given_away(edition, hide(edition, teaching), teaching, integer=False)

    assert attacked > 200
    assert found == []


def test_hiding_small_counts_alone_would_give_them_away() -> None:
    edition, teaching = drawn(3, persons=300, offerings=2)
    primary = {
        cell.key
        for cell in edition.cells
        if cell.value is not None and cell.key.indicator in RATES and list(small_counts(cell))
    }
    naive = with_hidden(edition, primary)

    attacked, found = given_away(edition, naive, teaching, integer=False)

    assert attacked == len(primary)
    assert len(found) > 10


def with_hidden(edition: Edition, keys: set[Key]) -> Edition:
    def shown(cell: Cell) -> Cell:
        return Cell(cell.key, None, Status.SUPPRESSED) if cell.key in keys else cell

    return Edition(
        **{name: getattr(edition, name) for name in edition.__slots__ if name != "cells"},
        cells=tuple(shown(cell) for cell in edition.cells),
    )


def test_every_small_count_is_hidden() -> None:
    edition, teaching = drawn(4, persons=2_000, offerings=6)

    public = hide(edition, teaching)

    shown = [cell for cell in public.cells if cell.value is not None]
    persons = [cell for cell in shown if not cell.key.indicator.startswith("offerings")]
    assert [cell.key for cell in persons if list(small_counts(cell))] == []


def test_what_is_shown_is_as_it_was_and_totals_stay() -> None:
    edition, teaching = drawn(4, persons=2_000, offerings=6)

    public = hide(edition, teaching)

    true = edition.by_key
    assert public.identifier == edition.identifier
    assert [cell for cell in public.cells if cell.status is not Status.SUPPRESSED] == [
        true[cell.key] for cell in public.cells if cell.status is not Status.SUPPRESSED
    ]
    rows = [cell.key for cell in public.cells if cell.key.place in {*BLOCKS, "total"}]
    assert [key for key in rows if public.by_key[key].status is Status.SUPPRESSED] == []


def test_hidden_figures_keep_nothing_of_what_they_were() -> None:
    edition, teaching = drawn(5, persons=300, offerings=3)

    hidden = [cell for cell in hide(edition, teaching).cells if cell.status is Status.SUPPRESSED]

    assert {(cell.value, cell.numerator, cell.denominator, cell.coverage) for cell in hidden} == {
        (None, None, None, None)
    }


def test_a_coverage_does_not_give_away_the_count_that_it_is_a_share_of() -> None:
    """Those of whom an exam is known ÷ the coverage of presence are all enrolments outside INTEC."""
    edition, teaching = drawn(8, persons=300, offerings=2)
    share = Decimal("0.9")
    edition = dataclasses.replace(
        edition, cells=tuple(dataclasses.replace(cell, coverage=share) for cell in edition.cells)
    )

    public = hide(edition, teaching)

    rates = [
        cell
        for cell in public.cells
        if cell.key.indicator == "presence_rate" and cell.value is not None
    ]
    beside = [one for one in rates if is_hidden(public, "enrolments_outside_intec", one.key.place)]
    assert {cell.coverage for cell in beside} == {None}
    assert public.by_key[Key("presence_rate", "total", PERIOD)].coverage == share


def is_hidden(public: Edition, indicator: str, code: str) -> bool:
    return public.by_key[Key(indicator, code, PERIOD)].status is Status.SUPPRESSED


def test_a_rate_of_a_hidden_count_is_hidden_with_it() -> None:
    edition, teaching = drawn(6, persons=60, offerings=3)

    public = hide(edition, teaching).by_key

    hidden = {key.place for key, cell in public.items() if is_hidden_count(key, cell, "enrolments")}
    rates = [public[Key(rate, code, PERIOD)] for code in hidden for rate in WHOLLY]
    assert hidden
    assert {cell.status for cell in rates if cell.status is not Status.MISSING} <= {
        Status.SUPPRESSED
    }


def is_hidden_count(key: Key, cell: Cell, indicator: str) -> bool:
    is_row = key.indicator == indicator and "/" not in key.place
    return is_row and cell.status is Status.SUPPRESSED


def test_hiding_twice_hides_the_same() -> None:
    edition, teaching = drawn(7, persons=300, offerings=2)

    assert hide(edition, teaching) == hide(edition, teaching)


def test_of_an_offering_only_its_enrolments_are_public(demo: Demo) -> None:
    edition = demo.editions["clean"]
    inside = [cell.key for cell in edition.cells if "/" in cell.key.place]
    small = plain_network(edition, keep=lambda key: "/" in key.place)

    public = hide(small, editions.teaching(demo.store, edition))

    assert {key.indicator for key in inside} == {"enrolments", "presents", "passes"}
    assert {cell.key.indicator for cell in public.cells} == {"enrolments"}
    assert all(cell.value is None or cell.value > 4 for cell in public.cells)


def test_an_offering_that_nobody_lists_is_not_public(demo: Demo) -> None:
    small = plain_network(demo.editions["clean"], keep=lambda key: "/" in key.place)

    assert hide(small, ()).cells == ()


def plain_network(edition: Edition, *, keep: Callable[[Key], bool]) -> Edition:
    return Edition(
        **{name: getattr(edition, name) for name in edition.__slots__ if name != "cells"},
        cells=tuple(cell for cell in edition.cells if keep(cell.key)),
    )


def test_a_change_of_the_year_does_not_give_away_what_is_hidden(demo: Demo) -> None:
    growth = Key("distance_learners_growth", "total", PERIOD)
    count = Key("distance_learners", "total", PERIOD)
    edition = plain_network(demo.editions["clean"], keep=lambda key: key in {growth, count})
    cells = (
        Cell(count, Decimal(3), numerator=3),
        Cell(growth, Decimal("-40.0"), numerator=-2, denominator=5),
    )
    few = Edition(
        **{name: getattr(edition, name) for name in edition.__slots__ if name != "cells"},
        cells=cells,
    )

    assert {cell.status for cell in hide(few).cells} == {Status.SUPPRESSED}
