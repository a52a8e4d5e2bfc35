"""A cell as a page shows it: its text, what stands in place of a value, what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gregoire.framework.formats import NO_BREAK, THIN, language
from gregoire.observatory.figures import Cell, Status
from gregoire.observatory.wording import MARKS, MEANINGS, SYMBOLS

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Call:
    """The mark of a footnote where it is called, and where its text stands."""

    mark: str
    own: str  # the identifier of the call
    note: str  # that of the footnote

    @property
    def shown(self) -> str:
        """A letter stands in brackets, as beside a provisional figure; a number does not."""
        return self.mark if self.mark.isdecimal() else f"({self.mark})"


@dataclass(frozen=True, slots=True)
class Figure:
    """`symbol` stands in place of a value, `mark` beside one; `meaning` says either in words."""

    text: str = ""
    symbol: str = ""
    mark: str = ""
    meaning: str = ""
    calls: tuple[Call, ...] = ()

    @property
    def html(self) -> SafeString:
        """Drawn here and not by a template: a page holds hundreds of them."""
        if self.symbol:
            said = format_html('<abbr title="{}">{}</abbr>', self.meaning, self.symbol)
        elif self.mark:
            said = format_html(
                '{}<abbr class="o-mark" title="{}">{}</abbr>', self.text, self.meaning, self.mark
            )
        else:
            said = format_html("{}", self.text)
        return format_html("{}{}", said, called(self.calls)) if self.calls else said


def called(calls: tuple[Call, ...]) -> SafeString:
    """Links to footnotes; each has an identifier, to which the footnote leads back."""
    return format_html_join(
        "",
        '<sup class="g-call"><a id="{}" href="#{}" aria-label="{}">{}</a></sup>',
        (
            (call.own, call.note, gettext("Note %(mark)s") % {"mark": call.mark}, call.shown)
            for call in calls
        ),
    )


def figure(cell: Cell | None, *, elsewhere: str = "", calls: tuple[Call, ...] = ()) -> Figure:
    """What a cell shows; `elsewhere` is printed where it is counted in another place."""
    if cell is None:
        return Figure(calls=calls)
    meaning = str(MEANINGS.get(cell.status, ""))
    if cell.value is None:
        symbol = SYMBOLS.get(cell.status, "-")
        if cell.status is Status.ELSEWHERE and elsewhere:
            symbol = elsewhere
        return Figure(symbol=symbol, meaning=meaning, calls=calls)
    mark = MARKS.get(cell.status, "")
    is_called = mark in {call.shown for call in calls}  # the footnote says it better
    return Figure(number(cell.value), "", "" if is_called else mark, meaning, calls)


def together(unit: str) -> str:
    """“en %”, never broken at the end of a line."""
    return unit.replace(" ", NO_BREAK)


def number(value: Decimal) -> str:
    """“1 220”, “83,4” with the decimals that it was published with; in English “1,220”, “83.4”."""
    text = f"{value:,f}".replace("-", MINUS)
    return text.replace(",", THIN).replace(".", ",") if language() == "fr" else text


def share(value: float) -> str:
    """“99,9 %” of a share between 0 and 1: cut to one decimal, never rounded up to the whole."""
    cut = (Decimal(str(value)) * 100).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return percent(cut)


def percent(value: Decimal) -> str:
    """“39,0 %”, of a figure that is in per cent already."""
    return f"{number(value)}{NO_BREAK}%" if language() == "fr" else f"{number(value)}%"


def figure_or_dash(cell: Cell | None) -> Figure:
    """For lists, where a figure that there is not leaves no blank."""
    return figure(cell) if cell is not None else Figure(symbol="-", meaning=gettext("not shown"))


def legend(figures: Iterable[Figure]) -> list[tuple[str, str]]:
    """Each symbol and mark that stands among these figures, with its meaning, once."""
    said = {(each.symbol or each.mark, each.meaning) for each in figures}
    return sorted((sign, meaning) for sign, meaning in said if sign and meaning)
