"""What a rule would give, before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from gregoire.catalogue.models import Offering
from gregoire.framework.formats import day as said_day
from gregoire.framework.formats import hour, language
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre, ClosingDay, Room
from gregoire.network.queries import reason_in
from gregoire.planning import wording
from gregoire.planning.models import SessionSeries
from gregoire.planning.queries.collisions import (
    Collision,
    Conflict,
    Wish,
    collisions_of,
    conflicts_of,
    place_of,
)
from gregoire.planning.queries.learners import enrolled_in
from gregoire.planning.rules.collisions import Slot
from gregoire.planning.rules.recurrence import (
    MOST_CLASSES,
    SUNDAY,
    ClockTrouble,
    Period,
    Recurrence,
    RuleProblem,
    SeriesPattern,
    days_of,
    overlapping,
    parsed,
    period_of,
    weeks_without_teaching,
)
from gregoire.planning.rules.sessions import (
    LONGEST,
    SHORTEST,
    Mode,
    SessionFacts,
    SessionRefusal,
    facts_refusal,
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that the rule gives and on which there is no class, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The classes that a pattern gives an offering; nothing is said yet of who else is there."""

    centre: Centre
    room: Room | None
    periods: tuple[Period, ...]
    skipped: tuple[Skipped, ...]
    left_out: tuple[date, ...] = ()  # days of the rule that are not wanted


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """What planning by a pattern would do, for the office to look at first."""

    occurrences: tuple[Period, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    left_out: tuple[date, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    collisions: tuple[Collision, ...] = ()
    centre: Centre | None = None
    room: Room | None = None
    learners: int = 0
    capacity: int = 0
    refusal: RefusedError | None = None

    @property
    def can_be_planned(self) -> bool:
        return self.refusal is None and not self.conflicts

    @property
    def sentence(self) -> str:
        """Why it cannot be planned; empty where the conflicts say it, or where it can."""
        if self.refusal is None:
            return ""
        return str(wording.REFUSALS[self.refusal.reason]) % self.refusal.facts

    @property
    def is_short_of_seats(self) -> bool:
        """The room holds those who are enrolled, and not all who still may."""
        return self.room is not None and self.room.seats < self.capacity


def preview(offering: Offering, pattern: SeriesPattern) -> SeriesPreview:
    """What planning by the pattern would do: nothing is written.

    The offering comes with its centre and semester.
    """
    learners = enrolled_in(offering.pk).count()
    try:
        drawn = drawing_of(offering, pattern)
    except RefusedError as refused:
        return SeriesPreview(refusal=refused, learners=learners, capacity=offering.capacity)
    refusal = None
    try:
        demand_drawn(drawn, pattern)
        demand_seats(drawn.room, pattern.mode, learners)
    except RefusedError as refused:
        refusal = refused
    return SeriesPreview(
        drawn.periods,
        drawn.skipped,
        drawn.left_out,
        tuple(conflicts_of(wish_of(offering, pattern, drawn))),
        tuple(collisions_of(offering, learners_slots_of(pattern, drawn))),
        drawn.centre,
        drawn.room,
        learners,
        offering.capacity,
        refusal,
    )


def drawing_of(offering: Offering, pattern: SeriesPattern) -> Drawing:
    """The classes that a pattern gives, and the days left out; there may be none.

    Raises RefusedError where the rule, its days or its hours cannot stand.
    """
    rule = _understood(pattern.rule)
    room, centre = grounds_of(offering, pattern.room_id)
    given = _days_within(offering, rule, pattern)
    added = pattern.choice.added
    wanted = sorted({*filter(pattern.choice.holds, given), *added})
    kept, skipped = _open_days(centre, wanted, named=wanted if rule.names_sunday else added)
    periods = [_period(day, pattern, centre) for day in kept]
    left_out = [day for day in given if day not in {*wanted}]
    return Drawing(centre, room, tuple(periods), tuple(skipped), tuple(left_out))


def demand_drawn(drawn: Drawing, pattern: SeriesPattern) -> None:
    """Raise RefusedError where there is no class, or where one cannot be held as it is said."""
    periods = drawn.periods
    if not periods:
        raise RefusedError(SessionRefusal.NO_OCCURRENCE)
    start, end = periods[0].starts_at, periods[0].ends_at
    demand_facts(SessionFacts(start, end, pattern.mode, pattern.room_id, link=pattern.link))
    if twice := overlapping(periods):
        raise RefusedError(
            SessionRefusal.RULES_OVERLAP,
            day=said_day(twice[1].day),
            starts=hour(twice[1].starts_at),
            ends=hour(twice[1].ends_at),
        )


def _understood(text: str) -> Recurrence:
    rule = parsed(text)
    if isinstance(rule, RuleProblem):
        raise RefusedError(SessionRefusal.BAD_RULE, why=str(wording.RULE_PROBLEMS[rule]))
    return rule


def grounds_of(offering: Offering, room_id: int | None) -> tuple[Room | None, Centre]:
    """The room and the centre where a class of an offering is held.

    A room is one of the centre that teaches, of its teaching centres or of its parent. Raises
    RefusedError for another's, and for an offering that another centre teaches.
    """
    if offering.relays is not None:
        raise RefusedError(
            SessionRefusal.OFFERING_NOT_TAUGHT_HERE, centre=offering.relays.centre.name
        )
    if room_id is None:
        return None, offering.centre
    room = Room.objects.select_related("centre").filter(pk=room_id).first()
    if room is None:
        raise RefusedError(SessionRefusal.ROOM_GONE)
    home, place = offering.centre, room.centre
    if home.pk not in {place.pk, place.parent_id} and home.parent_id != place.pk:
        raise RefusedError(SessionRefusal.ROOM_ELSEWHERE, room=room.name)
    return room, place


def demand_facts(facts: SessionFacts) -> None:
    """Raise RefusedError where a class cannot be described so."""
    refusal = facts_refusal(facts)
    if refusal:
        raise RefusedError(
            refusal,
            hours=int(LONGEST.total_seconds() // 3600),
            minutes=int(SHORTEST.total_seconds() // 60),
        )


def demand_seats(room: Room | None, mode: str, learners: int) -> None:
    """Raise RefusedError where those who have to come do not find a seat."""
    if room is not None and mode == Mode.ON_SITE and learners > room.seats:
        raise RefusedError(
            SessionRefusal.ROOM_TOO_SMALL, room=room.name, seats=room.seats, learners=learners
        )


def _days_within(offering: Offering, rule: Recurrence, pattern: SeriesPattern) -> list[date]:
    """The days that the rule gives; those that are named besides are of the semester too."""
    semester, choice = offering.semester, pattern.choice
    first, last = semester.teaching_starts_on, semester.teaching_ends_on
    for day in (pattern.first_day, *sorted(choice.added)):
        if not first <= day <= last:
            raise outside(offering, day)
    for week in weeks_without_teaching(choice.weeks, first, last):
        weeks = {"first": first.isocalendar().week, "last": last.isocalendar().week}
        raise RefusedError(SessionRefusal.WEEK_OUTSIDE, week=week, **weeks)
    days = days_of(rule, pattern.first_day, last_day=last)
    if len(days) + len(choice.added) > MOST_CLASSES:
        raise RefusedError(SessionRefusal.TOO_MANY_OCCURRENCES, most=MOST_CLASSES)
    return days


def outside(offering: Offering, day: date) -> RefusedError:
    """The refusal of a day without teaching."""
    return RefusedError(
        SessionRefusal.OUTSIDE_THE_SEMESTER,
        day=said_day(day),
        first=said_day(offering.semester.teaching_starts_on),
        last=said_day(offering.semester.teaching_ends_on),
    )


def closing_days_of(centre: Centre, days: Sequence[date]) -> dict[date, ClosingDay]:
    found = ClosingDay.objects.filter(centre=centre, day__in=days).order_by("pk")
    return {closing.day: closing for closing in found}


def _open_days(
    centre: Centre, days: Sequence[date], *, named: Collection[date]
) -> tuple[list[date], list[Skipped]]:
    """The days on which the centre is open; a Sunday where it is `named`."""
    closed = closing_days_of(centre, days)
    skipped = []
    for day in days:
        if day in closed:
            skipped.append(Skipped(day, reason_in(language(), closed[day], centre)))
        elif day.weekday() == SUNDAY and day not in named:
            skipped.append(Skipped(day, _("A Sunday")))
    out = {one.day for one in skipped}
    return [day for day in days if day not in out], skipped


def _period(day: date, pattern: SeriesPattern, centre: Centre) -> Period:
    if pattern.ends <= pattern.starts:
        raise RefusedError(SessionRefusal.ENDS_BEFORE_IT_STARTS)
    period = period_of(day, pattern, centre.zone)
    if isinstance(period, ClockTrouble):
        at = f"{period.hour:%H:%M}"
        raise RefusedError(period.refusal, day=said_day(day), hour=at)
    return period


def wish_of(offering: Offering, pattern: SeriesPattern, drawn: Drawing) -> Wish:
    site = None if pattern.mode is Mode.ONLINE else drawn.centre.pk
    place = place_of(drawn.centre)
    slots = [Slot(one.starts_at, one.ends_at, site, place) for one in drawn.periods]
    return Wish(offering.pk, slots, pattern.room_id, pattern.teacher_id)


def learners_slots_of(pattern: SeriesPattern, drawn: Drawing) -> list[Slot]:
    """Who may follow a class online comes from nowhere."""
    site = drawn.centre.pk if pattern.mode is Mode.ON_SITE else None
    place = place_of(drawn.centre)
    return [Slot(one.starts_at, one.ends_at, site, place) for one in drawn.periods]


def as_kept(drawn: Drawing) -> list[dict[str, object]]:
    """The days left out as a series keeps them, in French: it is what is written."""
    closed = closing_days_of(drawn.centre, [one.day for one in drawn.skipped])
    with override("fr"):
        kept: dict[date, dict[str, object]] = {
            one.day: {"reason": closed[one.day].reason if one.day in closed else _("A Sunday")}
            for one in drawn.skipped
        }
        kept |= {day: {"reason": _("Not chosen"), "by_choice": True} for day in drawn.left_out}
    return [{"day": day.isoformat(), **kept[day]} for day in sorted(kept)]


def skipped_of(kept: Sequence[Mapping[str, str]], centre: Centre) -> list[Skipped]:
    """The days that series have left out as they kept them, in the language that is in force; in
    their own words where the centre has opened on one of them since.
    """
    by_day = {date.fromisoformat(one["day"]): one for one in kept}
    closed = closing_days_of(centre, [*by_day])

    def reason(day: date) -> str:
        if by_day[day].get("by_choice"):
            return _("Not chosen")
        if day in closed:
            return reason_in(language(), closed[day], centre)
        return _("A Sunday") if day.weekday() == SUNDAY else by_day[day]["reason"]

    return [Skipped(day, reason(day)) for day in sorted(by_day)]


def closed_out_of(offering: Offering) -> list[Skipped]:
    """The days on which an offering's series have no class because its centre is closed."""
    series = SessionSeries.objects.filter(offering=offering).order_by("pk")
    kept = [one for days in series.values_list("skipped", flat=True) for one in days]
    return skipped_of([one for one in kept if not one.get("by_choice")], offering.centre)
