"""The reference page of the observatory's indicators, from their definitions."""

from collections.abc import Iterator
from pathlib import Path

from gregoire.observatory.indicators import (
    TableLayout,
    definitions,
    footnotes,
    key_figures,
    tables,
)
from gregoire.observatory.indicators.definition import CLEAN, NOTE
from gregoire.observatory.indicators.telling import Definition

EXAMPLE = "level_1_share"


def indicator_pages(folder: Path, written: str) -> dict[Path, str]:
    """The page, under its path."""
    return {folder / "indicators.md": "\n".join(_lines(written)) + "\n"}


def _lines(written: str) -> Iterator[str]:
    all_ = definitions()
    yield from ("# Indicators of the observatory", "", written, "")
    yield (
        f"{len(all_)} indicators, each defined once (`gregoire/observatory/indicators/catalogue/`) and "
        "compiled into one query per linked table. Conventions are told in "
        "[conventions](../explanation/conventions.md); a new one is added as "
        "[add an indicator](../how-to/add-an-indicator.md) says."
    )
    yield from ("", f"Rounding, of all: {all_['learners'].rounding['en']}", "")
    for layout in tables():
        yield from _table(layout, all_)
    shown = {code for layout in tables() for code in _codes(layout)}
    yield from ("## Others, of the text and of the drill-down", "")
    yield from _listed([each for code, each in all_.items() if code not in shown])
    yield from ("## Figures of the text that come from outside", "")
    yield from ("| Key | Value | Source |", "| --- | --- | --- |")
    for figure in key_figures():
        if figure.is_constant:
            yield f"| `{figure.key}` | {figure.constant} {figure.unit} | {figure.source.en} |"
    yield from ("", "## Footnotes", "", "| Code | French | English |", "| --- | --- | --- |")
    for code, text in footnotes().items():
        yield f"| `{code}` | {text.fr} | {text.en} |"
    yield from (
        "",
        "## The query of one of them",
        "",
        f"`{EXAMPLE}`, as DuckDB would be asked:",
        "",
    )
    yield f"```sql\n{all_[EXAMPLE].sql}\n```"
    yield ""
    yield "That of every indicator stands in each edition, under `definitions`."


def _table(layout: TableLayout, all_: dict[str, Definition]) -> Iterator[str]:
    yield from (f"## {layout.code}: {layout.title.en}", "")
    yield from (layout.sources.en, "")
    yield from _listed([all_[code] for code in _codes(layout)])


def _codes(layout: TableLayout) -> list[str]:
    of_columns = [column.indicator for column in layout.columns]
    return [code for code in (*of_columns, *(row.indicator for row in layout.rows)) if code]


def _listed(some: list[Definition]) -> Iterator[str]:
    for each in some:
        yield from (f"### `{each.code}`", "", f"**{each.title['fr']}** ({each.title['en']}).", "")
        yield f"- {each.how['en']}"
        yield f"- Unit: {each.unit['en']}, {each.decimals} decimals. Statuses: {', '.join(each.statuses)}."
        yield f"- Field: {each.field['en']}"
        yield f"- Counted at: {each.role['en']}"
        yield from _of_conventions("Missing answers", each.missing)
        yield from _of_conventions("Subtotals and total", each.totals)
        if each.categories:
            yield f"- By category: {', '.join(each.categories)}."
        yield f"- Sources: {each.sources['en']}"
        for caveat in each.caveats:
            yield f"- Caveat: {caveat['en']}"
        for note in each.footnotes:
            yield f"- Footnote: {note['en']}"
        yield ""


def _of_conventions(what: str, told: dict[str, dict[str, str]]) -> Iterator[str]:
    if told[CLEAN]["en"] == told[NOTE]["en"]:
        yield f"- {what}: {told[CLEAN]['en']}"
    else:
        yield f"- {what}, `{CLEAN}`: {told[CLEAN]['en']}"
        yield f"- {what}, `{NOTE}`: {told[NOTE]['en']}"
