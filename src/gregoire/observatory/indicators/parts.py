"""What each centre brings to a figure, under a convention: counts, or the reason why it has none."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from gregoire.observatory.figures import NO_VALUE, Status
from gregoire.observatory.indicators.counting import Counts, Terms
from gregoire.observatory.indicators.definition import NOTE, Indicator, Missing, Role
from gregoire.observatory.places import centres_of, place, places

NOT_APPLICABLE: Final = "not_applicable"
NOTHING: Final[Terms] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """Counts behind a figure of a centre, or of the places of a row together.

    A part without a value may still weigh below the line: so the note counts centres that have not
    communicated. `held_back` says that this is so of some part of the sum.
    """

    numerator: int = 0
    denominator: int = 0
    answered: int = 0
    field: int = 0
    status: Status = Status.NORMAL
    held_back: bool = False

    @property
    def has_value(self) -> bool:
        return self.status not in NO_VALUE


MISSING: Final = Part(status=Status.MISSING)
ELSEWHERE: Final = Part(status=Status.ELSEWHERE)


def together(parts: Iterable[Part]) -> Part:
    """The sum. It has a value where one of them has; else the reason that they share, or “-”.

    Who sent nothing at all, or is counted in another place, has no say in it.
    """
    all_ = list(parts)
    said = [part for part in all_ if part not in {MISSING, ELSEWHERE}]
    reasons = {part.status for part in said if not part.has_value}
    if any(part.has_value for part in all_):
        status = Status.NORMAL
    else:
        status = reasons.pop() if len(reasons) == 1 else Status.MISSING
    return Part(
        numerator=sum(part.numerator for part in all_),
        denominator=sum(part.denominator for part in all_),
        answered=sum(part.answered for part in all_),
        field=sum(part.field for part in all_),
        status=status,
        held_back=any(part.held_back for part in all_),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """Counts read under a convention, for the academic year of an edition."""

    counts: Counts
    edition: str
    convention: str
    known: dict[tuple[str, str, str, str], Part] = field(default_factory=dict, compare=False)

    @property
    def is_note(self) -> bool:
        return self.convention == NOTE

    def part(self, indicator: Indicator, category: str, code: str, period: str) -> Part:
        """What the places of a row bring together."""
        if indicator.role is Role.NATIONAL:
            return self._national(indicator, category, period)
        parts = [self.of_centre(indicator, category, each, period) for each in centres_of(code)]
        return parts[0] if parts and place(code).kind == "centre" else together(parts)

    def of_centre(self, indicator: Indicator, category: str, centre: str, period: str) -> Part:
        """The same of one centre; regions, blocks and total ask for it again."""
        asked = indicator.code, category, centre, period
        if asked not in self.known:
            self.known[asked] = self._of_centre(indicator, category, centre, period)
        return self.known[asked]

    def _of_centre(self, indicator: Indicator, category: str, centre: str, period: str) -> Part:
        if indicator.role is Role.TEACHING:
            return self._taught(indicator, category, centre, period)
        if period != self.edition or not self.has_persons(centre):
            return self._from_returns(indicator, category, centre, period)
        return self._from_persons(indicator, category, centre)

    def has_persons(self, centre: str) -> bool:
        """Whether its learners are known one by one."""
        return (centre, "") in self.counts.of["learners", ""]

    def teaches(self, centre: str) -> bool:
        """Whether anybody is enrolled in what it teaches."""
        return (centre, "") in self.counts.of["enrolments", ""]

    def returned(self, indicator: Indicator, category: str, centre: str, period: str) -> Terms:
        rows = self.counts.returned.get((indicator.code, category), {})
        return rows.get((centre, period), NOTHING)

    def learners_by_aggregate(self, centre: str, period: str) -> int:
        """Those whom a centre has only counted."""
        terms = self.counts.returned["learners", ""].get((centre, period), NOTHING)
        return terms.get("learners", 0)

    def _national(self, indicator: Indicator, category: str, period: str) -> Part:
        terms = self.counts.of[indicator.code, category].get(("", period))
        return MISSING if terms is None else _settled(indicator, _of_terms(terms))

    def _from_persons(self, indicator: Indicator, category: str, centre: str) -> Part:
        part = _of_terms(self.counts.of[indicator.code, category].get((centre, ""), NOTHING))
        if reason := self._reason(indicator, centre):
            return self._held_back(indicator, part.field, reason)
        if self.is_note and indicator.missing in _ZERO:
            return replace(part, denominator=part.field)
        return _settled(indicator, part)

    def _from_returns(self, indicator: Indicator, category: str, centre: str, period: str) -> Part:
        """Of those who are returned by aggregate: now, or in an earlier year."""
        terms = self.returned(indicator, category, centre, period)
        if terms.get("lines"):
            if not indicator.is_rate:
                return Part(terms["numerator"])
            below = terms["denominator"]
            asked = terms["learners"] if indicator.role is Role.REGISTRATION else 0
            counted = Part(terms["numerator"], below, below, max(below, asked))
            return _settled(indicator, counted)
        if indicator.role is Role.RECEPTION:
            return self._received(indicator, centre, period)
        learners = self.learners_by_aggregate(centre, period)
        if indicator.role is Role.TEACHING or not learners:
            return MISSING
        if period != self.edition:
            return self._of_a_silent_year(indicator, category, learners, period)
        reason = self._reason(indicator, centre)
        silent = Status.MISSING if self.is_note else Status.NOT_COMMUNICATED
        return self._held_back(indicator, learners, reason or silent, by_aggregate=True)

    def _of_a_silent_year(
        self, indicator: Indicator, category: str, learners: int, period: str
    ) -> Part:
        """An earlier year in which others returned this, and the centre its learners alone."""
        rows = self.counts.returned.get((indicator.code, category), {})
        if not any(year == period and terms.get("lines") for (_, year), terms in rows.items()):
            return MISSING
        return self._held_back(indicator, learners, Status.NOT_COMMUNICATED)

    def _received(self, indicator: Indicator, centre: str, period: str) -> Part:
        """Entrants of a centre whose own learners are not known one by one: none is none."""
        if period != self.edition:
            return MISSING
        terms = self.counts.of[indicator.code, ""].get((centre, ""))
        is_there = terms is not None or self.learners_by_aggregate(centre, period)
        return _of_terms(terms or NOTHING) if is_there else MISSING

    def _taught(self, indicator: Indicator, category: str, centre: str, period: str) -> Part:
        """What it teaches, and what is taught by those for whom it answers."""
        if place(centre).answered_by:
            return ELSEWHERE
        here = _answered_for(centre)
        if period != self.edition:
            parts = [self._from_returns(indicator, category, code, period) for code in here]
        else:
            rows = self.counts.of[indicator.code, category]
            parts = [
                _of_terms(rows.get((code, ""), NOTHING)) for code in here if self.teaches(code)
            ]
        part = _settled(indicator, together(parts)) if parts else MISSING
        if len(here) > 1 and part.has_value:
            return replace(part, status=Status.INCLUDES_OTHERS)
        return part

    def _reason(self, indicator: Indicator, centre: str) -> Status | None:
        """Why a centre has no figure of this, where it said so."""
        reason = self.counts.withheld.get(centre, {}).get(indicator.withheld)
        if reason is None:
            return None
        if reason == NOT_APPLICABLE:
            return Status.MISSING if self.is_note else Status.NOT_APPLICABLE
        return Status.NOT_COMMUNICATED

    def _held_back(
        self, indicator: Indicator, field: int, reason: Status, *, by_aggregate: bool = False
    ) -> Part:
        """No value; in the note, those who could not be asked may weigh as a no."""
        is_zero = self.is_note and (
            indicator.missing is Missing.ZERO_AMONG_LEARNERS
            or (indicator.missing is Missing.ZERO_AMONG_PERSONS and not by_aggregate)
        )
        asked = reason is not Status.NOT_APPLICABLE
        return Part(
            denominator=field if is_zero else 0,
            field=field if asked else 0,
            status=reason,
            held_back=is_zero and bool(field),
        )


@cache
def _answered_for(centre: str) -> tuple[str, ...]:
    """A centre, and those whose teaching it returns."""
    return (centre, *(each.code for each in places() if each.answered_by == centre))


def _of_terms(terms: Terms) -> Part:
    return Part(
        numerator=terms.get("numerator", 0),
        denominator=terms.get("denominator", 0),
        answered=terms.get("answered", 0),
        field=terms.get("field", 0),
    )


def _settled(indicator: Indicator, part: Part) -> Part:
    """A rate of nobody has no value."""
    if indicator.is_rate and part.has_value and not part.denominator:
        return replace(part, status=Status.MISSING)
    return part


_ZERO: Final = (Missing.ZERO_AMONG_LEARNERS, Missing.ZERO_AMONG_PERSONS)
