"""The quality return of a system: a page that stands by itself, and a file of all findings.

Made as a tree of elements, so that whatever stood in a feed comes out as text. No name is shown.
"""

import csv
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files as package_files
from pathlib import Path
from typing import Final
from uuid import uuid4
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from gregoire.observatory.feeds.findings import (
    REFUSES_FEED,
    Damage,
    Fate,
    FileCount,
    Finding,
    sentences,
)
from gregoire.observatory.places import place
from gregoire.observatory.store import Store

LANGUAGE: Final = "fr"
COUNTS: Final = "files.json"  # rows read, kept and refused of every file, for the pages
SHOWN: Final = 100  # findings of one kind that the page lists; the file has all
WHOLE_FILE: Final = {*REFUSES_FEED, Damage.UNKNOWN_FILE, Damage.OTHER_YEAR_FILE} - {Damage.FORMULA}
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would run


def write_returns(
    store: Store,
    edition: str,
    *,
    systems: Iterable[str],
    findings: Sequence[Finding],
    files: Sequence[FileCount],
) -> None:
    """Put the returns of all systems in the place of the former ones, all at once."""
    by_system: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_system[finding.system].append(finding)
    refused = any(finding.fate is Fate.FEED_REFUSED for finding in findings)
    place_of = store.returns(edition)
    place_of.parent.mkdir(parents=True, exist_ok=True)
    draft = place_of.with_name(f".returns.{uuid4().hex[:8]}")
    draft.mkdir(mode=0o700)
    try:
        for system in sorted(set(systems)):
            own = [count for count in files if count.system == system]
            _write_csv(draft / f"{system}.csv", by_system[system])
            _write_html(draft / f"{system}.html", system, edition, by_system[system], own, refused)
        counts = [asdict(count) for count in files]
        (draft / COUNTS).write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
        if place_of.exists():
            place_of.rename(old := draft.with_name(f"{draft.name}.old"))
            draft.rename(place_of)
            shutil.rmtree(old)
        else:
            draft.rename(place_of)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _word(name: str) -> str:
    return sentences().page[name][LANGUAGE]


def _write_csv(path: Path, findings: Sequence[Finding]) -> None:
    """Semicolons and a byte order mark: what spreadsheets of French offices open by themselves."""
    names = (
        "file", "line", "column", "centre", "key", "value", "damage", "effect", "fate", "mend",
    )  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";", lineterminator="\n")
        out.writerow([_word(name) for name in names])
        for one in findings:
            out.writerow(
                safe(cell)
                for cell in (
                    one.file, str(one.line or ""), one.column, one.centre, one.key, one.value,
                    one.what(LANGUAGE), one.effect(LANGUAGE), _word(f"fate_{one.fate}"),
                    one.mend(LANGUAGE),
                )
            )  # fmt: skip


# -- the page -------------------------------------------------------------------------------------


def _write_html(
    path: Path,
    system: str,
    edition: str,
    findings: Sequence[Finding],
    files: Sequence[FileCount],
    refused: bool,
) -> None:
    title = f"{_word('title')}\u00a0: {_label(system)}, {edition}"
    page = Element("html", lang=LANGUAGE)
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _text(head, "title", title)
    css = package_files("gregoire.observatory") / "data" / "quality-return.css"
    _text(head, "style", css.read_text(encoding="utf-8"))
    main = SubElement(SubElement(page, "body"), "main")
    _text(main, "h1", title)
    _state(main, findings, refused=refused)
    _files(main, files)
    if findings:
        groups = _groups(findings)
        _summary(main, groups, files)
        _details(main, groups)
    indent(page)
    with path.open("wb") as file:
        file.write(b"<!doctype html>\n")
        ElementTree(page).write(file, encoding="utf-8", method="html")
        file.write(b"\n")


def _label(system: str) -> str:
    try:
        return place(system).label
    except KeyError:
        return system


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """An element with a text; `class_` is its class."""
    named = {name.rstrip("_"): value for name, value in attributes.items()}
    element = SubElement(parent, tag, named)
    element.text = text
    return element


def _state(main: Element, findings: Sequence[Finding], *, refused: bool) -> None:
    own = any(finding.fate is Fate.FEED_REFUSED for finding in findings)
    word = "refused" if own else "refused_by_other" if refused else "taken"
    _text(main, "p", f"{_word(word)}.", class_="state refused" if own else "state")
    if own:
        _text(main, "p", _word("otherwise"))
    if not findings:
        _text(main, "p", _word("nothing"))
    else:
        _text(main, "p", _word("names"), class_="soft")


def _table(parent: Element, caption: str, headings: Sequence[str], numbers: set[int]) -> Element:
    """A table with its headings; returns its body. `numbers`: which columns are."""
    region = {"class": "wide", "tabindex": "0", "role": "region", "aria-label": caption}
    wide = SubElement(parent, "div", region)  # the keyboard scrolls it
    table = SubElement(wide, "table")
    _text(table, "caption", caption)
    row = SubElement(SubElement(table, "thead"), "tr")
    for place_of, heading in enumerate(headings):
        kind = {"class_": "number"} if place_of in numbers else {}
        _text(row, "th", heading, scope="col", **kind)
    return SubElement(table, "tbody")


def _section(main: Element, name: str) -> Element:
    """A part whose heading tells what its table would: the caption is for the ear alone."""
    section = SubElement(main, "section", {"class": name})
    _text(section, "h2", _word(name))
    return section


def _row(body: Element, cells: Sequence[str], numbers: set[int]) -> None:
    row = SubElement(body, "tr")
    for place_of, cell in enumerate(cells):
        kind = {"class_": "number"} if place_of in numbers else {}
        if place_of == 0:
            _text(row, "th", cell, scope="row", **kind)
        else:
            _text(row, "td", cell, **kind)


def _files(main: Element, files: Sequence[FileCount]) -> None:
    headings = [_word(name) for name in ("file", "read", "kept", "refused_rows")]
    numbers = {1, 2, 3}
    body = _table(_section(main, "files"), _word("files"), headings, numbers)
    for one in files:
        _row(body, [one.file, *map(_count, (one.read, one.kept, one.refused))], numbers)


Group = tuple[Finding, list[Finding]]  # what they share, as told by the first


def _groups(findings: Sequence[Finding]) -> list[Group]:
    """By damage, file, column and fate: what refuses most first, then the most numerous."""
    together: dict[tuple[str, str, str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        together[one.fate, one.damage, one.file, one.column].append(one)
    order = list(Fate)
    return sorted(
        ((group[0], group) for group in together.values()),
        key=lambda g: (order.index(g[0].fate), -len(g[1]), g[0].file, g[0].column, g[0].damage),
    )


def _summary(main: Element, groups: Sequence[Group], files: Sequence[FileCount]) -> None:
    read = Counter({one.file: one.read for one in files})
    names = ("damage", "where", "count", "share", "fate", "effect", "mend")
    numbers = {2, 3}
    headings = [_word(name) for name in names]
    body = _table(_section(main, "summary"), _word("summary"), headings, numbers)
    for first, group in groups:
        cells = [
            first.what(LANGUAGE), _where(first), _count(len(group)),
            _share(first, len(group), read[first.file]), _word(f"fate_{first.fate}"),
            first.effect(LANGUAGE), first.mend(LANGUAGE),
        ]  # fmt: skip
        _row(body, cells, numbers)


def _where(finding: Finding) -> str:
    return ", ".join(part for part in (finding.file, finding.column) if part)


def _details(main: Element, groups: Sequence[Group]) -> None:
    _text(main, "h2", _word("details"))
    headings = [_word(name) for name in ("line", "centre", "key", "value")]
    for first, group in groups:
        _text(main, "h3", first.what(LANGUAGE))
        body = _table(main, _where(first), headings, {0})
        for one in group[:SHOWN]:
            centre = _label(one.centre) if one.centre else ""
            _row(body, [str(one.line or ""), centre, one.key, one.value], {0})
        if len(group) > SHOWN:
            _text(main, "p", _word("more"), class_="soft")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _share(first: Finding, part: int, whole: int) -> str:
    """Of the rows read; empty for what concerns a file as a whole."""
    if not whole or first.damage in WHOLE_FILE:
        return ""
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    if not share:
        return "<\u202f0,1\u202f%"
    return f"{share}\u202f%".replace(".", ",")
