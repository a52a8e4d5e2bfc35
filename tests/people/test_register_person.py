from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from gregoire.framework.actors import Actor, Role
from gregoire.framework.models import JournalEntry, OutgoingMail
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people.models import Account, Attachment, Person
from gregoire.people.operations import attach_person, register_person, send_identifiers
from gregoire.people.rules import PeopleRefusal
from tests.makers.network import make_centre
from tests.makers.people import acting, make_account, make_person
from tests.support.races import race

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
BORN = date(1992, 3, 14)


def office_of(centre: Centre) -> Actor:
    return acting(make_person(birth_name="Clerk"), Role.SCHOOLING, at=centre)


def register(
    *,
    by: Actor,
    centre: Centre,
    mail: str = "amina@example.org",
    first_names: str = "Amina",
    form_token: str = "",
    knowingly: bool = False,
) -> Person:
    return register_person(
        by=by,
        centre=centre,
        birth_name="Haddad",
        usage_name="Rossi",
        first_names=first_names,
        birth_date=BORN,
        mail=mail,
        phone="0639981234",
        today=TODAY,
        form_token=form_token,
        knowingly=knowingly,
    )


def test_the_person_has_a_number_an_account_and_a_centre() -> None:
    centre = make_centre()

    person = register(by=office_of(centre), centre=centre)

    person.refresh_from_db()
    assert (person.name, person.phone, person.number[:3]) == (
        "Amina Rossi",
        "06 39 98 12 34",
        "26-",
    )
    assert Account.objects.get(person=person).email == "amina@example.org"
    assert list(Attachment.objects.filter(person=person).values_list("centre", "since")) == [
        (centre.pk, TODAY)
    ]


def test_numbers_follow_each_other() -> None:
    centre = make_centre()
    office = office_of(centre)

    first = register(by=office, centre=centre, first_names="Amina")
    second = register(by=office, centre=centre, first_names="Lina", mail="lina@example.org")

    assert int(second.number[3:]) == int(first.number[3:]) + 1


def test_the_identifiers_leave_by_mail_without_a_password() -> None:
    centre = make_centre(name="Cnam Dijon")

    register(by=office_of(centre), centre=centre)

    mail = OutgoingMail.objects.get()
    assert mail.recipients == ["amina@example.org"]
    assert "/connexion/premiere-fois/" in bytes(mail.raw).decode()
    assert not Account.objects.get(email="amina@example.org").has_usable_password()
    assert ProcrastinateJob.objects.get(task_name="framework.deliver_mail").args == {
        "mail_ids": [mail.pk]
    }


def test_the_journal_tells_who_registered_whom() -> None:
    centre = make_centre()
    office = office_of(centre)

    person = register(by=office, centre=centre)

    entry = JournalEntry.objects.get()
    assert (entry.operation, entry.by, entry.about) == (
        "people.register_person",
        office.person_id,
        person.pk,
    )


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SCHOOLING, Role.ADMINISTRATOR}]
)
def test_other_roles_do_not_register(role: Role) -> None:
    centre = make_centre()

    with pytest.raises(PermissionDenied):
        register(by=acting(make_person(), role, at=centre), centre=centre)


def test_the_office_of_another_centre_does_not_register_here() -> None:
    with pytest.raises(PermissionDenied):
        register(by=office_of(make_centre()), centre=make_centre())


def test_a_mail_address_of_the_network_is_refused_whatever_its_case() -> None:
    centre = make_centre()
    make_account(make_person(mail="Amina@Example.org"))

    with pytest.raises(RefusedError) as refused:
        register(by=office_of(centre), centre=centre)

    assert refused.value.reason == PeopleRefusal.MAIL_TAKEN
    assert not OutgoingMail.objects.exists()
    assert not Person.objects.filter(birth_name="Haddad").exists()


def test_the_same_names_and_birth_date_are_pointed_out() -> None:
    centre = make_centre()
    known = make_person(first_names="AMINA Leïla", birth_name="HADDAD")

    with pytest.raises(RefusedError) as refused:
        register(by=office_of(centre), centre=centre)

    assert refused.value.reason == PeopleRefusal.SAME_PERSON_KNOWN
    assert refused.value.facts == {"known": [known.pk]}


def test_somebody_else_of_the_same_names_is_registered_knowingly() -> None:
    centre = make_centre()
    make_person(first_names="Amina", birth_name="Haddad")

    register(by=office_of(centre), centre=centre, knowingly=True)

    assert Person.objects.filter(birth_name="Haddad").count() == 2


def test_a_form_sent_twice_registers_once() -> None:
    centre = make_centre()
    office = office_of(centre)
    register(by=office, centre=centre, form_token="a" * 32)

    with pytest.raises(RefusedError) as refused:
        register(by=office, centre=centre, form_token="a" * 32)

    assert refused.value.reason == PeopleRefusal.ALREADY_REGISTERED
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_of_one_mail_at_once_one_is_refused() -> None:
    first, second = make_centre(), make_centre()
    one, other = office_of(first), office_of(second)

    outcomes = race(
        lambda: register(by=one, centre=first, first_names="Amina"),
        lambda: register(by=other, centre=second, first_names="Aminata"),
    )

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [PeopleRefusal.MAIL_TAKEN]
    assert Person.objects.filter(birth_name="Haddad").count() == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_of_one_person_at_once_the_second_sees_the_first() -> None:
    first, second = make_centre(), make_centre()
    one, other = office_of(first), office_of(second)

    outcomes = race(
        lambda: register(by=one, centre=first, mail="one@example.org"),
        lambda: register(by=other, centre=second, mail="other@example.org"),
    )

    refusals = [outcome.reason for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refusals == [PeopleRefusal.SAME_PERSON_KNOWN]


def test_attaching_twice_is_as_attaching_once() -> None:
    centre, person = make_centre(), make_person()
    office = office_of(centre)

    attach_person(by=office, person=person, centre=centre, today=TODAY)
    attach_person(by=office, person=person, centre=centre, today=date(2027, 1, 1))

    assert list(Attachment.objects.values_list("centre", "since")) == [(centre.pk, TODAY)]


def test_people_attach_themselves_by_what_they_ask_of_a_centre() -> None:
    centre, person = make_centre(), make_person()

    attach_person(by=acting(person), person=person, centre=centre, today=TODAY)

    assert Attachment.objects.get().centre == centre


def test_an_office_attaches_to_its_own_centres_only() -> None:
    with pytest.raises(PermissionDenied):
        attach_person(
            by=office_of(make_centre()), person=make_person(), centre=make_centre(), today=TODAY
        )


def test_another_learner_attaches_nobody() -> None:
    with pytest.raises(PermissionDenied):
        attach_person(
            by=acting(make_person()), person=make_person(), centre=make_centre(), today=TODAY
        )


def test_identifiers_are_sent_again_until_a_password_is_chosen() -> None:
    centre = make_centre()
    office = office_of(centre)
    person = register(by=office, centre=centre)

    send_identifiers(by=office, person=person, centre=centre)

    assert OutgoingMail.objects.count() == 2


def test_identifiers_are_not_sent_to_who_has_a_password() -> None:
    centre = make_centre()
    person = make_account().person
    Attachment.objects.create(person=person, centre=centre, since=TODAY)

    with pytest.raises(RefusedError) as refused:
        send_identifiers(by=office_of(centre), person=person)

    assert refused.value.reason == PeopleRefusal.PASSWORD_CHOSEN_ALREADY
