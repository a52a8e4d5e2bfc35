"""The table of `docs/reference/rules/nearest_centre.md`."""

from datetime import date

import pytest

from gregoire.framework.actors import SYSTEM
from gregoire.network import queries
from gregoire.network.operations import seed_network
from gregoire.network.rules import Place, distance_km
from tests.support.tables import cases

pytestmark = pytest.mark.django_db


def place_of(written: str) -> Place | None:
    if " " in written and "." in written:
        latitude, longitude = map(float, written.split())
        return Place(latitude, longitude)
    known = queries.place_of_postcode(written) or queries.place_of_country(written)
    return known.place if known else None


@pytest.mark.parametrize("row", cases("reference/rules/nearest_centre.md", "Examples"))
def test_nearest_centre(row: dict[str, str]) -> None:
    seed_network(by=SYSTEM, today=date(2026, 11, 22))

    place = place_of(row["From"])

    near = queries.nearest_centres(place.latitude, place.longitude, limit=2) if place else []
    assert [each.centre.code for each in near] == [
        code for code in (row["Nearest"], row["Then"]) if code
    ]
    assert [str(each.kilometres) for each in near[:1]] == [km for km in [row["Kilometres"]] if km]


def test_the_two_ends_of_the_globe_are_half_its_girth_apart() -> None:
    assert round(distance_km(Place(0, 0), Place(0, 180))) == 20015
    assert distance_km(Place(47.3, 5), Place(47.3, 5)) == 0
