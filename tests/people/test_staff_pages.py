import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.framework.actors import Role
from gregoire.framework.models import Look, OutgoingMail
from gregoire.network.models import Centre
from gregoire.people.models import FILE_ROLES, Account, Appointment, Attachment, Person
from tests.makers.network import make_centre
from tests.makers.people import appoint, attach, make_account, make_person

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PEOPLE = "/gestion/personnes/"


@pytest.fixture
def centre() -> Centre:
    return make_centre(name="Cnam Dijon")


@pytest.fixture
def clerk(client: Client, centre: Centre) -> Account:
    """The schooling office of the centre, signed in."""
    account = make_account(make_person(birth_name="Clerk"))
    appoint(account.person, Role.SCHOOLING, at=centre)
    client.force_login(account)
    return account


@pytest.fixture
def administrator(client: Client, centre: Centre) -> Account:
    """A national administrator, signed in."""
    account = make_account(make_person(birth_name="Chief"))
    appoint(account.person, Role.ADMINISTRATOR, at=None)
    client.force_login(account)
    assert centre.pk
    return account


def url(person: Person, page: str = "person") -> str:
    return reverse(f"people:{page}", args=[person.public_id])


def new_person_form(client: Client, here: Centre, **changed: str) -> dict[str, str]:
    token = re.search(r'name="form_token" value="(\w+)"', client.get(f"{PEOPLE}nouvelle/").text)
    assert token
    return {
        "form_token": token[1],
        "centre": str(here.pk),
        "birth_name": "Haddad",
        "usage_name": "Rossi",
        "first_names": "Amina",
        "birth_date": "14/03/1992",
        "sex": "female",
        "mail": "amina@example.org",
        "country": "FR",
        "language": "fr",
    } | changed


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_the_list_of_people(client: Client, centre: Centre, role: Role) -> None:
    account = make_account()
    appoint(account.person, role, at=centre)
    client.force_login(account)

    status = client.get(PEOPLE).status_code

    assert status == (200 if role in FILE_ROLES else 403)


def test_a_learner_opens_no_staff_page(client: Client) -> None:
    account = make_account()
    client.force_login(account)

    statuses = {
        client.get(address).status_code
        for address in (
            PEOPLE,
            f"{PEOPLE}nouvelle/",
            url(account.person),
            url(account.person, "posts"),
        )
    }

    assert statuses == {403}


@pytest.mark.usefixtures("clerk")
def test_search_as_you_type_gets_the_list_alone(client: Client, centre: Centre) -> None:
    make_person(birth_name="Haddad", at=centre)

    response = client.get(PEOPLE, {"q": "had"}, headers=HTMX)

    assert response.text.strip().startswith('<section id="found"')
    assert "HADDAD" in response.text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("clerk")
def test_the_list_costs_the_same_however_long(
    client: Client, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_person(birth_name="Haddad", at=centre)

    with django_assert_num_queries(6):
        response = client.get(PEOPLE, {"q": "haddad"})

    assert response.text.count("HADDAD") == rows


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=a&page=zzz", "?q=roy&page=999", f"?q={'x' * 5000}"]
)
@pytest.mark.usefixtures("clerk")
def test_a_strange_search_is_only_a_search(client: Client, query: str) -> None:
    assert client.get(f"{PEOPLE}{query}").status_code == 200


def test_the_file_of_a_person_is_shown_and_the_look_recorded(
    client: Client, clerk: Account, centre: Centre
) -> None:
    person = make_person(first_names="Amina", birth_name="Haddad", usage_name="Rossi", at=centre)

    page = client.get(url(person))

    assert "Amina Rossi" in page.text
    assert "born Haddad" in page.text
    assert f"no. {person.number}" in page.text
    assert list(Look.objects.values_list("by", "about", "page")) == [
        (clerk.person_id, person.pk, "people.person")
    ]


@pytest.mark.usefixtures("clerk")
def test_the_file_costs_the_same_however_long(
    client: Client, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Modules above add panels of their own, with their own queries: the count itself is theirs."""
    brief, long = (
        make_account(make_person(at=centre)).person,
        make_account(make_person(at=centre)).person,
    )
    appoint(brief, Role.TEACHER, at=centre)
    for role in (Role.TEACHER, Role.TUTOR, Role.JURY):
        appoint(long, role, at=centre)
        attach(long, make_centre())
    with CaptureQueriesContext(connection) as queries:
        client.get(url(brief))

    with django_assert_num_queries(len(queries)):
        client.get(url(long))


@pytest.mark.parametrize("page", ["person", "person_data"])
@pytest.mark.usefixtures("clerk")
def test_the_person_of_another_centre_does_not_exist(client: Client, page: str) -> None:
    person = make_person(at=make_centre())

    assert client.get(url(person, page)).status_code == 404
    assert not Look.objects.exists()


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("public_id", ["nobody", "0" * 300, "a-b_c"])
def test_an_unknown_person_does_not_exist(client: Client, public_id: str) -> None:
    assert client.get(f"{PEOPLE}{public_id}/").status_code == 404


@pytest.mark.usefixtures("clerk")
def test_a_new_person_is_registered_and_shown(client: Client, centre: Centre) -> None:
    response = client.post(f"{PEOPLE}nouvelle/", new_person_form(client, centre), follow=True)

    person = Person.objects.get(birth_name="Haddad")
    assert response.redirect_chain == [(url(person), 302)]
    assert "The identifiers are on their way to amina@example.org." in response.text
    assert OutgoingMail.objects.get().recipients == ["amina@example.org"]


@pytest.mark.usefixtures("clerk")
def test_a_double_click_registers_once_and_leads_to_the_person(
    client: Client, centre: Centre
) -> None:
    form = new_person_form(client, centre)
    client.post(f"{PEOPLE}nouvelle/", form)

    second = client.post(f"{PEOPLE}nouvelle/", form, follow=True)

    person = Person.objects.get(birth_name="Haddad")
    assert second.redirect_chain == [(url(person), 302)]
    assert "has just been registered" in second.text


@pytest.mark.usefixtures("clerk")
def test_somebody_known_here_is_pointed_out_with_a_link(client: Client, centre: Centre) -> None:
    known = make_person(first_names="Amina", birth_name="HADDAD", at=centre)

    response = client.post(f"{PEOPLE}nouvelle/", new_person_form(client, centre))

    assert response.status_code == 422
    assert url(known) in response.text
    assert 'name="knowingly"' in response.text


@pytest.mark.usefixtures("clerk")
def test_somebody_known_elsewhere_is_pointed_out_without_their_file(
    client: Client, centre: Centre
) -> None:
    known = make_person(first_names="Amina", birth_name="HADDAD", at=make_centre())

    response = client.post(f"{PEOPLE}nouvelle/", new_person_form(client, centre))

    assert "A person of another centre has the same names and birth date" in response.text
    assert known.number not in response.text
    assert known.public_id not in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_date": "14/03/2026"},
        {"birth_date": ""},
        {"mail": "nobody"},
        {"mail": ""},
        {"birth_name": ""},
        {"birth_name": "x" * 5000},
        {"sex": "other"},
        {"form_token": "x"},
        {"centre": "0"},
        {"centre": "9" * 40},
        {"phone": "abc"},
    ],
    ids=lambda wrong: "-".join(f"{k}={v[:12]}" for k, v in wrong.items()),
)
@pytest.mark.usefixtures("clerk")
def test_a_mistyped_field_registers_nobody(
    client: Client, centre: Centre, wrong: dict[str, str]
) -> None:
    response = client.post(f"{PEOPLE}nouvelle/", new_person_form(client, centre, **wrong))

    assert response.status_code == 422
    assert not Person.objects.filter(first_names="Amina").exists()


@pytest.mark.usefixtures("clerk")
def test_the_form_offers_no_centre_of_others(client: Client, centre: Centre) -> None:
    other = make_centre()

    response = client.post(
        f"{PEOPLE}nouvelle/", new_person_form(client, centre, centre=str(other.pk))
    )

    assert response.status_code == 422


@pytest.mark.usefixtures("clerk")
def test_a_person_of_another_centre_is_attached_by_number_and_birth_date(
    client: Client, centre: Centre
) -> None:
    person = make_person(at=make_centre())
    form = {"number": person.number, "birth_date": "14/03/1992", "centre": str(centre.pk)}

    response = client.post(f"{PEOPLE}rattacher/", form)

    assert response.headers["Location"] == url(person)
    assert Attachment.objects.filter(person=person, centre=centre).exists()


@pytest.mark.usefixtures("clerk")
def test_a_number_without_its_birth_date_attaches_nobody(client: Client, centre: Centre) -> None:
    person = make_person(at=make_centre())
    form = {"number": person.number, "birth_date": "15/03/1992", "centre": str(centre.pk)}

    response = client.post(f"{PEOPLE}rattacher/", form)

    assert response.status_code == 422
    assert "Nobody in the network has this number" in response.text
    assert not Attachment.objects.filter(person=person, centre=centre).exists()


@pytest.mark.usefixtures("clerk")
def test_nobody_finds_birth_dates_out_by_trying(client: Client, centre: Centre) -> None:
    person = make_person(at=make_centre())
    form = {"number": person.number, "centre": str(centre.pk)}
    for day in range(30):
        client.post(f"{PEOPLE}rattacher/", form | {"birth_date": f"{day % 28 + 1}/01/1990"})

    response = client.post(f"{PEOPLE}rattacher/", form | {"birth_date": "14/03/1992"})

    assert "Too many attempts" in response.text


@pytest.mark.usefixtures("clerk")
def test_the_office_corrects_and_the_person_is_told_by_whom(client: Client, centre: Centre) -> None:
    person = make_person(at=centre)
    data = {name: str(value or "") for name, value in person.personal_data.items()}
    data |= {"country": "FR", "seen": person.personal_data.version, "town": "Beaune"}

    client.post(url(person, "person_data"), data)

    person.refresh_from_db()
    assert person.town == "Beaune"
    assert "Schooling office, Cnam Dijon" in client.get(url(person, "person_data")).text


@pytest.mark.usefixtures("clerk")
def test_identifiers_are_sent_again_from_the_file(client: Client, centre: Centre) -> None:
    client.post(f"{PEOPLE}nouvelle/", new_person_form(client, centre))
    person = Person.objects.get(birth_name="Haddad")

    response = client.post(url(person, "identifiers"), follow=True)

    assert "The identifiers are on their way to amina@example.org." in response.text
    assert OutgoingMail.objects.count() == 2


@pytest.mark.usefixtures("administrator")
def test_an_administrator_gives_and_ends_a_post(client: Client, centre: Centre) -> None:
    person = make_person(at=centre)

    given = client.post(
        url(person, "posts"),
        {"role": "schooling", "centre": str(centre.pk), "starts_on": "01/09/2026", "ends_on": ""},
    )
    post = Appointment.objects.get(person=person)
    ended = client.post(
        reverse("people:end_post", args=[person.public_id, post.pk]), {"ends_on": "30/11/2026"}
    )

    post.refresh_from_db()
    assert (given.headers["Location"], ended.headers["Location"]) == (
        url(person, "posts"),
        url(person, "posts"),
    )
    assert str(post.ends_on) == "2026-11-30"


@pytest.mark.usefixtures("administrator")
def test_a_post_that_ends_before_it_starts_is_refused_on_the_page(
    client: Client, centre: Centre
) -> None:
    person = make_person(at=centre)
    post = appoint(person, Role.TEACHER, at=centre)

    response = client.post(
        reverse("people:end_post", args=[person.public_id, post.pk]), {"ends_on": "01/01/1999"}
    )

    assert response.status_code == 422
    assert "A post cannot end before it starts." in response.text


@pytest.mark.usefixtures("clerk")
def test_the_schooling_office_gives_no_posts(client: Client, centre: Centre) -> None:
    assert client.get(url(make_person(at=centre), "posts")).status_code == 403
