"""Every figure of an edition, made in Python of whole counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from gregoire.observatory.figures import NO_VALUE, Cell, Key, Status
from gregoire.observatory.indicators.catalogue import changes, indicators
from gregoire.observatory.indicators.counting import Counts, Offered
from gregoire.observatory.indicators.definition import (
    PERCENT,
    Change,
    Indicator,
    Missing,
    Role,
    Totals,
)
from gregoire.observatory.indicators.layouts import tables
from gregoire.observatory.indicators.parts import ELSEWHERE, Part, Reading
from gregoire.observatory.indicators.rounding import coverage, ratio, rounded
from gregoire.observatory.indicators.words import data
from gregoire.observatory.places import BLOCKS, TOTAL, Place, place, places

OUTSIDE: Final = (
    "enrolments_outside_intec"  # that the note prints as 0 where it is counted elsewhere
)


def figures(counts: Counts, *, edition: str, convention: str) -> tuple[Cell, ...]:
    """All cells, sorted by key."""
    making = Making(Reading(counts, edition, convention))
    cells = [*making.all(), *making.all_changes(), *making.offerings()]
    made = {cell.key for cell in cells}
    cells += [Cell(key, None, Status.MISSING) for key in _printed(edition) - made]
    return tuple(sorted(cells, key=lambda cell: _order(cell.key)))


def _order(key: Key) -> tuple[str, str, str, str]:
    return key.indicator, key.place, key.period, key.category


def _printed(edition: str) -> set[Key]:
    """Every figure for which the tables have a place."""
    return {
        key
        for table in tables(edition)
        for row in table.rows
        for column in table.columns
        if (key := table.key(row, column, edition))
    }


@dataclass(frozen=True, slots=True)
class Making:
    """Cells of one reading of the counts."""

    reading: Reading

    def all(self) -> Iterator[Cell]:
        for indicator in indicators().values():
            for period in self.periods(indicator):
                for category in indicator.categories:
                    yield from self.of_places(indicator, category, period)

    def of_places(self, indicator: Indicator, category: str, period: str) -> Iterator[Cell]:
        is_past = period != self.reading.edition and indicator.role is not Role.NATIONAL
        for row in _rows(indicator, is_past=is_past):
            cell = self.cell(indicator, category, row, period)
            if not is_past or cell.value is not None:
                yield cell

    def periods(self, indicator: Indicator) -> list[str]:
        """Of which the feeds know something, the edition's among them."""
        counts = self.reading.counts
        if indicator.role is Role.NATIONAL:
            found = counts.of[indicator.code, indicator.categories[0]]
        else:
            found = counts.returned.get((indicator.code, indicator.categories[0]), {})
        periods = {period for _, period in found}
        return sorted(
            periods if indicator.role is Role.NATIONAL else periods | {self.reading.edition}
        )

    def cell(self, indicator: Indicator, category: str, row: Place, period: str) -> Cell:
        part = self.reading.part(indicator, category, row.code, period)
        key = Key(indicator.code, row.code, period, category)
        if self.reading.is_note:
            if _is_merged_away(indicator, row):
                part = ELSEWHERE
            elif part.status is Status.ELSEWHERE and indicator.code == OUTSIDE:
                part = Part()
        if not part.has_value:
            return Cell(key, None, part.status, footnotes=self.footnotes(indicator, row, part))
        value = self.value(indicator, category, row, part, period)
        if value is None:
            return Cell(key, None, Status.MISSING, footnotes=self.footnotes(indicator, row, part))
        return Cell(
            key,
            value,
            self.status(indicator, category, part, period),
            numerator=part.numerator,
            denominator=part.denominator if indicator.is_rate else None,
            coverage=coverage(part.answered, part.field),
            footnotes=self.footnotes(indicator, row, part, period),
        )

    def value(
        self, indicator: Indicator, category: str, row: Place, part: Part, period: str
    ) -> Decimal | None:
        if not indicator.is_rate:
            return rounded(part.numerator * indicator.scale, indicator.decimals)
        if self._is_from_blocks(indicator, row):
            return self.from_rounded_blocks(indicator, category, period)
        if not part.denominator:
            return None
        return ratio(part.numerator, part.denominator, indicator.scale, indicator.decimals)

    def from_rounded_blocks(
        self, indicator: Indicator, category: str, period: str
    ) -> Decimal | None:
        """The note's total: each block's printed figure is turned back into persons, which are added."""
        above = below = Fraction()
        for block in BLOCKS:
            part = self.reading.part(indicator, category, block, period)
            if part.has_value and part.denominator:
                printed = Fraction(
                    ratio(part.numerator, part.denominator, indicator.scale, indicator.decimals)
                )
                under = part.answered * indicator.scale / (indicator.scale + printed)
                above, below = above + part.answered - under, below + under
        return rounded(indicator.scale * above / below, indicator.decimals) if below else None

    def _is_from_blocks(self, indicator: Indicator, row: Place) -> bool:
        is_rounded = indicator.totals is Totals.ROUNDED_BLOCKS
        return self.reading.is_note and is_rounded and row.code == TOTAL

    def status(self, indicator: Indicator, category: str, part: Part, period: str) -> Status:
        if indicator.provisional:
            terms = self.reading.counts.of[indicator.code, category][TOTAL_OF_YEAR, period]
            return Status.PROVISIONAL if terms["provisional"] else part.status
        return part.status

    def footnotes(
        self, indicator: Indicator, row: Place, part: Part, period: str = ""
    ) -> tuple[str, ...]:
        """What must be said of this very figure."""
        found = list(data()["places"].get(indicator.code, {}).get(row.code, ()))
        is_teaching = indicator.role is Role.TEACHING
        if is_teaching and part.status in {Status.ELSEWHERE, Status.INCLUDES_OTHERS}:
            merged = _is_merged_away(indicator, row)
            found.append("merged_region" if merged else "answered_by")
        if indicator.code == "learners" and self.is_by_aggregate(row, period):
            found.append("by_aggregate")
        if part.held_back and part.has_value and indicator.missing is not Missing.NONE:
            found.append("not_communicated_as_no")
        if period and self._is_from_blocks(indicator, row):
            found.append("from_rounded_blocks")
        if period and self.status(indicator, indicator.categories[0], part, period) is (
            Status.PROVISIONAL
        ):
            found.append("provisional")
        return tuple(found)

    def is_by_aggregate(self, row: Place, period: str) -> bool:
        """A centre that has sent, of the edition's year, a number of learners and nobody's name."""
        reading = self.reading
        is_of_now = row.kind == "centre" and period == reading.edition
        return is_of_now and not reading.has_persons(row.code)

    def all_changes(self) -> Iterator[Cell]:
        for change in changes().values():
            periods = self.periods(indicators()[change.of])
            for period in periods:
                before = _year_before(period)
                if before in periods and (cell := self.change(change, before, period)):
                    yield cell

    def change(self, change: Change, before: str, period: str) -> Cell | None:
        """None where one of the two years has no figure."""
        indicator = indicators()[change.of]
        old = self.reading.part(indicator, "", TOTAL, before)
        new = self.reading.part(indicator, "", TOTAL, period)
        if change.is_growth:
            above, below = new.numerator - old.numerator, old.numerator
        else:
            above = new.numerator * old.denominator - old.numerator * new.denominator
            below = new.denominator * old.denominator
        if not (old.has_value and new.has_value and below):
            return None
        value = ratio(above, below, PERCENT, change.decimals)
        key = Key(change.code, TOTAL, period)
        return Cell(key, value, numerator=above, denominator=below)

    def offerings(self) -> Iterator[Cell]:
        """The drill-down: outcomes only where the exam's field has them."""
        for each in self.reading.counts.offerings:
            yield self._of_offering("enrolments", each, each.enrolments, Status.NORMAL)
            if each.intec:
                status = Status.NOT_APPLICABLE
            else:
                status = Status.NORMAL if each.presents else Status.MISSING
            yield self._of_offering("presents", each, each.presents, status)
            yield self._of_offering("passes", each, each.passes, status)

    def _of_offering(self, code: str, offered: Offered, count: int, status: Status) -> Cell:
        key = Key(code, offered.offering, self.reading.edition)
        if status in NO_VALUE:
            return Cell(key, None, status)
        return Cell(key, Decimal(count), status, numerator=count)


TOTAL_OF_YEAR: Final = ""


def _rows(indicator: Indicator, *, is_past: bool) -> tuple[Place, ...]:
    if indicator.role is Role.NATIONAL or (is_past and indicator.by):
        return (place(TOTAL),)
    return places()


def _is_merged_away(indicator: Indicator, row: Place) -> bool:
    """Whether table 2 prints the figure with its region only."""
    is_centre = indicator.role is Role.TEACHING and row.kind == "centre" and row.region
    return bool(is_centre and place(row.region).is_merged)


def _year_before(period: str) -> str:
    first = int(period[:4]) - 1
    return f"{first}-{first + 1}"
