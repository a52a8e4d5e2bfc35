import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/s-inscrire/", "/robots.txt"])
def test_a_visitor_finds_the_public_pages(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
