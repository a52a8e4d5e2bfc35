"""The workbook for Excel: numbers are numbers, marks say why, nothing is a formula."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from gregoire.observatory.publication.french import decimals
from gregoire.observatory.publication.sheets import Sheet, Square

FONT: Final = {
    "font_name": "Source Sans 3",
    "font_size": 10,
    "font_color": "#1d2433",
    "valign": "top",
}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "text": {},
    "label": {"indent": 1},
    "region": {"bold": True, "font_color": "#9b1c31"},
    "sum": {"bold": True, "top": 1},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "group": {"bold": True, "bottom": 1, "align": "center"},
    "note": {"font_color": "#5b6475", "font_size": 9},
    "title": {"bold": True, "font_size": 14},
}
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(sheets: Sequence[Sheet], *, title: str, author: str, made_on: datetime) -> bytes:
    """The .xlsx of these sheets; the same sheets give the same bytes."""
    place = BytesIO()
    book = xlsxwriter.Workbook(place, OPTIONS)
    book.set_properties({"title": title, "author": author, "created": made_on.replace(tzinfo=None)})
    formats: dict[tuple[str, str], Any] = {}
    for sheet in sheets:
        _write(book, sheet, partial(_format, book, formats), author)
    book.close()
    return place.getvalue()


def _write(book: Any, sheet: Sheet, look: Any, author: str) -> None:
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_comments_author(author)
    page.fit_to_pages(1, 0)
    page.set_paper(9)  # A4
    if sheet.frozen != (0, 0):
        page.freeze_panes(*sheet.frozen)
        page.repeat_rows(0, max(sheet.frozen[0] - 1, 0))
    for position, width in enumerate(sheet.widths):
        page.set_column(position, position, width)
    for row, squares in enumerate(sheet.rows):
        column = 0
        for square in squares:
            _put(page, row, column, square, look)
            column += square.span


def _put(page: Any, row: int, column: int, square: Square, look: Any) -> None:
    if isinstance(square.content, Decimal):
        page.write_number(row, column, float(square.content), look(square))
    elif square.span > 1:
        page.merge_range(row, column, row, column + square.span - 1, square.content, look(square))
    elif square.content:
        page.write_string(row, column, square.content, look(square))
    elif square.kind != "text":
        page.write_blank(row, column, None, look(square))
    if square.comment:
        page.write_comment(
            row, column, square.comment, {"font_size": 9, "x_scale": 1.6, "y_scale": 0.7}
        )


def _format(book: Any, formats: dict[tuple[str, str], Any], square: Square) -> Any:
    """One format per look and way to write a number."""
    written, is_mark = "", bool(square.comment) and isinstance(square.content, str)
    if isinstance(square.content, Decimal):
        places = decimals(square.content)
        written = "#,##0" + (f".{'0' * places}" if places else "")
        written += f'"{square.suffix}"' if square.suffix else ""
    key = (square.kind, written or ("mark" if is_mark else ""))
    if key not in formats:
        extra = {"num_format": written} if written else {"align": "right"} if is_mark else {}
        formats[key] = book.add_format(FONT | LOOKS[square.kind] | extra)
    return formats[key]
