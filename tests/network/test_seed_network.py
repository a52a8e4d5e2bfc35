from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import NOBODY, SYSTEM, Actor, Post, Role
from gregoire.framework.models import JournalEntry
from gregoire.kernel.years import AcademicYear
from gregoire.network import queries
from gregoire.network.models import Centre, ClosingDay
from gregoire.network.operations import seed_network, set_closing_days
from gregoire.network.rules import Block, CentreKind

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def seeded() -> Centre:
    return seed_network(by=SYSTEM, today=TODAY)


def test_every_centre_of_the_published_table_is_there(seeded: Centre) -> None:
    published = Centre.objects.exclude(kind=CentreKind.TEACHING)

    assert seeded.code == "paris"
    assert published.count() == 35
    assert published.filter(block=Block.METROPOLE).count() == 23
    assert published.filter(block=Block.OVERSEAS).count() == 7
    assert published.filter(block=Block.ABROAD).count() == 5


@pytest.mark.usefixtures("seeded")
def test_a_centre_keeps_the_time_of_its_place() -> None:
    zones = dict(Centre.objects.values_list("code", "time_zone"))

    assert zones["nouvelle-caledonie"] == "Pacific/Noumea"
    assert zones["polynesie-francaise"] == "Pacific/Tahiti"
    assert zones["la-reunion"] == "Indian/Reunion"
    assert zones["liban"] == "Asia/Beirut"
    assert zones["cote-d-ivoire"] == "Africa/Abidjan"
    assert all(centre.zone for centre in Centre.objects.order_by("pk"))


@pytest.mark.usefixtures("seeded")
def test_la_reunion_reports_for_mayotte_and_madagascar() -> None:
    through = Centre.objects.filter(reports_through__code="la-reunion").order_by("code")

    assert [centre.code for centre in through] == ["madagascar", "mayotte"]


@pytest.mark.usefixtures("seeded")
def test_the_guide_s_five_centres_have_their_addresses() -> None:
    parents = dict(
        Centre.objects.filter(mail__endswith="bourgognefranchecomte.fr").values_list(
            "code", "parent__code"
        )
    )
    chalon = queries.centre_by_code("chalon")

    assert parents == {
        "auxerre": "bourgogne",
        "belfort": "franche-comte",
        "chalon": "bourgogne",
        "dijon": "bourgogne",
        "nevers": "bourgogne",
    }
    assert (chalon.street, chalon.postcode, chalon.town) == (
        "Nicéphore Cité, 34, Quai Saint-Cosme",
        "71100",
        "Chalon-sur-Saône",
    )
    assert (chalon.phone, chalon.mail) == (
        "03.85.46.04.65",
        "chalon@cnam-bourgognefranchecomte.fr",
    )


@pytest.mark.usefixtures("seeded")
def test_seeding_again_restores_the_facts_and_adds_nothing() -> None:
    before = (Centre.objects.count(), ClosingDay.objects.count())
    Centre.objects.filter(code="dijon").update(phone="wrong")

    seed_network(by=SYSTEM, today=TODAY)

    assert (Centre.objects.count(), ClosingDay.objects.count()) == before
    assert queries.centre_by_code("dijon").phone == "03.80.65.46.93"


def test_seeding_is_for_administrators_of_the_whole_network(seeded: Centre) -> None:
    centres = Centre.objects.values_list("pk", flat=True)
    post = Post(Role.ADMINISTRATOR, seeded.pk, is_national=True)
    administrator = Actor(1, frozenset({post}))
    local = Actor(2, frozenset(Post(Role.ADMINISTRATOR, pk) for pk in centres))

    seed_network(by=administrator, today=TODAY)
    for other in (local, NOBODY):
        with pytest.raises(PermissionDenied):
            seed_network(by=other, today=TODAY)

    last = JournalEntry.objects.latest("pk")
    assert (last.operation, last.by, last.on_id) == ("network.seed_network", 1, str(seeded.pk))


@pytest.mark.parametrize(
    ("code", "day", "is_open"),
    [
        ("dijon", date(2027, 1, 1), False),
        ("nouvelle-caledonie", date(2027, 1, 1), False),
        ("liban", date(2027, 1, 1), False),
        ("nouvelle-caledonie", date(2026, 9, 24), False),  # citizenship day
        ("dijon", date(2026, 9, 24), True),
        ("alsace", date(2027, 3, 26), False),  # Good Friday
        ("metz", date(2027, 3, 26), False),
        ("dijon", date(2027, 3, 26), True),
        ("alsace", date(2026, 12, 26), False),  # Saint Stephen
        ("martinique", date(2027, 5, 22), False),  # abolition of slavery, each on its own day
        ("guadeloupe", date(2027, 5, 27), False),
        ("guyane", date(2027, 6, 10), False),
        ("la-reunion", date(2026, 12, 20), False),
        ("mayotte", date(2027, 4, 27), False),
        ("dijon", date(2027, 5, 27), True),
        ("maroc", date(2026, 11, 18), False),  # independence day
        ("liban", date(2026, 11, 22), False),
        ("madagascar", date(2027, 6, 26), False),
        ("cote-d-ivoire", date(2027, 8, 7), False),
        ("dijon", date(2027, 7, 14), False),
        ("maroc", date(2027, 7, 14), True),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_each_land_has_its_own_holidays(code: str, day: date, *, is_open: bool) -> None:
    assert queries.is_open_on(queries.centre_by_code(code), day) == is_open


@pytest.mark.usefixtures("seeded")
def test_closing_days_set_again_put_right_an_estimated_date() -> None:
    morocco = queries.centre_by_code("maroc")
    year = AcademicYear(2026)
    ClosingDay.objects.create(
        centre=morocco, day=date(2026, 9, 9), reason="Aïd", is_public_holiday=True
    )
    ClosingDay.objects.create(centre=morocco, day=date(2026, 9, 10), reason="Travaux")

    set_closing_days(by=SYSTEM, centre=morocco, year=year)

    assert queries.is_open_on(morocco, date(2026, 9, 9))
    assert not queries.is_open_on(morocco, date(2026, 9, 10))


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Fête de l’Indépendance"), ("en", "Independence Day")]
)
@pytest.mark.usefixtures("seeded")
def test_a_public_holiday_has_a_name_in_each_language(language: str, name: str) -> None:
    madagascar = queries.centre_by_code("madagascar")
    closing_day = madagascar.closing_days.get(day=date(2027, 6, 26))

    assert closing_day.reason == "Fête de l’Indépendance"
    assert queries.reason_in(language, closing_day, madagascar) == name
