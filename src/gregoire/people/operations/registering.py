from dataclasses import replace
from datetime import date
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from gregoire.framework.actors import Actor
from gregoire.framework.constraints import refusing
from gregoire.framework.events import announce
from gregoire.framework.operations import operation
from gregoire.kernel.refusals import RefusedError
from gregoire.network.models import Centre
from gregoire.people import mails, rules
from gregoire.people.events import PersonAttached, PersonRegistered
from gregoire.people.models import Account, Attachment, Person
from gregoire.people.permissions import (
    ATTACH_PERSON,
    CHOOSE_FIRST_PASSWORD,
    REGISTER_PERSON,
    SEND_IDENTIFIERS,
    is_the_person,
)
from gregoire.people.queries import persons_like
from gregoire.people.rules import PeopleRefusal, PersonalData, Sex

REGISTERING: Final = 1794_001  # an advisory lock of the database


@operation(permit=REGISTER_PERSON, on="centre", journal="result")
def register_person(  # noqa: PLR0913 -- all that is said of a person, by name
    *,
    by: Actor,
    centre: Centre,
    birth_name: str,
    first_names: str,
    birth_date: date,
    mail: str,
    today: date,
    usage_name: str = "",
    birth_place: str = "",
    sex: Sex = Sex.UNKNOWN,
    phone: str = "",
    street: str = "",
    postcode: str = "",
    town: str = "",
    country: str = "FR",
    nationality: str = "",
    national_number: str = "",
    language: str = "fr",
    form_token: str = "",
    knowingly: bool = False,
) -> Person:
    """Make a person known to the network, at one centre, with an account and its identifiers.

    The identifiers leave by mail. Somebody of the same names born on the same day is pointed out,
    unless the office registers `knowingly`; a form that is sent twice registers once.
    """
    given = PersonalData(
        birth_name, usage_name, first_names, birth_date, birth_place,
        phone, street, postcode, town, country,
    )  # fmt: skip
    data, mail = _acceptable(given, today=today), _given_mail(mail)
    _one_at_a_time()
    _refuse_known_twins(data, knowingly=knowingly, form_token=form_token)
    with refusing(a_form_registers_one_person=PeopleRefusal.ALREADY_REGISTERED):
        person = Person.objects.create(
            number=_new_number(today),
            sex=sex,
            nationality=nationality,
            national_number=national_number,
            mail=mail,
            language=language,
            form_token=form_token or None,
            **dict(data.items()),
        )
    account = _open_account(person)
    Attachment.objects.create(person=person, centre=centre, since=today)
    mails.send_identifiers(account, centre=centre)
    announce(PersonRegistered(person.pk, centre.pk))
    return person


def _acceptable(data: PersonalData, *, today: date) -> PersonalData:
    refusal = rules.data_refusal(data, today=today)
    if refusal:
        raise RefusedError(refusal)
    return replace(data, phone=rules.read_phone(data.phone) or "")


def _given_mail(mail: str) -> str:
    if not mail.strip():
        raise RefusedError(PeopleRefusal.MAIL_MISSING)
    return mail.strip()


def _one_at_a_time() -> None:
    """Two offices that register one person in the same second: the second sees what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTERING])


def _refuse_known_twins(data: PersonalData, *, knowingly: bool, form_token: str) -> None:
    if form_token and Person.objects.filter(form_token=form_token).exists():
        raise RefusedError(PeopleRefusal.ALREADY_REGISTERED)
    if knowingly or data.birth_date is None:
        return
    known = persons_like(
        birth_name=data.birth_name, first_names=data.first_names, birth_date=data.birth_date
    )
    if known:
        raise RefusedError(PeopleRefusal.SAME_PERSON_KNOWN, known=[person.pk for person in known])


def _new_number(today: date) -> str:
    year = rules.next_number("", today=today)[:3]
    last = Person.objects.filter(number__startswith=year).order_by("-number")
    return rules.next_number(last.values_list("number", flat=True).first() or "", today=today)


def _open_account(person: Person) -> Account:
    account = Account(person=person, email=person.mail)
    account.set_unusable_password()
    with refusing(
        one_account_per_mail_address=PeopleRefusal.MAIL_TAKEN,
        people_account_email_key=PeopleRefusal.MAIL_TAKEN,
    ):
        account.save()
    return account


@operation(permit=ATTACH_PERSON, on="person")
def attach_person(*, by: Actor, person: Person, centre: Centre, today: date) -> Attachment:
    """The offices of this centre may open the person's file from now on; done twice, it is as once.

    The office of the centre does it, or the person, by what they ask of the centre (an enrolment).
    """
    if not (REGISTER_PERSON.granted(by, centre) or is_the_person(by, person)):
        raise PermissionDenied(REGISTER_PERSON.code)
    attachment, is_new = Attachment.objects.get_or_create(
        person=person, centre=centre, defaults={"since": today}
    )
    if is_new:
        announce(PersonAttached(person.pk, centre.pk))
    return attachment


@operation(permit=SEND_IDENTIFIERS, on="person")
def send_identifiers(*, by: Actor, person: Person, centre: Centre | None = None) -> None:
    """Send them again to somebody who has not chosen a password yet; the others have “forgotten”."""
    account = Account.objects.select_for_update().get(person=person)
    if account.has_usable_password():
        raise RefusedError(PeopleRefusal.PASSWORD_CHOSEN_ALREADY)
    mails.send_identifiers(account, centre=centre)


@operation(permit=CHOOSE_FIRST_PASSWORD, on="account", journal="account")
def choose_first_password(*, by: Actor, account: Account, password: str) -> None:
    """Whoever holds the link of the identifiers chooses the password, once."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.has_usable_password():
        raise RefusedError(PeopleRefusal.PASSWORD_CHOSEN_ALREADY)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise RefusedError(PeopleRefusal.PASSWORD_WEAK, said=weak.messages) from weak
    account.set_password(password)
    account.save(update_fields=["password"])
