"""The quality return: everything that was found, escaped, nameless, for people to read."""

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gregoire.observatory.feeds.findings import FeedRefusedError
from gregoire.observatory.feeds.returns import SHOWN, safe
from gregoire.observatory.store import Store
from tests.observatory.feeds.small import (
    EDITION,
    HOME,
    edit_cells,
    edit_line,
    table_file,
    take,
    write,
)

SCRIPT = "<script>alert(1)</script>"


class Text(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Feeds with a few damages, taken."""
    store = Store(tmp_path_factory.mktemp("observatory"))
    folder = write(tmp_path_factory.mktemp("feeds"))
    registrations = {
        (3, "diploma"): "",
        (4, "diploma"): SCRIPT,
        (5, "hours"): "-12",
        (6, "administrative_centre"): "l'île",
    }
    edit_cells(table_file(folder, "registrations"), registrations)
    persons = {(3, "sex"): "Hoarau", (4, "birth_name"): "HoÃ©rau"}
    edit_cells(table_file(folder, "persons"), persons)
    take(folder, store)
    return store


def page(store: Store, system: str = HOME) -> Text:
    return Text((store.returns(EDITION) / f"{system}.html").read_text(encoding="utf-8"))


def lines(store: Store, system: str = HOME) -> list[dict[str, str]]:
    path = store.returns(EDITION) / f"{system}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_page_tells_what_was_found_what_it_does_and_what_to_do(store: Store) -> None:
    words = page(store).words

    assert "Retour qualité\u00a0: Cnam La Réunion, 2016-2017" in words
    assert "Dépôt pris en compte." in words
    assert "Réponse manquante" in words
    assert any("«\u00a0bac+3 et plus\u00a0» du centre" in word for word in words)
    assert any("déclarer la donnée non communiquée" in word for word in words)
    assert "1,7\u202f%" in words  # one row in sixty


def test_what_stood_in_a_feed_comes_out_as_text(store: Store) -> None:
    raw = (store.returns(EDITION) / f"{HOME}.html").read_text(encoding="utf-8")

    assert SCRIPT not in raw
    assert "script" not in {tag for tag, _ in page(store).tags}
    assert SCRIPT in page(store).words


def test_the_page_stands_by_itself_and_is_built_for_all_readers(store: Store) -> None:
    tags = page(store).tags
    names = [tag for tag, _ in tags]

    assert names.count("h1") == names.count("main") == names.count("title") == 1
    assert ("html", {"lang": "fr"}) in tags
    assert not {"link", "img", "script"} & set(names)
    assert names.count("caption") == names.count("table")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in tags if tag == "th")


def test_the_file_has_a_line_for_each_finding_and_no_cell_that_runs(store: Store) -> None:
    found = {(line["Ligne"], line["Colonne"]): line["Valeur"] for line in lines(store)}

    assert found == {
        ("5", "diploma"): "",
        ("6", "diploma"): SCRIPT,
        ("7", "hours"): "'-12",
        ("8", "administrative_centre"): "l'île",
        ("5", "sex"): "",
        ("6", "birth_name"): "",
    }
    assert [safe(cell) for cell in ("=1+1", "@x", "+3", "\tx", "abc")] == [
        "'=1+1", "'@x", "'+3", "'\tx", "abc",
    ]  # fmt: skip


def test_no_name_is_in_a_return(store: Store) -> None:
    for path in store.returns(EDITION).iterdir():
        assert "oarau" not in path.read_text(encoding="utf-8")


def test_a_system_with_nothing_to_mend_is_told_so(store: Store) -> None:
    assert "Rien à corriger." in page(store, "national").words
    assert lines(store, "national") == []


def test_when_one_feed_is_refused_each_system_learns_what_became_of_its_own(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "observatory")
    folder = write(tmp_path / "feeds")
    edit_line(table_file(folder, "moocs"), 1, lambda line: line.replace("mooc,", "cours,"))

    with pytest.raises(FeedRefusedError):
        take(folder, store)

    assert "Dépôt refusé." in page(store, "national").words
    (line,) = lines(store, "national")
    assert (line["Fichier"], line["Ligne"], line["Suite donnée"]) == (
        "2016-2017/moocs.csv", "1", "dépôt refusé",
    )  # fmt: skip
    assert any(word.startswith("Dépôt en attente") for word in page(store, HOME).words)


def test_a_page_lists_the_first_of_many_and_the_file_lists_all(tmp_path: Path) -> None:
    store = Store(tmp_path / "observatory")
    folder = write(tmp_path / "feeds")
    cells = {(row, name): "" for row in range(60) for name in ("diploma", "first_diploma")}
    edit_cells(table_file(folder, "registrations"), cells)

    taken = take(folder, store)

    assert len(taken.findings) == len(lines(store)) == 120
    assert 60 <= SHOWN < len(taken.findings)
    shown = [word for word in page(store).words if word.startswith("R")]
    assert shown.count("R59") == 2
