import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_page_of_components_opens_for_a_visitor(client: Client) -> None:
    response = client.get("/ui/")

    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1
