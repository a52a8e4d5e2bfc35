from datetime import UTC, datetime, timedelta

import pytest

from gregoire.correspondence.rules import (
    LONGEST_ADDRESS_LINE,
    AnnouncementRefusal,
    LetterRefusal,
    address_lines,
    is_abroad,
    next_try,
    number_refusal,
    sending_refusal,
)

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (timedelta(minutes=-3), AnnouncementRefusal.IN_THE_PAST),
        (timedelta(minutes=-1), None),
        (timedelta(0), None),
        (timedelta(days=366), None),
        (timedelta(days=367), AnnouncementRefusal.TOO_FAR),
    ],
)
def test_sending_refusal(ahead: timedelta, refusal: object) -> None:
    assert sending_refusal(NOW + ahead, NOW) == refusal


@pytest.mark.parametrize(
    ("left", "again"),
    [
        (None, timedelta(hours=2)),
        (timedelta(days=1), timedelta(hours=2)),
        (timedelta(hours=3), timedelta(minutes=20)),
        (timedelta(minutes=12), timedelta(minutes=6)),
        (timedelta(minutes=5), None),
        (timedelta(minutes=-1), None),
    ],
)
def test_next_try(left: timedelta | None, again: timedelta | None) -> None:
    proposed = next_try(NOW, NOW + left if left is not None else None)

    assert proposed == (NOW + again if again is not None else None)


def test_an_address_is_as_the_post_reads_it() -> None:
    lines = address_lines(
        name="Amina Haddad", street="Bât. C\n12 rue Foch", place="21000 Dijon", country=""
    )

    assert lines == ("Amina Haddad", "Bât. C", "12 rue Foch", "21000 DIJON")


def test_a_line_that_is_too_long_is_broken_between_words_and_nothing_is_cut() -> None:
    street = "Résidence universitaire des Trois Fontaines, escalier B, porte 12"

    lines = address_lines(name="A. B", street=street, place="21000 Dijon", country="Liban")

    assert all(len(line) <= LONGEST_ADDRESS_LINE for line in lines)
    assert " ".join(lines) == f"A. B {street} 21000 DIJON LIBAN"


@pytest.mark.parametrize(
    ("country", "home", "abroad"),
    [
        ("FR", "FR", False),
        ("", "FR", False),
        ("RE", "FR", False),
        ("FR", "NC", False),
        ("LB", "FR", True),
        ("FR", "LB", True),
        ("LB", "LB", False),
    ],
)
def test_the_country_stands_in_the_address_where_the_post_needs_it(
    country: str, home: str, abroad: bool
) -> None:
    assert is_abroad(country, home) is abroad


@pytest.mark.parametrize(
    ("number", "others", "refusal"),
    [
        ("1A 234", ["1A 235"], None),
        ("1A 234", ["1A 234"], LetterRefusal.NUMBER_TWICE),
        ("1" * 30, [], None),
        ("1" * 31, [], LetterRefusal.NUMBER_TOO_LONG),
    ],
)
def test_number_refusal(number: str, others: list[str], refusal: object) -> None:
    assert number_refusal(number, others) == refusal
