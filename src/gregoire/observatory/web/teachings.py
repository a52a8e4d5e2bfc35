"""What a centre, a region or a block teaches: offering by offering, with its enrolments."""

from django.core.paginator import Paginator

from gregoire.kernel.text import folded
from gregoire.observatory.editions.teaching import Teaching
from gregoire.observatory.places import Place, centres_of
from gregoire.observatory.web.pages import Frame, TeachingLine, TeachingsPage
from gregoire.observatory.web.places import way_to, ways_above
from gregoire.observatory.web.shown import figure_or_dash, legend

A_PAGE = 50


def teachings_page(frame: Frame, here: Place, *, words: str, number: str) -> TeachingsPage:
    asked = folded(words).split()
    taught = [
        one
        for centre in centres_of(here.code)
        for one in frame.shown.teaching.get(centre, [])
        if _is_meant(one, asked)
    ]
    pages = Paginator(taught, A_PAGE).get_page(number)
    lines = [
        TeachingLine(one, figure_or_dash(frame.shown.cell("enrolments", one.offering)))
        for one in pages
    ]
    return TeachingsPage(
        frame=frame,
        place=here,
        pages=pages,
        lines=lines,
        words=words,
        legend=legend(line.figure for line in lines),
        above=[*ways_above(frame.name, here), way_to(frame.name, here)],
    )


def _is_meant(teaching: Teaching, words: list[str]) -> bool:
    name = folded(f"{teaching.unit} {teaching.title}")
    return all(word in name for word in words)
