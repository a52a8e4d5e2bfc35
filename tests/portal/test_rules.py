from datetime import date

import pytest

from gregoire.portal.rules import (
    Ahead,
    Greeting,
    Term,
    Turn,
    Weeks,
    greeting,
    turns_ahead,
    weeks_of,
)

FIRST = Term(
    number=1,
    teaching_starts_on=date(2026, 10, 5),
    teaching_ends_on=date(2027, 1, 30),
    enrolment_opens_on=date(2026, 7, 1),
    enrolment_closes_on=date(2026, 11, 6),
)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, Greeting.EVENING),
        (5, Greeting.MORNING),
        (11, Greeting.MORNING),
        (12, Greeting.AFTERNOON),
        (17, Greeting.AFTERNOON),
        (18, Greeting.EVENING),
        (23, Greeting.EVENING),
    ],
)
def test_people_are_greeted_by_the_hour_where_they_are(hour: int, said: Greeting) -> None:
    assert greeting(hour) == said


def test_what_is_past_is_not_ahead_and_today_still_is() -> None:
    found = turns_ahead([FIRST], date(2026, 11, 6))

    assert found == [
        Ahead(date(2026, 11, 6), 1, Turn.ENROLMENT_CLOSES),
        Ahead(date(2027, 1, 30), 1, Turn.TEACHING_ENDS),
    ]


def test_what_is_too_far_is_not_said_yet() -> None:
    assert turns_ahead([FIRST], date(2026, 11, 7), days=30) == []


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (date(2026, 10, 4), Weeks(0, 17)),
        (date(2026, 10, 5), Weeks(1, 17)),
        (date(2026, 10, 11), Weeks(1, 17)),
        (date(2026, 10, 12), Weeks(2, 17)),
        (date(2027, 1, 30), Weeks(17, 17)),
        (date(2027, 3, 1), Weeks(17, 17)),
    ],
)
def test_the_week_of_a_semester(today: date, weeks: Weeks) -> None:
    assert weeks_of(FIRST.teaching_starts_on, FIRST.teaching_ends_on, today) == weeks
