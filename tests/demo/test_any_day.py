"""The present semester of a demo, whatever the day on which it is made."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gregoire.demo.load_catalogue import present_number, taught
from gregoire.demo.load_story import best_shown, hours_to_come
from gregoire.kernel.years import AcademicYear

DAYS = [date(2026, 9, 1) + timedelta(days=after) for after in range(2 * 365 + 1)]


@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), date(2027, 1, 30)),
        (date(2026, 9, 28), date(2026, 9, 7), date(2027, 1, 30)),
        (date(2026, 11, 22), date(2026, 9, 28), date(2027, 1, 30)),
        (date(2027, 1, 15), date(2026, 11, 2), date(2027, 2, 12)),
        (date(2027, 2, 7), date(2026, 11, 23), date(2027, 3, 7)),
        (date(2027, 2, 8), date(2027, 1, 31), date(2027, 6, 19)),
        (date(2028, 2, 29), date(2028, 2, 8), date(2028, 6, 19)),
        (date(2027, 8, 10), date(2027, 5, 31), date(2027, 9, 7)),
    ],
)
def test_the_present_semester_is_under_way(day: date, starts: date, ends: date) -> None:
    year = AcademicYear.of(day).start

    assert taught(year, present_number(year, day), day) == (starts, ends)


def test_on_any_day_of_two_years_there_are_classes_this_week_and_in_the_next_four() -> None:
    for day in DAYS:
        year = AcademicYear.of(day).start
        starts, ends = taught(year, present_number(year, day), day)

        assert starts <= day
        assert day - starts < timedelta(weeks=11)
        assert ends - day >= timedelta(weeks=4)


def test_on_any_day_of_two_years_the_second_semester_follows_the_first() -> None:
    for day in DAYS:
        year = AcademicYear.of(day).start
        if present_number(year, day) == 1:
            first, second = (taught(year, number, day) for number in (1, 2))

            assert first[1] < second[0] < second[1]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-23T07:00", "2026-11-23T18:30"),
        ("2026-11-25T21:30", "2026-11-25T22:30"),
        ("2026-11-29T23:55", "2026-11-30T08:30"),
        ("2026-12-31T23:50", "2027-01-01T08:30"),
        ("2027-03-28T03:30", "2027-03-28T18:30"),
        ("2027-10-31T02:30", "2027-10-31T18:30"),
    ],
)
def test_a_class_can_be_cancelled_at_short_notice_at_any_hour(now: str, first: str) -> None:
    found = list(
        hours_to_come(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Paris")))
    )

    assert found[0].replace(tzinfo=None) == datetime.fromisoformat(first)
    assert len({one.date() for one in found}) >= 5


@pytest.mark.parametrize(
    ("starts", "chosen"),
    [
        ([23, 25, 26], 25),  # after the lost class of the 24th
        ([23, 30], 23),  # nobody would see the 30th this week
        ([], None),
    ],
)
def test_a_class_is_made_up_while_somebody_looks(starts: list[int], chosen: int | None) -> None:
    dates = [datetime(2026, 11, day, 18, tzinfo=UTC) for day in starts]
    lost, now = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 22, 12, tzinfo=UTC)

    found = best_shown(dates, lost, now=now)

    assert (found.day if found else None) == chosen
