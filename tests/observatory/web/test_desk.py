"""The observatory's own pages: nothing is hidden, and every look is kept."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gregoire.framework.actors import Role
from gregoire.observatory.models import Consultation, Publication
from gregoire.observatory.store import Store
from gregoire.people.models import Person
from tests.makers.network import make_centre
from tests.makers.people import appoint, make_account, make_person
from tests.makers.publications import (
    cell,
    make_edition,
    make_publication,
    published,
    shelve,
    small_cells,
    write_pairs,
    write_return,
)
from tests.observatory.web.test_public import NAME, text_of

pytestmark = pytest.mark.django_db
SIGNED_IN = 4  # queries of every page: the session, the account, the posts, the frame


def signed_in(role: Role | None = Role.OBSERVATORY, person: Person | None = None) -> Client:
    who = person or make_person(first_names="Ada", birth_name="Quetelet")
    if role:
        appoint(who, role, at=make_centre())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_account(who))
    return client


def addresses() -> list[str]:
    return [
        reverse("observatory:desk"),
        reverse("observatory:consultations"),
        reverse("observatory:latest_pairs"),
        reverse("observatory:desk_edition", args=[NAME]),
        reverse("observatory:desk_table", args=[NAME, 1]),
        reverse("observatory:desk_teachings", args=[NAME, "alsace"]),
        reverse("observatory:feed", args=[NAME, "alsace"]),
        reverse("observatory:feed_csv", args=[NAME, "alsace"]),
        reverse("observatory:pair", args=[NAME]),
    ]


@pytest.mark.parametrize("role", [None, Role.SCHOOLING, Role.ADMINISTRATOR, Role.TEACHER])
def test_these_pages_are_those_of_the_observatory_alone(store: Store, role: Role | None) -> None:
    write_return(store, NAME)
    published(store)
    client = signed_in(role)

    assert {client.get(path).status_code for path in addresses()} == {403}
    assert client.post(reverse("observatory:publish", args=[NAME])).status_code == 403
    assert client.post(reverse("observatory:undo", args=[NAME])).status_code == 403
    assert Consultation.objects.count() == 0


def test_a_visitor_is_asked_to_sign_in(store: Store) -> None:
    published(store)

    answers = [Client().get(path) for path in addresses()]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer.headers["Location"].partition("?")[0] for answer in answers} == {"/connexion/"}


def test_the_observatory_lands_on_its_desk_with_its_own_tabs(store: Store) -> None:
    published(store)
    client = signed_in()

    answer = client.get("/")
    page = client.get(answer.headers["Location"])

    assert answer.headers["Location"] == "/gestion/observatoire/"
    assert "Persons to compare" in text_of(page.content)
    assert "Offerings" not in text_of(page.content)
    assert client.get("/?campus").status_code == 200


def test_whoever_keeps_an_office_too_has_the_observatory_beside_it(store: Store) -> None:
    published(store)
    person = make_person()
    appoint(person, Role.SCHOOLING, at=make_centre())
    client = signed_in(Role.OBSERVATORY, person)

    answer = client.get("/", follow=True)

    assert answer.redirect_chain == [("/gestion/", 302)]
    assert 'href="/gestion/observatoire/"' in answer.content.decode()
    assert "Offerings" in text_of(client.get(reverse("observatory:desk")).content)


def test_nothing_is_hidden_and_the_look_is_kept_and_shown(store: Store) -> None:
    published(store)
    client = signed_in()
    address = reverse("observatory:desk_table", args=[NAME, 1])

    first, second = client.get(address), client.get(address)

    assert "4,321" in text_of(first.content)
    assert "Nobody before you." in text_of(first.content)
    assert "Who looked Ada Quetelet" in text_of(second.content)
    assert [one.about for one in Consultation.objects.all()] == [f"{NAME} T1"] * 2
    looked = text_of(client.get(reverse("observatory:consultations")).content)
    assert "Ada Quetelet All the figures 2016-2017 T1" in looked


def test_from_the_table_to_the_courses_with_every_figure_and_the_look_is_kept(
    store: Store,
) -> None:
    facts = [cell("presents", "alsace/1", "3"), cell("passes", "alsace/1", "2")]
    shelve(store, make_edition(cells=[*small_cells(), *facts]), is_written=False)
    client = signed_in()
    address = reverse("observatory:desk_teachings", args=[NAME, "alsace"])

    table = client.get(reverse("observatory:desk_table", args=[NAME, 2])).content.decode()
    told = text_of(client.get(address).content)
    found = text_of(client.get(address, {"q": "progr"}).content)
    region = reverse("observatory:desk_teachings", args=[NAME, "region-grand-est"])

    assert f'href="{address}"' in table
    assert f'href="{region}"' in table
    assert "ECO101 Économie On site II - - - NFP121 Programmation On site II 17 3 2" in told
    of_region = text_of(client.get(region).content)
    assert "Cnam Alsace NFP121 Programmation On site II 17 3 2" in of_region
    assert "NFP121" in found
    assert "ECO101" not in found
    kept = Consultation.objects.order_by("pk").values_list("about", flat=True)
    assert list(kept) == [
        f"{NAME} T2",
        *[f"{NAME} alsace"] * 2,
        f"{NAME} region-grand-est",
    ]
    atlantis = reverse("observatory:desk_teachings", args=[NAME, "atlantide"])
    assert client.get(atlantis).status_code == 404


def test_what_was_read_is_told_centre_by_centre(store: Store) -> None:
    write_return(store, NAME)
    shelve(store, make_edition())
    client = signed_in()

    page = text_of(client.get(reverse("observatory:desk_edition", args=[NAME])).content)
    told = client.get(reverse("observatory:feed", args=[NAME, "alsace"]))
    listed = client.get(reverse("observatory:feed_csv", args=[NAME, "alsace"]))

    assert "10 rows read, 9 kept, 1 refused" in page
    assert "Cnam Alsace 9 1 1 CSV" in page
    assert "default-src 'none'" in told.headers["Content-Security-Policy"]
    assert "attachment" in listed.headers["Content-Disposition"]
    assert client.get(reverse("observatory:feed", args=[NAME, "bretagne"])).status_code == 404
    kept = Consultation.objects.order_by("pk").values_list("page", "about")
    assert list(kept) == [("returns", f"{NAME} alsace")] * 2


def test_an_edition_whose_files_are_written_is_published_from_its_page(store: Store) -> None:
    built = shelve(store, make_edition()).built
    client = signed_in()
    typed = {
        "convention": built.convention,
        "identifier": built.identifier,
        "provisional": "1",
    }

    answer = client.post(reverse("observatory:publish", args=[NAME]), typed)

    assert answer.headers["Location"] == reverse("observatory:desk_edition", args=[NAME])
    assert "is published: the public reads it now" in text_of(
        client.get(answer.headers["Location"]).content
    )
    assert Publication.objects.get().is_provisional is True
    assert Client().get(reverse("observatory:edition", args=[NAME])).status_code == 200


def test_an_edition_without_files_is_told_the_command(store: Store) -> None:
    built = shelve(store, make_edition(), is_written=False).built
    client = signed_in()
    typed = {"convention": built.convention, "identifier": built.identifier}

    page = client.get(reverse("observatory:desk_edition", args=[NAME]))
    refused = client.post(reverse("observatory:publish", args=[NAME]), typed)

    assert "gregoire observatory publish --edition 2016-2017 --convention clean" in text_of(
        page.content
    )
    assert refused.status_code == 422
    assert Publication.objects.count() == 0


@pytest.mark.parametrize(
    ("convention", "identifier"),
    [("clean", "0" * 64), ("../..", "x"), ("", "")],
)
def test_what_was_not_built_is_not_published(
    store: Store, convention: str, identifier: str
) -> None:
    shelve(store, make_edition())
    client = signed_in()

    answer = client.post(
        reverse("observatory:publish", args=[NAME]),
        {"convention": convention, "identifier": identifier},
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["1066-1067"])
def test_of_a_year_without_anything_there_is_no_page(store: Store, name: str) -> None:
    published(store)
    client = signed_in()

    for page, more in (
        ("desk_edition", []),
        ("desk_table", [1]),
        ("desk_teachings", ["alsace"]),
        ("pair", []),
    ):
        assert client.get(reverse(f"observatory:{page}", args=[name, *more])).status_code == 404


def test_both_conventions_are_seen_in_full(store: Store) -> None:
    shelve(store, make_edition())
    shelve(store, make_edition(convention="note-2016"))
    client = signed_in()
    address = reverse("observatory:desk_table", args=[NAME, 2])

    page = client.get(address, {"convention": "note-2016"}).content.decode()

    assert re.search(r'aria-current="true"\s*>\s*Conventions of the printed note', page)
    assert f'href="{address}?convention=clean"' in page


@pytest.mark.parametrize("editions", [1, 3])
def test_the_desk_asks_as_much_for_many_editions(
    store: Store, editions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for first in range(2016, 2016 - editions, -1):
        write_return(store, f"{first}-{first + 1}")
        make_publication(shelve(store, make_edition(f"{first}-{first + 1}")).built)
    write_pairs(store, make_edition())
    client = signed_in()
    client.get(reverse("observatory:desk"))

    with django_assert_num_queries(SIGNED_IN + 1):
        client.get(reverse("observatory:desk"))
    with django_assert_num_queries(SIGNED_IN + 2):
        client.get(reverse("observatory:desk_edition", args=[NAME]))
