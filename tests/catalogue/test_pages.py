"""The pages of visitors, as a visitor asks for them."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.models import Semester
from gregoire.catalogue.rules import Modality, OfferingState, Rhythm
from gregoire.framework.actors import SYSTEM
from gregoire.kernel.levels import Level
from gregoire.network.models import Centre
from gregoire.network.operations import seed_network
from tests.makers.catalogue import (
    make_group,
    make_offering,
    make_programme,
    make_semester,
    make_unit,
)
from tests.makers.network import make_centre
from tests.makers.people import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    monkeypatch.setattr("gregoire.catalogue.web.compose.localdate", instant.date)
    monkeypatch.setattr("gregoire.catalogue.web.compose.now", lambda: instant)


@pytest.fixture
def semester() -> Semester:
    return make_semester()


def titles(text: str) -> list[str]:
    return re.findall(r'<a\s+href="/(?:unites|formations)/\w+/"\s*>\s*([^<]+?)\s*</a\s*>', text)


def test_a_unit_is_found_by_a_word_without_its_accents(client: Client) -> None:
    make_unit(code="SEC101", title="Sécurité des réseaux")
    make_unit(code="DRA106", title="Droit du travail")

    response = client.get(reverse("catalogue:units"), {"q": "securite reseau"})

    assert titles(response.text) == ["Sécurité des réseaux"]
    assert "SEC101" in response.text


def test_a_result_says_where_when_and_whether_there_is_room(
    client: Client, semester: Semester
) -> None:
    unit = make_unit(title="Bases de données")
    for name in ("Cnam Dijon", "Cnam Nevers", "Cnam Belfort", "Cnam Auxerre"):
        make_offering(unit=unit, centre=make_centre(name=name), semester=semester, capacity=5)

    text = client.get(reverse("catalogue:units")).text

    assert "Cnam Dijon, Cnam Nevers, Cnam Belfort and 1 other centre" in text
    assert "1st semester 2026-2027" in text
    assert "20 seats left" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"centre": "dijon"}, ["Unit at Dijon"]),
        ({"centre": "bourgogne"}, ["Unit at Dijon"]),
        ({"centre": "dijon", "ou_distance": "1"}, ["Unit at Dijon", "Unit from Paris"]),
        ({"modalite": "distance"}, ["Unit from Paris"]),
        ({"rythme": "day"}, ["Unit at Dijon"]),
        ({"semestre": "2026-2"}, ["Unit at Dijon"]),
        ({"semestre": "2026-1"}, ["Unit from Paris"]),
        ({"semestre": "2025-1"}, []),
        ({"domaine": "droit"}, ["Unit at Dijon"]),
        ({"formation": "LG025"}, ["Unit from Paris"]),
        ({"formation": "lg025", "modalite": "on_site"}, []),
    ],
)
def test_the_filters_narrow_the_list(
    client: Client, asked: dict[str, str], found: list[str]
) -> None:
    bourgogne = make_centre(name="Cnam Bourgogne", code="bourgogne")
    dijon = make_centre(name="Cnam Dijon", code="dijon", parent=bourgogne)
    at_dijon = make_unit(title="Unit at Dijon", field="droit")
    from_paris = make_unit(title="Unit from Paris")
    make_unit(title="Unit nowhere", field="chimie")
    make_offering(unit=at_dijon, centre=dijon, semester=make_semester(number=2), rhythm=Rhythm.DAY)
    make_offering(
        unit=from_paris,
        centre=make_centre(name="Cnam Paris"),
        semester=make_semester(number=1),
        modality=Modality.DISTANCE,
    )
    make_group(make_programme(code="LG025"), [from_paris])

    response = client.get(reverse("catalogue:units"), asked)

    assert titles(response.text) == found


def test_what_will_not_open_is_not_offered(client: Client, semester: Semester) -> None:
    unit = make_unit()
    make_offering(unit=unit, semester=semester, state=OfferingState.NOT_OPENED)

    assert "Not taught at the moment" in client.get(reverse("catalogue:units")).text
    assert (
        "This unit is not taught at the moment"
        in client.get(reverse("catalogue:unit", args=[unit.code])).text
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_costs_the_same_however_much_is_found(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int, semester: Semester
) -> None:
    for number in range(rows):
        unit = make_unit(title=f"Sécurité {number}")
        make_offering(unit=unit, semester=semester)
        make_offering(unit=unit, semester=semester, modality=Modality.DISTANCE)

    with django_assert_num_queries(7):
        response = client.get(reverse("catalogue:units"), {"q": "securite"})

    assert len(titles(response.text)) == rows


def test_htmx_receives_the_results_alone(client: Client) -> None:
    make_unit(title="Sécurité")

    response = client.get(reverse("catalogue:units"), headers={"HX-Request": "true"})

    assert response.text.strip().startswith('<div id="found"')


def test_who_goes_back_receives_the_whole_page(client: Client) -> None:
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    response = client.get(reverse("catalogue:units"), headers=back)

    assert "<h1>Units" in response.text
    assert "HX-Request" in response["Vary"]


def test_nothing_found_says_what_to_do(client: Client) -> None:
    text = client.get(reverse("catalogue:units"), {"q": "xylophone"}).text

    assert "No unit answers all that you ask" in text
    assert "See all units" in text


@pytest.mark.parametrize("name", ["catalogue:units", "catalogue:programmes", "catalogue:centres"])
@pytest.mark.parametrize(
    "asked",
    [
        {"page": "abc"},
        {"page": "-3"},
        {"page": "99999999999999999999"},
        {"centre": "nowhere"},
        {"q": "a" * 10_000},
        {"q": "mot " * 2_500},
        {"q": "\0"},
        {"q": "d'or & | ! <-> :* ( '\\"},
        {"q": "le la de"},
        {"q": "👩‍🏫"},
        {"semestre": "٢٠٢٦-1"},
        {"semestre": "9999-1", "modalite": "x", "rythme": "y", "domaine": "z" * 900},
        {"niveau": "99999999999999999999", "type": "x"},
        {"formation": "\0" + "x" * 900},
        {"latitude": "nan", "longitude": "inf"},
        {"latitude": "1e999", "longitude": "2"},
        {"code_postal": "²¹000", "pays": "XX"},
    ],
)
def test_odd_questions_get_an_answer(client: Client, name: str, asked: dict[str, str]) -> None:
    make_offering()
    make_programme()

    assert client.get(reverse(name), asked).status_code == 200


@pytest.mark.parametrize("name", ["catalogue:unit", "catalogue:programme", "catalogue:centre"])
def test_what_is_not_in_the_catalogue_is_not_found(client: Client, name: str) -> None:
    assert client.get(reverse(name, args=["nothing"])).status_code == 404


def test_the_catalogue_cannot_be_written_by_its_pages(client: Client) -> None:
    assert client.post(reverse("catalogue:units")).status_code == 405


def test_a_unit_says_all_that_is_known_of_it(client: Client, semester: Semester) -> None:
    basis = make_unit(code="NFA031", title="Programmation : notions de base")
    unit = make_unit(
        code="NFP121",
        title="Programmation avancée",
        needs=[(basis, True)],
        aims="Écrire des programmes sûrs.",
    )
    make_group(make_programme(title="Licence informatique"), [unit])
    make_offering(unit=unit, semester=semester, timetable="Mardi, 18 h 30", capacity=1, minimum=1)

    text = client.get(reverse("catalogue:unit", args=["nfp121"])).text

    assert "<h1>Programmation avancée" in text
    assert "Écrire des programmes sûrs." in text
    assert "Programmation : notions de base" in text
    assert "Required" in text
    assert "Mardi, 18 h 30" in text
    assert "1 seat left" in text
    assert "From 15\N{NO-BREAK SPACE}September 2026 to 30\N{NO-BREAK SPACE}January 2027." in text
    assert "Licence informatique" in text


def test_a_learner_who_is_signed_in_can_enrol_a_visitor_is_told_how(
    client: Client, semester: Semester
) -> None:
    offering = make_offering(semester=semester)
    enrol_at = f'href="/enseignements/inscription/{offering.public_id}/"'
    address = reverse("catalogue:unit", args=[offering.unit.code])

    visitor = client.get(address).text
    client.force_login(make_account())
    learner = client.get(address).text

    assert enrol_at not in visitor
    assert "How to register" in visitor
    assert enrol_at in learner


@pytest.mark.parametrize("rows", [1, 3])
def test_a_unit_costs_the_same_however_often_it_is_taught(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int, semester: Semester
) -> None:
    unit = make_unit(needs=[(make_unit(), False) for _ in range(rows)])
    for _ in range(rows):
        make_offering(unit=unit, semester=semester)
        make_group(make_programme(), [unit])

    with django_assert_num_queries(6):
        text = client.get(reverse("catalogue:unit", args=[unit.code])).text

    assert text.count("Licence informatique") == rows


def test_search_engines_read_a_unit_as_a_course(client: Client, semester: Semester) -> None:
    unit = make_unit(code="SEC101", title="Sécurité </script><b>&", aims="Protéger.")
    make_offering(unit=unit, semester=semester, modality=Modality.HYBRID)

    text = client.get(reverse("catalogue:unit", args=["SEC101"]), {"utm": "x"}).text

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    course = json.loads(found[1])
    assert course["@type"] == "Course"
    assert course["name"] == "Sécurité </script><b>&"
    assert course["courseCode"] == "SEC101"
    assert course["hasCourseInstance"][0]["courseMode"] == "blended"
    assert course["hasCourseInstance"][0]["startDate"] == "2026-09-15"
    assert '<link rel="canonical" href="http://testserver/unites/SEC101/">' in text
    assert '<meta name="description" content="Protéger.">' in text


def test_a_programme_says_what_it_asks_and_how_to_enter(client: Client) -> None:
    programme = make_programme(code="LG025", entry_level=Level.BAC_2)
    make_group(programme, [make_unit(title="Algorithmique")], title="Le socle")
    make_group(programme, [make_unit(ects=6), make_unit(ects=6)], credits_needed=6)

    text = client.get(reverse("catalogue:programme", args=["lg025"])).text

    assert "Le socle" in text
    assert "All of these units" in text
    assert "At least 6 credits among these units" in text
    assert "Algorithmique" in text
    assert "RNCP24514" in text
    assert "VAPP" in text
    assert "VES" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_programme_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    programme = make_programme(code="LG025")
    for _ in range(rows):
        make_group(programme, [make_unit(title="Algorithmique") for _ in range(rows)])
    make_semester()

    with django_assert_num_queries(5):
        text = client.get(reverse("catalogue:programme", args=["LG025"])).text

    assert len(titles(text)) == rows * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_programmes_are_found_and_cost_the_same(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    make_programme(title="Licence de droit", field="droit")
    for number in range(rows):
        make_programme(title=f"Ingénieur réseaux {number}", level=Level.BAC_5)

    with django_assert_num_queries(2):
        response = client.get(
            reverse("catalogue:programmes"),
            {"q": "reseau", "niveau": "7", "domaine": "informatique"},
        )

    assert len(titles(response.text)) == rows


@pytest.fixture
def network() -> Centre:
    return seed_network(by=SYSTEM, today=date(2026, 11, 22))


@pytest.mark.usefixtures("network")
def test_the_nearest_centre_is_found_from_a_postcode_a_position_or_a_country(
    client: Client,
) -> None:
    def nearest(**asked: str) -> str:
        text = client.get(reverse("catalogue:centres"), asked).text
        near = re.search(
            r'<div id="near">\s*(?:<p[^>]*>.*?</p>\s*)?<ol.*?href="/centres/([^/]+)/"',
            text,
            re.DOTALL,
        )
        return near[1] if near else text

    assert nearest(code_postal="21000") == "dijon"
    assert nearest(code_postal="98800") == "nouvelle-caledonie"
    assert nearest(latitude="45.19", longitude="5.72") == "grenoble"
    assert nearest(pays="LB") == "liban"
    assert "This place is not known." in nearest(code_postal="99999")


@pytest.mark.usefixtures("network")
def test_every_centre_stands_in_the_list(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        text = client.get(reverse("catalogue:centres")).text

    assert text.count('href="/centres/') >= 44
    assert "Overseas" in text
    assert "Bourgogne - Franche-Comté" in text


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("rows", [1, 3])
def test_a_centre_says_how_to_reach_it_when_it_closes_and_what_it_teaches(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int, semester: Semester
) -> None:
    dijon = Centre.objects.get(code="dijon")
    for number in range(rows):
        make_offering(unit=make_unit(field=f"domaine {number}"), centre=dijon, semester=semester)

    with django_assert_num_queries(5):
        text = client.get(reverse("catalogue:centre", args=["dijon"])).text

    assert "7 Boulevard du Docteur Petitjean" in text
    assert 'href="tel:0380654693"' in text
    assert "dijon@cnam-bourgognefranchecomte.fr" in text
    assert "Closing days ahead" in text
    assert text.count("1 unit") == rows


@pytest.mark.usefixtures("network")
def test_a_centre_far_away_says_what_time_it_is_there(client: Client) -> None:
    text = client.get(reverse("catalogue:centre", args=["nouvelle-caledonie"])).text

    assert "There it is Sun 22\N{NO-BREAK SPACE}November, 23:00." in text
    assert "Its times are given on its own clock." in text


def test_enrolment_ends_with_the_day_of_the_place_where_it_is_taught(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_evening = datetime(2027, 1, 30, 20, 0, tzinfo=UTC)  # the 31st has begun in Nouméa
    monkeypatch.setattr("gregoire.catalogue.web.compose.now", lambda: last_evening)
    unit, semester = make_unit(), make_semester()
    here = make_offering(unit=unit, semester=semester)
    there = make_offering(
        unit=unit, semester=semester, centre=make_centre(time_zone="Pacific/Noumea")
    )
    client.force_login(make_account())

    text = client.get(reverse("catalogue:unit", args=[unit.code])).text

    assert here.public_id in text
    assert there.public_id not in text


@pytest.mark.usefixtures("network")
def test_a_closing_day_is_named_in_the_reader_s_language(client: Client) -> None:
    with translation.override("fr"):
        french = client.get("/centres/dijon/", headers={"Accept-Language": "fr"}).text
    english = client.get("/centres/dijon/", headers={"Accept-Language": "en"}).text

    assert "Noël" in french
    assert "Christmas Day" in english
