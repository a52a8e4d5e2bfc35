import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.framework.actors import Role
from gregoire.framework.models import Look, OutgoingMail
from gregoire.people.links import first_password_url, mail_change_url
from gregoire.people.models import Account, Person, PersonalDataChange
from tests.makers.network import make_centre
from tests.makers.people import PASSWORD, appoint, make_account, make_person

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
DATA = "/donnees-personnelles/"
PHRASE = "quatre chevaux bleus"


@pytest.fixture
def account(client: Client) -> Account:
    """An account that is signed in."""
    account = make_account(make_person(mail="camille@example.org"))
    client.force_login(account)
    return account


def typed(person: Person, **changed: str) -> dict[str, str]:
    data = {name: str(value or "") for name, value in person.personal_data.items()}
    return data | {"country": "FR", "seen": person.personal_data.version} | changed


def path_of(url: str) -> str:
    return url.replace("http://localhost:8000", "")


def test_the_page_shows_what_is_known(client: Client, account: Account) -> None:
    page = client.get(DATA)

    assert 'value="14/03/1992"' in page.text
    assert account.person.number in page.text
    assert "camille@example.org" in page.text


def test_a_correction_is_kept_and_told(client: Client, account: Account) -> None:
    response = client.post(
        DATA, typed(account.person, birth_date="15 mars 1992", phone="0639981234"), follow=True
    )

    account.person.refresh_from_db()
    assert str(account.person.birth_date) == "1992-03-15"
    assert "Your personal data are up to date." in response.text
    assert "06 39 98 12 34" in response.text


def test_what_is_wrong_is_said_at_its_field(client: Client, account: Account) -> None:
    response = client.post(DATA, typed(account.person, phone="six", birth_date="hier"))

    assert response.status_code == 422
    assert "Write the date as day, month, year" in response.text
    assert 'value="hier"' in response.text


def test_to_htmx_only_the_form_comes_back(client: Client, account: Account) -> None:
    response = client.post(DATA, typed(account.person, postcode="2100"), headers=HTMX)

    assert response.status_code == 422
    assert response.text.strip().startswith("<form")
    assert "A French postcode has five digits" in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_name": "x" * 101},
        {"phone": "0" * 31},
        {"country": "Bourgogne"},
        {"birth_name": "a\x00b"},
        {"seen": ""},
        {"birth_date": "9" * 5000},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_oversized_or_mistyped_field_is_refused(
    client: Client, account: Account, wrong: dict[str, str]
) -> None:
    response = client.post(DATA, typed(account.person, **wrong))

    assert response.status_code == 422
    assert not PersonalDataChange.objects.exists()


def test_a_second_tab_is_shown_the_present_values(client: Client, account: Account) -> None:
    stale = typed(account.person, town="Nuits")
    client.post(DATA, typed(account.person, town="Beaune"))

    response = client.post(DATA, stale)

    account.person.refresh_from_db()
    assert response.status_code == 422
    assert "These data have been changed since this page was opened" in response.text
    assert 'value="Beaune"' in response.text
    assert account.person.personal_data.version in response.text
    assert account.person.town == "Beaune"


def test_people_see_who_looked_at_their_file(client: Client, account: Account) -> None:
    clerk = make_person(first_names="Zoé")
    appoint(clerk, Role.SCHOOLING, at=make_centre(name="Cnam Dijon"))
    Look.objects.create(by=clerk.pk, about=account.person_id, page="people.person")

    page = client.get(DATA)

    assert "Schooling office, Cnam Dijon" in page.text
    assert "Zoé" not in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long_the_story(
    client: Client, account: Account, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    centre = make_centre()
    for _ in range(rows):
        clerk = make_person()
        appoint(clerk, Role.SCHOOLING, at=centre)
        Look.objects.create(by=clerk.pk, about=account.person_id, page="people.person")
        PersonalDataChange.objects.create(
            person=account.person, by=clerk, field="town", before="A", after="B"
        )

    with django_assert_num_queries(9):
        page = client.get(DATA)

    assert page.text.count("<div>Your file</div>") == rows


def test_changing_the_mail_address_asks_for_the_password(client: Client, account: Account) -> None:
    asked = client.get(reverse("people:mail"))
    client.post(asked.headers["Location"], {"password": PASSWORD})
    response = client.post(reverse("people:mail"), {"mail": "new@example.org"}, follow=True)

    assert (
        asked.headers["Location"]
        == "/connexion/confirmer/?next=%2Fdonnees-personnelles%2Fadresse-mail%2F"
    )
    assert "A mail has been sent to new@example.org" in response.text
    assert OutgoingMail.objects.filter(recipients=["new@example.org"]).exists()
    assert account.person.mail == "camille@example.org"


def test_the_new_address_is_confirmed_by_whoever_opens_the_link(account: Account) -> None:
    address = path_of(mail_change_url(account.person, "new@example.org"))
    visitor = Client()

    page = visitor.get(address)
    visitor.post(address)

    account.refresh_from_db()
    assert page.headers["Cache-Control"] == "no-store, private"
    assert account.email == "new@example.org"
    assert visitor.get(address).status_code == 410


def test_opening_the_link_changes_nothing_by_itself(account: Account) -> None:
    Client().get(path_of(mail_change_url(account.person, "new@example.org")))

    account.refresh_from_db()
    assert account.email == "camille@example.org"


@pytest.mark.parametrize("token", ["x", "a:b:c"])
def test_a_broken_link_is_said_to_be_over(client: Client, token: str) -> None:
    assert client.get(f"/connexion/adresse/{token}/").status_code == 410
    assert client.get(f"/connexion/premiere-fois/{token}/").status_code == 410


def test_a_first_password_is_chosen_once_and_signs_in(client: Client) -> None:
    account = Account(person=make_person(), email="new@example.org")
    account.set_unusable_password()
    account.save()
    address = path_of(first_password_url(account))

    chosen = client.post(address, {"password": PHRASE, "again": PHRASE})
    again = client.post(address, {"password": "x" + PHRASE, "again": "x" + PHRASE})
    client.post("/connexion/", {"login": "new@example.org", "password": PHRASE})

    assert chosen.headers["Location"] == reverse("account_login")
    assert again.status_code == 410
    assert client.get(DATA).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("court", "court", "too short"),
        (PHRASE, "autre chose encore", "The two passwords differ"),
        ("passwordpassword", "passwordpassword", "too easy to guess"),
    ],
)
def test_a_poor_first_password_is_refused(
    client: Client, password: str, again: str, said: str
) -> None:
    account = Account(person=make_person(), email="new@example.org")
    account.set_unusable_password()
    account.save()

    response = client.post(
        path_of(first_password_url(account)), {"password": password, "again": again}
    )

    account.refresh_from_db()
    assert response.status_code == 422
    assert said in response.text
    assert not account.has_usable_password()
