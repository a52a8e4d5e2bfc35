"""The workbook for LibreOffice: the same sheets as for Excel."""

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from odf import config, dc, meta, number, office, opendocument, style, table
from odf.element import Element
from odf.namespaces import OFFICENS, TABLENS, nsdict
from odf.text import P

from gregoire.observatory.publication.french import decimals
from gregoire.observatory.publication.french import number as in_french
from gregoire.observatory.publication.sheets import Sheet, Square

LOOKS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "text": {},
    "label": {"paragraph": {"marginleft": "0.25cm"}},
    "region": {"text": {"fontweight": "bold", "color": "#9b1c31"}},
    "sum": {"text": {"fontweight": "bold"}, "cell": {"bordertop": "0.5pt solid #1d2433"}},
    "head": {
        "text": {"fontweight": "bold"},
        "cell": {
            "borderbottom": "0.5pt solid #1d2433", "wrapoption": "wrap", "verticalalign": "bottom",
        },
    },
    "group": {
        "text": {"fontweight": "bold"},
        "cell": {"borderbottom": "0.5pt solid #1d2433"},
        "paragraph": {"textalign": "center"},
    },
    "note": {"text": {"color": "#5b6475", "fontsize": "9pt"}},
    "title": {"text": {"fontweight": "bold", "fontsize": "14pt"}},
}  # fmt: skip
NAMESPACES: Final = dict(sorted(nsdict.items()))
CHARACTER: Final = 0.2  # centimetres of a column


def workbook(sheets: Sequence[Sheet], *, title: str, author: str, made_on: datetime) -> bytes:
    """The .ods of these sheets; the same sheets give the same bytes."""
    Element.namespaces.clear()  # the library keeps all that the process has ever named
    Element.namespaces.update(NAMESPACES)
    document = opendocument.OpenDocumentSpreadsheet()
    document.meta.addElement(dc.Title(text=title))
    document.meta.addElement(meta.InitialCreator(text=author))
    document.meta.addElement(meta.CreationDate(text=f"{made_on:%Y-%m-%dT%H:%M:%S}"))
    styles = _Styles(document)
    for sheet in sheets:
        document.spreadsheet.addElement(_sheet(sheet, styles))
    _freeze(document, sheets)
    place = BytesIO()
    document.write(place)
    return _dated(place.getvalue(), made_on)


class _Styles:
    """Styles of the document, each made when it is first asked for."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._known: dict[tuple[str, ...], Any] = {}
        font = style.FontFace(name="Source Sans 3", fontfamily="'Source Sans 3'")
        document.fontfacedecls.addElement(font)

    def column(self, width: int) -> Any:
        key = ("column", str(width))
        if key not in self._known:
            made = self._add(style.Style(name=f"column-{width}", family="table-column"))
            made.addElement(style.TableColumnProperties(columnwidth=f"{width * CHARACTER:.2f}cm"))
            self._known[key] = made
        return self._known[key]

    def square(self, square: Square) -> Any:
        written = ""
        if isinstance(square.content, Decimal):
            written = f"{decimals(square.content)}{square.suffix}"
        key = ("cell", square.kind, written or ("mark" if square.comment else ""))
        if key not in self._known:
            self._known[key] = self._cell(square, key[2], _plain("-".join(key)))
        return self._known[key]

    def _cell(self, square: Square, written: str, name: str) -> Any:
        look = LOOKS[square.kind]
        is_number = isinstance(square.content, Decimal)
        made = style.Style(
            name=name,
            family="table-cell",
            **({"datastylename": self._number(square)} if is_number else {}),
        )
        text = {"fontname": "Source Sans 3", "fontsize": "10pt", "color": "#1d2433"}
        made.addElement(style.TextProperties(**text | look.get("text", {})))
        made.addElement(style.TableCellProperties(**look.get("cell", {})))
        paragraph = look.get("paragraph", {})
        if written == "mark":
            paragraph = {"textalign": "end"}
        made.addElement(style.ParagraphProperties(**paragraph))
        return self._add(made)

    def _number(self, square: Square) -> Any:
        places = decimals(square.content) if isinstance(square.content, Decimal) else 0
        key = ("number", str(places), square.suffix)
        if key not in self._known:
            made = number.NumberStyle(name=_plain("-".join(key)))
            made.addElement(
                number.Number(decimalplaces=str(places), minintegerdigits="1", grouping="true")
            )
            if square.suffix:
                made.addElement(number.Text(text=square.suffix))
            self._known[key] = self._add(made)
        return self._known[key]

    def _add(self, made: Any) -> Any:
        self._document.automaticstyles.addElement(made)
        return made


def _plain(name: str) -> str:
    """As names of styles may be: letters, digits, hyphens."""
    return re.sub(r"[^a-z0-9-]", "", name)


def _sheet(sheet: Sheet, styles: _Styles) -> Any:
    page = table.Table(name=sheet.name)
    for width in sheet.widths:
        page.addElement(table.TableColumn(stylename=styles.column(width)))
    head = table.TableHeaderRows()
    for position, squares in enumerate(sheet.rows):
        row = table.TableRow()
        for square in squares:
            _put(row, square, styles)
        (head if position < sheet.frozen[0] else page).addElement(row)
        if position + 1 == sheet.frozen[0]:
            page.addElement(head)
    return page


def _put(row: Any, square: Square, styles: _Styles) -> None:
    attributes = {(TABLENS, "style-name"): styles.square(square)}
    if square.span > 1:
        attributes |= {
            (TABLENS, "number-columns-spanned"): str(square.span),
            (TABLENS, "number-rows-spanned"): "1",
        }
    if isinstance(square.content, Decimal):
        shown = in_french(square.content, decimals(square.content)) + square.suffix
        attributes |= {(OFFICENS, "value-type"): "float", (OFFICENS, "value"): str(square.content)}
    else:
        shown = square.content
        attributes |= {(OFFICENS, "value-type"): "string"} if shown else {}
    cell = table.TableCell(qattributes=attributes)  # by full names: quicker where there are many
    if square.comment:
        note = office.Annotation()
        note.addElement(P(text=square.comment))
        cell.addElement(note)
    if shown:
        cell.addElement(P(text=shown))
    row.addElement(cell)
    for _ in range(square.span - 1):
        row.addElement(table.CoveredTableCell())


def _freeze(document: Any, sheets: Sequence[Sheet]) -> None:
    """Headings stay in sight."""
    tables = config.ConfigItemMapNamed(name="Tables")
    for sheet in sheets:
        entry = config.ConfigItemMapEntry(name=sheet.name)
        for way, count in zip(("Vertical", "Horizontal"), sheet.frozen, strict=True):
            if count:
                side = "Bottom" if way == "Vertical" else "Right"
                for name, kind, value in (
                    (f"{way}SplitMode", "short", "2"),
                    (f"{way}SplitPosition", "int", str(count)),
                    (f"Position{side}", "int", str(count)),
                ):
                    entry.addElement(config.ConfigItem(name=name, type=kind, text=value))
        tables.addElement(entry)
    view = config.ConfigItemMapEntry()
    view.addElement(tables)
    views = config.ConfigItemMapIndexed(name="Views")
    views.addElement(view)
    settings = config.ConfigItemSet(name="ooo:view-settings")
    settings.addElement(views)
    document.settings.addElement(settings)


def _dated(packed: bytes, made_on: datetime) -> bytes:
    """The same archive with one date on every file, in place of the hour of its making."""
    place = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(place, "w") as new:
        for entry in old.infolist():
            dated = zipfile.ZipInfo(entry.filename, date_time=made_on.timetuple()[:6])
            dated.compress_type = entry.compress_type
            new.writestr(dated, old.read(entry))
    return place.getvalue()
