import pytest

from gregoire.correspondence.rules import (
    LONGEST_TEXT,
    MessageRefusal,
    subject_refusal,
    text_refusal,
    tidied,
)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", MessageRefusal.NO_TEXT),
        ("Hello", None),
        ("x" * LONGEST_TEXT, None),
        ("x" * (LONGEST_TEXT + 1), MessageRefusal.TEXT_TOO_LONG),
    ],
)
def test_text_refusal(text: str, refusal: object) -> None:
    assert text_refusal(text) == refusal


@pytest.mark.parametrize(
    ("subject", "refusal"),
    [
        ("", MessageRefusal.NO_SUBJECT),
        ("x" * 150, None),
        ("x" * 151, MessageRefusal.SUBJECT_TOO_LONG),
    ],
)
def test_subject_refusal(subject: str, refusal: object) -> None:
    assert subject_refusal(subject) == refusal


def test_a_line_end_counts_for_one_character_whatever_the_browser_sends() -> None:
    assert tidied("  one\r\ntwo\rthree\0 \n") == "one\ntwo\nthree"
