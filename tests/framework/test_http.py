"""The gestures of a view, the switch of language, and what people read when something goes wrong."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from gregoire.framework.actors import Role
from gregoire.framework.http import WriteWhileReadingError, opens, refuse
from gregoire.framework.web import errors
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account


@opens
def writes(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET town = ''")
    return HttpResponse("written")


@pytest.mark.django_db
def test_a_page_that_is_read_cannot_write() -> None:
    with pytest.raises(WriteWhileReadingError):
        writes(RequestFactory().get("/"))


@pytest.mark.django_db
def test_a_form_that_is_sent_can_write() -> None:
    written = writes(RequestFactory().post("/"))

    assert isinstance(written, HttpResponse)
    assert written.content == b"written"


@opens
def echoes(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.GET["q"])


def test_a_character_that_nobody_types_is_no_part_of_a_search() -> None:
    echo = echoes(RequestFactory().get("/?q=a%00b"))

    assert isinstance(echo, HttpResponse)
    assert echo.content == b"ab"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/cursus/?formation=%00",
        "/messagerie/?q=a%00",
        "/contact/?postcode=2%001000",
        "/gestion/messages/?q=%00",
        "/gestion/offres/?q=%00&semestre=%00",
        "/gestion/personnes/?q=%00",
        "/enseignements/?annee=%00",
        "/enseignements/?annee=99999-100000",
        "/enseignements/?annee=0000-0001",
    ],
)
def test_an_odd_search_finds_nothing_and_breaks_nothing(client: Client, path: str) -> None:
    account = make_account()
    appoint(account.person, Role.SCHOOLING, at=make_centre())
    client.force_login(account)

    assert client.get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/messagerie/a%00b/",
        "/connexion/adresse/%00/",
        "/gestion/offres/a%00b/",
        "/enseignements/suivi/a%00b/",
        "/mes-documents/certificat/a%00b.pdf",
    ],
)
def test_an_odd_address_is_that_of_nothing(client: Client, path: str) -> None:
    client.force_login(make_account())

    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_health_reaches_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_the_language_is_switched_by_a_post_and_kept(client: Client) -> None:
    answer = client.post("/langue/", {"language": "fr", "next": "/s-inscrire/"})
    page = client.get("/s-inscrire/").content.decode()

    assert (answer.status_code, answer.headers["Location"]) == (302, "/s-inscrire/")
    assert '<html lang="fr">' in page
    assert "Comment s’inscrire" in page


@pytest.mark.django_db
def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/langue/", {"language": "fr", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_unknown_page_says_what_to_do_in_the_language_of_the_reader(
    client: Client, language: str
) -> None:
    client.post("/langue/", {"language": language})

    response = client.get("/nothing/here/")

    said = {"en": "There is nothing here for you", "fr": "Il n’y a rien ici pour vous"}
    assert response.status_code == 404
    assert said[language] in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_told_that_the_page_is_stale() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/langue/", {"language": "fr"})

    assert response.status_code == 403
    assert "This form was open for too long" in response.content.decode()


@pytest.mark.django_db
def test_a_page_of_a_post_is_not_open_to_those_without_it(client: Client) -> None:
    client.force_login(make_account())

    response = client.get("/gestion/")

    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()


def test_a_fault_of_ours_is_said_without_asking_the_database() -> None:
    response = errors.server_error(RequestFactory().get("/"))  # no database in this test

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.django_db
def test_a_no_without_a_form_says_why_and_leads_back() -> None:
    request = RequestFactory().post("/enseignements/")

    response = refuse(request, "The waiting list is closed.", back="/enseignements/")

    page = response.content.decode()
    assert response.status_code == 422
    assert "The waiting list is closed." in page
    assert 'href="/enseignements/"' in page
