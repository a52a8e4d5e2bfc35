"""Days, hours and figures, as people say them in each language."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from gregoire.framework import formats

DAY = date(2026, 11, 25)
EVENING = datetime(2026, 11, 25, 20, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["25 novembre 2026", "mer. 25 novembre", "mercredi 25 novembre 2026", "25 nov."]),
        ("en", ["25 November 2026", "Wed 25 November", "Wednesday 25 November 2026", "25 Nov"]),
    ],
)
def test_days(language: str, said: list[str]) -> None:
    with translation.override(language):
        days = [
            form(DAY)
            for form in (formats.day, formats.weekday, formats.full_day, formats.short_day)
        ]

    assert [day.replace(formats.NO_BREAK, " ") for day in days] == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "mer. 25 novembre, 20 h 00"), ("en", "Wed 25 November, 20:00")],
)
def test_a_moment_has_its_day_and_its_hour(language: str, said: str) -> None:
    with translation.override(language):
        moment = formats.moment(EVENING)

    assert moment.replace(formats.NO_BREAK, " ") == said


def test_the_first_of_a_month_is_said_so_in_french() -> None:
    with translation.override("fr"):
        first = formats.day(date(2026, 9, 1))

    assert first == f"1ᵉʳ{formats.NO_BREAK}septembre 2026"


def test_an_instant_is_said_in_the_zone_of_the_place_where_it_happens() -> None:
    in_noumea = formats.there(EVENING, ZoneInfo("Pacific/Noumea"))

    assert (in_noumea.day, in_noumea.hour) == (26, 6)


@pytest.mark.parametrize(
    ("language", "figure", "said"),
    [
        ("fr", 1210, f"1{formats.THIN}210"),
        ("en", 1210, "1,210"),
        ("fr", Decimal("12.50"), "12,5"),
        ("en", Decimal("12.50"), "12.5"),
    ],
)
def test_numbers(language: str, figure: int | Decimal, said: str) -> None:
    with translation.override(language):
        assert formats.number(figure) == said


@pytest.mark.parametrize(
    ("given", "said"), [("15.00", "15/20"), ("12.50", "12,5/20"), ("0", "0/20")]
)
def test_marks_are_out_of_twenty(given: str, said: str) -> None:
    with translation.override("fr"):
        assert formats.mark(Decimal(given)) == said


@pytest.mark.parametrize(
    ("share", "said"), [("0.714", "71"), ("0.999", "99"), ("1", "100"), ("0", "0")]
)
def test_a_share_is_never_rounded_up_to_the_whole(share: str, said: str) -> None:
    with translation.override("fr"):
        assert formats.percent(Decimal(share)) == f"{said}{formats.NO_BREAK}%"


@pytest.mark.parametrize(
    ("language", "places"),
    [
        ("fr", ["1ʳᵉ", "2ᵉ", "3ᵉ", "11ᵉ", "21ᵉ"]),
        ("en", ["1st", "2nd", "3rd", "11th", "21st"]),
    ],
)
def test_places_in_a_line(language: str, places: list[str]) -> None:
    with translation.override(language):
        assert [formats.ordinal(place) for place in (1, 2, 3, 11, 21)] == places


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 25), "today, 20:00"),
        (date(2026, 11, 26), "yesterday"),
        (date(2026, 11, 28), "Wednesday"),
        (date(2026, 12, 2), "25 November"),
        (date(2027, 11, 25), "25 November 2026"),
    ],
)
def test_when_something_was_said(today: date, said: str) -> None:
    assert formats.since(EVENING, today=today).replace(formats.NO_BREAK, " ") == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 11, 25), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 12), "in 13 days"),
        (date(2026, 11, 11), "in 2 weeks"),
        (date(2026, 9, 23), "in 2 months"),
    ],
)
def test_how_long_there_is(today: date, said: str) -> None:
    assert formats.ahead(DAY, today=today) == said
