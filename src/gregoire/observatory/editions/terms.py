"""The little language in which identities between figures are written.

`indicator` is its count or numerator, `indicator/` its denominator, `indicator:category` that of a
category, `indicator:*` those of all its categories.
"""

from collections.abc import Iterable, Iterator, Mapping

from gregoire.observatory.figures import Key

NUMERATOR = "numerator"
DENOMINATOR = "denominator"


def parts_of(
    term: str, place: str, period: str, categories: Mapping[str, Iterable[str]]
) -> Iterator[tuple[Key, str]]:
    """Which counts of which figures a term means, at one place and in one period."""
    code, _, category = term.partition(":")
    part = DENOMINATOR if code.endswith("/") else NUMERATOR
    code = code.removesuffix("/")
    for one in categories.get(code, ()) if category == "*" else (category,):
        yield Key(code, place, period, one), part


def categories_of(keys: Iterable[Key]) -> dict[str, tuple[str, ...]]:
    """Of each indicator the categories that it has, in a fixed order."""
    found: dict[str, set[str]] = {}
    for key in keys:
        found.setdefault(key.indicator, set()).add(key.category)
    return {code: tuple(sorted(its)) for code, its in found.items()}
