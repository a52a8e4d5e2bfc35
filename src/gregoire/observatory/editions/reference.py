"""An edition against printed tables: every cell of them, figure by figure and mark by mark.

The reference is a folder of `table1.csv`, `table2.csv`, `table3_parchemins.csv`,
`table3_validations.csv` and `key_figures.csv`, with the headings below. Figures that the printed tables
contradict themselves stand in `data/impossible.csv`, with the reason: they are told apart from gaps, and
one that agrees after all is a gap, since the list is then wrong.
"""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from gregoire.observatory.editions.lines import CheckLine, Verdict, name_of, plain, shown
from gregoire.observatory.figures import Cell, Edition, Key, Status
from gregoire.observatory.indicators import TableLayout, key_figures, tables
from gregoire.observatory.places import TOTAL

TABLE_1: Final = {
    "auditeurs_regionaux_sans_double_compte": "learners", "auditeurs_entrants": "entrants",
    "part_fod_hyb_pct": "distance_share", "rapport_masculinite": "masculinity",
    "age_moyen": "mean_age", "part_bac3_plus_pct": "bac3_share",
    "part_recherche_emploi_pct": "seeking_share", "part_alternance_pct": "alternance_share",
}  # fmt: skip
TABLE_2: Final = {
    "ens_presentiel": "offerings_on_site", "ens_fod": "offerings_distance",
    "ens_hybride": "offerings_hybrid", "inscriptions": "enrolments",
    "part_niveau1_pct": "level_1_share", "part_fod_hyb_pct": "distance_enrolment_share",
    "inscriptions_ue_us_hors_intec": "enrolments_outside_intec",
    "taux_presence_pct": "presence_rate", "taux_reussite_pct": "success_rate",
}  # fmt: skip
PARCHMENTS: Final = {
    "Diplomation": "diplomas", "Certification": "certificates",
    "Diplomation et certification": "parchments",
}  # fmt: skip
RECOGNITION: Final = {"Nombre de candidats": "candidates", "Nombre de décisions": "decisions"}
HEADINGS: Final = {
    "table1.csv": ("libelle", *TABLE_1),
    "table2.csv": ("libelle", *TABLE_2),
    "table3_parchemins.csv": ("nature", "annee_universitaire", "nombre", "statut"),
    "table3_validations.csv": ("dispositif", "indicateur", "annee_civile", "nombre"),
    "key_figures.csv": ("cle", "valeur"),
}
MARKS: Final = {"n.c.": "n.c.", "n.c": "n.c.", "s.o.": "s.o.", "-": "-"}
PROVISIONAL: Final = {"p", "(p)"}


class ReferenceUnreadableError(ValueError):
    """The folder is no reference; the sentence names file and heading."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A printed figure that no edition can give, and why."""

    table: str
    row: str
    column: str
    reason: str


@dataclass
class Comparison:
    """An edition beside a reference, and which of the impossible figures it has met."""

    edition: Edition
    folder: Path
    cells: dict[Key, Cell] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.edition.by_key

    def line(self, table: str, row: str, column: str, printed: str, found: str) -> CheckLine:
        """Equal or a gap; the other way round for what is listed as impossible."""
        reason = impossible().get((table, row, column))
        about = f"{row} · {column}" if column else row
        agrees = equal(printed, found)
        if reason is None:
            return CheckLine(title(table), about, printed, found, verdict(holds=agrees))
        if agrees:
            stale = "listed as impossible, and agrees: the list is out of date"
            return CheckLine(title(table), about, printed, found, Verdict.GAP, stale)
        return CheckLine(title(table), about, printed, found, Verdict.IMPOSSIBLE, reason)

    def of_places(
        self, name: str, layout: TableLayout, columns: dict[str, str]
    ) -> Iterator[CheckLine]:
        """Tables 1 and 2: rows by place, through their labels."""
        printed = {plain_label(row["libelle"]): row for row in rows(self.folder, name)}
        table = name.removesuffix(".csv")
        by_indicator = {column.indicator: column for column in layout.columns}
        for row in layout.rows:
            keys = [layout.key(row, column, self.edition.name) for column in layout.columns]
            source = printed.pop(plain_label(row.label.fr), None)
            if source is None and any(keys):
                yield CheckLine(title(table), row.label.fr, "not printed", "a row", Verdict.GAP)
            for heading, indicator in columns.items():
                if source is None or not any(keys):
                    continue
                column = by_indicator[indicator]
                key = Key(indicator, row.place, column.period or self.edition.name)
                found = shown(self.cells.get(key), column.elsewhere)
                yield self.line(table, row.place, indicator, figure(source[heading]), found)
        for label, left in printed.items():
            if any(left[heading].strip() for heading in columns):
                yield CheckLine(title(table), label, "a row", "no such place", Verdict.GAP)

    def of_parchments(self) -> Iterator[CheckLine]:
        for row in rows(self.folder, "table3_parchemins.csv"):
            code, year = PARCHMENTS.get(row["nature"], row["nature"]), row["annee_universitaire"]
            cell = self.cells.get(Key(code, TOTAL, year))
            yield self.line("table3", code, year, figure(row["nombre"]), shown(cell))
            printed = "provisional" if row["statut"] in PROVISIONAL else "final"
            is_provisional = cell is not None and cell.status is Status.PROVISIONAL
            found = "provisional" if is_provisional else "final"
            yield self.line("table3", f"{code} status", year, printed, found)

    def of_recognition(self) -> Iterator[CheckLine]:
        for row in rows(self.folder, "table3_validations.csv"):
            what = RECOGNITION.get(row["indicateur"], row["indicateur"])
            code = f"{row['dispositif'].lower()}_{what}"
            cell = self.cells.get(Key(code, TOTAL, row["annee_civile"]))
            yield self.line("table3", code, row["annee_civile"], figure(row["nombre"]), shown(cell))

    def of_the_text(self) -> Iterator[CheckLine]:
        ours = {each.key: each for each in key_figures(self.edition.name)}
        for row in rows(self.folder, "key_figures.csv"):
            each = ours.pop(row["cle"], None)
            said = None if each is None else each.said(self.cells)
            found = "no such figure" if said is None else plain(said)
            printed = plain(number(row["valeur"]))
            yield self.line("key_figures", row["cle"], "", printed, found)
        for key, each in ours.items():
            about = name_of(each.figure) if each.figure else key
            yield CheckLine(title("key_figures"), key, "not printed", about, Verdict.GAP)


def compared(edition: Edition, folder: Path) -> list[CheckLine]:
    """Every printed cell of a reference beside the edition's. Raises ReferenceUnreadableError."""
    layouts = {layout.code: layout for layout in tables(edition.name)}
    comparison = Comparison(edition, folder)
    return [
        *comparison.of_places("table1.csv", layouts["T1"], TABLE_1),
        *comparison.of_places("table2.csv", layouts["T2"], TABLE_2),
        *comparison.of_parchments(),
        *comparison.of_recognition(),
        *comparison.of_the_text(),
    ]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The lines of a file of the reference."""
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [each for each in HEADINGS[name] if each not in (reader.fieldnames or ())]
            if missing:
                raise ReferenceUnreadableError(
                    f"{folder / name} has no column {', '.join(missing)}."
                )
            return [{key: value or "" for key, value in row.items() if key} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ReferenceUnreadableError(f"{folder / name} cannot be read: {reason}.") from None


def figure(printed: str) -> str:
    """A printed cell as it is compared: its mark in one spelling, or its number."""
    text = printed.strip()
    return MARKS[text] if text in MARKS else plain(number(text))


def equal(printed: str, found: str) -> bool:
    """The same mark or the same number: a whole number may be printed with “.0”."""
    try:
        return Decimal(printed) == Decimal(found)
    except InvalidOperation:
        return printed == found


def number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ReferenceUnreadableError(f"“{text}” is neither a number nor a known mark.") from None


@cache
def impossible() -> dict[tuple[str, str, str], str]:
    """What is listed as impossible: table, row (or key of the text) and column → the reason."""
    text = (files("gregoire.observatory") / "data" / "impossible.csv").read_text(encoding="utf-8")
    return {
        (row["table"], row["row"], row["column"]): row["reason_en"]
        for row in csv.DictReader(text.splitlines())
    }


def plain_label(label: str) -> str:
    """A label without accents, case, apostrophes and dashes: “Nord-Pas-De-Calais” is “Nord Pas de Calais”."""
    bare = unicodedata.normalize("NFKD", label).casefold()
    kept = "".join(one if one.isalnum() else " " for one in bare if not unicodedata.combining(one))
    return " ".join(kept.split())


def verdict(*, holds: bool) -> Verdict:
    return Verdict.HOLDS if holds else Verdict.GAP


def title(table: str) -> str:
    return f"printed: {table.replace('_', ' ')}"
