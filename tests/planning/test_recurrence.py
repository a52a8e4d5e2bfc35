"""Rules by which classes come back, and the hour on the wall; the tables are in the docs."""

import time as clock
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gregoire.planning.rules.recurrence import (
    MOST_CLASSES,
    ClockTrouble,
    Period,
    Recurrence,
    SeriesPattern,
    day_course,
    days_of,
    evening,
    overlapping,
    parsed,
    period_of,
    saturday,
    seminar,
    weeks_read,
)
from gregoire.planning.rules.sessions import Mode, SessionRefusal, instant_of
from tests.support.tables import cases

PAGE = "reference/rules/recurrence.md"
LAST_DAY = date(2027, 1, 23)
PARIS = ZoneInfo("Europe/Paris")


def understood(rule: str) -> Recurrence:
    found = parsed(rule)
    assert isinstance(found, Recurrence), found
    return found


@pytest.mark.parametrize("case", cases(PAGE, "What is understood"))
def test_what_is_understood(case: dict[str, str]) -> None:
    first = date.fromisoformat(case["First day"])

    days = days_of(understood(case["Rule"]), first, last_day=LAST_DAY)

    ends = (days[0].isoformat(), days[-1].isoformat()) if days else ("", "")
    assert (str(len(days)), *ends) == (case["Days"], case["First of them"], case["Last of them"])


@pytest.mark.parametrize("case", cases(PAGE, "What is not"))
def test_what_is_not_understood(case: dict[str, str]) -> None:
    assert parsed(case["Rule"]) == case["Problem"]


@pytest.mark.parametrize("case", cases(PAGE, "The hour on the wall"))
def test_the_hour_on_the_wall(case: dict[str, str]) -> None:
    day, hour = date.fromisoformat(case["Day"]), time.fromisoformat(case["Hour"])

    found = instant_of(day, hour, ZoneInfo(case["Zone"]))

    said = (
        str(found)
        if isinstance(found, SessionRefusal)
        else found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    )
    assert said == case["Instant, or why not"]


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (evening("TU", weeks=15), "FREQ=WEEKLY;BYDAY=TU;COUNT=15"),
        (saturday(until=date(2026, 12, 19)), "FREQ=WEEKLY;BYDAY=SA;UNTIL=20261219"),
        (seminar(every_weeks=3, sessions=4), "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR,SA;COUNT=8"),
        (day_course("MO", "TU", weeks=5), "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=10"),
        (day_course("MO", every_weeks=3), "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO"),
    ],
)
def test_the_patterns_of_the_guide_are_rules(rule: str, written: str) -> None:
    assert rule == written
    assert isinstance(parsed(rule), Recurrence)


def test_a_rule_stops_soon_after_the_most_that_may_be() -> None:
    days = days_of(understood("FREQ=DAILY"), date(2026, 9, 1), last_day=date.max)

    assert len(days) == MOST_CLASSES + 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=6;BYDAY=5SU,-5MO",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=MO;BYSETPOS=-4",
        "FREQ=WEEKLY;INTERVAL=26;BYDAY=SU",
        "FREQ=DAILY;INTERVAL=31",
    ],
)
def test_no_rule_that_is_understood_keeps_the_machine_looking(rule: str) -> None:
    start = clock.process_time()

    days_of(understood(rule), date(2026, 9, 1), last_day=LAST_DAY)

    assert clock.process_time() - start < 0.1


def pattern(starts: time, ends: time) -> SeriesPattern:
    return SeriesPattern("FREQ=DAILY", date(2026, 10, 25), starts, ends, Mode.ONLINE)


def test_a_class_over_the_hour_that_comes_twice_is_an_hour_longer() -> None:
    found = period_of(date(2026, 10, 25), pattern(time(1, 30), time(4)), PARIS)

    assert isinstance(found, Period)
    assert (found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC)).seconds == 3.5 * 3600


def test_a_class_that_ends_in_the_hour_that_comes_twice_is_not_clear() -> None:
    found = period_of(date(2026, 10, 25), pattern(time(1, 30), time(2, 30)), PARIS)

    assert found == ClockTrouble(date(2026, 10, 25), time(2, 30), SessionRefusal.HOUR_COMES_TWICE)


@pytest.mark.parametrize(
    ("typed", "weeks"),
    [
        ("40, 42 45", {40, 42, 45}),
        ("40;44 – 46", {40, 44, 45, 46}),
        ("52-2", {52, 53, 1, 2}),
        ("0", None),
        ("54", None),
        ("40, week 42", None),
        ("40-", None),
    ],
)
def test_weeks_are_read_as_people_write_them(typed: str, weeks: set[int] | None) -> None:
    assert weeks_read(typed) == weeks


def test_classes_of_one_rule_that_touch_do_not_overlap() -> None:
    def period(first: int, last: int) -> Period:
        day = date(2026, 10, 6)
        hours = (datetime(2026, 10, 6, hour, tzinfo=UTC) for hour in (first, last))
        return Period(day, *hours)

    morning, noon, afternoon = period(8, 12), period(11, 13), period(13, 17)

    assert overlapping([afternoon, morning]) is None
    assert overlapping([afternoon, noon]) is None
    assert overlapping([afternoon, noon, morning]) == (morning, noon)
