"""What everybody reads: the public face of an edition, and nothing else."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.observatory.editions.building import keep_public
from gregoire.observatory.figures import Status
from gregoire.observatory.store import Store
from gregoire.observatory.web.years import Told, is_break
from tests.makers.publications import (
    HEAD,
    cell,
    defined,
    make_edition,
    make_publication,
    published,
    shelve,
)

pytestmark = pytest.mark.django_db
NAME = "2016-2017"
HEAVY = ("altair", "duckdb", "highspy", "ibis", "pandas", "pyarrow", "splink", "vl_convert")


def text_of(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def page_of(name: str, *args: object) -> bytes:
    answer = Client().get(reverse(f"observatory:{name}", args=args))
    assert answer.status_code == 200, name
    return answer.content


def pages(name: str = NAME) -> Iterator[str]:
    """Every public address of an edition."""
    yield reverse("observatory:editions")
    yield reverse("observatory:years")
    yield reverse("observatory:years") + "?lieu=lorraine"
    for page in ("edition", "indicators", "charts"):
        yield reverse(f"observatory:{page}", args=[name])
    for number in (1, 2, 3):
        yield reverse("observatory:table", args=[name, number])
    for slug in ("lorraine", "region-grand-est", "metropole", "etranger", "liban"):
        yield reverse("observatory:place", args=[name, slug])
        yield reverse("observatory:teachings", args=[name, slug])
    yield reverse("observatory:indicator", args=[name, "learners"])


def test_the_figures_that_are_hidden_are_on_no_public_page(store: Store) -> None:
    published(store)

    shown = {path: Client().get(path) for path in pages()}

    assert {answer.status_code for answer in shown.values()} == {200}
    hidden = re.compile(r"4[\s,\u202f\u00a0]?321")
    assert [path for path, answer in shown.items() if hidden.search(answer.content.decode())] == []
    assert "confidential: hidden because it could point at a person" in text_of(
        page_of("table", NAME, 1)
    )


def test_what_is_only_built_is_not_there_for_the_public(store: Store) -> None:
    shelve(store, make_edition())

    answers = {path: Client().get(path).status_code for path in pages() if NAME in path}

    assert set(answers.values()) == {404}
    assert "No edition is published yet" in text_of(page_of("editions"))


@pytest.mark.parametrize(
    "path",
    [
        "/observatoire/1066-1067/",
        f"/observatoire/{NAME}/tableaux/4/",
        f"/observatoire/{NAME}/lieux/atlantide/",
        f"/observatoire/{NAME}/indicateurs/happiness/",
        f"/observatoire/{NAME}/fichiers/public.json",
        f"/observatoire/{NAME}/fichiers/../edition.json",
        f"/observatoire/{NAME}/fichiers/%2e%2e/edition.json",
        f"/observatoire/{NAME}/fichiers//etc/passwd",
        f"/observatoire/{NAME}/fichiers/csv/../public.json",
        f"/observatoire/{NAME}/fichiers/charts",
        f"/observatoire/{NAME}/fichiers/",
    ],
)
def test_what_there_is_not(store: Store, path: str) -> None:
    published(store)

    assert Client().get(path).status_code == 404


def test_headings_say_what_they_head(store: Store) -> None:
    published(store)

    page = page_of("table", NAME, 2).decode()

    assert page.count('scope="colgroup"') == 3
    assert page.count('scope="rowgroup"') > 10
    heads = re.findall(r"<th\s[^>]*>", page)
    assert [head for head in heads if "scope=" not in head] == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_footnotes_lead_to_their_calls_and_calls_to_their_footnotes(
    store: Store, number: int
) -> None:
    published(store)

    page = page_of("table", NAME, number).decode()

    there = re.findall(r'id="((?:appel|note)-[^"]+)"', page)
    led_to = re.findall(r'href="#((?:appel|note)-[^"]+)"', page)
    assert len(there) == len(set(there))
    assert set(led_to) == set(there)


def test_what_stands_in_place_of_a_figure_is_said(store: Store) -> None:
    published(store)

    page = page_of("table", NAME, 1).decode()

    assert '<abbr title="not communicated by the centre">n.c.</abbr>' in page
    assert "n.c. not communicated by the centre" in text_of(page.encode())


def test_a_table_says_how_much_of_its_field_is_known(store: Store) -> None:
    published(store)

    known = text_of(page_of("table", NAME, 1))

    assert "Part of the field that is known 100.0% 92.6%" in known
    assert "Part of the field" not in text_of(page_of("table", NAME, 3))


def test_a_note_that_one_figure_bears_has_a_letter(store: Store) -> None:
    published(store)

    page = page_of("table", NAME, 1).decode()

    assert '2,686<sup class="g-call"><a id="appel-T1-a-1" href="#note-T1-a"' in page
    assert '<li id="note-T1-a">' in page


def test_the_head_of_a_column_leads_to_its_definition(store: Store) -> None:
    published(store)
    address = reverse("observatory:indicator", args=[NAME, "learners"])

    assert f'href="{address}"' in page_of("table", NAME, 1).decode()
    told = text_of(page_of("indicator", NAME, "learners"))
    for words in ("Title of learners", "What learners counts.", "Left out.", "SELECT 1", "60,502"):
        assert words in told


def test_from_a_region_to_a_centre_to_its_courses(store: Store) -> None:
    published(store)

    region = page_of("place", NAME, "region-grand-est").decode()
    centre = page_of("place", NAME, "alsace").decode()
    courses = text_of(page_of("teachings", NAME, "alsace"))

    assert reverse("observatory:place", args=[NAME, "alsace"]) in region
    assert "aquitaine" not in region
    assert reverse("observatory:teachings", args=[NAME, "alsace"]) in centre
    assert "1,220" in text_of(centre.encode())
    assert "60,502" in text_of(centre.encode())
    assert "ECO101 Économie On site II - NFP121 Programmation On site II 17" in courses


def test_courses_are_searched(store: Store) -> None:
    published(store)
    address = reverse("observatory:teachings", args=[NAME, "alsace"])

    found = text_of(Client().get(address, {"q": "PROGRAMM"}).content)
    nothing = text_of(Client().get(address, {"q": "poterie"}).content)

    assert "NFP121" in found
    assert "No course bears this name here" in nothing


def test_years_stand_side_by_side_and_their_break_is_marked(store: Store) -> None:
    published(store, "2015-2016", convention="note-2016")
    published(store, "2016-2017")

    page = page_of("years").decode()

    assert re.search(r"<td>60,502</td>\s*<td>60,502<abbr [^>]*>‖</abbr></td>", page)
    assert 'title="break in the series: not made as the year before">‖</abbr>' in page
    assert "9,950" in text_of(page.encode())


def test_a_series_breaks_where_its_definition_or_its_convention_changes() -> None:
    old, new = make_edition("2015-2016"), make_edition("2016-2017")
    other = make_edition("2016-2017", convention="note-2016")
    changed = make_edition("2016-2017")
    changed.definitions["learners"] = defined("learners") | {"sql": "SELECT 2"}
    before = told(old, "2015-2016")

    assert is_break(before, told(new, NAME)) is False
    assert is_break(before, told(other, NAME)) is True
    assert is_break(before, told(changed, NAME)) is True
    assert is_break(before, told(new, NAME, status=Status.BREAK)) is True


def told(edition: object, period: str, status: Status = Status.NORMAL) -> Told:
    from gregoire.observatory.web.editions import Shown  # noqa: PLC0415 -- beside its only use

    found = cell("learners", "total", "1", status=status, period=period)
    return Told(found, Shown(edition, Path()))  # type: ignore[arg-type]


def test_a_provisional_edition_says_what_is_provisional(store: Store) -> None:
    published(store)

    told = text_of(page_of("editions"))

    assert "partly provisional" in told
    assert "Provisional: Title of parchments." in told


def test_the_head_count_is_published_with_its_error(store: Store) -> None:
    published(store)

    told = text_of(page_of("edition", NAME))

    assert "60,502 persons known across the centres; between 60,380 and 60,631" in told
    assert "expects 99.9% of the pairs joined to be right" in told
    assert "2 doubtful pairs remain to be looked at." in told
    assert "On top come 2,686 learners whom antennas return as a number" in told


def test_bounds_that_make_no_difference_are_not_told(store: Store) -> None:
    sure = replace(HEAD, persons=57816, lower=57816, upper=57816)
    edition = replace(make_edition(cells=[cell("learners", "total", "57816")]), head_count=sure)
    make_publication(shelve(store, edition).built)

    told = text_of(page_of("edition", NAME))

    assert "57,816 persons known across the centres, however strictly" in told
    assert "between" not in told
    assert "On top come" not in told


def test_pages_without_a_fragment_answer_htmx_whole(store: Store) -> None:
    published(store)
    client = Client(headers={"HX-Request": "true"})

    answers = [
        client.get(reverse("observatory:years")),
        client.get(reverse("observatory:teachings", args=[NAME, "alsace"])),
    ]

    assert [b"</html>" in answer.content for answer in answers] == [True, True]


def test_of_two_publications_of_a_name_the_last_is_read(store: Store) -> None:
    published(store)
    newer = make_edition(identifier="f" * 64, cells=[cell("learners", "total", "60503")])
    make_publication(shelve(store, newer).built)

    assert "60,503" in text_of(page_of("edition", NAME))


def test_what_is_published_anew_is_read_anew(store: Store) -> None:
    shelved = published(store)
    page_of("edition", NAME)
    corrected = make_edition(cells=[cell("learners", "total", "60504")])

    keep_public(store, replace(corrected, identifier=shelved.edition.identifier))

    assert "60,504" in text_of(page_of("edition", NAME))


def test_files_are_taken_away_and_drawings_shown_without_rights(store: Store) -> None:
    published(store)
    drawing = Client().get(reverse("observatory:file", args=[NAME, "charts/learners.svg"]))
    figures = Client().get(reverse("observatory:file", args=[NAME, "csv/T1.csv"]))

    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in drawing.headers["Content-Security-Policy"]
    assert "sandbox" in drawing.headers["Content-Security-Policy"]
    assert figures.content == b"learners,1220\n"
    assert figures.headers["Content-Disposition"] == 'attachment; filename="T1.csv"'


def test_a_chart_has_its_words_and_its_figures(store: Store) -> None:
    published(store)

    page = page_of("charts", NAME).decode()

    assert 'alt="Two bars."' in page
    assert "Learners &amp; years" in page
    assert "Group Name Value Overseas 2015-2016 60,000" in text_of(page.encode())


def test_a_drawing_comes_in_english_where_that_is_asked(store: Store) -> None:
    published(store)
    address = reverse("observatory:file", args=[NAME, "charts/learners.svg"])

    french = Client().get(address).content.decode()
    asked = Client().get(address, {"langue": "en"}).content.decode()

    assert ">Outre-mer</text>" in french
    assert ">Overseas</text>" in asked


def test_french_pages_write_figures_as_french_does(store: Store) -> None:
    published(store)
    client = Client(headers={"Accept-Language": "fr"})

    page = client.get(reverse("observatory:table", args=[NAME, 1])).content.decode()

    assert "1\u202f220" in page
    assert "20,3" in page
    assert "non communiqué par le centre" in page


def test_web_processes_start_without_the_engines_of_statistics() -> None:
    """They serve figures that are computed; engines would cost each of them memory and seconds."""
    asked = (
        "import sys; from django.core.wsgi import get_wsgi_application as get; get(); "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("editions", [1, 3])
def test_pages_ask_the_database_once(
    store: Store, editions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for first in range(2016, 2016 - editions, -1):
        published(store, f"{first}-{first + 1}")
    for path in pages():
        asked = 2 if "/indicateurs/learners/" in path else 1
        with django_assert_num_queries(asked):
            Client().get(path)
