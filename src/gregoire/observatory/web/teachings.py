"""What a centre, a region or a block teaches: offering by offering, with its figures."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.core.paginator import Paginator

from gregoire.kernel.text import folded
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.places import Place, centres_of
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.pages import Frame, TeachingLine, TeachingsPage
from gregoire.observatory.web.places import way_to, ways_above
from gregoire.observatory.web.shown import figure_or_dash, legend
from gregoire.observatory.wording import FIGURES_OF_COURSES

A_PAGE = 50
PUBLIC: Final = ("enrolments",)  # the others would point at persons far too often


def teachings_page(frame: Frame, here: Place, *, words: str, number: str) -> TeachingsPage:
    pages = Paginator(taught(frame.shown, here, words), A_PAGE).get_page(number)
    lines = lines_of(frame.shown, pages, PUBLIC)
    return TeachingsPage(
        frame=frame,
        place=here,
        pages=pages,
        heads=[str(FIGURES_OF_COURSES[code]) for code in PUBLIC],
        lines=lines,
        words=words,
        legend=legend(figure for line in lines for figure in line.figures),
        above=[*ways_above(frame.name, here), way_to(frame.name, here)],
    )


def taught(shown: Shown, here: Place, words: str) -> list[Teaching]:
    """What the centres of a place teach, of which unit or title bear all the words."""
    asked = folded(words).split()
    return [
        one
        for centre in centres_of(here.code)
        for one in shown.teaching.get(centre, [])
        if _is_meant(one, asked)
    ]


def lines_of(
    shown: Shown, found: Iterable[Teaching], indicators: Sequence[str]
) -> list[TeachingLine]:
    return [
        TeachingLine(
            one, tuple(figure_or_dash(shown.cell(code, one.offering)) for code in indicators)
        )
        for one in found
    ]


def _is_meant(teaching: Teaching, words: list[str]) -> bool:
    name = folded(f"{teaching.unit} {teaching.title}")
    return all(word in name for word in words)
