"""Tidy tables as CSV, one figure per line, and what they mean as CSV on the Web (`metadata.json`)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gregoire.observatory.figures import Cell, Edition
from gregoire.observatory.publication.charts import Chart
from gregoire.observatory.publication.french import MARKS
from gregoire.observatory.publication.grids import PROVISIONAL, Grid
from gregoire.observatory.publication.imprint import imprint, made_on
from gregoire.observatory.publication.narrative import source
from gregoire.observatory.publication.sheets import label, safe
from gregoire.observatory.publication.taught import Taught
from gregoire.observatory.publication.terms import Term, terms

LICENCE: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
STATUSES: Final = "https://registry.sdmx.org/ws/public/sdmxapi/rest/codelist/SDMX/CL_OBS_STATUS/2.2"
SEPARATOR: Final = "|"
FIGURES: Final = (  # name, datatype, meaning
    ("indicator", "string", "Code de l’indicateur"),
    ("indicator_label", "string", "Nom de l’indicateur"),
    ("place", "string", "Code du lieu"),
    ("place_label", "string", "Nom du lieu"),
    ("period", "string", "Année universitaire ou civile"),
    ("category", "string", "Code de la catégorie, s’il y en a"),
    ("value", "decimal", "Valeur publiée ; vide s’il n’y en a pas"),
    ("numerator", "integer", "Numérateur, ou effectif"),
    ("denominator", "integer", "Dénominateur"),
    ("coverage", "decimal", "Part du champ dont la réponse est connue, de 0 à 1"),
    ("status", "string", "Statut d’observation SDMX"),
    ("mark", "string", "Ce qui est imprimé à la place de la valeur, ou à côté d’elle"),
    ("footnotes", "string", "Codes des notes, séparés par une barre"),
)
OFFERED: Final = (
    ("centre", "string", "Code du centre qui enseigne"),
    ("offering", "string", "Clé de l’enseignement"),
    ("unit", "string", "Code de l’unité"),
    ("title", "string", "Intitulé de l’unité"),
    ("level", "string", "Niveau, de I à V"),
    ("modality", "string", "Modalité"),
    ("enrolments", "integer", "Inscriptions ; vide si la valeur est masquée"),
    ("status", "string", "Statut d’observation SDMX"),
)
DRAWN: Final = (
    ("group", "string", "Groupe"),
    ("name", "string", "Nom"),
    ("series", "string", "Série"),
    ("value", "decimal", "Valeur ; vide s’il n’y en a pas"),
    ("unit", "string", "Unité"),
    ("label", "string", "Ce qui est écrit sur le graphique"),
)


@dataclass(frozen=True, slots=True)
class Tidy:
    """A file: where it stands, what it holds."""

    path: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """UTF-8 to be, comma, one record per line; no cell that a spreadsheet would run."""
        place = io.StringIO()
        writer = csv.writer(place, lineterminator="\n")
        writer.writerow(name for name, _, _ in self.columns)
        numbers = {position for position, each in enumerate(self.columns) if each[1] != "string"}
        for row in self.rows:
            writer.writerow(
                text if position in numbers else safe(text) for position, text in enumerate(row)
            )
        return place.getvalue()


def tidies(
    edition: Edition, grids: Sequence[Grid], charts: Sequence[Chart], taught: Sequence[Taught]
) -> tuple[Tidy, ...]:
    """A file per table, those of what is in none of them, and one per chart."""
    names = {term.code: term for term in terms(edition)}
    words = source()["sheets"]
    in_tables = {cell.key for grid in grids for cell in grid.cells}
    others = [cell for cell in edition.cells if cell.key not in in_tables]
    national = [cell for cell in others if cell.key.place == "total"]
    by_centre = [cell for cell in others if cell.key.place != "total" and "/" not in cell.key.place]
    return (
        *(_figures(code, titles, cells, names) for code, titles, cells in _by_table(grids)),
        _figures("network", words["text_means"], national, names),
        _figures("centres", words["centres_mean"], by_centre, names),
        *([_offerings(edition, taught)] if taught else []),
        *(Tidy(f"charts/{chart.code}.csv", chart.title, DRAWN, chart.rows) for chart in charts),
    )


def metadata(edition: Edition, files: Sequence[Tidy], grids: Sequence[Grid]) -> str:
    """What the files mean, for machines: CSV on the Web, with the edition's own facts."""
    data: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fr"}],
        "dc:title": f"{source()['title']}, {edition.name}",
        "dc:publisher": source()["words"]["author"],
        "dc:license": {"@id": LICENCE},
        "dc:language": "fr",
        "dc:source": sorted({grid.sources for grid in grids}),
        "dc:description": imprint(edition),
        "edition": {
            "name": edition.name,
            "convention": edition.convention,
            "identifier": edition.identifier,
            "snapshot": edition.snapshot,
            "linkage": edition.linkage,
            "code": edition.code,
            "seed": edition.seed,
            "until": f"{made_on(edition):%Y-%m-%d}",
        },
        "statuses": {"@id": STATUSES, "meanings": source()["statuses"]},
        "footnotes": edition.footnotes,
        "indicators": {
            term.code: {"name": term.name, "unit": term.unit, "definition": term.definition}
            for term in terms(edition)
        },
        "tables": [_described(file) for file in files],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _described(file: Tidy) -> dict[str, Any]:
    columns = [
        {"name": name, "titles": meaning, "datatype": datatype}
        | ({"separator": SEPARATOR} if name == "footnotes" else {})
        for name, datatype, meaning in file.columns
    ]
    return {"url": file.path, "dc:title": file.title, "tableSchema": {"columns": columns}}


def _by_table(grids: Sequence[Grid]) -> Iterator[tuple[str, str, list[Cell]]]:
    for code in dict.fromkeys(grid.code[:2] for grid in grids):
        halves = [grid for grid in grids if grid.code.startswith(code)]
        cells = [cell for grid in halves for cell in grid.cells]
        yield code, " ; ".join(grid.title for grid in halves), cells


def _figures(name: str, title: str, cells: Iterable[Cell], terms: dict[str, Term]) -> Tidy:
    rows = tuple(_figure(cell, terms) for cell in dict.fromkeys(cells))
    return Tidy(f"csv/{name}.csv", title, FIGURES, rows)


def _figure(cell: Cell, terms: dict[str, Term]) -> tuple[str, ...]:
    key, term = cell.key, terms.get(cell.key.indicator)
    mark = PROVISIONAL if cell.status.value == "P" else ""
    return (
        key.indicator,
        term.name if term else key.indicator,
        key.place,
        label(key.place),
        key.period,
        key.category,
        _plain(cell.value),
        _plain(cell.numerator),
        _plain(cell.denominator),
        _plain(cell.coverage),
        cell.status.value,
        MARKS.get(cell.status, "-") if cell.value is None else mark,
        SEPARATOR.join(cell.footnotes),
    )


def _offerings(edition: Edition, taught: Sequence[Taught]) -> Tidy:
    """How many are enrolled in each."""
    rows = tuple(
        (
            each.offering.centre,
            each.offering.offering,
            each.offering.unit,
            each.offering.title,
            each.offering.level,
            each.offering.modality,
            _plain(each.cell.value),
            each.cell.status.value,
        )
        for each in taught
    )
    return Tidy("csv/teaching.csv", f"Inscriptions par enseignement, {edition.name}", OFFERED, rows)


def _plain(value: object) -> str:
    return "" if value is None else str(value)
