"""The mailbox page of a demo: what would have been sent, as its reader would see it."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from gregoire.framework import outbox
from gregoire.framework.models import OutgoingMail

pytestmark = pytest.mark.django_db
MAILBOX = "/courrier-demo/"
LINK = "http://localhost:8000/connexion/nouveau/abc/"


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.GREGOIRE_DEMO = True


def keep(to: str = "camille.roy@demo.gregoire.example", subject: str = "Hello") -> OutgoingMail:
    message = EmailMultiAlternatives(subject, f"Choose it here: {LINK}", to=[to])
    message.attach_alternative(
        f'<p>Choose it <a href="{LINK}">here</a></p><script>alert(1)</script>', "text/html"
    )
    return outbox.keep(message)


def test_outside_a_demo_there_is_no_such_page(client: Client, settings: Settings) -> None:
    mail = keep()
    settings.GREGOIRE_DEMO = False

    addresses = (
        MAILBOX,
        reverse("demo:mail", args=[mail.public_id]),
        reverse("demo:mail_html", args=[mail.public_id]),
    )

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_an_empty_mailbox_says_how_mail_comes(client: Client) -> None:
    response = client.get(MAILBOX)

    assert "No mail yet" in response.text
    assert "forgotten password" in response.text


def test_the_newest_mail_stands_first(client: Client) -> None:
    keep(subject="The first")
    keep(subject="The second")

    text = client.get(MAILBOX).text

    assert text.index("The second") < text.index("The first")


def test_mail_is_found_by_its_address(client: Client) -> None:
    keep(to="camille.roy@demo.gregoire.example", subject="For Camille")
    keep(to="said.houari@demo.gregoire.example", subject="For Said")

    text = client.get(MAILBOX, {"q": "Camille.Roy"}).text

    assert "For Camille" in text
    assert "For Said" not in text


def test_an_address_without_mail_is_said(client: Client) -> None:
    keep()

    assert "No mail for this address" in client.get(MAILBOX, {"q": "nobody@"}).text


def test_a_mail_shows_its_headers_and_its_text_with_a_link_to_follow(client: Client) -> None:
    mail = keep(subject="Your new password")

    text = client.get(reverse("demo:mail", args=[mail.public_id])).text

    assert "Your new password" in text
    assert "camille.roy@demo.gregoire.example" in text
    assert f'href="{LINK}"' in text


def test_the_page_of_a_mail_runs_nothing_and_is_framed_by_us_alone(client: Client) -> None:
    mail = keep()

    response = client.get(reverse("demo:mail_html", args=[mail.public_id]))

    assert f'<a href="{LINK}">here</a>' in response.text
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "allow-scripts" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_that_is_not_there(client: Client) -> None:
    assert client.get(reverse("demo:mail", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        keep()

    with django_assert_num_queries(2):
        response = client.get(MAILBOX)

    assert response.text.count("courrier-demo/") >= rows
