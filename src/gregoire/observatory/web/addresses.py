"""Where the pages of an edition stand; places bear French words in addresses."""

from functools import cache
from typing import Final

from django.urls import reverse

from gregoire.observatory.places import TOTAL, Place, places

SUBTOTAL: Final = "Sous-total "
BLOCKS: Final = {"overseas": "outre-mer", "abroad": "etranger"}


def slug_of(code: str) -> str:
    """“region:grand-est” → “region-grand-est”, “overseas” → “outre-mer”."""
    return BLOCKS.get(code, code.replace(":", "-"))


def label_of(here: Place) -> str:
    """“Cnam Outre-Mer”: a block is a place before it is a subtotal."""
    return here.label.removeprefix(SUBTOTAL)


@cache
def places_by_slug() -> dict[str, Place]:
    """Every row but the total, by what addresses call it."""
    return {slug_of(each.code): each for each in places() if each.kind != TOTAL}


def place(edition: str, code: str) -> str:
    return reverse("observatory:place", args=[edition, slug_of(code)]) if code != TOTAL else ""


def indicator(edition: str, code: str) -> str:
    return reverse("observatory:indicator", args=[edition, code]) if code else ""


def file(edition: str, name: str) -> str:
    return reverse("observatory:file", args=[edition, name])


def page(edition: str, here: str) -> str:
    """One of the pages of an edition by its name among the tabs: “1” to “3” are the tables."""
    if here.isdecimal():
        return reverse("observatory:table", args=[edition, int(here)])
    return reverse(f"observatory:{here}", args=[edition])


def desk_teachings(edition: str, code: str) -> str:
    """What a place teaches, with nothing hidden."""
    return reverse("observatory:desk_teachings", args=[edition, slug_of(code)])


def desk_table(edition: str, number: int, convention: str) -> str:
    """A table with nothing hidden, of the observatory's own pages."""
    return f"{reverse('observatory:desk_table', args=[edition, number])}?convention={convention}"
