"""Charts are published in French; pages in English say the same."""

import re
from pathlib import Path

import pytest

from gregoire.observatory.publication import charts
from gregoire.observatory.web import english


@pytest.mark.parametrize(
    ("french", "said"),
    [
        ("39,6\u202f%", "39.6%"),
        ("60\u202f502", "60,502"),
        ("2025-2026 (p)", "2025-2026 (p)"),
        ("n.c.", "n.c."),
        ("Non connu", "Not known"),
        ("Bretagne", "Bretagne"),
    ],
)
def test_a_word_or_a_figure_of_a_chart(french: str, said: str) -> None:
    assert english.word(french) == said


def test_a_title_keeps_its_years() -> None:
    said = english.title("parchments", "Parchemins délivrés, 2020-2021 à 2025-2026")

    assert said == "Parchments awarded by academic year, 2020-2021 to 2025-2026"


def test_every_chart_has_its_title_and_its_description_in_english() -> None:
    source = Path(charts.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)",\n +f?"[A-Z]', source))

    assert codes == set(english.TITLES) == set(english.PICTURES)
