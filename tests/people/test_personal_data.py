from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.kernel.refusals import RefusedError
from gregoire.people import links
from gregoire.people.models import Account, Person, PersonalDataChange
from gregoire.people.operations import ask_mail_change, change_personal_data, confirm_mail_change
from gregoire.people.rules import PeopleRefusal, PersonalData
from tests.makers.network import make_centre
from tests.makers.people import acting, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


def change(
    person: Person, data: PersonalData, *, by: Actor | None = None, seen: str = ""
) -> tuple[str, ...]:
    return change_personal_data(
        by=by or acting(person),
        person=person,
        data=data,
        seen=seen or person.personal_data.version,
        today=TODAY,
    )


def token_of(mail: OutgoingMail) -> str:
    _, _, after = bytes(mail.raw).decode().replace("=\r\n", "").partition("/connexion/adresse/")
    return after.partition("/")[0]


def test_a_learner_corrects_their_data() -> None:
    person = make_person()

    fields = change(person, replace(person.personal_data, town="Beaune", phone="0639981234"))

    person.refresh_from_db()
    assert fields == ("phone", "town")
    assert (person.town, person.phone) == ("Beaune", "06 39 98 12 34")


def test_every_change_is_kept_with_what_stood_before() -> None:
    person = make_person(birth_name="Roi")

    change(person, replace(person.personal_data, birth_name="Roy", birth_date=date(1991, 3, 14)))

    told = PersonalDataChange.objects.order_by("pk").values_list("by", "field", "before", "after")
    assert list(told) == [
        (person.pk, "birth_name", "Roi", "Roy"),
        (person.pk, "birth_date", "1992-03-14", "1991-03-14"),
    ]


def test_the_search_follows_the_change() -> None:
    person = make_person(birth_name="Roi")

    change(person, replace(person.personal_data, birth_name="Lefèvre"))

    person.refresh_from_db()
    assert "'lefevre'" in str(person.search_words)
    assert "'roi'" not in str(person.search_words)


def test_a_stale_form_writes_nothing() -> None:
    person = make_person()
    seen = person.personal_data.version
    change(person, replace(person.personal_data, town="Beaune"))

    with pytest.raises(RefusedError) as refused:
        change(person, replace(person.personal_data, town="Nuits"), seen=seen)

    person.refresh_from_db()
    assert refused.value.reason == PeopleRefusal.CHANGED_MEANWHILE
    assert person.town == "Beaune"


def test_a_refusal_writes_nothing() -> None:
    person = make_person()

    with pytest.raises(RefusedError) as refused:
        change(person, replace(person.personal_data, town="Beaune", phone="no"))

    assert refused.value.reason == PeopleRefusal.PHONE_UNREADABLE
    assert not PersonalDataChange.objects.exists()
    assert not JournalEntry.objects.exists()


def test_no_change_is_said() -> None:
    person = make_person()

    with pytest.raises(RefusedError) as refused:
        change(person, person.personal_data)

    assert refused.value.reason == PeopleRefusal.NOTHING_CHANGED


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_once_one_is_refused() -> None:
    person = make_person()
    data, seen = person.personal_data, person.personal_data.version

    outcomes = race(
        lambda: change(person, replace(data, town="Beaune"), seen=seen),
        lambda: change(person, replace(data, town="Nuits"), seen=seen),
    )

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [PeopleRefusal.CHANGED_MEANWHILE]
    assert PersonalDataChange.objects.count() == 1


def test_the_office_of_a_centre_of_the_person_corrects_too() -> None:
    centre = make_centre()
    person = make_person(at=centre)
    office = acting(make_person(), Role.SCHOOLING, at=centre)

    change(person, replace(person.personal_data, town="Beaune"), by=office)

    assert PersonalDataChange.objects.get().by_id == office.person_id


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SCHOOLING, Role.ADMINISTRATOR}]
)
def test_other_roles_do_not_change_personal_data(role: Role) -> None:
    centre = make_centre()
    person = make_person(at=centre)

    with pytest.raises(PermissionDenied):
        change(
            person,
            replace(person.personal_data, town="Beaune"),
            by=acting(make_person(), role, at=centre),
        )


def test_the_office_of_another_centre_changes_nothing() -> None:
    person = make_person(at=make_centre())
    office = acting(make_person(), Role.SCHOOLING, at=make_centre())

    with pytest.raises(PermissionDenied):
        change(person, replace(person.personal_data, town="Beaune"), by=office)


def test_a_new_mail_address_is_asked_to_confirm_and_the_old_one_is_told() -> None:
    person = make_account(make_person(mail="old@example.org")).person

    ask_mail_change(by=acting(person), person=person, mail="new@example.org")

    person.refresh_from_db()
    told = OutgoingMail.objects.order_by("pk").values_list("recipients", "subject")
    assert person.mail == "old@example.org"
    assert list(told) == [
        (["new@example.org"], "Confirmez votre nouvelle adresse de courriel"),
        (["old@example.org"], "Une nouvelle adresse de courriel a été demandée"),
    ]


def test_the_link_changes_the_address_of_the_person_and_of_the_account() -> None:
    person = make_account(make_person(mail="old@example.org")).person
    ask_mail_change(by=acting(person), person=person, mail="new@example.org")
    token = token_of(OutgoingMail.objects.get(recipients=["new@example.org"]))

    holder, link = links.mail_change_of(token)
    confirm_mail_change(by=acting(holder), person=holder, link=link)

    person.refresh_from_db()
    assert person.mail == "new@example.org"
    assert Account.objects.get(person=person).email == "new@example.org"
    assert list(PersonalDataChange.objects.values_list("field", "before", "after")) == [
        ("mail", "old@example.org", "new@example.org")
    ]
    assert OutgoingMail.objects.order_by("pk").last() == OutgoingMail.objects.get(
        recipients=["old@example.org"], subject="Votre adresse de courriel au campus a changé"
    )


def test_the_link_works_once() -> None:
    person = make_account(make_person(mail="old@example.org")).person
    ask_mail_change(by=acting(person), person=person, mail="new@example.org")
    token = token_of(OutgoingMail.objects.get(recipients=["new@example.org"]))
    holder, link = links.mail_change_of(token)
    confirm_mail_change(by=acting(holder), person=holder, link=link)

    with pytest.raises(RefusedError) as refused:
        links.mail_change_of(token)

    assert refused.value.reason == PeopleRefusal.LINK_OVER


def test_nobody_learns_that_an_address_has_an_account_but_its_owner() -> None:
    make_account(make_person(mail="taken@example.org"))
    person = make_account(make_person(mail="old@example.org")).person

    ask_mail_change(by=acting(person), person=person, mail="Taken@example.org")

    told = OutgoingMail.objects.order_by("pk").values_list("recipients", "subject")
    assert list(told) == [
        (["Taken@example.org"], "Votre adresse a été donnée pour un autre compte"),
        (["old@example.org"], "Une nouvelle adresse de courriel a été demandée"),
    ]


def test_an_address_that_was_taken_meanwhile_is_refused() -> None:
    person = make_account(make_person(mail="old@example.org")).person
    link = links.MailChangeLink(person.pk, "old@example.org", "new@example.org")
    make_account(make_person(mail="new@example.org"))

    with pytest.raises(RefusedError) as refused:
        confirm_mail_change(by=acting(person), person=person, link=link)

    person.refresh_from_db()
    assert refused.value.reason == PeopleRefusal.MAIL_TAKEN
    assert person.mail == "old@example.org"


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ("", PeopleRefusal.MAIL_MISSING),
        ("OLD@example.org", PeopleRefusal.MAIL_UNCHANGED),
    ],
)
def test_a_useless_change_of_address_is_refused(mail: str, reason: PeopleRefusal) -> None:
    person = make_account(make_person(mail="old@example.org")).person

    with pytest.raises(RefusedError) as refused:
        ask_mail_change(by=acting(person), person=person, mail=mail)

    assert refused.value.reason == reason
    assert not OutgoingMail.objects.exists()


def test_nobody_else_confirms() -> None:
    person = make_account().person
    link = links.MailChangeLink(person.pk, person.mail, "new@example.org")

    with pytest.raises(PermissionDenied):
        confirm_mail_change(by=acting(make_person()), person=person, link=link)
