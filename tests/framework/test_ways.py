import pytest
from django.urls import NoReverseMatch, reverse

from gregoire.framework.ways import way_to
from gregoire.kernel.identifiers import new_public_id

NAMES = ["planning:session", "planning:move", "correspondence:notice", "people:person"]


@pytest.mark.parametrize("name", NAMES)
def test_the_way_to_a_thing_is_the_address_of_its_page(name: str) -> None:
    for public_id in (new_public_id(), new_public_id()):
        assert way_to(name, public_id) == reverse(name, args=[public_id])


def test_there_is_no_way_to_a_page_that_does_not_exist() -> None:
    with pytest.raises(NoReverseMatch):
        way_to("planning:nowhere", new_public_id())
