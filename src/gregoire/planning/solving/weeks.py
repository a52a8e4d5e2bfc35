"""From what an offering needs to the slots that it may have in a semester."""

from collections.abc import Mapping
from typing import Final

from gregoire.planning.rules.plans import Hours, Need, Pattern, hours_for
from gregoire.planning.solving.problem import Choice, Meeting, Slot

CLASS_LOST: Final = (
    300  # thousandths of a collision, for each class that the semester has no day for
)
LATER: Final = 5  # the second half of a semester, when both halves would do


class SlotBook:
    """The slots of a problem, each once."""

    def __init__(self) -> None:
        self._places: dict[Slot, int] = {}

    def place_of(self, slot: Slot) -> int:
        return self._places.setdefault(slot, len(self._places))

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(self._places)


def choices_for(need: Need, open_weeks: Mapping[int, int], book: SlotBook) -> list[Choice]:
    """Every slot that the need allows, where `open_weeks` has a bit for each week of a weekday.

    Weeks in which the place is closed are not used; where too few are left (a Monday with many
    holidays), each missing class is a cost. An offering that needs at most half of the weeks may
    have the first ones or the last ones, so that two can share a room and an evening.
    """
    found: dict[int, int] = {}
    for hours in hours_for(need.pattern, need.minutes):
        ways = _seminars if need.pattern == Pattern.SEMINAR else _weekly
        for slot, extra in ways(hours, need.classes, open_weeks):
            lost = max(need.classes - slot.classes, 0)
            if slot.classes:
                cost = hours.inconvenience + extra + CLASS_LOST * lost
                place = book.place_of(slot)
                found[place] = min(cost, found.get(place, cost))
    return [Choice(slot, cost) for slot, cost in found.items()]


def _weekly(hours: Hours, classes: int, open_weeks: Mapping[int, int]) -> list[tuple[Slot, int]]:
    (day, starts, ends) = hours.days[0]
    weeks = _bits(open_weeks.get(day, 0))
    if classes > len(weeks):
        return _twice_a_week(hours, classes, open_weeks)
    found = [(Slot((Meeting(day, starts, ends, _mask(weeks[:classes])),)), 0)]
    if 2 * classes <= len(weeks):
        found.append((Slot((Meeting(day, starts, ends, _mask(weeks[-classes:])),)), LATER))
    return found


def _twice_a_week(
    hours: Hours, classes: int, open_weeks: Mapping[int, int]
) -> list[tuple[Slot, int]]:
    """Too few weeks: all of them; and, where half as many again are missing, a second day."""
    (day, starts, ends) = hours.days[0]
    weeks = _bits(open_weeks.get(day, 0))
    first = Meeting(day, starts, ends, _mask(weeks))
    if 4 * classes <= 5 * len(weeks):  # a few classes short: not worth a second day
        return [(Slot((first,)), 0)] if weeks else []
    other = 1 + (day + 1) % 5 if day <= 5 else 1 + day % 7  # noqa: PLR2004 -- two days later
    more = _bits(open_weeks.get(other, 0))[: max(classes - len(weeks), 0)]
    second = Meeting(other, starts, ends, _mask(more))
    return [(Slot(tuple(one for one in (first, second) if one.weeks)), 0)]


def _seminars(hours: Hours, classes: int, open_weeks: Mapping[int, int]) -> list[tuple[Slot, int]]:
    """Blocks of two days, evenly spread over the semester, beginning in any of its first weeks."""
    weeks = _bits(open_weeks.get(hours.days[0][0], 0) | open_weeks.get(hours.days[-1][0], 0))
    if not weeks:
        return []
    blocks = (classes + 1) // 2
    first, last = weeks[0], weeks[-1]
    stride = max((last - first + 1) // blocks, 1)
    found = []
    for begin in range(stride):
        held = list(range(first + begin, last + 1, stride))[:blocks]
        meetings = [
            Meeting(day, starts, ends, _mask(held) & open_weeks.get(day, 0))
            for day, starts, ends in hours.days
        ]
        surplus = sum(meeting.weeks.bit_count() for meeting in meetings) > classes
        if surplus and meetings[-1].weeks:  # the last block has one day
            end = meetings[-1]
            weeks_left = end.weeks & ~(1 << (end.weeks.bit_length() - 1))
            meetings[-1] = Meeting(end.weekday, end.starts, end.ends, weeks_left)
        found.append((Slot(tuple(one for one in meetings if one.weeks)), begin))
    return found


def _bits(mask: int) -> list[int]:
    return [week for week in range(mask.bit_length()) if mask >> week & 1]


def _mask(weeks: list[int]) -> int:
    return sum(1 << week for week in weeks)


def stride_of(weeks: int, open_weeks: int) -> int | None:
    """Every how many weeks a rule meets in exactly these; weeks in which it is closed are skipped.

    None where no rule does.
    """
    held = _bits(weeks)
    for stride in range(1, max(held[-1] - held[0], 1) + 1):
        ruled = _mask(list(range(held[0], held[-1] + 1, stride)))
        if ruled & open_weeks == weeks:
            return stride
    return None
