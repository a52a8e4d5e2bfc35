"""The charts of an edition: what each shows, its rows, and what it says to those who do not see it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from gregoire.observatory.feeds import schema
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.places import TOTAL, place, places
from gregoire.observatory.publication import drawing
from gregoire.observatory.publication.drawing import Mark
from gregoire.observatory.publication.french import NARROW, shown, typographic
from gregoire.observatory.publication.narrative import source

BLOCKS: Final = {
    "metropole": "France métropolitaine",
    "overseas": "Outre-mer",
    "abroad": "Étranger",
}
MODALITIES: Final = ("on_site", "hybrid", "distance")
DIPLOMAS: Final = (*schema.DIPLOMAS, "unknown")
EXAMS: Final = ("presence_rate_by_modality", "success_rate_by_modality")
SERIES: Final = ("Présence", "Réussite")


@dataclass(frozen=True, slots=True)
class Chart:
    """`columns` and `rows` are its data as a table; `code` names its files."""

    code: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str

    @property
    def width(self) -> float:
        """Of the drawing, in its own points."""
        found = re.search(r'width="([0-9.]+)"', self.svg)
        return float(found[1]) if found else float(drawing.WIDTH)


def charts(edition: Edition) -> tuple[Chart, ...]:
    """Every chart of which the edition holds the figures."""
    drawn = (draw(edition) for draw in CHARTS)
    return tuple(chart for chart in drawn if chart is not None)


def _learners(edition: Edition) -> Chart | None:
    found = _by_centre(edition, "learners")
    if not found:
        return None
    return _chart(
        "learners-by-centre",
        f"Auditeurs sans double compte par centre d’inscription administrative, {edition.name}",
        f"Barres horizontales, {_range(found)}.",
        found,
        drawing.bars(found),
        unit="auditeurs",
    )


def _distance(edition: Edition) -> Chart | None:
    found = _by_centre(edition, "distance_share", unit=f"{NARROW}%")
    if not found:
        return None
    total = edition.by_key.get(Key("distance_share", TOTAL, edition.name))
    whole = total.value if total else None
    if total is not None:
        bar = _mark(total, group=drawing.WHOLE, name="Cnam", unit=f"{NARROW}%")
        found = [bar, *found]
    return _chart(
        "distance-by-centre",
        f"Part des auditeurs en formation à distance ou hybride par centre, {edition.name}",
        f"Barres horizontales en pourcentage, {_range(found)}.",
        found,
        drawing.bars(found, reference=None if whole is None else float(whole)),
        unit="%",
    )


def _exams(edition: Edition) -> Chart | None:
    cells, found = edition.by_key, []
    for code in MODALITIES:
        for indicator, series in zip(EXAMS, SERIES, strict=True):
            cell = cells.get(Key(indicator, TOTAL, edition.name, code))
            if cell is not None:
                found.append(
                    _mark(cell, group="", name=_category(code), series=series, unit=f"{NARROW}%")
                )
    if not found:
        return None
    said = " ; ".join(f"{mark.name}, {mark.series.lower()} {mark.label}" for mark in found)
    return _chart(
        "exams-by-modality",
        f"Présence et réussite aux examens selon la modalité, {edition.name}",
        f"Barres horizontales en pourcentage. {said}.",
        found,
        drawing.pairs(found, inks=dict(zip(SERIES, (drawing.BLUE, drawing.STEEL), strict=True))),
        unit="%",
    )


def _parchments(edition: Edition) -> Chart | None:
    series = {"diplomas": "Diplômes", "certificates": "Certificats"}
    totals = {
        _period(cell): shown(cell)
        for cell in _over_years(edition, "parchments")
        if cell.value is not None
    }
    found = [
        _mark(cell, group="", name=_period(cell), series=name)
        for position in range(len(totals))
        for code, name in series.items()
        for cell in _over_years(edition, code)[position : position + 1]
    ]
    if not found or len(found) != 2 * len(totals):
        return None
    said = " ; ".join(f"{year}, {total}" for year, total in totals.items())
    return _chart(
        "parchments",
        f"Parchemins délivrés par année universitaire, {_span(found)}",
        f"Colonnes empilées, diplômes puis certificats. Ensemble : {said}. (p) : données provisoires.",
        found,
        drawing.columns(
            found,
            inks=dict(zip(series.values(), (drawing.BLUE, drawing.STEEL), strict=True)),
            totals=totals,
            height=230,
        ),
        unit="parchemins",
    )


def _recognition(edition: Edition) -> Chart | None:
    found = [
        _mark(cell, group=procedure, name=cell.key.period, series=series)
        for procedure in ("VAPP", "VAE", "VES")
        for what, series in (("decisions", "Décisions"), ("candidates", "Candidats"))
        for cell in _over_years(edition, f"{procedure.lower()}_{what}")
    ]
    if not found:
        return None
    said = " ; ".join(
        f"{mark.group}, {mark.series.lower()} en {mark.name}, {mark.label}"
        for mark in found
        if mark.name in (found[0].name, max(each.name for each in found))
    )
    return _chart(
        "recognition",
        f"Validation des acquis : candidats et décisions, {_span(found)}",
        f"Courbes par dispositif, la plus haute pour les décisions. {said}.",
        found,
        drawing.lines(
            _labelled_at_ends(found), inks={"Décisions": drawing.BLUE, "Candidats": drawing.RED}
        ),
        unit="",
    )


def _first_diplomas(edition: Edition) -> Chart | None:
    cells = edition.by_key
    found = [
        _mark(cell, group="", name=_category(code))
        for code in DIPLOMAS
        for cell in [cells.get(Key("learners_by_first_diploma", TOTAL, edition.name, code))]
        if cell is not None
    ]
    if not found:
        return None
    said = " ; ".join(f"{mark.name}, {mark.label}" for mark in found)
    return _chart(
        "first-diplomas",
        f"Auditeurs selon le diplôme le plus élevé à leur première inscription, {edition.name}",
        f"Barres horizontales, en nombre d’auditeurs. {said}.",
        found,
        drawing.bars(found),
        unit="auditeurs",
    )


def _at_distance(edition: Edition) -> Chart | None:
    return _by_year(
        edition,
        "distance_learners",
        "distance-learners",
        "Auditeurs inscrits à au moins un enseignement à distance ou hybride",
        unit="auditeurs",
    )


def _level_one(edition: Edition) -> Chart | None:
    return _by_year(
        edition,
        "level_1_share",
        "level-one",
        "Part des inscriptions de niveau I (BAC+5 et plus)",
        unit="%",
    )


def _by_year(edition: Edition, indicator: str, code: str, title: str, *, unit: str) -> Chart | None:
    sign = f"{NARROW}%" if unit == "%" else ""
    found = [
        _mark(cell, group="", name=_period(cell), unit=sign)
        for cell in _over_years(edition, indicator)
        if cell.value is not None
    ]
    if len(found) < len(SERIES):  # one year alone tells no evolution
        return None
    said = " ; ".join(f"{mark.name}, {mark.label}" for mark in found)
    drawn = drawing.columns(
        [replace(mark, label="") for mark in found],
        inks={"": drawing.BLUE},
        totals={mark.name: mark.label for mark in found},
        height=130,
    )
    return _chart(code, f"{title}, {_span(found)}", f"Colonnes. {said}.", found, drawn, unit=unit)


CHARTS: Final[tuple[Callable[[Edition], Chart | None], ...]] = (
    _learners, _first_diplomas, _distance, _at_distance, _level_one, _exams, _parchments, _recognition,
)  # fmt: skip


def _chart(
    code: str, title: str, description: str, marks: list[Mark], drawn: object, *, unit: str
) -> Chart:
    title, description = typographic(title), typographic(description)
    return Chart(
        code=code,
        title=title,
        description=description,
        columns=("groupe", "nom", "serie", "valeur", "unite", "affiche"),
        rows=tuple(
            (mark.group, mark.name, mark.series, _plain(mark.value), unit, mark.label)
            for mark in marks
        ),
        svg=drawing.svg(drawn, code=code, title=title, description=description),
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _mark(cell: Cell, *, group: str, name: str, series: str = "", unit: str = "") -> Mark:
    return Mark(
        group=group,
        name=name,
        series=series,
        value=None if cell.value is None else float(cell.value),
        label=shown(cell) + (unit if cell.value is not None else ""),
        is_provisional=cell.status is Status.PROVISIONAL,
    )


def _labelled_at_ends(marks: list[Mark]) -> list[Mark]:
    """The first and the last year bear their numbers; half way, the first group names its lines."""
    years = sorted({mark.name for mark in marks})
    labels = {
        years[len(years) // 2]: lambda mark: mark.series if mark.group == marks[0].group else ""
    }
    labels |= dict.fromkeys((years[0], years[-1]), lambda mark: mark.label)
    return [replace(mark, label=labels.get(mark.name, lambda _: "")(mark)) for mark in marks]


def _by_centre(edition: Edition, indicator: str, unit: str = "") -> list[Mark]:
    """One bar per centre, block by block, the longest first; centres without a figure at the end."""
    cells = edition.by_key
    marks = []
    for block, title in BLOCKS.items():
        found = [
            cell
            for each in places()
            if each.kind == "centre" and each.block == block
            for cell in [cells.get(Key(indicator, each.code, edition.name))]
            if cell is not None
        ]
        found.sort(key=lambda cell: (cell.value is None, -(cell.value or Decimal(0))))
        marks += [
            _mark(cell, group=title, name=_centre(cell.key.place), unit=unit) for cell in found
        ]
    return marks


def _category(code: str) -> str:
    return str(source()["categories"][code])


def _centre(code: str) -> str:
    """“Cnam Alsace” stands under a chart of the Cnam's centres: “Alsace” says enough."""
    return place(code).label.removeprefix("Cnam ")


def _over_years(edition: Edition, indicator: str) -> list[Cell]:
    found = [
        cell
        for key, cell in edition.by_key.items()
        if key.indicator == indicator and key.place == TOTAL and not key.category
    ]
    return sorted(found, key=lambda cell: cell.key.period)


def _period(cell: Cell) -> str:
    return cell.key.period + (" (p)" if cell.status is Status.PROVISIONAL else "")


def _span(marks: Iterable[Mark]) -> str:
    names = sorted({mark.name.removesuffix(" (p)") for mark in marks})
    return f"{names[0]} à {names[-1]}"


def _range(marks: list[Mark]) -> str:
    whole = [f" ; {mark.group}, {mark.label}" for mark in marks if mark.group == drawing.WHOLE]
    centres = [mark for mark in marks if mark.group != drawing.WHOLE]
    known = sorted(
        (mark for mark in centres if mark.value is not None), key=lambda mark: mark.value or 0
    )
    without = len(centres) - len(known)
    said = f"{len(centres)} centres"
    if known:
        said += f", de {known[0].label} ({known[0].name}) à {known[-1].label} ({known[-1].name})"
    return said + (f" ; {without} sans valeur publiée" if without else "") + "".join(whole)
