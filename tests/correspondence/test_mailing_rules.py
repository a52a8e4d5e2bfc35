"""When mail leaves, to what address, and what is read in a mail that comes back."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gregoire.correspondence.rules import MailRhythm
from gregoire.correspondence.rules.mailing import (
    MailWish,
    PreferenceRefusal,
    due_at,
    is_mail_address,
    one_line,
    preference_refusal,
)
from tests.support.tables import cases

PAGE = "reference/rules/when-mail-leaves.md"


def wish_of(case: dict[str, str]) -> MailWish:
    hours = [time.fromisoformat(hour) for hour in case["Quiet"].split("–") if hour]
    return MailWish(MailRhythm(case["Rhythm"]), ZoneInfo(case["Zone"]), *hours)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("case", [*cases(PAGE, "At once"), *cases(PAGE, "Digests")])
def test_mail_leaves_when_its_table_says(case: dict[str, str]) -> None:
    leaves = due_at(wish_of(case), instant(case["Said"]), at_once=case["Must"] == "yes")

    assert leaves == instant(case["Leaves"])


def test_an_instant_may_be_given_in_any_zone() -> None:
    wish = MailWish(MailRhythm.DAILY, ZoneInfo("Europe/Paris"))
    said = datetime(2026, 11, 24, 21, tzinfo=ZoneInfo("Pacific/Noumea"))  # 11:00 in Paris

    assert due_at(wish, said) == datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (None, None, None),
        (time(22), time(7), None),
        (time(22), None, PreferenceRefusal.HALF_OF_QUIET_HOURS),
        (None, time(7), PreferenceRefusal.HALF_OF_QUIET_HOURS),
        (time(7), time(7), PreferenceRefusal.QUIET_HOURS_WITHOUT_LENGTH),
    ],
)
def test_quiet_hours_have_two_ends_and_a_length(
    begins: time | None, ends: time | None, expected: PreferenceRefusal | None
) -> None:
    assert preference_refusal(begins, ends) == expected


@pytest.mark.parametrize(
    "address",
    [
        "camille@example.org",
        "o'brien+cnam@mail.example.org",
        "campus@localhost",
        "zoe@université.example",
    ],
)
def test_one_plain_address_is_written_to(address: str) -> None:
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "camille",
        "camille@",
        "@example.org",
        "camille@example.org\nBcc: everybody@example.org",
        "camille@example.org\r\n\r\nA body of their own",
        "camille@example.org, other@example.org",
        "Camille <camille@example.org>",
        "camille@example.org>",
        "camille @example.org",
        "camille@example..org\0",
        "camille@-example.org",
        "camille@example..org",
        f"camille@{'e' * 64}.org",
        "=?utf-8?q?camille=0D=0ABcc?=@example.org",
        f"{'c' * 65}@example.org",
        f"camille@{'e' * 250}.org",
    ],
)
def test_anything_else_is_no_address(address: str) -> None:
    assert not is_mail_address(address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Class of 24 November", "Class of 24 November"),
        ("Moved\r\nBcc: everybody@example.org", "Moved Bcc: everybody@example.org"),
        ("Moved\u2028to\x85A 101\x0b", "Moved to A 101"),
        ("=?utf-8?q?a=0D=0ABcc:_b?=", "= ?utf-8?q?a=0D=0ABcc:_b?="),
        ("Mo\x00ved\x1b[31m", "Moved[31m"),
        ("Mardi, 18\u00a0h\u00a030 ", "Mardi, 18\u00a0h\u00a030"),
        ("Moved \u202egro.elpmaxe", "Moved gro.elpmaxe"),
        ("  Réunion\treportée — l’été 🙂 ", "Réunion reportée — l’été 🙂"),
    ],
)
def test_a_header_is_one_line_of_what_can_be_seen(text: str, expected: str) -> None:
    assert one_line(text) == expected
