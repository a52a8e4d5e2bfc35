import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from gregoire.framework.headers import SecurityHeadersMiddleware
from tests.makers.people import make_account

pytestmark = pytest.mark.django_db


def test_every_page_tells_the_browser_what_not_to_do(client: Client) -> None:
    headers = client.get("/connexion/").headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/no-such-page/", "/donnees-personnelles/"])
def test_refusals_and_redirections_tell_it_too(client: Client, address: str) -> None:
    assert "frame-ancestors 'none'" in client.get(address).headers["Content-Security-Policy"]


def test_the_pages_of_a_signed_in_person_are_stored_nowhere(client: Client) -> None:
    client.force_login(make_account())

    assert client.get("/donnees-personnelles/").headers["Cache-Control"] == "no-store, private"


def test_a_view_may_say_its_own() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))

    assert response.headers["Content-Security-Policy"] == "sandbox"
