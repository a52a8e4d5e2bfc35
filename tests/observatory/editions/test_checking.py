import dataclasses
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gregoire.observatory.editions import CheckLine, Verdict, check
from gregoire.observatory.editions.reference import ReferenceUnreadableError, plain_label
from gregoire.observatory.figures import Cell, Edition, Key
from tests.observatory.conftest import Demo
from tests.observatory.editions.printed import FILES, print_edition

YEAR = "2016-2017"
SHARED = Path(__file__).parents[4] / "shared" / "data"


def gaps(lines: list[CheckLine]) -> list[CheckLine]:
    return [line for line in lines if line.verdict is Verdict.GAP]


def changed(edition: Edition, key: Key, **values: object) -> Edition:
    def seen(cell: Cell) -> Cell:
        return dataclasses.replace(cell, **values) if cell.key == key else cell  # type: ignore[arg-type]

    assert key in edition.by_key
    return dataclasses.replace(edition, cells=tuple(seen(cell) for cell in edition.cells))


def test_the_demo_stands_every_check(edition: Edition) -> None:
    lines = check(edition)

    counts = Counter(line.check for line in lines)
    assert gaps(lines) == []
    assert min(counts.values()) >= 2
    assert counts["counts against their subtotals and total"] > 2_000
    assert counts["rates against their counts"] > 2_000


@pytest.mark.parametrize(
    ("key", "values", "kind"),
    [
        (Key("learners", "paris", YEAR), {"numerator": 3}, "counts against their subtotals"),
        (Key("learners", "total", YEAR), {"numerator": 3}, "counts against their subtotals"),
        (Key("bac3_share", "abroad", YEAR), {"denominator": 1}, "counts against their subtotals"),
        (
            Key("bac3_share", "paris", YEAR),
            {"value": Decimal("12.3")},
            "rates against their counts",
        ),
        (Key("learners", "paris", YEAR), {"value": Decimal(3)}, "rates against their counts"),
        (Key("masculinity", "total", YEAR), {"value": Decimal(7)}, "rates against their counts"),
        (Key("certificates", "total", "2013-2014"), {"numerator": 0}, "totals of table 3"),
        (Key("vae_refused", "total", "2017"), {"numerator": 99}, "totals of table 3"),
        (Key("distance_learners", "total", YEAR), {"numerator": 5}, "numbers of the text"),
    ],
)
def test_a_figure_that_was_meddled_with_is_found(
    demo: Demo, key: Key, values: dict[str, object], kind: str
) -> None:
    edition = changed(demo.editions["note-2016"], key, **values)

    assert [line for line in gaps(check(edition)) if line.check.startswith(kind)]


def test_a_number_of_the_text_without_a_figure_is_told(demo: Demo) -> None:
    age = Key("mean_age", "total", YEAR)
    edition = changed(demo.editions["clean"], age, value=None, numerator=None, denominator=None)

    absent = [line.about for line in check(edition) if line.verdict is Verdict.ABSENT]

    assert absent == ["age_moyen"]


def test_a_head_count_outside_its_bounds_is_found(demo: Demo) -> None:
    edition = demo.editions["clean"]
    heads = dataclasses.replace(edition.head_count, upper=edition.head_count.persons - 1)

    found = gaps(check(dataclasses.replace(edition, head_count=heads)))

    assert [line.check for line in found] == ["head count against its bounds"]


def test_an_edition_agrees_with_what_is_printed_of_it(edition: Edition, tmp_path: Path) -> None:
    lines = check(edition, print_edition(edition, tmp_path))

    counts = Counter(line.check for line in lines if line.check.startswith("printed"))
    assert gaps(lines) == []
    assert counts == {
        "printed: table1": 39 * 8,
        "printed: table2": 37 * 9,
        "printed: table3": 2 * 18 + 36,
        "printed: key figures": 76,
    }


def test_what_is_printed_otherwise_is_a_gap(demo: Demo, tmp_path: Path) -> None:
    edition = demo.editions["note-2016"]
    file = print_edition(edition, tmp_path) / "table1.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    paris = next(place for place, line in enumerate(lines) if "Paris" in line)
    cells = lines[paris].split(",")
    lines[paris] = ",".join([cells[0], str(int(cells[1]) + 1), *cells[2:3], "n.c.", *cells[4:]])
    file.write_text("\n".join(lines), encoding="utf-8")

    found = gaps(check(edition, tmp_path))

    assert [(line.about, line.expected) for line in found] == [
        ("paris · learners", str(int(cells[1]) + 1)),
        ("paris · distance_share", "n.c."),
    ]


def test_rows_are_found_under_other_spellings(demo: Demo, tmp_path: Path) -> None:
    edition = demo.editions["note-2016"]
    file = print_edition(edition, tmp_path) / "table2.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace("Nord Pas de Calais", "Nord-Pas-De-Calais").replace("Étranger", "Etranger")
    file.write_text(text.replace("’", "'"), encoding="utf-8")

    assert gaps(check(edition, tmp_path)) == []


def test_a_row_that_is_not_printed_and_one_that_is_no_place_are_gaps(
    demo: Demo, tmp_path: Path
) -> None:
    edition = demo.editions["note-2016"]
    file = print_edition(edition, tmp_path) / "table1.csv"
    file.write_text(
        file.read_text(encoding="utf-8").replace("Corse", "Sardaigne"), encoding="utf-8"
    )

    found = [(line.about, line.expected, line.found) for line in gaps(check(edition, tmp_path))]

    assert found == [
        ("Cnam Corse", "not printed", "a row"),
        (plain_label("Cnam Sardaigne"), "a row", "no such place"),
    ]


def test_what_is_listed_as_impossible_is_told_with_its_reason(demo: Demo, tmp_path: Path) -> None:
    edition = demo.editions["note-2016"]
    lines = check(edition, print_edition(edition, tmp_path))

    (line,) = [line for line in lines if line.verdict is Verdict.IMPOSSIBLE]

    assert line.about == "part_recherche_emploi_texte"
    assert "cannot all be true" in line.reason


def test_a_list_of_the_impossible_that_is_out_of_date_is_a_gap(demo: Demo, tmp_path: Path) -> None:
    edition = demo.editions["note-2016"]
    file = print_edition(edition, tmp_path) / "key_figures.csv"
    (ours,) = [
        line.found for line in check(edition, tmp_path) if line.verdict is Verdict.IMPOSSIBLE
    ]
    file.write_text(file.read_text(encoding="utf-8").replace(",999", f",{ours}"), encoding="utf-8")

    (line,) = gaps(check(edition, tmp_path))

    assert line.reason == "listed as impossible, and agrees: the list is out of date"


@pytest.mark.parametrize("name", FILES)
def test_a_reference_without_one_of_its_files_is_refused(
    demo: Demo, tmp_path: Path, name: str
) -> None:
    (print_edition(demo.editions["clean"], tmp_path) / name).unlink()

    with pytest.raises(ReferenceUnreadableError, match=f"{name} cannot be read: No such file"):
        check(demo.editions["clean"], tmp_path)


def test_a_reference_with_other_columns_is_refused(demo: Demo, tmp_path: Path) -> None:
    file = print_edition(demo.editions["clean"], tmp_path) / "table2.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("ens_fod", "fod", 1), encoding="utf-8")

    with pytest.raises(ReferenceUnreadableError, match=r"table2.csv has no column ens_fod\."):
        check(demo.editions["clean"], tmp_path)


def test_a_cell_that_is_neither_number_nor_mark_is_refused(demo: Demo, tmp_path: Path) -> None:
    file = print_edition(demo.editions["clean"], tmp_path) / "table1.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("n.c.", "?", 1), encoding="utf-8")

    with pytest.raises(
        ReferenceUnreadableError, match="“\\?” is neither a number nor a known mark"
    ):
        check(demo.editions["clean"], tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the printed tables are not beside the repository")
def test_the_marks_of_the_printed_tables_are_those_of_the_demo(demo: Demo) -> None:
    lines = check(demo.editions["note-2016"], SHARED)

    marks = [line for line in lines if line.expected in {"n.c.", "s.o.", "-"}]
    assert len(marks) > 30
    assert gaps(marks) == []
