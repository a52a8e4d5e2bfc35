"""The components of the house: one function, one template, one example on the /ui/ page.

Attributes are keyword arguments, so that a misspelt one fails when the template is compiled;
everything is escaped by Django itself.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, Select
from django.http import QueryDict
from django.template.base import Template
from django.template.context import Context
from django.template.engine import Engine
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gregoire.framework import formats

register = template.Library()

ICONS: Final = Path(__file__).parent.parent / "icons"
TONES: Final = frozenset({"blue", "green", "amber", "red", "quiet"})
UNIT_ROW: Final = (
    '<div class="g-unit"><div><span class="code">{}</span> {}<div class="name">{}</div>{}</div>'
    '<div class="side">{}</div></div>'
)
TAG: Final = '<span class="g-tag {}">{}</span>\n'
CHOSEN: Final = mark_safe(" selected")
RING: Final = 2 * math.pi * 44  # the length of a ring of radius 44


def _fill(name: str, values: Mapping[str, object]) -> SafeString:
    """A component's template with its values: no request, no context processor."""
    return _compiled(name).render(Context(dict(values)))


@cache
def _compiled(name: str) -> Template:
    return Engine.get_default().get_template(f"ui/{name}.html")


def _known_tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"no tone {tone!r}: one of {', '.join(sorted(TONES))}")
    return tone


def _trimmed(content: SafeString) -> SafeString:
    """Nothing, where a block holds only blanks."""
    return mark_safe(content.strip())  # noqa: S308 -- rendered by a template, which has escaped it


# Signs


@register.simple_tag
@lru_cache(maxsize=512, typed=True)  # typed: what is marked as safe is another label
def icon(name: str, *, label: str = "", size: int = 20) -> SafeString:
    """A drawing from icons.txt; without a label it is hidden from those who listen."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="g-icon" width="{0}" height="{0}" viewBox="0 0 24 24" {1}>{2}</svg>',
        size,
        mark_safe(spoken),  # noqa: S308 -- escaped above, or ours
        _strokes(name),
    )


@cache
def _strokes(name: str) -> SafeString:
    try:
        drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"{name} is not in icons.txt") from None
    _, _, inside = drawing.partition(">")
    strokes = inside.rpartition("</svg>")[0].replace(
        '<path stroke="none" d="M0 0h24v24H0z" fill="none" />', ""
    )
    return mark_safe(" ".join(strokes.split()))  # noqa: S308 -- a file of the package


@register.simple_tag
def tag(label: object, *, tone: str = "blue") -> SafeString:
    """A quiet word on a wash: never a colour alone."""
    return format_html(TAG, _known_tone(tone), localize(label))


@register.simple_tag
def avatar(initials: str) -> SafeString:
    return _fill("avatar", {"initials": initials})


@register.simple_tag
def meter(*, value: float, maximum: float, label: str, text: str = "") -> SafeString:
    """How far something has come; `text` stands above the bar."""
    return _fill("meter", {"value": value, "maximum": maximum, "label": label, "text": text})


@register.simple_tag
def ring(*, value: int, total: int, label: str, caption: str) -> SafeString:
    """A whole and how much of it there is: credits of a programme."""
    share = min(max(value / total, 0), 1) if total else 0.0
    drawn = {"drawn": f"{share * RING:.1f}", "length": f"{RING:.1f}", "is_empty": share == 0}
    return _fill("ring", {"value": value, "label": label, "caption": caption, **drawn})


# Boxes


@register.simple_block_tag
def card(
    content: SafeString,
    *,
    title: str = "",
    link: str = "",
    link_label: str = "",
    note: str = "",
    mark: str = "",
) -> SafeString:
    """A white box with a title and at most one link (or one note, or one tag) at its top right."""
    values = {"title": title, "link": link, "link_label": link_label, "note": note, "mark": mark}
    return _fill("card", {"content": content, **values})


@register.simple_block_tag
def notice(
    content: SafeString, *, tone: str = "amber", title: str = "", sign: str = ""
) -> SafeString:
    """What has changed, in a band across the page."""
    signs = {"amber": "alert-triangle", "red": "alert-circle", "green": "circle-check"}
    values = {"title": title, "sign": sign or signs.get(tone, "info-circle")}
    return _fill("notice", {"content": content, "tone": _known_tone(tone), **values})


@register.simple_block_tag
def empty_state(content: SafeString, *, title: str, sign: str = "circle-dashed") -> SafeString:
    """Nothing here yet: what will come, and how to make it come."""
    return _fill("empty_state", {"content": content, "title": title, "sign": sign})


@register.simple_block_tag
def facts(content: SafeString) -> SafeString:
    return _fill("facts", {"content": content})


@register.simple_tag
def fact(*, label: str, value: object) -> SafeString:
    """One thing known, under its name; a dash where it is not."""
    return _fill("fact", {"label": label, "value": value})


@register.simple_block_tag
def table(content: SafeString, *, label: str, walk: bool = False) -> SafeString:
    """A table that scrolls inside its card; `walk` lets arrows go from row to row."""
    return _fill("table", {"content": content, "label": label, "walk": walk})


@register.simple_block_tag
def heading(
    content: SafeString, *, title: str, above: str = "", beside: str = "", lead: str = ""
) -> SafeString:
    """The one h1 of a page; the actions of the page are the content."""
    values = {"title": title, "above": above, "beside": beside, "lead": lead}
    return _fill("heading", {"content": _trimmed(content), **values})


@register.simple_tag
def options(*, choices: Sequence[tuple[str, str]], chosen: str = "") -> SafeString:
    """The choices of a select, value and words; long lists are made here, not node by node."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, CHOSEN if value == chosen else "", words) for value, words in choices),
    )


@register.simple_block_tag
def unit_row(
    content: SafeString, *, code: str, title: str, to: str = "", detail: str = "", mark: str = ""
) -> SafeString:
    """One unit in a list; `mark` is a tag, the content stands at the right.

    Drawn here and not by a template of its own: a page may hold a hundred of them.
    """
    name = format_html('<a href="{}">{}</a>', to, title) if to else title
    below = format_html('<div class="detail">{}</div>', detail) if detail else ""
    return format_html(UNIT_ROW, code, mark, name, below, content)


@register.simple_block_tag
def coming(
    content: SafeString, *, day: str, title: str, hour: str = "", detail: str = "", tone: str = ""
) -> SafeString:
    """One thing to come, at its day; the content is what to do about it."""
    values = {"day": day, "hour": hour, "title": title, "detail": detail}
    return _fill("coming", {"content": _trimmed(content), "tone": tone, **values})


# Ways


@register.simple_tag
def button(
    label: str,
    *,
    kind: str = "primary",
    sign: str = "",
    name: str = "",
    value: str = "",
    small: bool = False,
) -> SafeString:
    """Sends the form it stands in."""
    values = {"label": label, "kind": kind, "sign": sign, "small": small}
    return _fill("button", {**values, "name": name, "value": value})


@register.simple_tag
def link_button(
    label: str, *, to: str, kind: str = "", sign: str = "", small: bool = False
) -> SafeString:
    """Goes elsewhere, and looks like what it is for: `kind="primary"` once on a page."""
    return _fill(
        "link_button", {"label": label, "to": to, "kind": kind, "sign": sign, "small": small}
    )


@register.simple_block_tag
def breadcrumbs(content: SafeString, *, here: str) -> SafeString:
    return _fill("breadcrumbs", {"content": content, "here": here})


@register.simple_tag
def crumb(*, to: str, label: str) -> SafeString:
    return _fill("crumb", {"to": to, "label": label})


@register.simple_block_tag
def tabs(content: SafeString, *, label: str) -> SafeString:
    return _fill("tabs", {"content": content, "label": label})


@register.simple_tag
def tab(*, to: str, label: str, current: bool = False, count: int | None = None) -> SafeString:
    return _fill("tab", {"to": to, "label": label, "current": current, "count": count})


@register.simple_tag
def steps(*, labels: Sequence[str], current: int) -> SafeString:
    """Where one stands in a procedure of several steps; the first is 1."""
    each = [(number, label, number < current) for number, label in enumerate(labels, start=1)]
    return _fill("steps", {"each": each, "current": current})


@register.simple_tag
def search_box(
    *,
    to: str,
    label: str,
    placeholder: str = "",
    name: str = "q",
    value: str = "",
    submit: str = "",
) -> SafeString:
    """The one search of a page; the key `/` leads there."""
    values = {"to": to, "label": label, "placeholder": placeholder}
    return _fill("search_box", {**values, "name": name, "value": value, "submit": submit})


@register.simple_tag(takes_context=True)
def pagination(context: Context, pages: Page[Any]) -> SafeString:
    """The pages of a list; what was asked in the address stays asked."""
    asked: QueryDict = context["request"].GET

    def address(number: int) -> str:
        query = asked.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    around = pages.paginator.get_elided_page_range(pages.number, on_each_side=1, on_ends=1)
    each = [(number, address(number) if isinstance(number, int) else "") for number in around]
    before = address(pages.number - 1) if pages.has_previous() else ""
    after = address(pages.number + 1) if pages.has_next() else ""
    return _fill("pagination", {"pages": pages, "each": each, "before": before, "after": after})


# Forms


@register.simple_tag
def field(
    bound: BoundField,
    *,
    autocomplete: str = "",
    inputmode: str = "",
    placeholder: str = "",
    help: str = "",  # noqa: A002 -- what it is called where it is written
) -> SafeString:
    """A field with its label, its help and what is wrong with it, tied together for those who listen."""
    wishes = {"autocomplete": autocomplete, "inputmode": inputmode, "placeholder": placeholder}
    if help:
        bound.help_text = help
    attributes: dict[str, str | bool] = {name: wish for name, wish in wishes.items() if wish}
    values = {"bound": bound, "widget": _widget(bound, attributes), "is_box": _is_box(bound)}
    return _fill("field", {**values, "is_group": bound.use_fieldset and not bound.is_hidden})


def _widget(bound: BoundField, attributes: dict[str, str | bool]) -> SafeString:
    if bound.is_hidden or bound.use_fieldset:
        return bound.as_widget(attrs=attributes)
    classes = "form-control"
    if _is_box(bound):
        classes = "form-check-input"
    elif isinstance(bound.field.widget, Select):
        classes = "form-select"
    own = bound.field.widget.attrs.get("class", "")
    return bound.as_widget(attrs={**attributes, "class": f"{classes} {own}".strip()})


def _is_box(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)


@register.simple_tag(takes_context=True)
def files_field(context: Context, bound: BoundField) -> SafeString:
    """A field for files with what was chosen below it; needs `uploads.js` and a multipart form.

    Without htmx a refused page comes back with an empty choice, and says so.
    """
    posted = bound.form.is_bound and context["request"].headers.get("HX-Request") != "true"
    lost = posted and bool(bound.data) and not bound.errors
    return _fill("files_field", {"field": field(bound), "bound": bound, "lost": lost})


@register.simple_tag
def file_link(*, to: str, name: str, size: int) -> SafeString:
    """A file to download: what it is called, how large it is."""
    return _fill("file_link", {"to": to, "name": name, "size": formats.file_size(size)})


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """What stands in the way, at the top of a refused form, with a link to each field."""
    wrong = [(form[name], form.errors[name]) for name in form.errors if name in form.fields]
    return _fill("form_errors", {"form": form, "wrong": wrong})


# The frame


@cache
def _assets() -> SafeString:
    return _fill("assets", {})


@register.simple_tag
def assets() -> SafeString:
    """Styles, fonts and scripts: their hashed addresses are looked up once per process."""
    return _assets()


# Words for figures and times (see framework/formats.py)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """`25 novembre 2026`"""
    return formats.day(value) if value else ""


@register.filter(expects_localtime=True)
def weekday(value: date | None) -> str:
    """`mer. 25 novembre`"""
    return formats.weekday(value) if value else ""


@register.filter(expects_localtime=True)
def full_day(value: date | None) -> str:
    """`mercredi 25 novembre 2026`"""
    return formats.full_day(value) if value else ""


@register.filter
def hour(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """`20 h 00`, in the zone of the centre where it happens if one is given."""
    return formats.hour(formats.there(value, zone)) if value else ""


@register.filter
def moment(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """`mer. 25 novembre, 20 h 00`"""
    return formats.moment(formats.there(value, zone)) if value else ""


@register.filter
def since(value: datetime | None, today: date) -> str:
    """`aujourd’hui, 16 h 02`, `hier`, `lundi`, `25 novembre`"""
    return formats.since(formats.there(value, None), today=today) if value else ""


@register.filter
def number(value: float | Decimal | None) -> str:
    """`1 210`"""
    return "" if value is None else formats.number(value)


@register.filter
def mark(value: Decimal | None) -> str:
    """`15/20`"""
    return "" if value is None else formats.mark(value)


@register.filter
def percent(value: float | Decimal | None) -> str:
    """`71 %`, of a share between 0 and 1"""
    return "" if value is None else formats.percent(value)


@register.filter
def ordinal(value: int | None) -> str:
    """`2ᵉ`"""
    return "" if value is None else formats.ordinal(value)
