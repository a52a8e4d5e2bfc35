from datetime import date

import pytest

from gregoire.framework.actors import SYSTEM, Actor, Role
from gregoire.network.models import Centre
from gregoire.people.models import FILE_ROLES, Person
from gregoire.people.queries import actor_for, person_for, persons_found
from tests.makers.network import make_centre
from tests.makers.people import acting, appoint, attach, make_account, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def office(centre: Centre) -> Actor:
    return acting(make_person(birth_name="Clerk"), Role.SCHOOLING, at=centre)


@pytest.fixture
def amina(centre: Centre) -> Person:
    return make_person(
        first_names="Amina Éloïse",
        birth_name="Haddad",
        usage_name="Rossi-Lefèvre",
        mail="amina.rossi@example.org",
        birth_date=date(1991, 2, 3),
        at=centre,
    )


@pytest.mark.parametrize(
    "words",
    [
        "haddad",
        "HADDAD amina",
        "lefevre",
        "Lefèvre éloïse",
        "ami had",
        "rossi lef",
        "amina.rossi@example.org",
        "amina.rossi",
        "03/02/1991",
        "3 février 1991",
        "rossi 03/02/1991",
    ],
)
def test_a_person_is_found_by_what_people_type(office: Actor, amina: Person, words: str) -> None:
    make_person(birth_name="Martin", at=amina.attachments.get().centre)

    assert persons_found(office, words) == [amina]


def test_a_person_is_found_by_their_number(office: Actor, amina: Person) -> None:
    assert persons_found(office, amina.number) == [amina]


@pytest.mark.parametrize(
    "words", ["", " ", "a", "'", ":*", "haddad martin", "01/01/1991", "a" * 500]
)
def test_nobody_is_found_by_something_else(office: Actor, amina: Person, words: str) -> None:
    assert amina.pk
    assert persons_found(office, words) == []


def test_the_people_of_other_centres_are_not_found(office: Actor, amina: Person) -> None:
    make_person(birth_name="Haddad", at=make_centre())
    make_person(birth_name="Haddad")

    assert persons_found(office, "haddad") == [amina]


def test_a_person_of_two_centres_is_found_once(office: Actor, amina: Person) -> None:
    attach(amina, make_centre(parent=amina.attachments.get().centre))

    assert persons_found(office, "haddad") == [amina]


def test_people_come_in_the_order_of_their_names(office: Actor, centre: Centre) -> None:
    names = ["Roy Zoé", "Roy Anne", "Royer Paul"]
    for name in names:
        birth_name, first_names = name.split()
        make_person(birth_name=birth_name, first_names=first_names, at=centre)

    found = [f"{p.birth_name} {p.first_names}" for p in persons_found(office, "roy")]

    assert found == ["Roy Anne", "Roy Zoé", "Royer Paul"]


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_file_of_a_person(role: Role, amina: Person, centre: Centre) -> None:
    actor = acting(make_person(), role, at=centre)

    seen = Person.objects.visible_to(actor).filter(pk=amina.pk).exists()

    assert seen is (role in FILE_ROLES)


def test_everybody_sees_their_own_file(amina: Person) -> None:
    assert person_for(acting(amina), amina.public_id) == amina


def test_the_house_itself_sees_everybody(amina: Person) -> None:
    assert person_for(SYSTEM, amina.public_id) == amina


def test_a_visitor_sees_nobody(amina: Person) -> None:
    with pytest.raises(Person.DoesNotExist):
        person_for(Actor(person_id=None), amina.public_id)


def test_an_administrator_sees_those_who_hold_posts_at_their_centres(centre: Centre) -> None:
    clerk = make_person(birth_name="Clerk")
    appoint(clerk, Role.SCHOOLING, at=centre)

    here = acting(make_person(), Role.ADMINISTRATOR, at=centre)
    elsewhere = acting(make_person(), Role.ADMINISTRATOR, at=make_centre())

    assert persons_found(here, "clerk") == [clerk]
    assert persons_found(elsewhere, "clerk") == []


def test_those_who_hold_national_posts_are_seen_by_national_administrators(centre: Centre) -> None:
    observer, administrator = make_person(birth_name="Observer"), make_person()
    appoint(observer, Role.OBSERVATORY, at=None)
    appoint(administrator, Role.ADMINISTRATOR, at=None)
    national = actor_for(make_account(administrator), today=date(2026, 11, 22))

    assert persons_found(national, "observer") == [observer]
    assert persons_found(acting(make_person(), Role.ADMINISTRATOR, at=centre), "observer") == []
