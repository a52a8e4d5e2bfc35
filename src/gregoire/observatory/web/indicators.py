"""The pages of definitions."""

from gregoire.framework.formats import language
from gregoire.observatory.indicators import tables
from gregoire.observatory.queries import publications
from gregoire.observatory.web.definitions import definition_of
from gregoire.observatory.web.editions import readable
from gregoire.observatory.web.pages import Frame, IndicatorPage, IndicatorsPage
from gregoire.observatory.web.shown import figure
from gregoire.observatory.wording import OTHER_FIGURES


def indicators_page(frame: Frame) -> IndicatorsPage:
    """Every indicator of the edition, under the table in which it stands."""
    edition, left = frame.shown.edition, dict.fromkeys(frame.shown.edition.definitions)
    groups = []
    for layout in tables(frame.name):
        shown = [column.indicator for column in layout.columns] + [
            row.indicator for row in layout.rows
        ]
        codes = [code for code in dict.fromkeys(shown) if code in left]
        for code in codes:
            del left[code]
        groups.append((layout.title.in_(language()), [definition_of(edition, c) for c in codes]))
    others = sorted((definition_of(edition, code) for code in left), key=lambda one: one.title)
    return IndicatorsPage(frame, [*groups, (str(OTHER_FIGURES), others)])


def indicator_page(frame: Frame, code: str) -> IndicatorPage:
    """One indicator, its figure of the whole network, and where it was defined otherwise."""
    edition = frame.shown.edition
    cells = [cell for cell in frame.shown.of_place("total") if cell.key.indicator == code]
    plain = sorted((cell for cell in cells if not cell.key.category), key=lambda c: c.key.period)
    other = [
        publication.edition
        for publication, shown in readable(publications())
        if shown.edition.definitions.get(code) not in (None, edition.definitions[code])
    ]
    return IndicatorPage(
        frame=frame,
        definition=definition_of(edition, code),
        series=[(cell.key.period, figure(cell)) for cell in plain],
        other=other,
    )
