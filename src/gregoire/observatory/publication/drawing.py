"""Four ways to draw figures: bars, bars in pairs, stacked columns, lines. Few inks, labels on the marks.

Bars and columns start at zero; there are no number axes, as every mark bears its own number. What
comes out is one SVG, the same for the same rows, with a title and a description for those who listen.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from xml.sax.saxutils import escape

import altair as alt
import vl_convert

from gregoire.observatory.publication import faces

INK: Final = "#1d2433"
QUIET: Final = "#5b6475"
LINE: Final = "#e4dfd5"
BLUE: Final = "#1f4e79"
STEEL: Final = "#4f7093"
RED: Final = "#9b1c31"
WHOLE: Final = "Ensemble du réseau"  # the group of what all others make together
WIDTH: Final = 640  # points of the drawing, laid on 17 cm of a page
LABELS: Final = 235  # of these, what names take at the left
STEP: Final = 17
FACE: Final = "source-sans-3-latin-wght-normal.woff2"
ON_PAGES: Final = f"'Source Sans 3 Variable','Source Sans 3','{faces.SANS}',sans-serif"
VEGA_LITE: Final = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
CONFIG: Final[dict[str, Any]] = {
    "aria": False,  # the drawing as a whole is one image: see `_described`
    "background": "white",
    "font": faces.SANS,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "labelFontSize": 12.5, "domainColor": QUIET, "ticks": False,
        "labelPadding": 6, "labelLimit": LABELS, "grid": False, "title": None,
    },
    "text": {"color": INK, "fontSize": 12.5},
    "header": {
        "labelFontSize": 13, "labelFontWeight": 600, "labelColor": INK, "title": None,
        "labelPadding": -8,
    },
    "facet": {"spacing": 6},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, segment or point: where it stands, how long it is, what is written at it.

    `value` is None where there is no figure: the label then says why, and nothing is drawn.
    """

    group: str
    name: str
    series: str
    value: float | None
    label: str
    is_provisional: bool = False


def bars(marks: Sequence[Mark], *, reference: float | None = None) -> Any:
    """Horizontal bars in their order, in titled groups where there are several.

    `reference`: a value that a line marks through all of them; the group without a title, if there
    is one, says what it is.
    """
    rows = [_row(mark, value=mark.value or 0) for mark in marks]
    base = alt.Chart().encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)),
        y=alt.Y("name:N", sort=None, axis=alt.Axis(domain=False)),
    )
    ink = alt.condition(f"datum.group == '{WHOLE}'", alt.value(RED), alt.value(BLUE))
    layers = [
        base.mark_bar(height=alt.RelativeBandSize(band=0.72)).encode(color=ink),
        base.mark_text(
            align="left", dx=5, stroke="white", strokeWidth=3, strokeJoin="round"
        ).encode(text="label:N"),
        base.mark_text(align="left", dx=5).encode(text="label:N"),
    ]
    if reference is not None:
        line = alt.Chart().mark_rule(color=RED, strokeDash=[3, 2])
        layers.insert(0, line.encode(x=alt.X(datum=reference, type="quantitative")))
    drawn = alt.layer(*layers, data=_data(rows)).properties(
        width=WIDTH - LABELS - 60, height=alt.Step(STEP)
    )
    groups = list(dict.fromkeys(mark.group for mark in marks))
    if len(groups) == 1:
        return drawn
    header = alt.Header(labelOrient="top", labelAnchor="start", labelAngle=0, labelAlign="left")
    return drawn.facet(row=alt.Row("group:N", sort=groups, header=header)).resolve_scale(
        y="independent"
    )


def pairs(marks: Sequence[Mark], *, inks: dict[str, str]) -> Any:
    """Several bars for each name, each with its series written in it."""
    rows = [_row(mark, value=mark.value or 0) for mark in marks]
    base = alt.Chart().encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, 100])),
        y=alt.Y("name:N", sort=None, axis=alt.Axis(domain=False), scale=alt.Scale(padding=0.25)),
        yOffset=alt.YOffset("series:N", sort=None),
    )
    colour = alt.Color("series:N", scale=_inks(inks), legend=None)
    return alt.layer(
        base.mark_bar(height=alt.RelativeBandSize(band=0.9)).encode(color=colour),
        base.mark_text(align="left", dx=6, color="white").encode(
            x=alt.datum(0, type="quantitative"), text="series:N"
        ),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(text="label:N"),
        data=_data(rows),
    ).properties(width=WIDTH - 160, height=alt.Step(20, **{"for": "offset"}))


def columns(
    marks: Sequence[Mark], *, inks: dict[str, str], totals: dict[str, str], height: int
) -> Any:
    """Stacked columns, the first series at the bottom; provisional ones paler."""
    rows, tops, heights = [], {}, dict.fromkeys(totals, 0.0)
    for mark in marks:
        start = heights[mark.name]
        heights[mark.name] = end = start + (mark.value or 0)
        rows.append(_row(mark, value=end) | {"start": start, "middle": (start + end) / 2})
        tops[mark.name] = {"name": mark.name, "value": end, "label": totals[mark.name]}
    x = alt.X("name:N", sort=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(domainMin=0))
    base = alt.Chart(_data(rows)).encode(x=x)
    layers = [
        base.mark_bar(width=alt.RelativeBandSize(band=0.66)).encode(
            y=y,
            y2="start:Q",
            color=alt.Color("series:N", scale=_inks(inks), legend=None),
            opacity=alt.condition("datum.provisional", alt.value(0.35), alt.value(1)),
        ),
        base.mark_text().encode(
            y=alt.Y("middle:Q"),
            text="label:N",
            color=alt.condition("datum.provisional", alt.value(INK), alt.value("white")),
        ),
        alt.Chart(_data(tops.values()))
        .mark_text(dy=-9, fontWeight=600)
        .encode(x=x, y=y, text="label:N"),
    ]
    if len(inks) > 1:
        layers.append(_beside(rows[-len(inks) :]))
    return alt.layer(*layers).properties(width=WIDTH - 130, height=height)


def _beside(last: Sequence[dict[str, Any]]) -> Any:
    """The names of the series, beside the last column."""
    return (
        alt.Chart(_data(last))
        .mark_text(align="left", dx=34)
        .encode(x=alt.X("name:N", sort=None), y=alt.Y("middle:Q"), text="series:N")
    )


def lines(marks: Sequence[Mark], *, inks: dict[str, str]) -> Any:
    """One small drawing per group, side by side on one scale; each point bears its label."""
    rows = [_row(mark, value=mark.value) for mark in marks if mark.value is not None]
    shown = alt.Axis(labelAngle=0, labelFontSize=11.5)
    base = alt.Chart().encode(
        x=alt.X("name:O", axis=shown, scale=alt.Scale(padding=0.35)),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(domainMin=0)),
        color=alt.Color("series:N", scale=_inks(inks), legend=None),
    )
    upper, groups = next(iter(inks)), list(dict.fromkeys(mark.group for mark in marks))
    drawn = alt.layer(
        base.mark_line(strokeWidth=2),
        base.mark_point(filled=True, size=26, opacity=1),
        base.mark_text(dy=-11)
        .encode(text="label:N")
        .transform_filter(f"datum.series == '{upper}'"),
        base.mark_text(dy=13).encode(text="label:N").transform_filter(f"datum.series != '{upper}'"),
        data=_data(rows),
    ).properties(width=(WIDTH - 80) / len(groups), height=190)
    header = alt.Header(labelOrient="top", labelAnchor="start", labelAlign="left")
    return drawn.facet(column=alt.Column("group:N", sort=groups, header=header)).properties(
        spacing=20
    )


def svg(drawn: Any, *, code: str, title: str, description: str) -> str:
    """The drawing as text; `code` makes its inner names its own on a page with others."""
    _know_the_faces()
    specification = drawn.to_dict() | {"config": CONFIG}
    text: str = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE)
    text = text.replace(f'font-family="{faces.SANS}"', f'font-family="{ON_PAGES}"')
    return _described(text, code=code, title=title, description=description)


def _described(text: str, *, code: str, title: str, description: str) -> str:
    names = f'role="img" aria-labelledby="{code}-title {code}-description"'
    told = (
        f'<title id="{code}-title">{escape(title)}</title>'
        f'<desc id="{code}-description">{escape(description)}</desc>'
        f"<style>{_face()}</style>"
    )
    opening = re.match(r"<svg[^>]*>", text)
    if opening is None:
        raise ValueError(f"{code}: what was drawn is not an SVG")
    tag = opening[0].replace('class="marks"', names)
    return f"{tag}{told}{text[opening.end() :]}\n"


@cache
def _face() -> str:
    """The typeface of our pages, inside the drawing: an image on a page may not fetch any."""
    data = (files("gregoire.framework") / "static" / "vendor" / "fonts" / FACE).read_bytes()
    return (
        "@font-face{font-family:'Source Sans 3 Variable';font-weight:200 900;"
        f"src:url(data:font/woff2;base64,{b64encode(data).decode()}) format('woff2')}}"
    )


@cache
def _know_the_faces() -> None:
    """Widths of labels are measured in the typeface that they are printed in."""
    vl_convert.register_font_directory(str(faces.folder()))


def _data(rows: Iterable[dict[str, Any]]) -> Any:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def _inks(inks: dict[str, str]) -> Any:
    return alt.Scale(domain=list(inks), range=list(inks.values()))


def _row(mark: Mark, *, value: float | None) -> dict[str, Any]:
    return {
        "group": mark.group,
        "name": mark.name,
        "series": mark.series,
        "value": value,
        "label": mark.label,
        "provisional": mark.is_provisional,
    }
