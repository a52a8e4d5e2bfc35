"""What whoever comes by finds without an account."""

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from gregoire.catalogue.rules import Modality, OfferingState
from gregoire.kernel.years import AcademicYear
from gregoire.portal.queries import offer_of_the_network
from tests.makers.enrolment import make_offering, make_programme, make_semester, make_unit

pytestmark = pytest.mark.django_db
QUERIES = 5


def year_ahead() -> int:
    """Of an academic year whose semesters are not over, whatever the day of the test."""
    return AcademicYear.of(localdate()).next.start


@pytest.mark.parametrize("offerings", [1, 3])
def test_the_page_asks_no_more_for_three_offerings_than_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, offerings: int
) -> None:
    semester = make_semester(year=year_ahead())
    for _ in range(offerings):
        make_offering(semester=semester)

    with django_assert_num_queries(QUERIES):
        response = client.get("/")

    assert response.status_code == 200


def test_what_is_offered_is_counted_in_the_database() -> None:
    semester = make_semester(year=year_ahead())
    drawing = make_unit(title="Dessin")
    make_offering(unit=drawing, semester=semester)
    make_offering(unit=drawing, semester=semester, modality=Modality.DISTANCE)
    make_offering(unit=make_unit(), semester=semester, state=OfferingState.NOT_OPENED)
    make_programme()

    offer = offer_of_the_network(semester.teaching_starts_on)

    assert (offer.units, offer.at_a_distance, offer.programmes) == (1, 1, 1)
    assert offer.fields == [("gestion et management", 1)]


def test_a_visitor_is_led_to_the_search_to_the_centres_and_to_the_sign_in(client: Client) -> None:
    page = client.get("/").content.decode()

    assert 'action="/unites/"' in page
    assert 'action="/centres/"' in page
    assert 'href="/connexion/"' in page
    assert 'href="/s-inscrire/"' in page


def test_how_to_register_names_the_days_of_the_semesters(client: Client) -> None:
    semester = make_semester(year=year_ahead())

    page = client.get("/s-inscrire/").content.decode()

    assert f"Semester 1 of {semester.academic_year}" in page


def test_search_engines_find_every_page_of_the_catalogue(client: Client) -> None:
    offering = make_offering()

    robots = client.get("/robots.txt").content.decode()
    sitemap = client.get("/sitemap.xml").content.decode()

    assert "Disallow: /gestion/" in robots
    assert f"/unites/{offering.unit.code}/</loc>" in sitemap
    assert f"/centres/{offering.centre.code}/</loc>" in sitemap
