"""The pages of a region, a block, a centre: composed from an edition, without a query."""

from django.utils.translation import gettext as _

from gregoire.framework.formats import language
from gregoire.observatory.indicators import tables
from gregoire.observatory.places import TOTAL, Place, centres_of, place, places
from gregoire.observatory.web import addresses
from gregoire.observatory.web.editions import Shown
from gregoire.observatory.web.pages import Comparison, Frame, PlacePage, Way
from gregoire.observatory.web.shown import figure, legend, together
from gregoire.observatory.web.tables import NOTED, Address, Drawing, Table

BY_PLACE = 2  # the first tables have places as their rows


def place_page(frame: Frame, here: Place) -> PlacePage:
    is_centre = here.kind == "centre"
    lines = _comparisons(frame.shown, here) if is_centre else []
    figures = [each for line in lines for each in line.figures]
    return PlacePage(
        frame=frame,
        place=here,
        above=ways_above(frame.name, here),
        tables=[] if is_centre else _tables(frame.shown, here),
        columns=[addresses.label_of(place(code)) for code in (here.code, *_beside(here))],
        lines=lines,
        legend=legend(figures),
        teachings=sum(frame.shown.teachings_at(code) for code in centres_of(here.code)),
    )


def drawn(shown: Shown, number: int, *, own_place: Address | None = None) -> list[Table]:
    """Table 1, 2 or 3, the latter in its two halves, linked to the public pages.

    With `own_place` only its places lead somewhere: to what that says.
    """
    corner = _("Centre") if number <= BY_PLACE else _("Figure")
    return [
        Drawing(
            shown=shown,
            layout=layout,
            corner=corner,
            definition=nowhere
            if own_place
            else (lambda code: addresses.indicator(shown.name, code)),
            place=own_place or (lambda code: addresses.place(shown.name, code)),
        ).table()
        for layout in tables(shown.name)
        if layout.code.startswith(f"T{number}")
    ]


def nowhere(_code: str) -> str:
    return ""


def _tables(shown: Shown, here: Place) -> list[Table]:
    inside = {
        each.code
        for each in places()
        if here.code in {each.code, each.region}
        or (here.kind == "block" and each.block == here.code)
    }
    return [
        Drawing(
            shown=shown,
            layout=layout,
            corner=_("Centre"),
            definition=lambda code: addresses.indicator(shown.name, code),
            place=lambda code: addresses.place(shown.name, code) if code != here.code else "",
        ).table(only=inside)
        for layout in tables(shown.name)[:BY_PLACE]
    ]


def way_to(name: str, here: Place) -> Way:
    return Way(addresses.label_of(here), addresses.place(name, here.code))


def ways_above(name: str, here: Place) -> list[Way]:
    """The block, then the region, that hold a place; not a region that bears its one centre's name."""
    codes = [code for code in (here.block, here.region) if code and code != here.code]
    return [way_to(name, place(code)) for code in codes if place(code).label not in here.label]


def _beside(here: Place) -> tuple[str, str]:
    return here.block, TOTAL


def _comparisons(shown: Shown, here: Place) -> list[Comparison]:
    """Every figure of tables 1 and 2 that is shown of the centre, beside its block and the network."""
    found = []
    for layout in tables(shown.name)[:BY_PLACE]:
        rows = {row.place: row for row in layout.rows if row.kind != "heading"}
        if here.code not in rows or rows[here.code].is_blank:
            continue
        for column in layout.columns:
            keys = [
                layout.key(rows[code], column, shown.name) for code in (here.code, *_beside(here))
            ]
            title, unit = column.title.in_(language()), together(column.unit.in_(language()))
            found.append(
                Comparison(
                    group=NOTED.sub(r"\g<words>", column.group.in_(language())) or _("Learners"),
                    title=f"{title} ({unit})" if unit else title,
                    to=addresses.indicator(shown.name, column.indicator),
                    figures=tuple(
                        figure(shown.cells.get(key) if key else None, elsewhere=column.elsewhere)
                        for key in keys
                    ),
                )
            )
    return found
